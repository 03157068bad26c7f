"""The position-aware JSON reader: a loop over tokens, with a stack of open brackets instead of recursion.

It reads proper JSON. Comments and template placeholders are the matter of ``json_templates``, mistakes that
of ``json_mistakes``.
"""

from __future__ import annotations

import re
from json import JSONDecoder
from typing import Any

from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.source.json.tokens import STRICT_TOKEN, Token, number
from ecslint.source.limits import MAX_DEPTH, MAX_PROBLEMS
from ecslint.source.parsed import Parsed, SyntaxProblem
from ecslint.source.places import Node, TreePlaces
from ecslint.source.span import LineIndex

_LITERALS = {"true": True, "false": False, "null": None}
_decode = JSONDecoder(strict=False).decode
_BRACKETS = r'"(?:[^"\\\n\r]|\\[^\n\r])*+(?:"|$|(?=[\n\r]))|[{}\[\],]'
"""Brackets and commas that are not in a string; for passing over what is not read."""
SYNTAX = "syntax error"
CLOSER = {"{": "}", "[": "]"}


class Frame:
    """An open bracket, and what has been read behind it."""

    __slots__ = ("branches", "data", "key", "key_end", "key_start", "node", "opener")

    def __init__(self, opener: str, start: int, branches: int = 0) -> None:
        self.opener = opener
        self.node = Node(start, start)
        self.data: Any
        if opener == "{":
            self.data, self.node.members = {}, {}
        else:
            self.data, self.node.elements = [], []
        self.key = ""
        self.key_start = self.key_end = start
        self.branches = branches  # how many template blocks around it are in their second branch


class Reader:
    """One reading of proper JSON, which may have duplicate keys and any nesting.

    ``want`` is the method that takes the next token: what is due decides what it means.
    """

    match = STRICT_TOKEN.match

    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.want = self.value
        self.stack: list[Frame] = []
        self.data: Any = None
        self.root = Node(0, 0)
        self.problems: list[SyntaxProblem] = []
        self.stopped = False
        self.comma = -1  # start of the comma just read, -1 if the last token is another
        self.last_end = 0  # end of the last token
        self._lines: LineIndex | None = None

    def read(self) -> Parsed:
        """Read the text."""
        while not self.stopped:
            token = self.token()
            if token is None:
                break
            self.want(token)
            self.last_end = self.pos
        self.problems.sort(key=lambda problem: problem.start)
        return Parsed(self.data, self.problems, TreePlaces(self.root))

    def token(self) -> Token | None:
        """Return the next token."""
        found = self.match(self.text, self.pos)
        if found is None:
            return None
        kind = found.lastgroup or ""
        start, self.pos = found.span(kind)
        return Token(kind, start, self.pos)

    # Problems

    def problem(self, kind: str, message: str, start: int, end: int) -> None:
        """Keep a syntax problem at a span of the text."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(SyntaxProblem(kind, message, start, end, self.route()))

    def route(self) -> Route:
        """Return the route of the value that is being read."""
        return tuple(frame.key if frame.opener == "{" else len(frame.data) for frame in self.stack)

    def line(self, offset: int) -> int:
        """Return the line of an offset, from 1."""
        if self._lines is None:
            self._lines = LineIndex(self.text)
        return self._lines.position(offset).line

    # Values

    def store(self, value: object, start: int, end: int, node: Node | None = None) -> None:
        """Put a value where it belongs; afterwards a comma (or the end) is due."""
        node = node or Node(start, end)
        if not self.stack:
            self.data, self.root = value, node
            self.want = self.after_root
            return
        frame = self.stack[-1]
        self.want = self.comma_due
        self.comma = -1
        elements = frame.node.elements
        if elements is None:
            self.store_member(frame, value, node)
        else:
            frame.data.append(value)
            elements.append(node)

    def store_member(self, frame: Frame, value: object, node: Node) -> None:
        """Keep a member of the innermost object with its places."""
        members = frame.node.members
        assert members is not None
        key = frame.key
        if key in members:
            value = self.duplicate(frame, value, members[key][0])
        frame.data[key] = value
        members[key] = (frame.key_start, frame.key_end, node)

    def duplicate(self, frame: Frame, value: object, first: int) -> object:
        """Report a key that its object has already (at offset ``first``); return the value that counts."""
        line = self.line(first)
        message = (
            f'the key "{frame.key}" is there twice (first on line {line}); remove one, for the last counts'
        )
        self.problem("duplicate-key", message, frame.key_start, frame.key_end)
        return value

    def string(self, token: Token) -> str:
        """Return the text of a string."""
        inner = self.text[token.start + 1 : token.end - 1]
        return str(_decode(self.text[token.start : token.end])) if "\\" in inner else inner

    def value(self, token: Token) -> None:
        """Take a value (after a colon, or the root)."""
        kind, start, end = token
        if kind == "string":
            self.store(self.string(token), start, end)
        elif kind == "mark":
            self.open(token)
        elif kind == "number":
            self.store(number(self.text[start:end]), start, end)
        else:
            self.store(_LITERALS[self.text[start:end]], start, end)

    def element(self, token: Token) -> None:
        """Take a list element, or the end of the list."""
        if self.text[token.start] == "]":
            self.closer(token)
        else:
            self.value(token)

    def open(self, token: Token) -> None:
        """Open a bracket."""
        if len(self.stack) < MAX_DEPTH:
            opener = self.text[token.start]
            self.stack.append(self.frame(opener, token.start))
            self.want = self.key if opener == "{" else self.element
            self.comma = -1
            return
        if not any(problem.kind == "too-deep" for problem in self.problems):
            message = f"nested more than {MAX_DEPTH} levels deep; what is inside is not read"
            self.problem("too-deep", message, token.start, token.end)
        self.pos = self.skipped(token.start)
        self.store(Unresolved("nesting that is too deep"), token.start, self.pos)

    def frame(self, opener: str, start: int) -> Frame:
        """Return a new frame for a bracket that opens at an offset."""
        return Frame(opener, start)

    def close(self, end: int) -> None:
        """Close the innermost bracket and store what it holds."""
        frame = self.stack.pop()
        frame.node.end = end
        self.store(frame.data, frame.node.start, end, frame.node)

    def skipped(self, start: int) -> int:
        """Return the end of what begins at ``start``: the matching bracket, or what ends a member."""
        depth = 0
        for found in re.compile(_BRACKETS, re.MULTILINE).finditer(self.text, start):
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
        if token.kind == "string":
            self.take_key(self.string(token), token.start, token.end)
        else:
            self.closer(token)

    def take_key(self, key: str, start: int, end: int) -> None:
        """Begin a member of the innermost object."""
        frame = self.stack[-1]
        frame.key, frame.key_start, frame.key_end = key, start, end
        self.want = self.colon

    def colon(self, token: Token) -> None:
        """Take the colon behind a key."""
        self.want = self.value

    def comma_due(self, token: Token) -> None:
        """Take a comma or a closing bracket."""
        if self.text[token.start] == ",":
            self.comma = token.start
            self.want = self.key if self.stack[-1].opener == "{" else self.element
        else:
            self.closer(token)

    def closer(self, token: Token) -> None:
        """Take the closing bracket of the innermost list or object."""
        self.close(token.end)

    def after_root(self, token: Token) -> None:
        """Take a token behind the end of the document: there is none in proper JSON."""
