"""What an expression is made of."""

from __future__ import annotations

from ecslint.source.hcl import nodes


def inner(node: nodes.Node) -> list[nodes.Node]:
    """Return the expressions that an expression is made of."""
    if isinstance(node, nodes.Template):
        return list(node.parts)
    if isinstance(node, nodes.Interpolation):
        return [node.value]
    if isinstance(node, nodes.IfDirective):
        return [node.condition, *node.yes, *node.no]
    if isinstance(node, nodes.ForDirective):
        return [node.collection, *node.body]
    if isinstance(node, nodes.Attr):
        return [node.object]
    if isinstance(node, nodes.Index):
        return [node.object, node.key]
    if isinstance(node, nodes.Splat):
        return [node.object, node.each]
    if isinstance(node, nodes.Call):
        return list(node.arguments)
    if isinstance(node, nodes.Conditional):
        return [node.condition, node.yes, node.no]
    if isinstance(node, nodes.Operation):
        return [node.right] if node.left is None else [node.left, node.right]
    if isinstance(node, nodes.Tuple):
        return list(node.items)
    if isinstance(node, nodes.Object):
        return [part for item in node.items for part in item]
    if isinstance(node, nodes.For):
        rest = [part for part in (node.key, node.condition) if part is not None]
        return [node.collection, node.value, *rest]
    return []
