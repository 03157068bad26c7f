"""JSON in strings of Terraform: heredocs, ``jsonencode``, files. Its values keep their places."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.route import Route
from ecslint.base.unresolved import PartialText, UnknownText, Unresolved
from ecslint.documents.terraform.values import Encoded, Piece, Site, SourceFile, Unknown, Value, pieces_of
from ecslint.source.hcl import nodes
from ecslint.source.parsed import Places, SyntaxProblem

_TOKEN: Final = regex("\ue000(\\d+)\ue001")
_STRING: Final = regex(r'"(?:[^"\\]|\\.)*')


class Embedded:
    """A JSON text that was put together from pieces, each of which knows where it comes from."""

    __slots__ = ("_pieces", "_starts", "places", "problems", "text", "unknown", "value")

    def __init__(self, value: Value) -> None:
        from ecslint.source.json.parse import parse_json
        from ecslint.source.places import CleanPlaces

        self._pieces: list[Piece | None] = []
        self._starts: list[int] = []
        self.unknown: list[Unresolved] = []
        self.text = self._joined(pieces_of(value))
        parsed = parse_json(self.text)
        self.problems: list[SyntaxProblem] = list(parsed.problems)
        self.places: Places = parsed.places or CleanPlaces(self.text)
        self.value = self._built(parsed.data, (), value)

    def _joined(self, pieces: list[Piece | Unknown]) -> str:
        out: list[str] = []
        size = 0
        inside = False
        for piece in pieces:
            if isinstance(piece, Unknown):
                self.unknown.append(piece.value)
                token = f"\ue000{len(self.unknown) - 1}\ue001"
                text = token if inside else "${" + token + "}"
            else:
                text = piece.text
                inside = _ends_inside(text, inside)
            self._starts.append(size)
            self._pieces.append(piece if isinstance(piece, Piece) else None)
            out.append(text)
            size += len(text)
        return "".join(out)

    def _built(self, data: object, route: Route, whole: Value) -> Value:
        site = EmbeddedSite(self, route)
        if isinstance(data, dict):
            members = {}
            for key, item in data.items():
                members[_TOKEN.sub("${...}", str(key))] = self._built(item, (*route, key), whole)
            return Value(members, site)
        if isinstance(data, list):
            return Value([self._built(item, (*route, index), whole) for index, item in enumerate(data)], site)
        if isinstance(data, Unresolved):
            match = _TOKEN.search(data.text)
            return Value(self.unknown[int(match[1])] if match is not None else data, site)
        if isinstance(data, str) and "\ue000" in data:
            return Value(self._text(data), site)
        return Value(data, site)

    def _text(self, text: str) -> Unresolved:
        parts: list[str | Unresolved] = []
        end = 0
        for match in _TOKEN.finditer(text):
            if match.start() > end:
                parts.append(text[end : match.start()])
            found = self.unknown[int(match[1])]
            parts += found.parts if isinstance(found, PartialText) else (found,)
            end = match.end()
        if end < len(text):
            parts.append(text[end:])
        if len(parts) == 1 and isinstance(parts[0], Unresolved):
            only = parts[0]
            return only if type(only) is not Unresolved else UnknownText(only.reason, only.text)
        return PartialText(tuple(parts), "text with unknown parts")

    def place(self, offset: int) -> tuple[Piece | None, int]:
        """Return the piece that an offset into the text lies in, and how far into it."""
        index = max(0, bisect_right(self._starts, offset) - 1)
        while index and self._pieces[index] is None:
            index -= 1
        return (self._pieces[index], offset - self._starts[index]) if self._pieces else (None, 0)


def _ends_inside(text: str, inside: bool) -> bool:
    """Say whether a JSON string is open behind ``text``."""
    position = 0
    while position < len(text):
        if inside:
            match = re.compile(r'(?:[^"\\]|\\.)*').match(text, position)
            position = match.end() if match is not None else len(text)
            if position >= len(text) or text[position] != '"':
                return True
            position += 1
            inside = False
        else:
            quote = text.find('"', position)
            if quote < 0:
                return False
            position = quote + 1
            inside = True
    return inside


class EmbeddedSite(NamedTuple):
    """A place in an embedded JSON text: a route, or the characters ``[start, end)`` of it."""

    embedded: Embedded
    """The JSON text with its parse result."""
    route: Route
    """The route in the JSON text."""
    span: tuple[int, int] | None = None
    """Offsets of characters in the text; ``None`` where the route says it."""

    def located(self) -> tuple[SourceFile, Route] | None:
        """Return the file and the route there, after noting the place in the file."""
        embedded = self.embedded
        value = self.span or embedded.places.offsets(self.route, "value") or (0, 0)
        key = self.span or embedded.places.offsets(self.route, "key") or value
        piece, inside = embedded.place(value[0])
        if piece is None or not isinstance(piece.site, Site):
            return None
        file = piece.site.file
        at = file.route_of(piece.site.node)
        if piece.offset is None or not isinstance(piece.site.node, nodes.Text):
            return file, at
        start = piece.offset + inside
        route = (*at, *self.route) if self.span is None else (*at, f"@{value[0]}")
        end = self._end(value[1], start + 1)
        key_piece, key_inside = embedded.place(key[0])
        key_place = (start, end)
        if key_piece is not None and key_piece.offset is not None and isinstance(key_piece.site, Site):
            key_start = key_piece.offset + key_inside
            if key_piece.site.file is file:
                key_place = (key_start, key_start + key[1] - key[0])
        file.add_place(route, (start, end), key_place)
        return file, route

    def _end(self, offset: int, least: int) -> int:
        piece, inside = self.embedded.place(max(0, offset - 1))
        if piece is None or piece.offset is None:
            return least
        return max(least, piece.offset + inside + 1)


def json_value(value: Value) -> tuple[Value, Embedded | None]:
    """Return what the JSON text that a value is says, with the text if it was read; unknown texts are
    unknown."""
    data = value.data
    if isinstance(data, Encoded):
        return data.value, None
    if isinstance(data, str | PartialText):
        embedded = Embedded(value)
        return embedded.value, embedded
    return value, None
