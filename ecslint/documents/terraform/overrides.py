"""Override files: ``override.tf`` and ``*_override.tf`` change what the other files of a module declare.

Source: developer.hashicorp.com/terraform/language/files/override, read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ecslint.base.pattern import regex
from ecslint.documents.terraform.files import TerraformFile
from ecslint.source.hcl import nodes

_NAME: Final = regex(r"(?:.*_)?override\.(?:tf|tofu)(?:\.json)?")
UNKNOWN: Final = "(overridden)"
"""A name that nothing has: what stands here is said in another file."""


def is_override(path: str) -> bool:
    """Say whether a file changes what others declare."""
    return _NAME.fullmatch(path.rpartition("/")[2]) is not None


def in_order(files: Iterable[TerraformFile]) -> list[TerraformFile]:
    """Return the files of a module with those behind that change what the others declare."""
    return sorted(files, key=lambda file: is_override(file.path))


def overridden(block: nodes.Block, by: nodes.Block) -> nodes.Block:
    """Return a block in which the arguments that another one sets are not known.

    Blocks of a type that the other one has are replaced as a whole, so they are not known either.
    """
    found = nodes.Block(block.start, block.type, block.labels, block.header_end)
    found.end, found.broken = block.end, block.broken or by.broken
    found.attributes = dict(block.attributes)
    for name in by.attributes:
        own = block.attributes.get(name)
        key = (block.start, block.header_end) if own is None else (own.key_start, own.key_end)
        found.attributes[name] = nodes.Attribute(name, key, nodes.Name(key[0], key[1], UNKNOWN))
    replaced = {each.labels[0] if each.type == "dynamic" and each.labels else each.type for each in by.blocks}
    for inner in block.blocks:
        kind = inner.labels[0] if inner.type == "dynamic" and inner.labels else inner.type
        if kind not in replaced:
            found.blocks.append(inner)
    for kind in replaced:
        open_block = nodes.Block(block.start, "dynamic", (kind,), block.header_end)
        each = nodes.Name(block.start, block.header_end, UNKNOWN)
        open_block.attributes["for_each"] = nodes.Attribute("for_each", (block.start, block.start), each)
        open_block.blocks.append(nodes.Block(block.start, "content", (), block.header_end))
        found.blocks.append(open_block)
    return found
