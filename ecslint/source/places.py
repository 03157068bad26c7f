"""Places as a tree that mirrors the data: made by the JSON reader, looked up step by step."""

from __future__ import annotations

from typing import TypeAlias

from ecslint.source.document import Part
from ecslint.source.route import Route


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
