"""The tolerant JSON reader: reads what can be read, says once what is wrong, and knows every place.

It is a loop over tokens with a stack of open brackets, so that nesting costs no Python recursion. Where a
token does not fit, the method for that state decides which single mistake explains it best, reports that,
and puts the reader back on track.
"""

from __future__ import annotations

import re
from json import JSONDecodeError
from json.decoder import scanstring
from typing import Any, NamedTuple

from ecslint.source.document import Parsed, SyntaxProblem
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

MAX_DEPTH = 200
MAX_MISTAKES = 50
"""After so many mistakes the text is hardly JSON; more findings would help nobody."""
MAX_PROBLEMS = 1000

SYNTAX = "syntax error"

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_LENIENT_STRING = (
    r'"(?:[^"\\\n\r{]|\\[^\n\r]|\{\{(?:[^{}\n"]|"[^"\n{}]*")*+\}\}|\{)*+"'  # {{ env "NAME" }} is one piece
)
_REST = (
    r"|(?P<mark>[{}\[\],:])"
    r"|(?P<number>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?=[\s,\]}]|$))"
    r"|(?P<literal>(?:true|false|null)(?=[\s,\]}]|$))"
    r"|(?P<comment>//[^\n\r]*|\#(?!\{)[^\n\r]*|/\*.*?\*/)"
    r"|(?P<quote>\")|(?P<other>.))"
)
_STRICT_TOKEN = re.compile(r"[ \t\n\r]*+(?:(?P<string>" + _STRING + ")" + _REST, re.DOTALL)
_TOKEN = re.compile(r"\s*+(?:(?P<string>" + _LENIENT_STRING + ")" + _REST, re.DOTALL)
_SINGLE_QUOTED = re.compile(r"'((?:[^'\\\n\r]|\\.)*+)'|[“”„‟]([^“”„‟\"\n\r]*+)[“”„‟\"]")
_PLAIN = re.compile(r"[^\s,:\[\]{}\"$<%#@_\\]++")
_WORDS = re.compile(r"[^,\[\]{}\"\n\r]*+")
_CONTROL = re.compile(r"[\x00-\x1f]")
_COLON = re.compile(r"\s*:")
_UNCLOSED_KEY = re.compile(r'"([\w.-]+)[ \t]*(?=:)')
_STRING_END = re.compile(r'"(?=[ \t]*(?:[,}\]]|[\n\r]|$))')
_BAD_ESCAPE = re.compile(r"\\(?![\"\\/bfnrt]|u[0-9a-fA-F]{4})")
_BLANK = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_?")
_LITERALS = {"true": True, "false": False, "null": None}
_PYTHON = {"True": ("true", True), "False": ("false", False), "None": ("null", None)}
_NOT_BLANK = {"TRUE", "FALSE", "NULL", "NONE", "NAN", "INFINITY"}
_CLOSER = {"{": "}", "[": "]"}


class _Token(NamedTuple):
    kind: str
    start: int
    end: int


class _Frame:
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


def read_json(text: str, *, strict: bool = False) -> Parsed:
    """Read ``text`` tolerantly. ``strict`` promises that it is proper JSON (or nested too deeply)."""
    return _Reader(text, strict).read()


