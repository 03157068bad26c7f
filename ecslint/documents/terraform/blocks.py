"""Blocks of a body, those that ``dynamic`` makes among them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ecslint.base.unresolved import Unresolved
from ecslint.documents.terraform.evaluate import Evaluator, Names
from ecslint.documents.terraform.files import TerraformFile
from ecslint.documents.terraform.operators import items_of
from ecslint.documents.terraform.values import Value
from ecslint.source.hcl import nodes


class Placed(NamedTuple):
    """A block with the file that it stands in."""

    file: TerraformFile
    """The file."""
    block: nodes.Block
    """The block in it."""


class Instance(NamedTuple):
    """One instance of a resource or a module call: its key (``None`` if there is only one) and loop names."""

    key: str | int | None
    """The key of ``for_each`` or the index of ``count``; ``None`` where there is one instance only."""
    names: Names
    """Names that only hold in it, such as ``each.value``."""
    certain: bool = True
    """Whether it exists, as far as defaults of variables tell; otherwise it may."""
    contrary: bool = False
    """Whether it only exists if what was assumed does not hold."""


MAX_BLOCKS = 100
"""Blocks of one ``dynamic`` that are looked at."""


def expanded(
    evaluator: Evaluator, body: nodes.Block, kind: str, names: Names
) -> Iterator[tuple[Names, nodes.Block | None]]:
    """Yield the blocks of a type with the names that hold in them; ``None`` for blocks that are not known."""
    for block in body.blocks:
        if block.type == kind:
            yield names, block
        elif block.type == "dynamic" and block.labels == (kind,):
            yield from _dynamic(evaluator, block, kind, names)


def _dynamic(
    evaluator: Evaluator, block: nodes.Block, kind: str, names: Names
) -> Iterator[tuple[Names, nodes.Block | None]]:
    content = next((inner for inner in block.blocks if inner.type == "content"), None)
    each = block.attributes.get("for_each")
    if content is None or each is None:
        return
    iterator = kind
    written = block.attributes.get("iterator")
    if written is not None and isinstance(written.value, nodes.Name):
        iterator = written.value.name
    value = evaluator.safe(each.value, names)
    items = items_of(value)
    if items is None or (not items and value.notes):
        # ``for_each = c ? [1] : []`` makes one or none: what is in it is worth a look in neither case
        yield names, None
        return
    for key, item in items[:MAX_BLOCKS]:
        yield {**names, iterator: Value({"key": key, "value": item}, item.site)}, content


def kinds_of(body: nodes.Block) -> list[str]:
    """Return the types of a body's blocks, in order, each once."""
    found: dict[str, None] = {}
    for block in body.blocks:
        found[block.labels[0] if block.type == "dynamic" and block.labels else block.type] = None
    return list(found)


UNKNOWN_BLOCK = Unresolved("dynamic block", "${...}")
"""An item of a list that stands for blocks that are not known."""


def ignored_arguments(block: nodes.Block) -> set[str] | None:
    """Return the arguments in ``ignore_changes`` of a resource, ``None`` for all of them."""
    found: set[str] = set()
    for part in block.blocks:
        attribute = part.attributes.get("ignore_changes") if part.type == "lifecycle" else None
        value = attribute.value if attribute is not None else None
        if isinstance(value, nodes.Name) and value.name == "all":
            return None
        for item in value.items if isinstance(value, nodes.Tuple) else []:
            node: nodes.Node = item
            while isinstance(node, nodes.Attr | nodes.Index):
                node = node.object
            if isinstance(node, nodes.Name):
                found.add(node.name)
            elif isinstance(node, nodes.Template) and node.constant is not None:
                found.add(node.constant.partition(".")[0])
    return found
