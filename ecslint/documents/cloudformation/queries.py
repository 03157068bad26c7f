"""What checks and arithmetic ask of a template's resources: numbers, references, providers, scaling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import PartialText, Reference, Unresolved, holds_unresolved
from ecslint.source.templating.placeholders import rest_of

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

CAPACITY_PROVIDER = "AWS::ECS::CapacityProvider"
SCALABLE_TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
LISTENERS = ("AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule")


def number(value: object) -> float | None:
    """Return a known number, also one that is written as a text; ``None`` for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    # Neither infinity nor "not a number" can be compared or shown as one.
    return value if isinstance(value, int | float) and abs(value) < 1e18 else None


def shown(value: float) -> str:
    """Write a number without a needless fraction."""
    return str(int(value)) if value == int(value) else str(value)


def text(value: object) -> str | None:
    """Return a text that is known and not empty."""
    return value if isinstance(value, str) and value else None


def members(value: object) -> dict[str, object]:
    """Return a mapping that is known, else an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: object) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield index and item of the known objects of a list."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield index, item


def lacks(data: object, name: str) -> bool:
    """Say whether an object surely has no such member: it is absent, and no placeholder may stand for it."""
    return isinstance(data, dict) and data.get(name) is None and rest_of(data) is None


def references(value: object) -> Iterator[Reference]:
    """Yield the references to resources that a value is, or that a text is made of."""
    parts = value.parts if isinstance(value, PartialText) else (value,)
    for part in parts:
        if isinstance(part, Reference):
            yield part


def provider_identity(value: object, stack: Stack) -> str | None:
    """Return the logical id of a capacity provider of the template, or the name of another one."""
    provider = stack.target(value, CAPACITY_PROVIDER)
    return text(value) if provider is None else provider.resource.logical_id


def may_be_listed(value: object, listed: list[object], stack: Stack) -> bool:
    """Say whether a capacity provider may be one of a list. One without a known name may be any by name."""
    identity = provider_identity(value, stack)
    for item in listed if identity is not None else ():
        if provider_identity(item, stack) in (None, identity):
            return True
        if isinstance(value, str) != isinstance(item, str) and (
            _unnamed(value, stack) or _unnamed(item, stack)
        ):
            return True
    return identity is None


def _unnamed(value: object, stack: Stack) -> bool:
    provider = stack.target(value, CAPACITY_PROVIDER)
    return provider is not None and isinstance(provider.get("Name"), Unresolved)


def provider_names(listed: list[object], stack: Stack) -> str:
    """Return what the capacity providers of a list are called, for a message."""
    return ", ".join(sorted({provider_identity(item, stack) or "?" for item in listed}))


def scaling_of(service: Resolved, stack: Stack) -> list[Resolved]:
    """Return the scalable targets of a service of the template."""
    own = service.resource.logical_id
    name = text(service.get("ServiceName"))
    found = []
    for target in stack.all(SCALABLE_TARGET):
        value = target.get("ResourceId")
        last = value.rsplit("/", 1)[-1] if isinstance(value, str) else None
        if isinstance(value, PartialText) and isinstance(value.parts[-1], str):
            last = value.parts[-1].rsplit("/", 1)[-1]
        if any(reference.logical_id == own for reference in references(value)) or (name and last == name):
            found.append(target)
    return found


def is_open(value: object) -> bool:
    """Say whether something about a value is not known."""
    return holds_unresolved(value)


def joins_by_itself(value: object, stack: Stack) -> bool:
    """Say whether a provider names its cluster itself, as those of managed instances do."""
    provider = stack.target(value, CAPACITY_PROVIDER)
    return provider is not None and (
        provider.get("ManagedInstancesProvider") is not None or provider.get("ClusterName") is not None
    )
