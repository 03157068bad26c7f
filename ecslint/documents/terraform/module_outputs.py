"""Outputs of modules, of one or of those that ``count`` and ``for_each`` make, and instances by reference.

Source: developer.hashicorp.com/terraform/language/expressions/references, read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ecslint.base.unresolved import Unresolved
from ecslint.documents.terraform import registry
from ecslint.documents.terraform.blocks import Instance, Placed
from ecslint.documents.terraform.evaluate import Evaluator
from ecslint.documents.terraform.values import EvaluationError, ModuleRef, ResourceRef, Site, Value
from ecslint.source.hcl import nodes


class Output(Protocol):
    """A module that was called, of which outputs are asked."""

    def output(self, name: str, site: Site, text: str) -> Value:
        """Return the value of an output, unknown if the module has none of that name."""


class Caller(Protocol):
    """A module with resources, which calls other modules."""

    calls: dict[str, Placed]
    """The calls, by their names."""

    def expand(self, placed: Placed) -> list[Instance]:
        """Return the instances that ``count`` and ``for_each`` of a block make."""

    def instances_of(self, address: str) -> list[Instance]:
        """Return the instances of a resource."""

    def arguments(self, name: str, instance: Instance) -> Mapping[str, Value]:
        """Return the inputs that a call gives to its module."""

    def child(self, name: str, instance: Instance) -> Output | None:
        """Return the module that a call makes, ``None`` if its files are not in the tree."""


def output_of(module: Caller, path: list[str], evaluator: Evaluator, node: nodes.Node) -> tuple[Value, int]:
    """Return what the first names of ``module.web.service_name`` stand for, and how many were used."""
    site = evaluator.site(node)
    if path[1] not in module.calls:
        return Value(Unresolved("module", "${" + evaluator.source(node) + "}"), site), len(path)
    return Value(ModuleRef(module, path[1]), site), 2


def output_at(reference: ResourceRef, name: str, evaluator: Evaluator, node: nodes.Node) -> Value:
    """Return an output of a module, unknown where it is not known which instance is meant.

    Raises ``EvaluationError`` for an instance that is not there.
    """
    module: Caller = reference.scope
    site = evaluator.site(node)
    text = "${" + evaluator.source(node) + "}"
    instances = module.expand(module.calls[reference.address])
    chosen = next((each for each in instances if each.key == reference.key), None)
    if chosen is None:
        if reference.key is None or any(each.key is None for each in instances):
            return Value(Unresolved("module output", text), site)
        raise EvaluationError(f"module.{reference.address} has no such instance")
    child = module.child(reference.address, chosen)
    if child is not None:
        return child.output(name, site, text)
    known = _of_registry(module, reference.address, name, chosen, site)
    return known or Value(Unresolved("module output", text), site)


def _of_registry(module: Caller, call: str, name: str, instance: Instance, site: Site) -> Value | None:
    """Return an output of a module of the registry that is known."""
    kind = registry.kind_of(module.calls[call].block)
    if kind is None:
        return None
    return registry.output_of(kind, module.arguments(call, instance), name, site)


def several(reference: ResourceRef) -> list[ResourceRef] | None:
    """Return the instances that ``x[*]`` stands for, ``None`` if they are not known."""
    module: Caller = reference.scope
    if isinstance(reference, ModuleRef):
        found = module.expand(module.calls[reference.address])
    else:
        found = module.instances_of(reference.address)
    if any(not instance.certain and instance.key is None for instance in found):
        return None
    return [type(reference)(module, reference.address, instance.key) for instance in found]
