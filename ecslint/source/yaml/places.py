"""Where the keys and values of a YAML document are: from routes to nodes, and to their marks."""

from __future__ import annotations

from collections.abc import Callable

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from ecslint.base.pattern import regex
from ecslint.base.route import Route
from ecslint.source.parsed import Part
from ecslint.source.yaml.data import LONG_FORM

_PROPERTIES = regex(r"(?:[&!]\S*\s+)+")
_TAG = regex(r"!\S*")


def _offsets_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place of the value itself, behind its tag and anchor."""
    properties = _PROPERTIES.match(text, start, max(start, end))
    return min(properties.end(), end) if properties else start, end


def end_of(node: Node, text: str) -> int:
    """Return where ``node`` ends; block collections end where their last child does."""
    while isinstance(node, CollectionNode) and not node.flow_style and node.value:
        last: Node = node.value[-1] if isinstance(node, SequenceNode) else node.value[-1][1]
        if last.start_mark.index <= node.start_mark.index:
            break  # an alias of what stands before, or of what it is in itself
        node = last
    return _scalar_end(node, text)


def _scalar_end(node: Node, text: str) -> int:
    """Return where a node ends that has none below it: blank lines behind a block are not part of it."""
    end: int = node.end_mark.index
    start: int = node.start_mark.index
    if isinstance(node, ScalarNode) and node.style in ("|", ">"):
        while end > start and text[end - 1] in " \r\n":
            end -= 1
    return end


class YamlPlaces:
    """Places from the marks of nodes."""

    __slots__ = ("_children", "_key_text", "_root", "_text")

    def __init__(self, text: str, root: Node | None, key_text: Callable[[ScalarNode], str]) -> None:
        self._text = text
        self._root = root
        self._key_text = key_text
        self._children: dict[Node, dict[str, tuple[Node, Node]]] = {}

    def offsets(self, route: Route, part: Part = "value") -> tuple[int, int] | None:
        """Return the span of a route's value, key or pair, ``None`` if there is no such place."""
        node = self._root
        if node is None:
            return (0, 0) if not route else None
        key: tuple[int, int] | None = None
        bare = False  # whether ``node`` stands for its content, without the short tag
        for step in route:
            long_form = None if bare else LONG_FORM.get(node.tag)
            if long_form is not None:
                if step != long_form:
                    return None
                key, bare = self._tag(node), True
                continue
            bare = False
            if isinstance(node, MappingNode) and isinstance(step, str):
                pair = self._members(node).get(step)
                if pair is None:
                    return None
                key, node = self._content(pair[0]), pair[1]
            elif isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
                key, node = None, node.value[step]
            else:
                return None
        value = self._content(node) if bare or node.tag not in LONG_FORM else self._tagged(node)
        if key is None or part == "value":
            return value
        return key if part == "key" else (key[0], max(key[1], value[1]))

    def _members(self, node: Node) -> dict[str, tuple[Node, Node]]:
        known = self._children.get(node)
        if known is None:
            known = self._children[node] = {}
            merges: list[Node] = []
            for key, value in node.value:
                if type(key) is not ScalarNode:
                    continue
                if key.value == "<<" and not key.style:
                    merges.extend(value.value if isinstance(value, SequenceNode) else [value])
                else:
                    known[self._key_text(key)] = (key, value)
            for merged in merges:
                if isinstance(merged, MappingNode):
                    for name, pair in self._members(merged).items():
                        known.setdefault(name, pair)
        return known

    def _content(self, node: Node) -> tuple[int, int]:
        return _offsets_of(self._text, node.start_mark.index, end_of(node, self._text))

    def _tagged(self, node: Node) -> tuple[int, int]:
        return self._tag(node)[0], end_of(node, self._text)

    def _tag(self, node: Node) -> tuple[int, int]:
        """Return the place of the tag before ``node``."""
        start = node.start_mark.index
        found = _TAG.search(self._text, start, node.end_mark.index)
        return found.span() if found else (start, start)
