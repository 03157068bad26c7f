"""Large YAML texts: data straight from libyaml's events, and places in a few bytes a node.

The nodes of a whole text take twenty times its size; here those of a collection go when it is complete.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from ecslint.base.route import Route
from ecslint.source.limits import MAX_DEPTH
from ecslint.source.parsed import Parsed, Part
from ecslint.source.yaml.data import LONG_FORM, Builder, Built
from ecslint.source.yaml.nodes import NodeEvents, put, tag_of
from ecslint.source.yaml.places import TAG, content, scalar_end

_SCALAR, _SEQUENCE, _MAPPING = range(3)
_TAGS = ("", *LONG_FORM)
_CODES = {tag: code for code, tag in enumerate(_TAGS)}


class PackedPlaces:
    """The same places as ``YamlPlaces``, from arrays with an entry for each node in the order of the text."""

    __slots__ = ("_after", "_elements", "_ends", "_keys", "_kinds", "_known", "_starts", "_tags", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._kinds = bytearray()
        self._tags = bytearray()
        self._starts = array("I")
        self._ends = array("I")
        self._after = array("I")
        """Where the next node that is not below this one stands."""
        self._keys: list[str | None] = []
        self._known: dict[int, dict[str, tuple[int, int]]] = {}
        self._elements: dict[int, array[int]] = {}

    def add_scalar(self, node: ScalarNode, *, is_key: bool) -> int:
        """Add a scalar; return where it ends."""
        end = scalar_end(node, self._text)
        self._add(_SCALAR, node.tag, node.start_mark.index, end)
        if is_key:
            self._keys[-1] = node.value
        return end

    def open(self, node: MappingNode | SequenceNode) -> int:
        """Add a collection whose content follows; return its number."""
        kind = _MAPPING if isinstance(node, MappingNode) else _SEQUENCE
        self._add(kind, node.tag, node.start_mark.index, 0)
        return len(self._kinds) - 1

    def close(self, number: int, node: MappingNode | SequenceNode, last: int | None) -> int:
        """Note the end of a collection, where its last child ends at ``last``; return that end."""
        end: int = node.end_mark.index if node.flow_style or last is None else last
        self._ends[number] = end
        self._after[number] = len(self._kinds)
        return end

    def _add(self, kind: int, tag: str, start: int, end: int) -> None:
        self._kinds.append(kind)
        self._tags.append(_CODES.get(tag, 0))
        self._starts.append(start)
        self._ends.append(end)
        self._after.append(len(self._kinds))
        self._keys.append(None)

    def offsets(self, route: Route, part: Part = "value") -> tuple[int, int] | None:
        """Return the span of a route's value, key or pair, ``None`` if there is no such place."""
        node = 0
        key: tuple[int, int] | None = None
        bare = False  # whether ``node`` stands for its content, without the short tag
        for step in route:
            tag = "" if bare else _TAGS[self._tags[node]]
            if tag:
                if step != LONG_FORM[tag]:
                    return None
                key, bare = self._tag(node), True
                continue
            bare = False
            if self._kinds[node] == _MAPPING and isinstance(step, str):
                pair = self._members(node).get(step)
                if pair is None:
                    return None
                key, node = self._content(pair[0]), pair[1]
            elif self._kinds[node] == _SEQUENCE and isinstance(step, int):
                element = self._element(node, step)
                if element is None:
                    return None
                key, node = None, element
            else:
                return None
        tagged = self._tags[node] and not bare
        value = (self._tag(node)[0], self._ends[node]) if tagged else self._content(node)
        if key is None or part == "value":
            return value
        return key if part == "key" else (key[0], max(key[1], value[1]))

    def _content(self, node: int) -> tuple[int, int]:
        return content(self._text, self._starts[node], self._ends[node])

    def _tag(self, node: int) -> tuple[int, int]:
        """Return the place of the tag of ``node``, which has one."""
        found = TAG.search(self._text, self._starts[node])
        return found.span() if found else (self._starts[node], self._starts[node])

    def _below(self, node: int) -> Iterator[int]:
        """Yield the nodes right below a collection."""
        child, end = node + 1, self._after[node]
        while child < end:
            yield child
            child = self._after[child]

    def _element(self, node: int, index: int) -> int | None:
        elements = self._elements.get(node)
        if elements is None:
            elements = self._elements[node] = array("I", self._below(node))
        return elements[index] if 0 <= index < len(elements) else None

    def _members(self, node: int) -> dict[str, tuple[int, int]]:
        """Return key and value of the members of a mapping."""
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = {}
            below = self._below(node)
            for key, value in zip(below, below, strict=True):
                name = self._keys[key]
                if name is not None:
                    known[name] = (key, value)
        return known


def read_events(text: str) -> list[Parsed] | None:
    """Read a text without aliases and merge keys; ``None`` if it has some, or is not in order."""
    results: list[Parsed] = []
    parser = NodeEvents(text)
    try:
        while (event := parser.get_event()) is not None:
            kind = type(event)
            if kind is yaml.DocumentStartEvent:
                builder = Builder(text, None)
                reader = _Reader(builder, PackedPlaces(text))
                root = reader.document(parser)
                if root is None or builder.odd_key:
                    return None
                if not (type(root) is ScalarNode and not root.value and not root.style and not root.tag):
                    results.append(Parsed(builder.build(root), builder.problems, reader.places))
    except (yaml.YAMLError, UnicodeError):
        return None
    return results


class _Reader:
    """Composes one document; each collection is turned into data when it ends."""

    def __init__(self, builder: Builder, places: PackedPlaces) -> None:
        self._builder = builder
        self.places = places

    def document(self, parser: Any) -> ScalarNode | Built | None:
        """Return the root, ``None`` for what is nested too deeply, or has aliases or merge keys."""
        places = self.places
        stack: list[tuple[MappingNode | SequenceNode, int]] = []
        last: int | None = None
        """Where the child read last ends."""
        while True:
            event = parser.get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                node = ScalarNode(tag_of(event), event.value, event.start_mark, event.end_mark, event.style)
                is_key = bool(stack) and _wants_key(stack[-1][0])
                last = places.add_scalar(node, is_key=is_key)
                if not stack:
                    return node
                if is_key and node.value == "<<" and not node.style:
                    return None
                put(stack[-1][0], node)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if len(stack) >= MAX_DEPTH:
                    return None
                new = MappingNode if kind is yaml.MappingStartEvent else SequenceNode
                opened = new(tag_of(event), [], event.start_mark, None, event.flow_style)
                stack.append((opened, places.open(opened)))
                last = None
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                ended, number = stack.pop()
                ended.end_mark = event.end_mark
                last = places.close(number, ended, last)
                built = Built(self._builder.build(ended), ended)
                if not stack:
                    return built
                put(stack[-1][0], built)
            else:
                return None


def _wants_key(node: MappingNode | SequenceNode) -> bool:
    return type(node) is MappingNode and (not node.value or node.value[-1][1] is not None)
