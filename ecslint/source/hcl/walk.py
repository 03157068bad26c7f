"""What an expression is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ecslint.source.hcl import nodes

_Inner = Callable[[Any], list[nodes.Node]]

_INNER: Final[dict[type, _Inner]] = {
    nodes.Template: lambda node: list(node.parts),
    nodes.Interpolation: lambda node: [node.value],
    nodes.IfDirective: lambda node: [node.condition, *node.yes, *node.no],
    nodes.ForDirective: lambda node: [node.collection, *node.body],
    nodes.Attr: lambda node: [node.object],
    nodes.Index: lambda node: [node.object, node.key],
    nodes.Splat: lambda node: [node.object, node.each],
    nodes.Call: lambda node: list(node.arguments),
    nodes.Conditional: lambda node: [node.condition, node.yes, node.no],
    nodes.Operation: lambda node: [node.right] if node.left is None else [node.left, node.right],
    nodes.Tuple: lambda node: list(node.items),
    nodes.Object: lambda node: [part for item in node.items for part in item],
    nodes.For: lambda node: [
        node.collection,
        node.value,
        *(part for part in (node.key, node.condition) if part is not None),
    ],
}


def inner(node: nodes.Node) -> list[nodes.Node]:
    """Return the expressions that an expression is made of."""
    found = _INNER.get(type(node))
    return [] if found is None else found(node)