class _Reader:
    """State of one reading: what is wanted next is the name of the method that takes the next token."""

    def __init__(self, text: str, strict: bool) -> None:
        self.text = text
        self.strict = strict
        self.match = (_STRICT_TOKEN if strict else _TOKEN).match
        self.pos = 0
        self.want = self.value
        self.stack: list[_Frame] = []
        self.data: Any = None
        self.root = Node(0, 0)
        self.problems: list[SyntaxProblem] = []
        self.mistakes = 0
        self.stopped = False
        self.unfinished: Route | None = None
        self.comma = -1  # start of the comma just read, -1 if the last token is another
        self.last_end = 0  # end of the last token
        self.template_end = -1  # end of the last template statement or free-standing placeholder
        self.templated = False
        self.blocks: list[bool] = []  # open template blocks: True once in the second branch
        self.branches = 0  # how many of them are True
        self.lines: LineIndex | None = None

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
            self.data = Unresolved(PLACEHOLDER)
        return Parsed(self.data, self.problems, TreePlaces(self.root), self.unfinished)

    # Tokens

    def token(self) -> _Token | None:
        """Return the next token; comments and template statements are passed over."""
        while True:
            found = self.match(self.text, self.pos)
            if found is None:
                return None
            kind = found.lastgroup or "other"
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
            return _Token(kind, start, end)

    def comment(self, start: int, end: int) -> None:
        self.pos = end
        self.problem("comment-in-json", "JSON has no comments, and the AWS CLI refuses this one", start, end)

    def statement(self, start: int, end: int) -> None:
        """Pass over a template statement; one that opens a block where a value is due is that value."""
        statement = self.text[start:end]
        self.templated = True
        if opens_block(statement):
            if self.want == self.value and self.stack:
                stop = block_end(self.text, start)
                if stop > 0:
                    self.store(Unresolved(PLACEHOLDER, self.text[start:stop]), start, stop)
                    end = stop
            if end == start + len(statement):
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
            route = tuple(frame.key if frame.opener == "{" else len(frame.data) for frame in self.stack)
            self.problems.append(SyntaxProblem(kind, message, start, end, route))

    def mistake(self, message: str, start: int, end: int) -> None:
        self.problem("invalid-syntax", message, start, end)
        self.mistakes += 1
        if self.mistakes >= MAX_MISTAKES:
            self.cut()

    def cut(self) -> None:
        """Give up reading here."""
        self.stopped = True
        self.unfinished = self.route()[:-1]

    def route(self) -> Route:
        return tuple(frame.key if frame.opener == "{" else len(frame.data) for frame in self.stack)

    def line(self, offset: int) -> int:
        if self.lines is None:
            self.lines = LineIndex(self.text)
        return self.lines.position(offset).line

    def shown(self, token: _Token) -> str:
        """Return the token as messages quote it: its first line, shortened."""
        piece = self.text[token.start : token.end]
        if token.kind in ("other", "quote"):
            piece = _WORDS.match(self.text, token.start + 1 if token.kind == "quote" else token.start)[0]  # type: ignore[index]
            piece = ('"' if token.kind == "quote" else "") + (piece.strip() or self.text[token.start])
        piece = piece.splitlines()[0]
        return f"`{piece}`" if len(piece) <= 40 else f"`{piece[:37]}…`"

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
        if frame.opener == "[":
            frame.data.append(value)
            frame.node.elements.append(node)  # type: ignore[union-attr]
            return
        key = frame.key
        members = frame.node.members
        assert members is not None
        if key in members:
            if self.templated:
                value = Unresolved(PLACEHOLDER, self.text[start:end])
            else:
                first = self.line(members[key][0])
                message = (
                    f'the key "{key}" stands twice in one object (first on line {first}); the last one counts'
                )
                self.problem("duplicate-key", message, frame.key_start, frame.key_end)
        frame.data[key] = value
        members[key] = (frame.key_start, frame.key_end, node)

    def string(self, token: _Token) -> str:
        """Return the text of a string, with its mistakes reported."""
        start, end = token.start, token.end
        inner = self.text[start + 1 : end - 1]
        if self.strict:
            return scanstring(self.text, start + 1, False)[0] if "\\" in inner else inner
        control = _CONTROL.search(inner)
        if control:
            at = start + 1 + control.start()
            name = {"\t": "a tab", "\n": "a line break"}.get(
                control[0], f"the control character U+{ord(control[0]):04X}"
            )
            write = {"\t": "\\t", "\n": "\\n"}.get(control[0], f"\\u{ord(control[0]):04x}")
            self.mistake(f"{name} inside a string is not JSON: write `{write}`", at, at + 1)
        if "\\" not in inner:
            return inner
        try:
            text, stop = scanstring(self.text, start + 1, False)
            if stop == end:
                return text
        except JSONDecodeError:
            bad = _BAD_ESCAPE.search(re.sub(r"\\\\", "--", inner))
            if bad and not placeholder_like(inner):
                at = start + 1 + bad.start()
                piece = self.text[at : at + 2]
                self.mistake(
                    f"`{piece}` is no escape that JSON knows: a backslash is written `\\\\`", at, at + 2
                )
        return inner

    def value(self, token: _Token) -> None:
        """Take a value (after a colon, or the root)."""
        kind, start, end = token
        if kind == "string":
            self.store(self.string(token), start, end)
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

    def element(self, token: _Token) -> None:
        """Take a list element, or the end of the list."""
        if token.kind == "mark":
            mark = self.text[token.start]
            if mark in "]}":
                self.closer(token)
                return
            if mark == ",":
                self.mistake("one comma too many: a value is missing before it", token.start, token.end)
                self.comma = token.start
                return
        self.value(token)

    def open(self, token: _Token) -> None:
        opener = self.text[token.start]
        if len(self.stack) >= MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} levels deep; what is inside is not read"
            self.problem("too-deep", message, token.start, token.end)
            end = self.skip_nested(token.start)
            self.store(Unresolved("nesting that is too deep"), token.start, end)
            return
        self.stack.append(_Frame(opener, token.start, self.branches))
        self.want = self.key if opener == "{" else self.element
        self.comma = -1

    def close(self, end: int) -> None:
        """Close the innermost bracket and store what it holds."""
        frame = self.stack.pop()
        frame.node.end = end
        self.store(frame.data, frame.node.start, end, frame.node)

    def skip_nested(self, start: int) -> int:
        """Pass over brackets to the one that closes the bracket at ``start``."""
        depth = 0
        self.pos = start
        while (found := self.match(self.text, self.pos)) is not None:
            self.pos = found.end()
            if found.lastgroup == "mark":
                mark = self.text[found.start("mark")]
                depth += (mark in "{[") - (mark in "}]")
                if depth == 0:
                    break
        return self.pos

    def unquoted(self, token: _Token) -> None:
        """Take a value that is no JSON: a placeholder, a Python literal, a string in other quotes, a word."""
        text, start = self.text, token.start
        quoted = _SINGLE_QUOTED.match(text, start)
        if quoted:
            self.pos = quoted.end()
            inner = quoted[1] if quoted[1] is not None else quoted[2]
            self.mistake(
                f"JSON strings stand in straight double quotes: write `{shorten(inner)}`", start, self.pos
            )
            self.store(inner, start, self.pos)
            return
        end, templated = unquoted_end(text, start)
        word = text[start:end]
        self.pos = end
        if templated or (_BLANK.fullmatch(word) and len(word) > 1 and word not in _NOT_BLANK):
            self.store(Unresolved(PLACEHOLDER, word), start, end)
        elif word in _PYTHON:
            written, value = _PYTHON[word]
            self.mistake(f"`{word}` is Python: JSON writes `{written}`", start, end)
            self.store(value, start, end)
        elif text.startswith('"', end):
            self.pos = end + 1
            self.mistake(f'the opening quote of "{word}" is missing', start, end)
            self.store(word, start, self.pos)
        else:
            rest = _WORDS.match(text, start)
            end = max(end, start + len(rest[0].rstrip())) if rest else end
            self.pos = end
            word = text[start:end]
            if word[:1] in "+-.0123456789":
                self.mistake(f"`{shorten(word, quote=False)}` is no number that JSON knows", start, end)
            else:
                self.mistake(f"text stands in double quotes: write `{shorten(word)}`", start, end)
            self.store(Unresolved(SYNTAX, word), start, end)

    def unclosed_string(self, token: _Token) -> None:
        """Take a string whose closing quote is missing, or that runs over several lines."""
        text, start = self.text, token.start
        line_end = re.compile(r"[\n\r]|$").search(text, start).start()  # type: ignore[union-attr]
        close = text.find('"', line_end, line_end + 10_000)
        between = text[line_end:close]
        if (
            close > 0
            and between.strip(" \t\r\n{}[],")
            and _STRING_END.match(text, close)
            and ":" not in between
        ):
            self.pos = close + 1
            self.mistake("a string cannot run over a line end: write `\\n` for it", start, line_end)
            self.store(text[start + 1 : close], start, self.pos)
            return
        piece = text[start:line_end].rstrip()
        end = start + max(1, len(piece.rstrip(",]} \t")))
        self.pos = end
        self.mistake(
            f"the closing quote of {self.shown(_Token('string', start, end))} is missing", start, end
        )
        self.store(text[start + 1 : end], start, end)

    def no_value(self, token: _Token) -> None:
        """Answer a comma, colon or closing bracket where a value is due."""
        start, end = token.start, token.end
        mark = self.text[start]
        if mark == ":":
            self.mistake("one colon too many", start, end)
            return
        if not self.stack:
            self.mistake(f"a value is expected, and `{mark}` found", start, end)
            self.cut()
            return
        frame = self.stack[-1]
        if frame.opener == "{":
            self.mistake(f'the key "{frame.key}" has no value', frame.key_start, frame.key_end)
            self.store(Unresolved(SYNTAX), frame.key_end, frame.key_end)
            self.comma_due(token)
        else:
            self.mistake(f"a value is expected, and `{mark}` found", start, end)

    # Keys

    def key(self, token: _Token) -> None:
        """Take a key, or the end of the object."""
        kind, start, end = token
        if kind in ("string", "quote"):
            if not self.strict and not _COLON.match(self.text, end):
                unclosed = _UNCLOSED_KEY.match(self.text, start)
                if unclosed:
                    self.pos = start + 1 + len(unclosed[1])
                    self.mistake(f'the closing quote of the key "{unclosed[1]}" is missing', start, self.pos)
                    self.take_key(unclosed[1], start, self.pos)
                    return
            if kind == "string":
                self.take_key(self.string(token), start, end)
            else:
                self.unclosed_key(token)
        elif kind == "mark":
            self.mark_for_key(token)
        else:
            self.odd_key(token)

    def take_key(self, key: str, start: int, end: int) -> None:
        frame = self.stack[-1]
        frame.key, frame.key_start, frame.key_end = key, start, end
        self.want = self.colon

    def unclosed_key(self, token: _Token) -> None:
        self.mistake(f"the closing quote of {self.shown(token)} is missing", token.start, token.start + 1)
        self.resync()

    def mark_for_key(self, token: _Token) -> None:
        mark = self.text[token.start]
        if mark in "}]":
            self.closer(token)
        elif mark == ",":
            self.mistake("one comma too many: a member is missing before it", token.start, token.end)
            self.comma = token.start
        elif mark == "{" and self.comma >= 0 and len(self.stack) > 1 and self.stack[-2].opener == "[":
            self.mistake("a `}` is missing before this `{`", token.start, token.end)
            self.close(self.comma)
            self.value(token)
        elif mark == ":":
            self.mistake("a key is missing before this colon", token.start, token.end)
            self.resync()
        else:
            self.mistake(f"a key in double quotes is expected, and `{mark}` found", token.start, token.end)
            self.pos = token.start
            self.resync()

    def odd_key(self, token: _Token) -> None:
        """Take a key that is not in double quotes, or a placeholder for whole members."""
        text, start = self.text, token.start
        quoted = _SINGLE_QUOTED.match(text, start)
        if quoted and _COLON.match(text, quoted.end()):
            self.pos = quoted.end()
            inner = quoted[1] if quoted[1] is not None else quoted[2]
            self.mistake(f"keys stand in straight double quotes: write `{shorten(inner)}`", start, self.pos)
            self.take_key(inner, start, self.pos)
            return
        end, templated = unquoted_end(text, start)
        word = text[start:end]
        self.pos = end
        if templated:
            self.take_key(word, start, end)
            if not _COLON.match(text, end):
                self.store(Unresolved(PLACEHOLDER, word), start, end)
                self.template_end = end
        elif _COLON.match(text, end):
            self.mistake(f"keys stand in double quotes: write `{shorten(word)}`", start, end)
            self.take_key(word, start, end)
        elif text.startswith('"', end) and _COLON.match(text, end + 1):
            self.pos = end + 1
            self.mistake(f'the opening quote of the key "{word}" is missing', start, end)
            self.take_key(word, start, self.pos)
        else:
            self.mistake(f"a key in double quotes is expected, and {self.shown(token)} found", start, end)
            self.resync()

    def colon(self, token: _Token) -> None:
        """Take the colon behind a key."""
        kind, start, end = token
        mark = self.text[start] if kind in ("mark", "other") else ""
        if mark == ":":
            self.want = self.value
            return
        frame = self.stack[-1]
        no_value = mark in (",", "}", "]") or (kind == "string" and _COLON.match(self.text, end))
        if no_value:
            self.mistake(f'the key "{frame.key}" has no value', frame.key_start, frame.key_end)
            self.store(Unresolved(SYNTAX), frame.key_end, frame.key_end)
            if kind == "string":
                self.key(token)
            else:
                self.comma_due(token)
        elif mark == "=":
            self.pos = start + 2 if self.text.startswith("=>", start) else end
            self.mistake(f'a colon is expected after the key "{frame.key}", and `=` found', start, self.pos)
            self.want = self.value
        else:
            self.mistake(f'a colon is missing after the key "{frame.key}"', frame.key_start, frame.key_end)
            self.value(token)

    # Commas and closing brackets

    def comma_due(self, token: _Token) -> None:
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
        elif mark == ":":
            self.colon_for_comma(token)
        else:
            self.missing_comma(token, frame)

    def colon_for_comma(self, token: _Token) -> None:
        """Answer a colon behind a value: the value was a key."""
        frame = self.stack[-1]
        if frame.opener == "[":
            last = frame.data[-1]
            node = frame.node.elements[-1]  # type: ignore[index]
            if isinstance(last, str) and len(self.stack) > 1 and self.stack[-2].opener == "{":
                frame.data.pop()
                frame.node.elements.pop()  # type: ignore[union-attr]
                self.mistake(f"a `]` is missing before {self.quoted(last)}", node.start, node.end)
                self.close(node.start)
                self.take_key(last, node.start, node.end)
                self.want = self.value
                return
        else:
            last = frame.data.get(frame.key)
            node = frame.node.members[frame.key][2]  # type: ignore[index]
            if isinstance(last, str):
                self.mistake(f'the key "{frame.key}" has no value', frame.key_start, frame.key_end)
                frame.data[frame.key] = Unresolved(SYNTAX)
                node.end = node.start
                self.take_key(last, node.start, self.last_end)
                self.want = self.value
                return
        self.mistake("a comma is expected, and `:` found", token.start, token.end)
        self.resync()

    def missing_comma(self, token: _Token, frame: _Frame) -> None:
        """Answer anything else where a comma is due."""
        text, (kind, start, end) = self.text, token
        in_list = frame.opener == "["
        take = self.element if in_list else self.key
        if self.template_end >= self.last_end:
            take(token)
            return
        if kind == "other" and text[self.last_end - 1] == '"' and "\n" not in text[self.last_end : start]:
            closing = _STRING_END.search(text, start)
            if closing and "\n" not in text[start : closing.start()]:
                self.pos = closing.end()
                at = self.last_end - 1
                self.mistake('a `"` inside a string is written `\\"`', at, at + 1)
                return
        begins_key = kind == "string" and (in_list or _COLON.match(text, end))
        if begins_key or (in_list and kind != "other") or (kind == "other" and not in_list):
            self.mistake(f"a comma is missing before {self.shown(token).strip('`')}", start, end)
            take(token)
            return
        self.mistake(
            f"a comma or `{_CLOSER[frame.opener]}` is expected, and {self.shown(token)} found", start, end
        )
        self.pos = start
        self.resync()

    def quoted(self, key: str) -> str:
        return f'"{key}"'

    def closer(self, token: _Token) -> None:
        """Take a closing bracket, be it the right one or not."""
        mark = self.text[token.start]
        frame = self.stack[-1]
        if self.comma >= 0 and self.template_end < self.comma:
            what = "member" if frame.opener == "{" else "element"
            message = f"JSON allows no comma after the last {what}: remove it"
            self.problem("trailing-comma", message, self.comma, self.comma + 1)
        if mark == _CLOSER[frame.opener]:
            self.close(token.end)
            return
        expected = _CLOSER[frame.opener]
        enclosing = next((other for other in reversed(self.stack) if other.opener != frame.opener), None)
        line = self.line(frame.node.start)
        if enclosing is None or self.same_indent(token.start, frame.node.start, enclosing.node.start):
            message = f"`{expected}` is expected for the `{frame.opener}` of line {line}, and `{mark}` found"
            self.mistake(message, token.start, token.end)
            self.close(token.end)
            return
        message = f"a `{expected}` is missing before this `{mark}`, for the `{frame.opener}` of line {line}"
        self.mistake(message, token.start, token.end)
        while self.stack[-1] is not enclosing:
            self.close(token.start)
        self.close(token.end)

    def same_indent(self, start: int, opener: int, enclosing: int) -> bool:
        """Say whether a closing bracket that begins its line is indented like the line of ``opener``."""
        at, other, outer = (self.indent(offset) for offset in (start, opener, enclosing))
        begins = not self.text[self.text.rfind("\n", 0, start) + 1 : start].strip()
        return begins and at == other != outer

    def indent(self, offset: int) -> str:
        begin = self.text.rfind("\n", 0, offset) + 1
        line = self.text[begin : offset + 1]
        return line[: len(line) - len(line.lstrip())]

    def resync(self) -> None:
        """Go to the comma or closing bracket that ends the member or element that cannot be read."""
        depth = 0
        while (found := self.match(self.text, self.pos)) is not None:
            if found.lastgroup == "mark":
                mark = self.text[found.start("mark")]
                if depth == 0 and mark in ",}]":
                    break
                depth += (mark in "{[") - (mark in "}]")
            self.pos = found.end()
        self.comma = -1
        self.want = self.comma_due

    # The end

    def after_root(self, token: _Token) -> None:
        """Answer anything behind the end of the document, once."""
        start, end = token.start, token.end
        if token.kind == "placeholder":
            return
        message = f"the document ends before this, and {self.shown(token)} is found behind it"
        if self.text[start] in "}]":
            message = f"no bracket is open that this `{self.text[start]}` could close"
        self.mistake(message, start, end)
        self.stopped = True

    def end_of_text(self) -> None:
        """Report brackets that are still open."""
        if not self.stack:
            if self.want == self.value:
                self.problem("empty", "there is no value in this document", 0, len(self.text))
            return
        if self.templated and self.blocks:
            return
        closers = "".join(_CLOSER[frame.opener] for frame in reversed(self.stack))
        line = self.line(self.stack[-1].node.start)
        at = max(0, self.last_end - 1)
        shown = closers if len(closers) <= 10 else closers[:10] + "…"
        opener = self.stack[-1].opener
        message = f"`{shown}` is missing at the end: the `{opener}` of line {line} is never closed"
        self.unfinished = self.route()[:-1]
        if self.want == self.value or self.want == self.colon:
            frame = self.stack[-1]
            if frame.opener == "{":
                self.store(Unresolved(SYNTAX), frame.key_end, frame.key_end)
        self.mistake(message, at, at + 1)


def unquoted_end(text: str, start: int) -> tuple[int, bool]:
    """Return the end of the unquoted piece at ``start``, and whether there is a placeholder in it."""
    end, templated = start, False
    while True:
        word = _PLAIN.match(text, end)
        if word:
            end = word.end()
        stop = placeholder_end(text, end) if end < len(text) else -1
        if stop > 0:
            end, templated = stop, True
        elif end < len(text) and text[end] in "$<%#@_\\":
            end += 1
        else:
            return max(end, start + 1), templated


def number(text: str) -> int | float:
    """Return a JSON number; whole numbers of thousands of digits become a float."""
    try:
        return float(text) if "." in text or "e" in text or "E" in text else int(text)
    except ValueError:
        return float(text)


def placeholder_like(text: str) -> bool:
    return "{{" in text or "${" in text


def shorten(text: str, *, quote: bool = True) -> str:
    text = text if len(text) <= 40 else text[:37] + "…"
    return f'"{text}"' if quote else text
