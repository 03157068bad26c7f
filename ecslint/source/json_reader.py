"""The position-aware JSON reader: a loop over tokens, with a stack of open brackets instead of recursion.

It reads JSON, comments and template placeholders. What to do about mistakes is in ``json_mistakes``.
"""

from __future__ import annotations

from json import JSONDecodeError, JSONDecoder
from typing import Any

from ecslint.source.document import Parsed, SyntaxProblem, mark_unfinished
from ecslint.source.json_tokens import (
    BAD_ESCAPE,
    BRACKETS,
    COLON,
    CONTROL,
    STRICT_TOKEN,
    TOKEN,
    Token,
    number,
    unquoted_end,
)
from ecslint.source.limits import MAX_DEPTH, MAX_FAILURES, MAX_MISTAKES, MAX_PROBLEMS
from ecslint.source.places import Node, TreePlaces
from ecslint.source.route import Route
from ecslint.source.span import LineIndex
from ecslint.source.template import (
    block_end,
    closes_block,
    is_alternative,
    opens_block,
    placeholder_end,
    statement_end,
)
from ecslint.unresolved import PLACEHOLDER, Unresolved

_LITERALS = {"true": True, "false": False, "null": None}
_CONTROL_NAMES = {"\t": ("a tab", "\\t"), "\n": ("a line break", "\\n"), "\r": ("a line break", "\\r")}
_decode = JSONDecoder(strict=False).decode
SYNTAX = "syntax error"
CLOSER = {"{": "}", "[": "]"}


class Frame:
    """An open bracket, and what has been read behind it."""

    __slots__ = ("branches", "data", "key", "key_end", "key_start", "node", "opener")

    def __init__(self, opener: str, start: int, branches: int) -> None:
        self.opener = opener
        self.node = Node(start, start)
        self.data: Any
        if opener == "{":
            self.data, self.node.members = {}, {}
        else:
            self.data, self.node.elements = [], []
        self.key = ""
        self.key_start = self.key_end = start
        self.branches = branches


