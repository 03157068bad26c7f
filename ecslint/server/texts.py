"""A text that an editor has open, and positions in it in the units that the editor counts in.

The protocol counts lines from 0 and columns from 0 in UTF-16 code units, or in UTF-8 bytes or code points
where client and server agree on that; ecslint counts code points. Lines end as ``LineIndex`` says.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ecslint.source.span import LineIndex, Position

UTF8: Final = "utf-8"
UTF16: Final = "utf-16"
UTF32: Final = "utf-32"


class Change(NamedTuple):
    """An edit as the protocol states it: of a range (lines and columns from 0) or, without one, of all."""

    text: str
    """What is written."""
    start: tuple[int, int] | None = None
    """Line and column of the first character that is replaced."""
    end: tuple[int, int] | None = None
    """Line and column behind the last one."""


def units(text: str, encoding: str) -> int:
    """Return how many units of an encoding a text takes."""
    if encoding == UTF32 or text.isascii():
        return len(text)
    if encoding == UTF8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(letter > "\uffff" for letter in text)


def characters(text: str, count: int, encoding: str) -> int:
    """Return how many characters of a text its first ``count`` units are; one begun does not count."""
    if encoding == UTF32 or text.isascii():
        return min(count, len(text))
    for number, letter in enumerate(text):
        count -= units(letter, encoding)
        if count < 0:
            return number
    return len(text)


class Text:
    """A text with its lines; ``version`` is the editor's number of it."""

    __slots__ = ("lines", "source", "version")

    def __init__(self, source: str, version: int | None = None) -> None:
        self.source = source
        self.version = version
        self.lines = LineIndex(source)

    def offset(self, line: int, column: int, encoding: str) -> int:
        """Return the offset of a position; one behind the end of a line, or of the text, is that end."""
        if line < 0:
            return 0
        if line >= self.lines.count:
            return len(self.source)
        start = self.lines.offset(Position(line + 1, 1))
        return start + characters(self.lines.line(self.source, line + 1), max(column, 0), encoding)

    def position(self, offset: int, encoding: str) -> tuple[int, int]:
        """Return line and column, from 0, of an offset."""
        line, column = self.lines.position(min(max(offset, 0), len(self.source)))
        start = self.lines.offset(Position(line, 1))
        return line - 1, units(self.source[start : start + column - 1], encoding)

    def line(self, number: int) -> str:
        """Return a line (from 0) without its ending; nothing behind the last."""
        return self.lines.line(self.source, number + 1) if 0 <= number < self.lines.count else ""

    def edited(self, changes: list[Change], version: int | None, encoding: str) -> Text:
        """Return the text after changes, each of which is stated for what the one before it left.

        Changes from the end of the text to its beginning, as editors send those of many cursors, take steps
        in proportion to the text and their number.
        """
        backwards = self._backwards(changes, encoding)
        if backwards is not None:
            return Text(backwards, version)
        text = self
        for change in changes:
            if change.start is None or change.end is None:
                text = Text(change.text, version)
                continue
            start, end = text.offset(*change.start, encoding), text.offset(*change.end, encoding)
            start, end = min(start, end), max(start, end)
            text = Text(text.source[:start] + change.text + text.source[end:], version)
        text.version = version
        return text

    def _backwards(self, changes: list[Change], encoding: str) -> str | None:
        """Return the text after changes none of which moves the place of a later one, ``None`` if one may."""
        if len(changes) < 2:
            return None
        pieces: list[str] = []
        last = len(self.source) + 1
        for change in changes:
            start, end = self._exact(change.start, encoding), self._exact(change.end, encoding)
            if start is None or end is None or not start <= end < last:
                return None
            pieces += (self.source[end:last], change.text)
            last = start
        pieces.append(self.source[:last])
        return "".join(reversed(pieces))

    def _exact(self, place: tuple[int, int] | None, encoding: str) -> int | None:
        """Return the offset of a position, ``None`` for one that is not in the text as it is stated."""
        if place is None:
            return None
        offset = self.offset(*place, encoding)
        return offset if self.position(offset, encoding) == place else None
