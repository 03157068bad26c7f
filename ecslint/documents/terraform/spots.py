"""Which property an offset of a ``.tf`` file is about, for editors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.documents.spots import Spot
from ecslint.documents.subject import CLOUDFORMATION, CONTAINER_DEFINITIONS, Kind
from ecslint.documents.terraform.mapping import Argument, Table, argument_of, entry_of
from ecslint.source.document import Document
from ecslint.source.hcl import nodes
from ecslint.source.hcl.parser import parse_hcl
from ecslint.source.json.parse import parse_json
from ecslint.source.limits import MAX_HCL
from ecslint.source.position import route_at

NAME: Final = "Resource"
"""The logical id of the resource in the data of an answer."""
CONTAINERS: Final = "containers"
"""The conversion of an argument that holds container definitions as JSON."""
_ENCODERS: Final = frozenset({"jsonencode", "concat", "tolist", "flatten"})
"""Functions whose arguments are looked into: what they return has the members of its arguments."""


class Target(NamedTuple):
    """What an expression, or a block, stands for."""

    kind: Kind
    """``cloudformation`` or ``container-definitions``."""
    route: Route
    """Its route in data of that kind."""


def top(block: nodes.Block) -> Table | None:
    """Return what is known of the type of a resource, ``None`` for any other block."""
    is_resource = block.type == "resource" and len(block.labels) == 2
    return entry_of(block.labels[0]) if is_resource else None


def below(target: Target, argument: Argument) -> Target:
    """Return what an argument, or a block, of a resource stands for."""
    if argument.conversion == CONTAINERS:
        return Target(CONTAINER_DEFINITIONS, ())
    steps: Route = () if argument.to == "." else tuple(argument.to.split("."))
    return Target(target.kind, (*target.route, *steps, *((0,) if argument.kind == "blocks" else ())))


def row_of(table: Table, name: str) -> Argument | None:
    """Return where an argument goes, ``None`` if it is not known, or goes nowhere."""
    row = table.get(name)
    argument = argument_of(row) if row is not None else None
    return None if argument is None or argument.to == "-" else argument


def spot_at(text: str, offset: int) -> Spot | None:
    """Return the field at an offset of a file, ``None`` where none is known."""
    if len(text) > MAX_HCL:
        return None
    root, _ = parse_hcl(text)
    for block in root.blocks:
        entry = top(block)
        if entry is not None and block.start <= offset <= block.end:
            target = Target(CLOUDFORMATION, ("Resources", NAME, "Properties"))
            found = _in_body(block, entry["arguments"], target, offset)
            if found is None:
                return None
            target, name, start, end = found
            return Spot(target.kind, data_of(block, entry, target.kind), target.route, name, start, end)
    return None


_Found = tuple[Target, str, int, int]


def _in_body(block: nodes.Block, table: Table, target: Target, offset: int) -> _Found | None:
    for name, attribute in block.attributes.items():
        if attribute.start <= offset <= attribute.end:
            argument = row_of(table, name)
            if argument is None:
                return None
            inner = below(target, argument)
            if offset <= attribute.key_end:
                return inner, name, attribute.key_start, attribute.key_end
            if offset < attribute.value.start:
                return inner, name, attribute.start, attribute.end
            return _in_value(attribute.value, inner, name, offset)
    for nested in block.blocks:
        if nested.start <= offset <= nested.end:
            return _in_block(nested, table, target, offset)
    return None


def _in_block(block: nodes.Block, table: Table, target: Target, offset: int) -> _Found | None:
    is_dynamic = block.type == "dynamic" and len(block.labels) == 1
    name = block.labels[0] if is_dynamic else block.type
    argument = row_of(table, name)
    if argument is None or not argument.is_block:
        return None
    inner = below(target, argument)
    if offset <= block.header_end:
        return inner, name, block.start, block.header_end
    bodies = [each for each in block.blocks if each.type == "content"] if is_dynamic else [block]
    for body in bodies:
        if body.start <= offset <= body.end:
            return _in_body(body, argument.inner, inner, offset)
    return None


def _in_value(value: nodes.Node, target: Target, name: str, offset: int) -> _Found | None:
    """Return what stands at an offset of an expression; the expression itself where nothing is inside."""
    for part in _same(value):
        if part.start <= offset <= part.end:
            return _in_value(part, target, name, offset)
    if isinstance(value, nodes.Tuple):
        for index, item in enumerate(value.items):
            if item.start <= offset <= item.end:
                return _in_value(item, _step(target, index), name, offset)
    elif isinstance(value, nodes.Object):
        for key, item in value.items:
            word = constant(key)
            if isinstance(word, str) and key.start <= offset <= item.end:
                inner = _step(target, word)
                if offset <= key.end:
                    return inner, word, key.start, key.end
                return _in_value(item, inner, word, offset) if offset >= item.start else None
    elif isinstance(value, nodes.Template) and target == Target(CONTAINER_DEFINITIONS, ()):
        return _in_json(value, target, offset)
    return target, name, value.start, value.end


def _same(value: nodes.Node) -> list[nodes.Expression]:
    """Return the parts of an expression that stand for the same as the whole."""
    if isinstance(value, nodes.Call) and value.name in _ENCODERS:
        return value.arguments
    return [value.yes, value.no] if isinstance(value, nodes.Conditional) else []


def _step(target: Target, step: str | int) -> Target:
    return Target(target.kind, (*target.route, step))


def _in_json(value: nodes.Template, target: Target, offset: int) -> _Found | None:
    """Return what stands at an offset of JSON in a heredoc without anything computed."""
    part = value.parts[0] if len(value.parts) == 1 else None
    if not isinstance(part, nodes.Text) or len(part.text) != part.end - part.start:
        return None
    hit = route_at(Document("heredoc.json", part.text, "json", parse_json(part.text)), offset - part.start)
    if hit is None or not hit.route:
        return None
    words = [step for step in hit.route if isinstance(step, str)]
    name = words[-1] if words else ""
    return Target(target.kind, hit.route), name, part.start + hit.start, part.start + hit.end


def constant(value: nodes.Node) -> object:
    """Return what an expression is worth that is written out; ``Unresolved`` for any other."""
    if isinstance(value, nodes.Literal):
        return value.value
    if isinstance(value, nodes.Template):
        text = value.constant
        return Unresolved("expression") if text is None else text
    if isinstance(value, nodes.Tuple):
        return [constant(item) for item in value.items]
    if isinstance(value, nodes.Object):
        found = ((constant(key), item) for key, item in value.items)
        return {key: constant(item) for key, item in found if isinstance(key, str)}
    return Unresolved("expression")


def data_of(block: nodes.Block | None, entry: Table, kind: Kind) -> object:
    """Return what is written out of a resource: a template with it, or its container definitions."""
    if kind == CONTAINER_DEFINITIONS:
        given = block.attributes.get("container_definitions") if block is not None else None
        return _containers(given.value) if given is not None else []
    properties = dict(_properties(block, entry["arguments"])) if block is not None else {}
    return {"Resources": {NAME: {"Type": entry["type"], "Properties": _nested(properties)}}}


def _containers(value: nodes.Node) -> object:
    if isinstance(value, nodes.Call) and value.name == "jsonencode" and len(value.arguments) == 1:
        return constant(value.arguments[0])
    text = constant(value)
    return parse_json(text).data if isinstance(text, str) else []


def _properties(block: nodes.Block, table: Table) -> Iterator[tuple[tuple[str, ...], object]]:
    for name, attribute in block.attributes.items():
        argument = row_of(table, name)
        if argument is not None and argument.to != "." and not argument.conversion:
            yield tuple(argument.to.split(".")), constant(attribute.value)
    for nested in block.blocks:
        argument = row_of(table, nested.type)
        if argument is None or not argument.is_block or argument.to == ".":
            continue
        inner = _nested(dict(_properties(nested, argument.inner)))
        yield tuple(argument.to.split(".")), [inner] if argument.kind == "blocks" else inner


def _nested(flat: dict[tuple[str, ...], object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for steps, value in flat.items():
        at = found
        for step in steps[:-1]:
            inner = at.setdefault(step, {})
            at = inner if isinstance(inner, dict) else {}
        at.setdefault(steps[-1], value)
    return found
