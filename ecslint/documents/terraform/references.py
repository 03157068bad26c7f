"""Which resources a block waits for: those that its expressions name, through locals and module inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ecslint.documents.terraform.module import Module
from ecslint.source.hcl import nodes
from ecslint.source.hcl.walk import mentioned, mentions

MAX_VISITED = 5_000
MAX_DEPTH = 40
"""Local values in each other of which each is looked at once."""
_Given: TypeAlias = nodes.Attribute | nodes.Expression
_Found: TypeAlias = dict[tuple[Module, str], tuple[Module, str]]


def attributes(block: nodes.Block) -> Iterator[nodes.Attribute]:
    """Yield all arguments of a block and the blocks in it."""
    stack = [block]
    while stack:
        current = stack.pop()
        yield from current.attributes.values()
        stack += current.blocks


def references(module: Module, block: nodes.Block) -> set[tuple[Module, str]]:
    """Return the resources, with the modules they are in, that a block waits for."""
    return set(_reached(module, list(attributes(block))).values())


def _reached(module: Module, given: Sequence[_Given], depth: int = 0) -> _Found:
    """Return the resources that expressions of a module name, through locals, inputs and outputs."""
    found: _Found = {}
    seen: set[tuple[Module, tuple[str, ...]]] = set()
    stack: list[tuple[Module, _Given]] = [(module, each) for each in given]
    while stack and len(seen) < MAX_VISITED:
        owner, node = stack.pop()
        paths = (mentions(node) if isinstance(node, nodes.Attribute) else mentioned(node)).paths
        for path, _ in paths:
            key = (owner, tuple(path[:3]))
            if key in seen:
                continue
            seen.add(key)
            if path[0] == "local" and path[1] in owner.locals:
                if depth < MAX_DEPTH:
                    found.update(_behind_local(owner, path[1], depth + 1))
                else:
                    stack.append((owner, owner.locals[path[1]][1]))
            elif path[0] == "var":
                stack += _inputs(owner, path[1])
            elif path[0] == "module" and path[1] in owner.calls:
                stack += _outputs(owner, path)
            else:
                address = ".".join(path[: 3 if path[0] == "data" else 2])
                if address in owner.resources:
                    found[owner, address] = (owner, address)
                    if path[0] == "data":
                        stack += [(owner, each) for each in attributes(owner.resources[address].block)]
    return found


def _behind_local(module: Module, name: str, depth: int) -> _Found:
    """Return the resources behind a local value, looked for once.

    One that needs itself, which no plan can resolve, has nothing behind it.
    """
    found = module.behind_locals.get(name)
    if found is None:
        module.behind_locals[name] = {}  # while it is looked at
        found = module.behind_locals[name] = _reached(module, [module.locals[name][1]], depth)
    return found


def _inputs(module: Module, name: str) -> list[tuple[Module, _Given]]:
    """Return the expression that a caller gives for a variable."""
    parent = module.parent
    if parent is None:
        return []
    call = module.prefix.rstrip(".").rpartition("module.")[2].partition("[")[0]
    placed = parent.calls.get(call)
    attribute = placed.block.attributes.get(name) if placed is not None else None
    return [(parent, attribute)] if attribute is not None else []


def _outputs(module: Module, path: list[str]) -> list[tuple[Module, _Given]]:
    """Return the expression of an output, or all that a module makes if it is named as a whole."""
    out: list[tuple[Module, _Given]] = []
    for instance in module.expand(module.calls[path[1]]):
        child = module.child(path[1], instance)
        if child is None:
            continue
        if len(path) > 2 and path[2] in child.outputs:
            attribute = child.outputs[path[2]].block.attributes.get("value")
            out += [(child, attribute)] if attribute is not None else []
        elif len(path) == 2:
            for address, placed in child.resources.items():
                out += [(child, _named(address, placed.block))]
    return out


def _named(address: str, block: nodes.Block) -> nodes.Expression:
    """Return an expression that names a resource."""
    first, *rest = address.split(".")
    node: nodes.Expression = nodes.Name(block.start, block.end, first)
    for name in rest:
        node = nodes.Attr(block.start, block.end, node, name)
    return node