class Reader:
    """One reading. ``want`` is the method that takes the next token: what is due decides what it means.

    ``strict`` promises proper JSON (or JSON nested too deeply): nothing else is looked for then.
    """

    def __init__(self, text: str, *, strict: bool) -> None:
        self.text = text
        self.strict = strict
        self.match = (STRICT_TOKEN if strict else TOKEN).match
        self.pos = 0
        self.want = self.value
        self.stack: list[Frame] = []
        self.data: Any = None
        self.root = Node(0, 0)
        self.root_frame: Frame | None = None
        self.problems: list[SyntaxProblem] = []
        self.mistakes = 0
        self.stopped = False
        self.cuts: list[Route] = []
        self.doubtful: list[Route] = []
        """Lists whose end was guessed: with further mistakes, the guess was wrong."""
        self.wrong: list[Route] = []
        """Objects whose end was guessed: members may be elsewhere than they belong."""
        self.comma = -1  # start of the comma just read, -1 if the last token is another
        self.last_end = 0  # end of the last token
        self.template_end = -1  # end of the last template statement or free-standing placeholder
        self.templated = False  # whether there are template statements
        self.blocks: list[bool] = []  # open template blocks: True once in the second branch
        self.branches = 0  # how many of them are True
        self.failures = 0
        self._lines: LineIndex | None = None

    def read(self) -> Parsed:
        while not self.stopped:
            token = self.token()
            if token is None:
                self.end_of_text()
                break
            self.want(token)
            self.last_end = self.pos
        while self.stack:
            self.close(self.last_end)
        if self.templated and self.mistakes:
            # Which pieces a template engine joins is not known, so neither is what is wrong with them.
            self.problems = [problem for problem in self.problems if problem.kind != "invalid-syntax"]
            self.data, self.root = Unresolved(PLACEHOLDER), Node(0, len(self.text))
            self.cuts = self.doubtful = self.wrong = []
        for route in (*self.wrong, *(self.doubtful if self.mistakes > 1 else ())):
            _doubt(self.data, route)
        for route in self.cuts:
            mark_unfinished(self.data, route)
        self.problems.sort(key=lambda problem: problem.start)
        return Parsed(self.data, self.problems, TreePlaces(self.root), self.cuts[0] if self.cuts else None)

    # Tokens

    def token(self) -> Token | None:
        """Return the next token; comments and template statements are passed over."""
        while True:
            found = self.match(self.text, self.pos)
            if found is None:
                return None
            kind = found.lastgroup or ""
            start, end = found.span(kind)
            if not self.strict:
                if kind == "comment":
                    self.comment(start, end)
                    continue
                if kind in ("mark", "other") and self.text[start] in "{$<%#@_":
                    stop = statement_end(self.text, start)
                    if stop > 0:
                        self.statement(start, stop)
                        continue
                    if kind == "other" or self.text.startswith("{{", start):
                        stop = placeholder_end(self.text, start)
                        if stop > 0:
                            kind, end = "placeholder", stop
            self.pos = end
            return Token(kind, start, end)

    def comment(self, start: int, end: int) -> None:
        self.pos = end
        self.problem("comment-in-json", "JSON has no comments, and the AWS CLI refuses this one", start, end)

    def statement(self, start: int, end: int) -> None:
        """Pass over a template statement; one that opens a block where a value is due is that value."""
        statement = self.text[start:end]
        self.templated = True
        if opens_block(statement):
            stop = -1
            if self.want == self.value and self.stack and self.failures < MAX_FAILURES:
                stop = block_end(self.text, start)
                self.failures += stop < 0
            if stop > 0:
                self.store(Unresolved(PLACEHOLDER, self.text[start:stop]), start, stop)
                end = stop
            else:
                self.blocks.append(False)
        elif is_alternative(statement):
            if self.blocks and not self.blocks[-1]:
                self.blocks[-1] = True
                self.branches += 1
        elif closes_block(statement) and self.blocks:
            self.branches -= self.blocks.pop()
        self.pos = self.template_end = end

    # Problems

    def problem(self, kind: str, message: str, start: int, end: int) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(SyntaxProblem(kind, message, start, end, self.route()))

    def mistake(self, message: str, start: int, end: int) -> None:
        """Report that this is not JSON; after ``MAX_MISTAKES``, give up reading."""
        self.problem("invalid-syntax", message, start, end)
        self.mistakes += 1
        if self.mistakes >= MAX_MISTAKES:
            self.stopped = True
            self.cut()

    def cut(self) -> None:
        """Note that the brackets open here may lack something that the text does have."""
        route = self.route()[:-1]
        if route not in self.cuts:
            self.cuts.append(route)

    def route(self) -> Route:
        return tuple(frame.key if frame.opener == "{" else len(frame.data) for frame in self.stack)

    def line(self, offset: int) -> int:
        if self._lines is None:
            self._lines = LineIndex(self.text)
        return self._lines.position(offset).line

    # Values

    def store(self, value: Any, start: int, end: int, node: Node | None = None) -> None:
        """Put a value where it belongs; afterwards a comma (or the end) is due."""
        node = node or Node(start, end)
        if not self.stack:
            self.data, self.root = value, node
            self.want = self.after_root
            return
        frame = self.stack[-1]
        self.want = self.comma_due
        self.comma = -1
        if self.branches > frame.branches and not isinstance(value, Unresolved):
            value = Unresolved(PLACEHOLDER, self.text[start:end])
        elements = frame.node.elements
        if elements is None:
            self.store_member(frame, value, node)
        else:
            frame.data.append(value)
            elements.append(node)

    def store_member(self, frame: Frame, value: Any, node: Node) -> None:
        members = frame.node.members
        assert members is not None
        key = frame.key
        if key in members:
            if self.templated:
                value = Unresolved(PLACEHOLDER, self.text[node.start : node.end])
            else:
                line = self.line(members[key][0])
                message = f'the key "{key}" is there twice (first on line {line}); the last one counts'
                self.problem("duplicate-key", message, frame.key_start, frame.key_end)
        frame.data[key] = value
        members[key] = (frame.key_start, frame.key_end, node)

    def string(self, token: Token) -> str:
        """Return the text of a string, with its mistakes reported."""
        start, end = token.start, token.end
        inner = self.text[start + 1 : end - 1]
        if not self.strict:
            control = CONTROL.search(inner)
            if control:
                at = start + 1 + control.start()
                fallback = (f"the control character U+{ord(control[0]):04X}", f"\\u{ord(control[0]):04x}")
                name, escape = _CONTROL_NAMES.get(control[0], fallback)
                self.mistake(f"{name} inside a string is not JSON: write `{escape}`", at, at + 1)
        if "\\" not in inner:
            return inner
        try:
            return str(_decode(self.text[start:end]))
        except JSONDecodeError:
            pass
        bad = BAD_ESCAPE.match(inner)
        if bad and "{{" not in inner:
            at = start + 1 + bad.start(1)
            self.mistake(f"`{bad[1]}` is no escape that JSON knows: write `\\\\` for a backslash", at, at + 2)
        return inner

    def value(self, token: Token) -> None:
        """Take a value (after a colon, or the root)."""
        kind, start, end = token
        if kind == "string":
            mistakes = self.mistakes
            text = self.string(token)
            self.store(text if self.mistakes == mistakes else Unresolved(SYNTAX, text), start, end)
        elif kind == "mark":
            if self.text[start] in "{[":
                self.open(token)
            else:
                self.no_value(token)
        elif kind == "number":
            self.store(number(self.text[start:end]), start, end)
        elif kind == "literal":
            self.store(_LITERALS[self.text[start:end]], start, end)
        elif kind == "quote":
            self.unclosed_string(token)
        else:
            self.unquoted(token)

    def element(self, token: Token) -> None:
        """Take a list element, or the end of the list."""
        mark = self.text[token.start] if token.kind == "mark" else ""
        if mark in ("]", "}"):
            self.closer(token)
        elif mark == ",":
            self.extra_comma(token)
        else:
            self.value(token)

    def open(self, token: Token) -> None:
        if len(self.stack) < MAX_DEPTH:
            opener = self.text[token.start]
            self.stack.append(Frame(opener, token.start, self.branches))
            self.want = self.key if opener == "{" else self.element
            self.comma = -1
            return
        if not any(problem.kind == "too-deep" for problem in self.problems):
            message = f"nested more than {MAX_DEPTH} levels deep; what is inside is not read"
            self.problem("too-deep", message, token.start, token.end)
        self.pos = self.passed_over(token.start)
        self.store(Unresolved("nesting that is too deep"), token.start, self.pos)

    def close(self, end: int) -> None:
        """Close the innermost bracket and store what it holds."""
        frame = self.stack.pop()
        frame.node.end = end
        if not self.stack:
            self.root_frame = frame
        self.store(frame.data, frame.node.start, end, frame.node)

    def passed_over(self, start: int) -> int:
        """Return the end of what begins at ``start``: the matching bracket, or what ends a member."""
        depth = 0
        for found in BRACKETS.finditer(self.text, start):
            mark = found[0]
            if mark in "{[":
                depth += 1
            elif mark in "}]":
                if depth <= 1:
                    return found.end() if depth else found.start()
                depth -= 1
            elif mark == "," and depth == 0:
                return found.start()
        return len(self.text)

    # Keys, colons, commas and closing brackets

    def key(self, token: Token) -> None:
        """Take a key, or the end of the object."""
        kind, start, end = token
        if kind == "string" and (self.strict or COLON.match(self.text, end)):
            mistakes = self.mistakes
            key = self.string(token)
            self.take_key(key if self.mistakes == mistakes else key.strip(), start, end)
        elif kind == "mark" and self.text[start] == "}":
            self.closer(token)
        elif kind == "placeholder":
            self.placeholder_key(token)
        else:
            self.odd_key(token)

    def take_key(self, key: str, start: int, end: int) -> None:
        frame = self.stack[-1]
        frame.key, frame.key_start, frame.key_end = key, start, end
        self.want = self.colon

    def placeholder_key(self, token: Token) -> None:
        """Take a placeholder for a key, or for whole members."""
        start = token.start
        self.pos, _ = unquoted_end(self.text, start)
        word = self.text[start : self.pos]
        self.take_key(word, start, self.pos)
        if not COLON.match(self.text, self.pos):
            self.store(Unresolved(PLACEHOLDER, word), start, self.pos)
            self.template_end = self.pos

    def colon(self, token: Token) -> None:
        if token.kind == "mark" and self.text[token.start] == ":":
            self.want = self.value
        else:
            self.no_colon(token)

    def comma_due(self, token: Token) -> None:
        """Take a comma or a closing bracket."""
        frame = self.stack[-1]
        mark = self.text[token.start] if token.kind == "mark" else ""
        if mark == ",":
            self.comma = token.start
            self.want = self.key if frame.opener == "{" else self.element
        elif mark in ("}", "]"):
            self.closer(token)
        elif token.kind == "placeholder":
            self.template_end = token.end
        elif self.template_end >= self.last_end:
            self.want = self.key if frame.opener == "{" else self.element
            self.want(token)
        else:
            self.no_comma(token)

    def closer(self, token: Token) -> None:
        """Take a closing bracket, be it the right one or not."""
        frame = self.stack[-1]
        if self.comma >= 0 and self.template_end < self.comma:
            what = "member" if frame.opener == "{" else "element"
            message = f"JSON allows no comma after the last {what}: remove it"
            self.problem("trailing-comma", message, self.comma, self.comma + 1)
        if self.text[token.start] == CLOSER[frame.opener]:
            self.close(token.end)
        else:
            self.wrong_closer(token)

    # What a subclass does about mistakes

    def no_value(self, token: Token) -> None:
        raise NotImplementedError

    def unclosed_string(self, token: Token) -> None:
        raise NotImplementedError

    def unquoted(self, token: Token) -> None:
        raise NotImplementedError

    def extra_comma(self, token: Token) -> None:
        raise NotImplementedError

    def odd_key(self, token: Token) -> None:
        raise NotImplementedError

    def no_colon(self, token: Token) -> None:
        raise NotImplementedError

    def no_comma(self, token: Token) -> None:
        raise NotImplementedError

    def wrong_closer(self, token: Token) -> None:
        raise NotImplementedError

    def after_root(self, token: Token) -> None:
        raise NotImplementedError

    def end_of_text(self) -> None:
        raise NotImplementedError


def _doubt(data: Any, route: tuple[Any, ...]) -> None:
    """Replace the list or object at ``route`` by an unresolved value."""
    parent, last = data, None
    for step in route:
        if not isinstance(data, (list, dict)):
            return
        parent, last, data = data, step, data[step]
    if last is not None:
        parent[last] = Unresolved(SYNTAX)
