"""Load balancers that Elastic Load Balancing refuses, in templates (ECS584)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.unresolved import PartialText, Reference, Unresolved
from ecslint.checks import check
from ecslint.checks._shared.balancing import invalid_name
from ecslint.documents.cloudformation.queries import lacks, objects, text
from ecslint.facts import load_balancing as facts
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import Place

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    ElbLoadBalancer: TypeAlias = Resolved

_SUBNET = "AWS::EC2::Subnet"


@check("ECS584")
def load_balancer_refused(balancer: ElbLoadBalancer, stack: Stack) -> Problems:
    yield from _name(balancer)
    subnets, mappings = balancer.get("Subnets"), balancer.get("SubnetMappings")
    if _is_given(subnets) and _is_given(mappings):
        message = "Subnets and SubnetMappings exclude each other; remove one of them"
        related = ((balancer.at("Subnets", part="key"), "the other"),)
        yield Problem(balancer.at("SubnetMappings", part="key"), message, related)
    if lacks(balancer.data, "Subnets") and lacks(balancer.data, "SubnetMappings"):
        message = "the load balancer has neither Subnets nor SubnetMappings; add Subnets of two zones"
        yield Problem(balancer.at("Subnets"), message)
    yield from _zones(balancer, stack)
    if balancer.get("Type") == "network":
        return
    for index, mapping in objects(mappings):
        if mapping.get("AllocationId") is not None and balancer.get("Type") in (None, "application"):
            message = "an Application Load Balancer takes no Elastic IP address; remove AllocationId"
            place = balancer.at("SubnetMappings", index, "AllocationId", part="key")
            yield Problem(place, message, fix=Fix("remove it", (Edit("remove", place),)))


def _is_given(value: object) -> bool:
    return isinstance(value, list) and bool(value)


def _name(balancer: Resolved) -> Iterator[Problem]:
    value, place = balancer.get("Name"), balancer.at("Name")
    wrong = invalid_name(value, "load balancer")
    begin = value.parts[0] if isinstance(value, PartialText) else value
    if wrong is not None:
        yield Problem(place, wrong)
    elif isinstance(begin, str) and begin.startswith(facts.RESERVED_BALANCER_PREFIX):
        message = f'a load balancer\'s name may not begin with "internal-", as "{begin}" does; use another'
        yield Problem(place, message)


def _zones(balancer: Resolved, stack: Stack) -> Iterator[Problem]:
    """Yield subnets that are given twice or lie in one zone: a load balancer takes one of each."""
    seen: dict[str, tuple[str, Place, bool]] = {}
    for place, value in _subnets(balancer):
        name = value.text if isinstance(value, Reference) else text(value)
        if name is None:
            continue
        zone = zone_of(stack.target(value, _SUBNET)) if isinstance(value, Reference) else None
        for key in (f"subnet {name}", zone):
            if key is None or key not in seen:
                continue
            other, where, _ = seen[key]
            if other == name:
                message = f'the subnet "{name}" is given twice; use one subnet of each Availability Zone'
            else:
                message = f'"{other}" and "{name}" are in one Availability Zone; use one subnet of each zone'
            yield Problem(place, message, ((where, "the other subnet"),))
            break
        else:
            seen[f"subnet {name}"] = (name, place, True)
            if zone is not None:
                seen[zone] = (name, place, True)


def _subnets(balancer: Resolved) -> Iterator[tuple[Place, object]]:
    given = balancer.get("Subnets")
    for index, value in enumerate(given if isinstance(given, list) else ()):
        yield balancer.at("Subnets", index), value
    for index, mapping in objects(balancer.get("SubnetMappings")):
        yield balancer.at("SubnetMappings", index, "SubnetId"), mapping.get("SubnetId")


def zone_of(subnet: Resolved | None) -> str | None:
    """Return a key that is the same for two subnets of the template that surely lie in one zone.

    That is the name of the zone, or the expression for it: the same one gives the same zone.
    """
    if subnet is None:
        return None
    raw = subnet.resource.properties
    for member in ("AvailabilityZone", "AvailabilityZoneId"):
        zone = subnet.get(member)
        if isinstance(zone, str):
            return f"zone {zone}" if zone else None
        if isinstance(zone, Unresolved):
            written = raw.get(member) if isinstance(raw, dict) else None
            return f"zone {_plain(written)}" if isinstance(written, dict) else None
    return None


def _plain(node: object) -> object:
    """Return an expression with all its spellings of "the zones of this Region" alike."""
    if isinstance(node, dict):
        if set(node) == {"Fn::GetAZs"} and node["Fn::GetAZs"] in ("", None, {"Ref": "AWS::Region"}):
            return {"Fn::GetAZs": ""}
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item) for item in node]
    return str(node) if isinstance(node, int) else node
