"""Listeners of the target groups that a service of the same template uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Reference, UnknownList, Unresolved
from ecslint.documents.cloudformation.queries import LISTENERS, TARGET_GROUP, members, objects, text
from ecslint.facts import load_balancing as facts
from ecslint.facts.creation import LOAD_BALANCER, SLOW, SLOW_PREFIXES
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.service import Service
from ecslint.source.templating.placeholders import rest_of

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack


_SUBNET = "AWS::EC2::Subnet"
_ZONE = regex(r"[a-z]{2}(?:-[a-z]+)+-\d[a-z]")
"""The name of an Availability Zone; that of a Local Zone is longer (us-west-2-lax-1a)."""


def listener_is_not_awaited(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    """Yield a problem for a target group whose listener CloudFormation may create too late."""
    own = resolved.resource.logical_id
    for index, entry in objects(resolved.get("LoadBalancers")):
        group = stack.target(entry.get("TargetGroupArn"), TARGET_GROUP)
        if group is None:
            continue
        if _is_attached_to_nothing(group, stack):
            message = (
                "no listener forwards to this target group, so the service is refused; forward "
                "to it in a listener or a rule"
            )
            yield Problem(service.at("loadBalancers", index, "targetGroupArn"), message)
        attached = list(_attaching(group, stack))
        names = [listener.resource.logical_id for listener in attached]
        if not attached or any(stack.depends_on(own, name) for name in names):
            continue
        if any(stack.depends_on(name, own) for name in names):
            continue  # waiting for it would be a circle, which is another matter
        name = names[0]
        sure = _surely_too_late(own, attached, stack)
        message = (
            f"the service does not wait for {name}, so it {'is' if sure else 'may be'} "
            f'created first and then refused; add "DependsOn": "{name}"'
        )
        related = ((attached[0].at(), "ties the target group to the load balancer"),)
        place = service.at("loadBalancers", index, "targetGroupArn")
        yield Problem(place, message, related, severity=None if sure else Severity.WARNING)


def _surely_too_late(service: str, attached: list[Resolved], stack: Stack) -> bool:
    """Say whether each listener waits for a new load balancer (minutes), and the service for nothing slow."""
    template = stack.template
    awaited = {template.resources[name].type for name in template.dependencies(service)}
    if awaited & SLOW or any(kind.startswith(SLOW_PREFIXES) for kind in awaited):
        return False
    return all(
        LOAD_BALANCER in {template.resources[name].type for name in template.dependencies(listener)}
        for listener in (resolved.resource.logical_id for resolved in attached)
    )


def _is_attached_to_nothing(group: Resolved, stack: Stack) -> bool:
    """Say whether a template has listeners or load balancers, but nothing could tie one to a target group."""
    template, own = stack.template, group.resource.logical_id
    if template.macros or template.unknown_resources:
        return False
    if not template.resources_of(*LISTENERS, LOAD_BALANCER):
        return False
    if any(
        own in template.mentions(resource.logical_id)
        for resource in template.resources.values()
        if resource.type not in facts.USERS_OF_TARGET_GROUPS
    ):
        return False
    return not any(_has_unknown_actions(listener) for listener in stack.all(*LISTENERS))


def _has_unknown_actions(listener: Resolved) -> bool:
    """Say whether a listener or rule may forward to more than it shows."""
    for value in (listener.get("DefaultActions"), listener.get("Actions")):
        items = value if isinstance(value, list) else [value]
        for item in items:
            if isinstance(item, Unresolved) or rest_of(members(item)) is not None:
                return True
            if _is_unknown(members(item).get("TargetGroupArn")) or _is_unknown(
                members(item).get("ForwardConfig")
            ):
                return True
    return False


def _is_unknown(value: object) -> bool:
    """Say whether a value, or something in it, may stand for any target group."""
    if isinstance(value, dict):
        return any(map(_is_unknown, value.values()))
    if isinstance(value, list):
        return any(map(_is_unknown, value))
    return isinstance(value, Unresolved) and not isinstance(value, Reference)


def _attaching(group: Resolved, stack: Stack) -> Iterator[Resolved]:
    """Yield the listeners and rules that forward to a target group."""
    for listener in stack.all(*LISTENERS):
        if group.resource.logical_id in stack.template.mentions(listener.resource.logical_id):
            yield listener


def _groups(service: Resolved, stack: Stack) -> Iterator[tuple[int, Resolved]]:
    """Yield the target groups of the template that a service uses, with the index of the entry."""
    for index, entry in objects(service.get("LoadBalancers")):
        other = members(entry.get("AdvancedConfiguration")).get("AlternateTargetGroupArn")
        for value in (entry.get("TargetGroupArn"), other):
            group = stack.target(value, TARGET_GROUP) if isinstance(value, Reference) else None
            if group is not None:
                yield index, group


def listener_cannot_be_created(resolved: Resolved, stack: Stack) -> Problems:
    """Yield a problem for a listener, or its target group, that AWS refuses for their protocols."""
    for _, group in _groups(resolved, stack):
        for listener in _listeners(group, stack):
            protocol = text(listener.get("Protocol"))
            wanted, given = facts.TARGETS.get(protocol or ""), text(group.get("Protocol"))
            if wanted is not None and given is not None and given not in wanted:
                name = listener.resource.logical_id
                message = (
                    f"{name}, a {protocol} listener, cannot forward to a target group with protocol "
                    f"{given}; use {' or '.join(wanted)}"
                )
                related = ((listener.at("Protocol"), f"a {protocol} listener"),)
                yield Problem(group.at("Protocol"), message, related)
            yield from _one_zone(stack.target(listener.get("LoadBalancerArn"), LOAD_BALANCER), stack)


def _one_zone(balancer: Resolved | None, stack: Stack) -> Problems:
    """Yield a problem for an Application Load Balancer that is given one subnet only.

    In a Local Zone or on an Outpost one is right: an error only where the subnet is surely in neither.
    """
    if balancer is None or balancer.get("Type") not in (None, "application"):
        return
    for name in ("Subnets", "SubnetMappings"):
        subnets = balancer.get(name)
        if isinstance(subnets, list) and len(subnets) == 1 and not isinstance(subnets[0], UnknownList):
            message = "an Application Load Balancer needs subnets in two Availability Zones; add another one"
            sure = _in_availability_zone(subnets[0], stack)
            yield Problem(balancer.at(name), message, severity=None if sure else Severity.WARNING)


def _in_availability_zone(value: object, stack: Stack) -> bool:
    """Say whether a subnet (or the mapping that names one) is surely in no Local Zone and on no Outpost."""
    value = value.get("SubnetId") if isinstance(value, dict) else value
    subnet = stack.target(value, _SUBNET) if isinstance(value, Reference) else None
    if subnet is None or subnet.get("OutpostArn") is not None:
        return False
    if subnet.get("AvailabilityZoneId") is not None:
        return False
    zone = subnet.get("AvailabilityZone")
    if zone is None:
        return True  # Amazon EC2 chooses an Availability Zone
    if isinstance(zone, str):
        return _ZONE.fullmatch(zone) is not None
    properties = subnet.resource.properties
    raw = properties.get("AvailabilityZone") if isinstance(properties, dict) else None
    return "Fn::GetAZs" in str(raw)


def _listeners(group: Resolved, stack: Stack) -> Iterator[Resolved]:
    """Yield the listeners of the template that forward to a group, themselves or by a rule."""
    own, seen = group.resource.logical_id, set()
    for resource in stack.all(*LISTENERS):
        if own not in stack.template.mentions(resource.resource.logical_id):
            continue
        value = resource.get("ListenerArn")
        listener = resource if value is None else stack.target(value, LISTENERS[0])
        if listener is not None and listener.resource.logical_id not in seen:
            seen.add(listener.resource.logical_id)
            yield listener
