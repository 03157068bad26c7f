"""For how many tasks there is room at once: addresses of subnets, host ports and interfaces of instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ecslint.capacity.plan import Plan, User, share
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack


class Room(NamedTuple):
    """Tasks for which there is room, those that stop included. ``slots`` is ``None`` where nothing limits
    them."""

    slots: int | None = None
    what: str = "addresses"
    """What is limited: addresses or host ports."""
    note: str = ""
    """What the number rests on."""


class ZoneShare(NamedTuple):
    """The tasks, and so the addresses, that a zone (or a subnet whose zone is not known) has at the peak."""

    zone: str
    """The zone, or the subnet."""
    subnets: tuple[str, ...]
    """Names of the subnets."""
    addresses: int
    """Addresses taken at the peak."""
    supply: int | None
    """Addresses that there are; ``None``: not known."""


def room_of(
    name: str, service: Service, task: TaskDefinition | None, plan: Plan | None, stack: Stack | None
) -> Room:
    """Return what limits the tasks of a service most."""
    rooms = [_addresses(name, plan)]
    if stack is not None and task is not None:
        rooms.append(_host_ports(service, task, stack))
    limited = [room for room in rooms if room.slots is not None]
    if limited:
        return min(limited, key=lambda room: room.slots or 0)
    notes = [room for room in rooms if room.note]
    return notes[0] if notes else Room()


def user_of(name: str, plan: Plan | None) -> User | None:
    """Return what a plan has of a service."""
    for user in plan.users if plan is not None else ():
        if user.kind in ("service", "Express service") and user.name == name:
            return user
    return None


def _addresses(name: str, plan: Plan | None) -> Room:
    """Return the addresses of the service's subnets without those that others hold at rest."""
    user = user_of(name, plan)
    if user is None or plan is None:
        return Room(None, note="how many addresses its subnets have is not known")
    for key in user.subnets:
        subnet = plan.subnets[key]
        if subnet.supply is None and not subnet.endless:
            return Room(None, note=f"how many addresses {subnet.name} has is not known")
    if any(plan.subnets[key].free is not None for key in user.subnets):
        return Room(plan.room(user), note="its own tasks are taken to run, beside the free addresses")
    return Room(plan.room(user))


def _host_ports(service: Service, task: TaskDefinition, stack: Stack) -> Room:
    """Return the instances at most, if each of them has room for one task because of a fixed host port."""
    port = fixed_host_port(task)
    most = instances_at_most(service, stack) if port is not None else None
    return Room() if most is None else Room(most, f"instances with host port {port}")


def fixed_host_port(task: TaskDefinition) -> int | None:
    """Return a port of the instance that each task of a definition takes, so that two cannot share one."""
    mode = task.network_mode
    if mode not in ("bridge", "host", None) or (mode is None and "FARGATE" in task.compatibilities):
        return None
    for container in task.containers:
        for _, mapping in each(container.port_mappings):
            same = mode == "host" and mapping.host_port in (None, 0)
            port = mapping.container_port if same else mapping.host_port
            if isinstance(port, int) and port > 0:
                return port
    return None


def instances_at_most(service: Service, stack: Stack) -> int | None:
    """Return the sum of the maximum sizes of the Auto Scaling groups that a service's strategy names."""
    from ecslint.capacity.network import number

    total = 0
    for group in groups_of(service, stack) or ():
        most = number(group.get("MaxSize"))
        if most is None:
            return None
        total += most
    return total or None


def groups_of(service: Service, stack: Stack) -> list[Resolved] | None:
    """Return the Auto Scaling groups that a service's strategy names; ``None`` if not all are known."""
    strategy = service.capacity_provider_strategy
    if not is_set(strategy) or not is_complete(strategy):
        return None
    found: dict[str, Resolved] = {}
    for _, item in each(strategy):
        provider = stack.target(item.capacity_provider, "AWS::ECS::CapacityProvider")
        settings = provider.get("AutoScalingGroupProvider") if provider is not None else None
        arn = settings.get("AutoScalingGroupArn") if isinstance(settings, dict) else None
        group = stack.target(arn, "AWS::AutoScaling::AutoScalingGroup")
        if group is None:
            return None
        found[group.resource.logical_id] = group
    return list(found.values())


def zones(name: str, plan: Plan | None, tasks: int) -> list[ZoneShare]:
    """Return how an even spread over zones divides the tasks; empty where the subnets are not known."""
    user = user_of(name, plan)
    if user is None or plan is None:
        return []
    by_zone: dict[str, list[str]] = {}
    for key in user.subnets:
        by_zone.setdefault(plan.zone_of(key), []).append(key)
    found = []
    for index, (zone, keys) in enumerate(by_zone.items()):
        supplies = [plan.subnets[key].supply for key in keys]
        supply = sum(s for s in supplies if s is not None) if None not in supplies else None
        names = tuple(plan.subnets[key].name for key in keys)
        found.append(ZoneShare(zone, names, share(tasks, len(by_zone), index), supply))
    return found
