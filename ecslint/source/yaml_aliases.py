"""Aliases that would blow up: billions of nodes from a few lines, or a node within itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from yaml.nodes import Node, ScalarNode

from ecslint.source.limits import MAX_EXPANDED


def check_aliases(root: Node, text: str, report: Callable[[str, str, Node], None]) -> bool:
    """Say whether the aliases below ``root`` can be followed safely; report it if not."""
    if "*" not in text or "&" not in text:
        return True
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()
    stack = [(root, _children(root))]
    open_nodes.add(id(root))
    while stack:
        node, children = stack[-1]
        for child in children:
            if id(child) in open_nodes:
                report("alias-bomb", "an alias in here leads back to the value itself", child)
                return False
            if isinstance(child, ScalarNode):
                continue
            if id(child) not in sizes:
                stack.append((child, _children(child)))
                open_nodes.add(id(child))
                break
        else:
            sizes[id(node)] = 1 + sum(sizes.get(id(child), 1) for child in _children(node))
            open_nodes.discard(id(node))
            stack.pop()
    if sizes[id(root)] > max(MAX_EXPANDED, 10 * len(sizes)):
        count = sizes[id(root)]
        shown = f"{count:,}" if count < 10**12 else "more than a trillion"
        report("alias-bomb", f"the aliases stand for {shown} values in all, and are not followed", root)
        return False
    return True


def _children(node: Node) -> Iterator[Node]:
    if not isinstance(node, ScalarNode):
        for child in node.value:
            if isinstance(child, tuple):
                yield from child
            else:
                yield child
