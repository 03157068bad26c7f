"""Which arguments and blocks the resources of a module have, and with which providers it may run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ecslint.base.identity import ById
from ecslint.base.pattern import regex
from ecslint.documents.terraform.blocks import kinds_of
from ecslint.documents.terraform.evaluate import Evaluator
from ecslint.documents.terraform.mapping import entry_of
from ecslint.documents.terraform.model import BlockView, TerraformModule
from ecslint.documents.terraform.values import plain
from ecslint.source.hcl import nodes

_META: Final = frozenset(
    {
        *("count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection"),
        *("timeouts", "region", "tags_all", "id", "arn"),
    }
)
"""What a resource may have, whatever its type."""
_VERSION: Final = regex(r"(?:>=|~>|=|>)? ?v?(\d{1,6})")


class Body(NamedTuple):
    """A resource or a block in one, and what it may have: rows of the table by the names of arguments and
    block types."""

    view: BlockView
    """The block as it is written."""
    known: dict[str, object]
    """Rows of the table by the names of arguments and block types."""

    @property
    def is_resource(self) -> bool:
        """Whether it is a resource, not a block in one."""
        return self.view.block is self.view.built.block

    @property
    def names(self) -> list[str]:
        """The names of its arguments and block types, those that every resource may have left out."""
        block = self.view.block
        return [name for name in [*block.attributes, *kinds_of(block)] if name not in _META]


def bodies(module: TerraformModule, prefix: str) -> Iterator[Body]:
    """Yield the resources whose type starts with ``prefix``, each once, and the blocks in them."""
    seen: set[ById] = set()
    for built in module.template.built.values():
        kind = built.block.labels[0]
        entry = entry_of(kind) if built.block.type == "resource" and kind.startswith(prefix) else None
        if entry is None or built.block.broken or ById(built.block) in seen:
            continue
        seen.add(ById(built.block))
        view = BlockView(module, built, built.block, built.instance.names, built.address)
        stack = [Body(view, {**entry["arguments"], **entry["attributes"]})]
        while stack:
            body = stack.pop()
            yield body
            for block in body.view.block.blocks:
                row = body.known.get(block.type)
                if isinstance(row, list) and isinstance(row[-1], dict) and row[-1] and not block.broken:
                    stack.append(Body(BlockView(module, built, block, view.names, view.address), row[-1]))


def least_provider(view: BlockView) -> int | None:
    """Return the least major version of the AWS provider that the module of a resource may run with.

    ``None`` if no ``required_providers`` of it or of the root module says so.
    """
    found: int | None = None
    for module in (view.built.module, view.module.root):
        for file in module.files:
            for block in file.root.blocks:
                for inner in block.blocks if block.type == "terraform" else ():
                    given = inner.attributes.get("aws")
                    if inner.type == "required_providers" and given is not None:
                        value = plain(Evaluator(module, file).safe(given.value, {}))
                        text = value.get("version") if isinstance(value, dict) else value
                        least = _least_major(text) if isinstance(text, str) else None
                        found = least if found is None or least is None else max(found, least)
    return found


def _least_major(constraint: str) -> int | None:
    """Return the least major version that a version constraint (``">= 5.0, < 7"``) allows."""
    matches = [_VERSION.match(part.strip()) for part in constraint.split(",")]
    found = [int(match[1]) for match in matches if match is not None]
    return max(found) if found else None


def is_for_each_of_reference(view: BlockView) -> bool:
    """Say whether ``for_each`` is a mere reference, to a data source or a variable say."""
    given = view.block.attributes.get("for_each")
    return given is not None and isinstance(given.value, nodes.Attr)


_FROM: Final = regex(r"(>=|~>|=|>)? ?v?(\d{1,6})(?:\.(\d{1,6}))?")


def excludes_terraform_014(constraint: str) -> bool:
    """Say whether a ``required_version`` (``">= 1.3"``) leaves out Terraform 0.14 and older."""
    for part in constraint.split(","):
        match = _FROM.match(part.strip())
        if match is not None and (int(match[2]) >= 1 or int(match[3] or 0) >= 15):
            return True
    return False
