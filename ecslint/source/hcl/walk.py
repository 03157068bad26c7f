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


def traversal(node: nodes.Attr) -> list[str] | None:
    """Return the names of ``a.b.c``, ``None`` if something else is in it."""
    path = [node.name]
    base: nodes.Node = node.object
    while type(base) is nodes.Attr:
        path.append(base.name)
        base = base.object
    if type(base) is not nodes.Name:
        return None
    path.append(base.name)
    path.reverse()
    return path


def mentioned(node: nodes.Node) -> nodes.Mentions:
    """Return what an expression names and calls."""
    found = nodes.Mentions([], [])
    stack = [node]
    while stack:
        current = stack.pop()
        kind = type(current)
        if isinstance(current, nodes.Attr):
            path = traversal(current)
            if path is not None:
                found.paths.append((path, current))
                continue
        elif isinstance(current, nodes.Call):
            found.calls.append(current)
        below = _INNER.get(kind)
        if below is not None:
            stack += below(current)
    return found


def mentions(attribute: nodes.Attribute) -> nodes.Mentions:
    """Return what the value of an argument names and calls, looked for once."""
    found = attribute.mentions
    if found is None:
        found = attribute.mentions = mentioned(attribute.value)
    return found


def inner(node: nodes.Node) -> list[nodes.Node]:
    """Return the expressions that an expression is made of."""
    found = _INNER.get(type(node))
    return [] if found is None else found(node)
