"""What was made of a resource, and the modules that resources are in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ecslint.documents.terraform.blocks import Instance
from ecslint.documents.terraform.containers import Containers
from ecslint.documents.terraform.embedded import Embedded
from ecslint.documents.terraform.files import TerraformFile
from ecslint.documents.terraform.module import Module
from ecslint.documents.terraform.values import Site, Value
from ecslint.source.hcl import nodes


class Built(NamedTuple):
    """One instance of a resource, converted."""

    logical_id: str
    module: Module
    address: str
    instance: Instance
    block: nodes.Block
    file: TerraformFile
    site: Site
    value: Value
    """Its properties."""
    containers: Containers | None
    embedded: list[Embedded]
    """The JSON texts among its arguments that were read."""


def modules_of(root: Module) -> Iterator[Module]:
    """Yield a module and all that it calls, each use once."""
    stack = [root]
    count = 0
    while stack and count < 300:
        module = stack.pop()
        count += 1
        yield module
        stack += reversed(list(module.children()))
