"""The outline of a ``.tf`` file: blocks with the containers, ports and volumes in them, folding, links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ecslint.server.outline import MOST_SYMBOLS, Symbol, registry_page
from ecslint.source.hcl import nodes
from ecslint.source.hcl.parser import parse_hcl
from ecslint.source.hcl.walk import inner
from ecslint.source.limits import MAX_HCL
from ecslint.source.span import LineIndex

SUFFIXES: Final = (".tf", ".tofu")
"""What the names of such files end in."""
_KINDS: Final = {"resource": "resource", "module": "resource", "volume": "volume"}
_NAMES: Final = ("name", "container_name", "containerName")
_PORTS: Final = ("containerPort", "container_port")


def symbols(text: str) -> list[Symbol]:
    """Return the outline of a file."""
    return [_block(block) for block in _blocks(text)][:MOST_SYMBOLS]


def _blocks(text: str) -> list[nodes.Block]:
    return parse_hcl(text)[0].blocks if len(text) <= MAX_HCL else []


def _block(block: nodes.Block) -> Symbol:
    """Return a block with what is named in it; blocks without labels are called as they are."""
    labels = ".".join(block.labels)
    named = block.attributes.get("name")
    name = labels or (_constant(named.value) if named is not None else None) or block.type
    kind = _KINDS.get(block.type, "field" if labels else "section")
    found = Symbol(
        name,
        block.type if name != block.type else "",
        *(kind, block.start, block.end, block.start, min(block.header_end, block.end)),
    )
    found.children = [_block(each) for each in block.blocks]
    for attribute in block.attributes.values():
        found.children += _containers(attribute.value)
    found.children.sort(key=lambda each: each.start)
    return found


def _containers(root: nodes.Node) -> list[Symbol]:
    """Return the objects of an expression that have a name and an image, and what maps a port."""
    found: list[Symbol] = []
    waiting: list[tuple[nodes.Node, list[Symbol]]] = [(root, found)]
    while waiting:
        node, into = waiting.pop()
        if isinstance(node, nodes.Object):
            symbol = _object(node)
            if symbol is not None:
                into.append(symbol)
                into = symbol.children
        waiting += [(each, into) for each in reversed(inner(node))]
    return found


def _object(node: nodes.Object) -> Symbol | None:
    members = {name: value for key, value in node.items if (name := _key(key)) is not None}
    image = members.get("image")
    keys = _NAMES if image is not None else _PORTS
    value = next((members[key] for key in keys if key in members), None)
    name = _constant(value) if value is not None else None
    if value is None or not name:
        return None
    detail = (_constant(image) or "") if image is not None else ""
    kind = "container" if image is not None else "port"
    return Symbol(name, detail, kind, node.start, node.end, value.start, value.end)


def _key(key: nodes.Node) -> str | None:
    return key.name if isinstance(key, nodes.Name) else _constant(key)


def _constant(value: nodes.Node) -> str | None:
    """Return a text or number that stands in the file."""
    if isinstance(value, nodes.Template):
        return value.constant
    if isinstance(value, nodes.Literal) and isinstance(value.value, int | float):
        return str(value.value)
    return None


def _values(text: str) -> Iterator[tuple[str, nodes.Node]]:
    """Yield everything that is written behind an argument or a key, with the name of that; else ``""``."""
    blocks = _blocks(text)
    while blocks:
        block = blocks.pop()
        blocks += block.blocks
        waiting: list[tuple[str, nodes.Node]] = [(a.name, a.value) for a in block.attributes.values()]
        while waiting:
            name, node = waiting.pop()
            yield name, node
            if isinstance(node, nodes.Object):
                waiting += [(_key(key) or "", value) for key, value in node.items]
            else:
                waiting += [("", each) for each in inner(node)]


def folds(text: str) -> Iterator[tuple[int, int]]:
    """Yield first and last line (from 0) of blocks, objects, lists and heredocs of several lines."""
    lines = LineIndex(text)

    def between(node: nodes.Node) -> Iterator[tuple[int, int]]:
        first = lines.position(node.start).line - 1
        last = lines.position(max(node.start, node.end - 1)).line - 2
        if last > first:
            yield first, last

    blocks = _blocks(text)
    while blocks:
        block = blocks.pop()
        blocks += block.blocks
        yield from between(block)
    for _, node in _values(text):
        heredoc = isinstance(node, nodes.Template) and node.heredoc
        if heredoc or isinstance(node, nodes.Object | nodes.Tuple):
            yield from between(node)


def links(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the place of images, with the page of their repository."""
    for name, node in _values(text):
        image = _constant(node) if name == "image" else None
        url = registry_page(image) if image else None
        if url is not None:
            quoted = text[node.start : node.start + 1] == '"'
            yield node.start + quoted, node.end - quoted, url
