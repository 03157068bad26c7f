"""What template statements and placeholders on lines of their own leave open in YAML.

A line ``{{ include "x" . }}`` may bring members and items, a loop any number of them, and of the branches of
a condition only the first is read: what the rest says is not known, so nothing may be concluded from what
is absent, nor from a value that another branch may replace.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ecslint.base.unresolved import PLACEHOLDER, Unresolved
from ecslint.source.parsed import REST
from ecslint.source.yaml.data import LONG_FORM, Builder
from ecslint.source.yaml.gaps import Gap

Parts = Sequence[tuple[int, int]]


def loosen(root: Node, data: object, builder: Builder, gaps: Sequence[Gap], branches: Parts) -> None:
    """Mark in ``data``, which was built from ``root``, what is open.

    ``branches`` are the parts of the text, ``[start, end)``, that another branch may replace.
    """
    walk = _Walk(builder, gaps)
    walk.node(root, data, root.start_mark.index, gaps, branches)
    for gap in gaps:
        around = walk.around[gap]
        exact = [found for column, found in around if column == gap.column]
        for found in exact or [found for _, found in around]:
            _open(found)


def _open(data: dict[str, object] | list[object]) -> None:
    if isinstance(data, dict):
        data[REST] = Unresolved(PLACEHOLDER, REST)
    elif not data or getattr(data[-1], "text", None) != REST:
        data.append(Unresolved(PLACEHOLDER, REST))


class _Walk:
    def __init__(self, builder: Builder, gaps: Sequence[Gap]) -> None:
        self.builder = builder
        self.around: dict[Gap, list[tuple[int, Any]]] = {gap: [] for gap in gaps}
        """Per gap: the lists and mappings that it may belong to, each with the column in which it begins."""

    def node(self, node: Node, data: object, begin: int, gaps: Sequence[Gap], branches: Parts) -> None:
        """Look at ``node``, before which only blanks stand from ``begin`` on."""
        end = node.end_mark.index
        gaps = [gap for gap in gaps if begin <= gap.offset <= end]
        branches = [branch for branch in branches if begin <= branch[1] and branch[0] <= end]
        if not gaps and not branches:
            return
        if node.tag in LONG_FORM:
            data = data[LONG_FORM[node.tag]] if isinstance(data, dict) else None
        if isinstance(node, MappingNode) and isinstance(data, dict):
            self.members(node, data, gaps, branches)
        elif isinstance(node, SequenceNode) and isinstance(data, list):
            self.items(node, data, begin, gaps, branches)
        else:
            return
        for gap in gaps:
            self.around[gap].append((node.start_mark.column, data))

    def members(self, node: Node, data: dict[str, Any], gaps: Sequence[Gap], branches: Parts) -> None:
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode) or (key := self.builder.key_text(key_node)) not in data:
                continue
            if not _is_replaceable(key_node, branches):
                self.node(value_node, data[key], key_node.end_mark.index, gaps, branches)
            elif isinstance(data[key], dict):  # whole resources stand in branches, too
                inner = [branch for branch in branches if not _is_replaceable(key_node, [branch])]
                self.node(value_node, data[key], key_node.end_mark.index, gaps, inner)
            else:
                data[key] = Unresolved(PLACEHOLDER)

    def items(self, node: Node, data: list[Any], begin: int, gaps: Sequence[Gap], branches: Parts) -> None:
        for index, item in enumerate(node.value[: len(data)]):
            if _is_replaceable(item, branches):
                data[index] = Unresolved(PLACEHOLDER)
            else:
                self.node(item, data[index], begin, gaps, branches)
            begin = item.end_mark.index


def _is_replaceable(node: Node, branches: Parts) -> bool:
    return any(start <= node.start_mark.index < end for start, end in branches)
