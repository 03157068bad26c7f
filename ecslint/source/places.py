"""Where the keys and values of a JSON text are.

``TreePlaces`` is a tree that the JSON reader makes along with the data; ``CleanPlaces`` looks into the text
on the way to a value and lets the C scanner of the standard library pass over all else, which is far
quicker as long as few places are asked for.
"""

from __future__ import annotations

from json import JSONDecoder
from typing import TypeAlias

from ecslint.base.pattern import regex
from ecslint.base.route import Route
from ecslint.source.parsed import Part


class Node:
    """Where one value lies: ``[start, end)``, with the nodes of its members or elements."""

    __slots__ = ("elements", "end", "members", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.members: dict[str, Member] | None = None
        self.elements: list[Node] | None = None


Member: TypeAlias = tuple[int, int, Node]
"""Start and end of a key, and the node of its value."""


class TreePlaces:
    """Look up places in a tree of nodes."""

    __slots__ = ("_root",)

    def __init__(self, root: Node) -> None:
        self._root = root

    def offsets(self, route: Route, part: Part = "value") -> tuple[int, int] | None:
        """Return the span of a route's value, key or pair, ``None`` if there is no such place."""
        node = self._root
        key: tuple[int, int] | None = None
        for step in route:
            if node.members is not None:
                member = node.members.get(step) if isinstance(step, str) else None
                if member is None:
                    return None
                key, node = member[:2], member[2]
            elif node.elements is not None and isinstance(step, int) and 0 <= step < len(node.elements):
                key, node = None, node.elements[step]
            else:
                return None
        if key is None or part == "value":
            return node.start, node.end
        return key if part == "key" else (key[0], node.end)


_BLANKS = regex(r"[ \t\n\r]*")


def _past_blanks(text: str, position: int) -> int:
    match = _BLANKS.match(text, position)
    assert match is not None
    return match.end()


_scan = JSONDecoder(parse_int=str).raw_decode

_Index: TypeAlias = dict[str | int, tuple[int, int, int, int]]
"""Start and end of the key (for a list: of the element), start and end of the value."""


class CleanPlaces:
    """Look up places in a text that is known to be JSON, and not nested deeply."""

    __slots__ = ("_indexes", "_root", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._indexes: dict[int, _Index] = {}
        self._root = (_past_blanks(text, 0), len(text.rstrip(" \t\n\r")))

    def offsets(self, route: Route, part: Part = "value") -> tuple[int, int] | None:
        """Return the span of a route's value, key or pair, ``None`` if there is no such place."""
        key_start, key_end = start, end = self._root
        for step in route:
            index = self._indexes.get(start)
            if index is None:
                index = self._indexes[start] = self._index(start)
            found = index.get(step)
            if found is None:
                return None
            key_start, key_end, start, end = found
        if part == "value":
            return start, end
        return (key_start, key_end) if part == "key" else (key_start, end)

    def _index(self, start: int) -> _Index:
        """Return the places of the members or elements of what begins at ``start``."""
        text = self._text
        index: _Index = {}
        if text[start] not in "{[":
            return index
        in_list = text[start] == "["
        position = _past_blanks(text, start + 1)
        count = 0
        while text[position] not in "}]":
            key_start = position
            key, key_end = _scan(text, key_start)
            if in_list:
                index[count] = (key_start, key_end, key_start, key_end)
                count += 1
                end = key_end
            else:
                colon = _past_blanks(text, key_end)
                value_start = _past_blanks(text, colon + 1)
                _, end = _scan(text, value_start)
                index[key] = (key_start, key_end, value_start, end)
            position = _past_blanks(text, end)
            if text[position] == ",":
                position = _past_blanks(text, position + 1)
        return index
