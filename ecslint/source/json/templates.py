"""The JSON reader for text that a template engine or a person has still to deal with.

It passes over comments and template statements and takes placeholders for values, members and elements.
What to do about mistakes is in ``json_mistakes``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from json import JSONDecodeError
from typing import Any

from ecslint.base.route import Route
from ecslint.base.unresolved import PLACEHOLDER, Unresolved
from ecslint.source.json.reader import CLOSER, SYNTAX, Frame, Reader
from ecslint.source.json.tokens import Token
from ecslint.source.json.words import BAD_ESCAPE, COLON, CONTROL, TOKEN, unquoted_end
from ecslint.source.limits import MAX_FAILURES, MAX_MISTAKES
from ecslint.source.parsed import REST, Parsed, mark_unfinished
from ecslint.source.places import Node, TreePlaces
from ecslint.source.templating.statements import (
    bare_placeholder_end,
    block_end,
    closes_block,
    is_alternative,
    opens_block,
    placeholder_end,
    statement_end,
)

_CONTROL_NAMES = {"\t": ("a tab", "\\t"), "\n": ("a line break", "\\n"), "\r": ("a line break", "\\r")}


class TemplateReader(Reader, ABC):
    """A reader that copes with templates, and notes what is not certain."""

    match = TOKEN.match

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.mistakes = 0
        self.first_mistake = -1
        self.misplaced = False  # whether what is behind the first mistake surely belongs elsewhere
        self.unbalanced = False  # whether brackets were fixed, so that the rest may not match
        self.cuts: list[Route] = []
        """Lists and objects that may have more than was read."""
        self.doubtful: list[Route] = []
        """Lists whose end was guessed: with further mistakes, the guess was wrong."""
        self.wrong: list[Route] = []
        """Objects whose end was guessed: members may be elsewhere than they belong."""
        self.template_end = -1  # end of the last template statement or free-standing placeholder
        self.templated = False  # whether there are template statements
        self.blocks: list[bool] = []  # open template blocks: True once in the second branch
        self.branches = 0  # how many of them are True
        self.failures = 0

    def read(self) -> Parsed:
        """Read the text."""
        super().read()
        if not self.stopped:
            self.end_of_text()
        elif self.stack:
            self.cut()
        while self.stack:
            self.close(self.last_end)
        if self.templated and self.mistakes:
            # Which pieces a template engine joins is not known, so neither is what is wrong with them.
            self.problems = [problem for problem in self.problems if problem.kind != "invalid-syntax"]
            return Parsed(Unresolved(PLACEHOLDER), self.problems, TreePlaces(Node(0, len(self.text))))
        for route in (*self.wrong, *(self.doubtful if self.mistakes > 1 else ())):
            _doubt(self.data, route)
        if self.misplaced or (self.unbalanced and self.mistakes > 1):
            _distrust(self.data, self.root, self.first_mistake)
        for route in self.cuts:
            mark_unfinished(self.data, route)
        self.problems.sort(key=lambda problem: problem.start)
        return Parsed(self.data, self.problems, TreePlaces(self.root), self.cuts[0] if self.cuts else None)

    def token(self) -> Token | None:
        """Return the next token; comments and template statements are skipped."""
        while True:
            found = self.match(self.text, self.pos)
            if found is None:
                return None
            kind = found.lastgroup or ""
            start, end = found.span(kind)
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
            if self.text[start] in "{(~!" and kind != "placeholder":
                stop = bare_placeholder_end(self.text, start)
                if stop > 0:
                    kind, end = "placeholder", stop
            self.pos = end
            return Token(kind, start, end)

    def comment(self, start: int, end: int) -> None:
        """Report a comment, which JSON does not have."""
        self.pos = end
        self.problem(
            "comment-in-json",
            ("JSON has no comments, and the AWS CLI refuses this one; remove it"),
            start,
            end,
        )

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

    def mistake(self, message: str, start: int, end: int) -> None:
        """Report that this is not JSON; after ``MAX_MISTAKES``, give up reading."""
        self.problem("invalid-syntax", message, start, end)
        self.mistakes += 1
        if self.first_mistake < 0:
            self.first_mistake = start
        if self.mistakes >= MAX_MISTAKES:
            self.stopped = True
            self.cut()

    def cut(self) -> None:
        """Note that the brackets open here may lack something that the text does have."""
        route = self.route()[:-1]
        if route not in self.cuts:
            self.cuts.append(route)

    # Values

    def store(self, value: object, start: int, end: int, node: Node | None = None) -> None:
        """Keep a value where one is due."""
        inside = bool(self.stack) and self.branches > self.stack[-1].branches
        if inside and not isinstance(value, Unresolved):
            value = Unresolved(PLACEHOLDER, self.text[start:end])  # only another branch has it
        super().store(value, start, end, node)

    def duplicate(self, frame: Frame, value: object, first: int) -> object:
        """Report a key that its object has already."""
        if self.templated:
            return Unresolved(PLACEHOLDER)  # which branch of the template counts is not known
        return super().duplicate(frame, value, first)

    def frame(self, opener: str, start: int) -> Frame:
        """Return a new frame for a bracket that opens at an offset."""
        return Frame(opener, start, self.branches)

    def string(self, token: Token) -> str:
        """Return the text of a string, and report its mistakes."""
        start, end = token.start, token.end
        inner = self.text[start + 1 : end - 1]
        control = CONTROL.search(inner)
        if control:
            at = start + 1 + control.start()
            fallback = (f"the control character U+{ord(control[0]):04X}", f"\\u{ord(control[0]):04x}")
            name, escape = _CONTROL_NAMES.get(control[0], fallback)
            self.mistake(f"{name} inside a string is not JSON; use `{escape}`", at, at + 1)
        if "\\" not in inner:
            return inner
        try:
            return super().string(token)
        except JSONDecodeError:
            pass
        bad = BAD_ESCAPE.match(inner)
        if bad and "{{" not in inner:
            at = start + 1 + bad.start(1)
            self.mistake(f"`{bad[1]}` is not an escape of JSON; use `\\\\` for a backslash", at, at + 2)
        return inner

    def value(self, token: Token) -> None:
        """Take the token where a value is due."""
        kind, start, end = token
        if kind == "string":
            mistakes = self.mistakes
            text = self.string(token)
            self.store(text if self.mistakes == mistakes else Unresolved(SYNTAX, text), start, end)
        elif kind == "mark" and self.text[start] not in "{[":
            self.no_value(token)
        elif kind == "quote":
            self.unclosed_string(token)
        elif kind in ("other", "placeholder"):
            self.unquoted(token)
        else:
            super().value(token)

    def element(self, token: Token) -> None:
        """Take the token where an item of a list, or its end, is due."""
        mark = self.text[token.start] if token.kind == "mark" else ""
        if mark in ("]", "}"):
            self.closer(token)
        elif mark == ",":
            self.extra_comma(token)
        else:
            self.value(token)

    # Keys, colons, commas and closing brackets

    def key(self, token: Token) -> None:
        """Take the token where a key, or the end of the object, is due."""
        kind, start, end = token
        if kind == "string" and COLON.match(self.text, end):
            mistakes = self.mistakes
            key = self.string(token)
            self.take_key(key if self.mistakes == mistakes else CONTROL.sub("", key).strip(), start, end)
        elif kind == "mark" and self.text[start] == "}":
            self.closer(token)
        elif kind == "placeholder":
            self.placeholder_key(token)
        else:
            self.odd_key(token)

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
        """Take the token where a colon is due."""
        if token.kind == "mark" and self.text[token.start] == ":":
            self.want = self.value
        else:
            self.no_colon(token)

    def comma_due(self, token: Token) -> None:
        """Take the token where a comma or a closing bracket is due."""
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
            message = f"JSON allows no comma after the last {what}; remove it"
            self.problem("trailing-comma", message, self.comma, self.comma + 1)
        if self.text[token.start] == CLOSER[frame.opener]:
            self.close(token.end)
        else:
            self.wrong_closer(token)

    # What a subclass does about mistakes

    @abstractmethod
    def no_value(self, token: Token) -> None:
        """Answer a token that is not a value."""

    @abstractmethod
    def unclosed_string(self, token: Token) -> None:
        """Answer a string without a closing quote."""

    @abstractmethod
    def unquoted(self, token: Token) -> None:
        """Answer a value that is no JSON."""

    @abstractmethod
    def extra_comma(self, token: Token) -> None:
        """Answer a comma without a member or value before it."""

    @abstractmethod
    def odd_key(self, token: Token) -> None:
        """Answer anything but a key."""

    @abstractmethod
    def no_colon(self, token: Token) -> None:
        """Answer anything but a colon behind a key."""

    @abstractmethod
    def no_comma(self, token: Token) -> None:
        """Answer anything but a comma or closing bracket behind a value."""

    @abstractmethod
    def wrong_closer(self, token: Token) -> None:
        """Answer a closing bracket of the other kind."""

    @abstractmethod
    def after_root(self, token: Token) -> None:
        """Answer anything behind the end of the document."""

    @abstractmethod
    def end_of_text(self) -> None:
        """Report what is missing at the end of the text."""


def _doubt(data: Any, route: tuple[Any, ...]) -> None:
    """Replace the list or object at ``route`` by an unresolved value, if it is still there.

    A later member with the same key may have taken its place.
    """
    parent, last = data, None
    for step in route:
        if not isinstance(data, (list, dict)):
            return
        parent, last = data, step
        try:
            data = data[step]
        except (LookupError, TypeError):
            return
    if last is not None:
        parent[last] = Unresolved(SYNTAX)


def _distrust(data: object, node: Node, offset: int) -> None:
    """Drop what begins behind ``offset``, where brackets went wrong: it may belong elsewhere.

    What is open there, or ends just before, may have more than it seems.
    """
    last: tuple[Any, Node] | None = None
    if node.members is not None and isinstance(data, dict):
        for key, (start, _, child) in list(node.members.items()):
            if start >= offset:
                data.pop(key, None)
                del node.members[key]
            elif last is None or child.start > last[1].start:
                last = data.get(key), child
        data.setdefault(REST, Unresolved(SYNTAX, REST))
    elif node.elements is not None and isinstance(data, list):
        kept = sum(child.start < offset for child in node.elements)
        del data[kept:], node.elements[kept:]
        if kept:
            last = data[-1], node.elements[-1]
        data.append(Unresolved(SYNTAX, REST))
    if last is not None:
        _distrust(*last, offset)
