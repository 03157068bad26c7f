"""The AWS CLI's shorthand: ``awsvpcConfiguration={subnets=[a,b],assignPublicIp=ENABLED}``.

Source: AWS CLI User Guide, "Using shorthand syntax with the AWS CLI", and the grammar in aws/aws-cli
``awscli/shorthand.py``, read 2026-11-30.
"""

from __future__ import annotations

from typing import Final

from ecslint.base.pattern import regex
from ecslint.base.route import Route

Offsets = tuple[int, int]
Placed = dict[Route, tuple[Offsets, Offsets]]

_KEY: Final = regex(r"[\w\-#/.:]+")
_VALUE: Final = regex(
    r"(?:\$\{[^{}]*\}|\{\{[^{}]*\}\}|<[^<>]*>|\\.|[^,\[\]{}'\"\\])(?:\$\{[^{}]*\}|\{\{[^{}]*\}\}|\\.|[^,\[\]{}\\])*"
)
_MAX_DEPTH: Final = 30


class ShorthandError(Exception):
    """A text that is no shorthand."""


class Shorthand:
    """Reads one text; ``places`` holds key and value of everything below ``route``."""

    def __init__(self, text: str, route: Route) -> None:
        self.text = text
        self.pos = 0
        self.places: Placed = {}
        self.data = self._members(route, "", 0)
        if self.pos < len(text):
            raise ShorthandError(text)

    def _accept(self, char: str) -> bool:
        if self.text.startswith(char, self.pos):
            self.pos += 1
            return True
        return False

    def _space(self) -> None:
        while self.text[self.pos : self.pos + 1].isspace():
            self.pos += 1

    def _members(self, route: Route, close: str, depth: int) -> dict[str, object]:
        """Read ``key=value,key=value``, up to a closing bracket if there is one."""
        if depth > _MAX_DEPTH:
            raise ShorthandError(self.text)
        out: dict[str, object] = {}
        while True:
            self._space()
            start = self.pos
            match = _KEY.match(self.text, start)
            if match is None:
                raise ShorthandError(self.text)
            self.pos = match.end()
            self._space()
            if not self._accept("="):
                raise ShorthandError(self.text)
            here = (*route, match[0])
            out[match[0]] = self._value(here, depth, (start, match.end()))
            self._space()
            if self._accept(","):
                continue
            if close and not self._accept(close):
                raise ShorthandError(self.text)
            return out

    def _value(self, route: Route, depth: int, key: Offsets) -> object:
        self._space()
        start = self.pos
        found: object
        if self._accept("{"):
            self._space()
            found = {} if self._accept("}") else self._members(route, "}", depth + 1)
        elif self._accept("["):
            found = self._list(route, depth)
        else:
            found = self._scalar()
            if key != (start, start) and self._is_more():
                found = self._several(found, route, start)
        span = (start, self.pos)
        self.places[route] = (key if key[0] < key[1] else span, span)
        return found

    def _list(self, route: Route, depth: int) -> list[object]:
        found: list[object] = []
        self._space()
        while not self._accept("]"):
            if depth > _MAX_DEPTH or self.pos >= len(self.text):
                raise ShorthandError(self.text)
            self._space()
            start = self.pos
            found.append(self._value((*route, len(found)), depth + 1, (start, start)))
            self._space()
            self._accept(",")
            self._space()
            if self.pos == start:  # a bracket that closes something else
                raise ShorthandError(self.text)
        return found

    def _is_more(self) -> bool:
        """Say whether what follows is another value of the same key: ``a=1,2,b=3``."""
        if not self.text.startswith(",", self.pos) or self.pos + 1 == len(self.text):
            return False
        match = _KEY.match(self.text, self.pos + 1)
        return match is None or not self.text.startswith("=", match.end())

    def _several(self, first: str, route: Route, start: int) -> list[str]:
        found = [first]
        self.places[(*route, 0)] = ((start, self.pos), (start, self.pos))
        while self._is_more():
            self.pos += 1
            begin = self.pos
            found.append(self._scalar())
            self.places[(*route, len(found) - 1)] = ((begin, self.pos), (begin, self.pos))
        return found

    def _scalar(self) -> str:
        for quote in ("'", '"'):
            if self._accept(quote):
                close = self.text.find(quote, self.pos)
                if close < 0:
                    raise ShorthandError(self.text)
                found = self.text[self.pos : close]
                self.pos = close + 1
                return found
        match = _VALUE.match(self.text, self.pos)
        if match is None:
            return ""
        self.pos = match.end()
        return match[0].replace("\\,", ",").strip()
