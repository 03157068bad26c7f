"""Aliases that would blow up: billions of nodes from a few lines, or a node within itself."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import Node, ScalarNode

from ecslint.base.pattern import regex
from ecslint.source.limits import MAX_EXPANDED

_ANCHOR = regex(r"&[^\s&]")


def alias_fault(root: Node, text: str) -> tuple[str, Node] | None:
    """Return why the aliases below ``root`` cannot be followed safely, and where; ``None`` if they can."""
    if not _may_have_aliases(text):
        return None
    sizes: dict[Node, int] = {}
    open_nodes = {root}
    stack = [(root, _children(root))]
    while stack:
        node, children = stack[-1]
        for child in children:
            if child in open_nodes:
                return "an alias in here leads back to the value itself", child
            if not isinstance(child, ScalarNode) and child not in sizes:
                stack.append((child, _children(child)))
                open_nodes.add(child)
                break
        else:
            sizes[node] = 1 + sum(sizes.get(child, 1) for child in _children(node))
            open_nodes.discard(node)
            stack.pop()
    if sizes[root] <= max(MAX_EXPANDED, 10 * len(sizes)):
        return None
    count = f"{sizes[root]:,}" if sizes[root] < 10**12 else "more than a trillion"
    return f"the aliases stand for {count} values in all, and are not followed; use fewer", root


def _may_have_aliases(text: str) -> bool:
    """Say whether a value of the YAML text may stand in several places."""
    return "*" in text and _has_anchor(text)


def _has_anchor(text: str) -> bool:
    for match in _ANCHOR.finditer(text):
        start = match.start()
        if start == 0 or text[start - 1] in " \t\r\n[{,:-":
            return True
    return False


def _children(node: Node) -> Iterator[Node]:
    if not isinstance(node, ScalarNode):
        for child in node.value:
            if isinstance(child, tuple):
                yield from child
            else:
                yield child
