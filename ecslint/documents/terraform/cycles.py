"""Circles among the locals and the resources of a module, which no plan can resolve.

Source: developer.hashicorp.com/terraform/internals/graph, read 2026-11-30: the graph has one node for each
resource and local value, whatever instances there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ecslint.documents.terraform.module import Module
from ecslint.documents.terraform.references import attributes
from ecslint.documents.terraform.values import Site
from ecslint.source.hcl import nodes
from ecslint.source.hcl.walk import mentions

_MOST: Final = 3_000
"""Names of one module that are looked at."""
_LONGEST: Final = 6
"""Names in a circle that is worth a finding."""


def cycles_of(module: Module) -> Iterator[tuple[list[str], Site]]:
    """Yield the circles of a module: the names in them, and the place of the first.

    Only locals, resources and data sources of the module itself: what modules hand to each other is left out.
    """
    needs = _needs(module)
    state: dict[str, int] = {}
    for start in needs:
        if start in state:
            continue
        path: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(needs[start]))]
        state[start] = 1
        path.append(start)
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[name] = 2
                stack.pop()
                path.pop()
            elif state.get(following) == 1:
                circle = path[path.index(following) :]
                if 1 < len(circle) <= _LONGEST or following.startswith("local."):
                    yield circle, _site(module, circle[0])
            elif following not in state:
                state[following] = 1
                path.append(following)
                stack.append((following, iter(needs[following])))


def _needs(module: Module) -> dict[str, list[str]]:
    """Return what each local and resource names."""
    values: dict[str, list[nodes.Attribute]] = {
        f"local.{name}": [attribute] for name, (_, attribute) in module.locals.items()
    }
    for address, (_, block) in module.resources.items():
        if not block.broken:
            values[address] = list(attributes(_without_lifecycle(block)))
    if len(values) > _MOST:
        return {}
    return {
        name: [found for found in dict.fromkeys(_names(given)) if found in values and found != name]
        if not name.startswith("local.")
        else [found for found in dict.fromkeys(_names(given)) if found in values]
        for name, given in values.items()
    }


def _without_lifecycle(block: nodes.Block) -> nodes.Block:
    """Return a block without ``lifecycle``, whose names are arguments of the block itself."""
    if not any(inner.type == "lifecycle" for inner in block.blocks):
        return block
    found = nodes.Block(block.start, block.type, block.labels, block.header_end)
    found.attributes = block.attributes
    found.blocks = [inner for inner in block.blocks if inner.type != "lifecycle"]
    return found


def _names(given: list[nodes.Attribute]) -> Iterator[str]:
    for attribute in given:
        for path, _ in mentions(attribute).paths:
            yield ".".join(path[: 3 if path[0] == "data" else 2])


def _site(module: Module, name: str) -> Site:
    kind, _, rest = name.partition(".")
    if kind == "local":
        file, attribute = module.locals[rest]
        return Site(file, attribute.value)
    file, block = module.resources[name]
    return Site(file, block)
