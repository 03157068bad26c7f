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
    """What the template calls the instance."""
    module: Module
    """The module of the resource."""
    address: str
    """The address as Terraform prints it."""
    instance: Instance
    """Which instance it is."""
    block: nodes.Block
    """The block of the resource."""
    file: TerraformFile
    """The file that the block stands in."""
    site: Site
    """The place of the block."""
    value: Value
    """Its properties."""
    containers: Containers | None
    """Container definitions, where the resource has some."""
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
