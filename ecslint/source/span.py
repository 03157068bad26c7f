"""Positions and spans in a text file.

Lines and columns count from 1. Columns count characters (Unicode code points), not bytes and not
UTF-16 units; a tab is one character. The end of a span is exclusive.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from ecslint.base.pattern import regex

_LINE = regex(r"[^\n]*+(?:\n|\Z)")
_LINE_END = regex(r"\r\n|\n|\r")


class Position(NamedTuple):
    """A place in a text: line and column from 1, the column in characters."""

    line: int
    """The line, from 1."""
    column: int
    """The column in characters, from 1."""


class Span(NamedTuple):
    """Part of a text: character offsets ``[start_offset, end_offset)`` with their positions."""

    start_offset: int
    """Offset of the first character."""
    end_offset: int
    """Offset behind the last character."""
    start: Position
    """Where it begins."""
    end: Position
    """Where it ends."""


class LineIndex:
    r"""Where lines start. ``\n``, ``\r\n`` and a lone ``\r`` end a line, and nothing else does."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        if "\r" in text:
            self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        else:
            lines = _LINE.findall(text)
            # Behind the last line ending no line starts; the end of the text matches once or twice.
            del lines[-1 if text.endswith("\n") else -2 :]
            self._starts = [0, *accumulate(map(len, lines))]

    @property
    def count(self) -> int:
        """How many lines there are; a text that ends with a line ending has an empty one behind it."""
        return len(self._starts)

    def position(self, offset: int) -> Position:
        """Return line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """Return the offset of a line and column."""
        return self._starts[position.line - 1] + position.column - 1

    def span(self, start: int, end: int) -> Span:
        """Return the span between two offsets."""
        return Span(start, end, self.position(start), self.position(end))

    def line(self, text: str, number: int) -> str:
        """Return the text of a line (from 1) without its ending."""
        end = self._starts[number] if number < len(self._starts) else len(text)
        return text[self._starts[number - 1] : end].rstrip("\r\n")
