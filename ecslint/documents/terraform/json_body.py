"""``.tf.json``: the JSON notation of Terraform as the same tree that HCL makes.

Source: developer.hashicorp.com/terraform/language/syntax/json, read 2026-11-29.
"""

from __future__ import annotations

from typing import Final

from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.source.hcl import nodes
from ecslint.source.hcl.parser import parse_expression, parse_span, parse_template
from ecslint.source.hcl.templates import HclError
from ecslint.source.hcl.walk import inner
from ecslint.source.parsed import Places

_LABELS: Final = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "variable": 1,
    "module": 1,
    "output": 1,
    "provider": 1,
}
_BLOCKS: Final = frozenset({"lifecycle", "dynamic", "content", "provisioner", "timeouts"})
_REFERENCES: Final = frozenset({"depends_on", "ignore_changes", "replace_triggered_by"})


class JsonBody:
    """Reads one file of the JSON notation."""

    def __init__(self, text: str, places: Places) -> None:
        self.text = text
        self.places = places

    def file(self, data: object) -> nodes.Block:
        """Return the block that holds all others."""
        root = nodes.Block(0, "", (), 0)
        for kind, body in data.items() if isinstance(data, dict) else ():
            if kind != "//":
                self._labelled(root, kind, (), body, (kind,), _LABELS.get(kind, 0))
        return root

    def values(self, data: object) -> nodes.Block:
        """Return the block of a tfvars file: every member is a value, whatever it is called."""
        block = nodes.Block(0, "", (), 0)
        for name, value in data.items() if isinstance(data, dict) else ():
            at = (str(name),)
            expression = self._value(value, at)
            block.attributes[str(name)] = nodes.Attribute(str(name), self._span(at, key=True), expression)
        return block

    def _labelled(
        self, root: nodes.Block, kind: str, labels: tuple[str, ...], data: object, route: Route, missing: int
    ) -> None:
        if isinstance(data, list):
            for index, item in enumerate(data):
                self._labelled(root, kind, labels, item, (*route, index), missing)
        elif isinstance(data, dict) and missing:
            for name, inner in data.items():
                self._labelled(root, kind, (*labels, str(name)), inner, (*route, name), missing - 1)
        elif isinstance(data, dict):
            root.blocks.append(self._block(kind, labels, data, route))

    def _span(self, route: Route, key: bool = False) -> tuple[int, int]:
        return self.places.offsets(route, "key" if key else "value") or (0, 0)

    def _block(
        self, kind: str, labels: tuple[str, ...], data: dict[str, object], route: Route
    ) -> nodes.Block:
        key = self._span(route, key=True)
        block = nodes.Block(key[0], kind, labels, key[1])
        block.end = self._span(route)[1]
        for name, value in data.items():
            here = (*route, name)
            if name == "//":
                continue
            if name == "dynamic" and isinstance(value, dict):
                for label, inner in value.items():
                    for item, at in _items(inner, (*here, label)):
                        block.blocks.append(self._block("dynamic", (str(label),), item, at))
            elif name in _BLOCKS:
                block.blocks += [self._block(name, (), item, at) for item, at in _items(value, here)]
            else:
                expression = (
                    self._references(value, here) if name in _REFERENCES else self._value(value, here)
                )
                block.attributes[name] = nodes.Attribute(name, self._span(here, key=True), expression)
        return block

    def _references(self, value: object, route: Route) -> nodes.Expression:
        """Read names that stand in strings without ``${}``."""
        start, end = self._span(route)
        if isinstance(value, list):
            return nodes.Tuple(
                start, end, [self._references(item, (*route, i)) for i, item in enumerate(value)]
            )
        if isinstance(value, str):
            try:
                found = parse_expression(value)
            except HclError:
                return self._value(value, route)
            _move(found, start, end)
            return found
        return self._value(value, route)

    def _value(self, value: object, route: Route) -> nodes.Expression:
        start, end = self._span(route)
        if isinstance(value, dict):
            items: list[tuple[nodes.Expression, nodes.Expression]] = []
            for name, item in value.items():
                here = (*route, name)
                a, b = self._span(here, key=True)
                items.append(
                    (nodes.Template(a, b, [nodes.Text(a, b, str(name))], False), self._value(item, here))
                )
            return nodes.Object(start, end, items)
        if isinstance(value, list):
            return nodes.Tuple(start, end, [self._value(item, (*route, i)) for i, item in enumerate(value)])
        if isinstance(value, str):
            return self._string(value, start, end)
        if isinstance(value, Unresolved):
            return nodes.Name(start, end, "?")
        return nodes.Literal(start, end, value)

    def _string(self, value: str, start: int, end: int) -> nodes.Template:
        plain = nodes.Template(start, end, [nodes.Text(start + 1, end - 1, value)], False)
        if "${" not in value and "%{" not in value:
            return plain
        try:
            if "\\" not in self.text[start:end]:
                return parse_span(self.text, start + 1, end - 1)
            found = parse_template(value)
        except HclError:
            return plain
        found.heredoc = False
        _move(found, start, end)
        return found


def _items(value: object, route: Route) -> list[tuple[dict[str, object], Route]]:
    if isinstance(value, dict):
        return [(value, route)]
    found = value if isinstance(value, list) else []
    return [(item, (*route, index)) for index, item in enumerate(found) if isinstance(item, dict)]


def _move(node: nodes.Node, start: int, end: int) -> None:
    """Give a node and all that is in it the place of the string that it was read from."""
    stack = [node]
    while stack:
        current = stack.pop()
        stack += inner(current)
        current.start, current.end = start, end
