"""From a service, its task definition and its target groups to what decides when a task counts as healthy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from ecslint.base.unresolved import Unresolved
from ecslint.facts import load_balancing as facts
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.service import Service
from ecslint.model.target_group import TargetGroup, TargetGroups
from ecslint.model.task import Container, HealthCheck, TaskDefinition
from ecslint.rollout.model import STOP, Checks, ContainerCheck, TargetCheck

N = TypeVar("N")


@dataclass
class Reading:
    """What the files say about a task's way in and out. ``open`` names values that are set, but not known."""

    checks: Checks = field(default_factory=Checks)
    """The health checks."""
    delay: int = 0
    """Seconds for which the load balancer drains a task; 0 without one."""
    stop_timeout: int = STOP
    """Seconds between SIGTERM and SIGKILL."""
    has_balancer: bool = False
    """Whether a load balancer sends requests."""
    network: bool = False
    """Whether a target group belongs to a Network Load Balancer."""
    start_period: int = 0
    """The longest start period of a container's health check."""
    open: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What was taken for granted."""


def read_health(service: Service, task: TaskDefinition | None, groups: TargetGroups | None) -> Reading:
    """Read health checks, grace period, deregistration delay and stop timeout, with AWS' defaults for what
    is absent."""
    found = Reading()
    targets = _targets(service, groups, found)
    containers = _containers(task, found)
    grace = service.health_check_grace_period_seconds
    if isinstance(grace, Unresolved):
        found.notes.append("the health check grace period is not known: it is taken to be long enough")
        grace = 1 << 30
    found.checks = Checks(tuple(targets), tuple(containers), grace or 0)
    return found


def _or(value: int | Unresolved | None, default: int, name: str, found: Reading) -> int:
    """Return a number; one that is set but not known is noted, and the default stands in for it."""
    if isinstance(value, Unresolved):
        found.open.append(name)
        return default
    return default if value is None else value


def _targets(service: Service, groups: TargetGroups | None, found: Reading) -> list[TargetCheck]:
    if isinstance(service.load_balancers, Unresolved) or not is_complete(service.load_balancers):
        found.open.append("the load balancers")
    checks: list[TargetCheck] = []
    delays: list[int] = []
    for _, entry in each(service.load_balancers):
        if is_set(entry.load_balancer_name) and not is_set(entry.target_group_arn):
            found.notes.append(
                "the times of its Classic Load Balancer are taken to be those of a target group"
            )
        elif not is_set(entry.target_group_arn):
            continue
        group = groups.find(entry.target_group_arn) if groups is not None else None
        checks.append(_target(group, found))
        delays.append(_delay(group, found))
        protocol = group.protocol if group is not None else None
        found.network |= isinstance(protocol, str) and protocol not in facts.WEB
    if is_set(service.vpc_lattice_configurations):
        found.notes.append("the health checks of VPC Lattice are not counted")
    found.has_balancer = bool(checks)
    found.delay = max(delays, default=0)
    return checks


def _target(group: TargetGroup | None, found: Reading) -> TargetCheck:
    if group is None:
        found.notes.append(
            f"a target group is not in the files: checks every {facts.INTERVAL} s and a deregistration delay "
            f"of {facts.DEFAULT_DELAY} s are assumed, which are the defaults"
        )
        return TargetCheck(facts.INTERVAL, facts.HEALTHY_THRESHOLD, facts.UNHEALTHY_THRESHOLD)
    return TargetCheck(
        _or(group.health_check_interval_seconds, facts.INTERVAL, "the health check interval", found),
        _or(group.healthy_threshold_count, facts.HEALTHY_THRESHOLD, "the healthy threshold", found),
        _or(group.unhealthy_threshold_count, facts.UNHEALTHY_THRESHOLD, "the unhealthy threshold", found),
    )


def _delay(group: TargetGroup | None, found: Reading) -> int:
    attributes = group.target_group_attributes if group is not None else None
    if isinstance(attributes, Unresolved) or not is_complete(attributes):
        found.open.append("the deregistration delay")
    for _, attribute in each(attributes):
        if attribute.key == facts.DEREGISTRATION_DELAY:
            value = attribute.value
            if isinstance(value, str) and value.strip().isdecimal() and len(value) < 9:
                return int(value)
            found.open.append("the deregistration delay")
    return facts.DEFAULT_DELAY


def _containers(task: TaskDefinition | None, found: Reading) -> list[ContainerCheck]:
    if task is None:
        found.notes.append("its task definition is not among the files: no container health check is assumed")
        return []
    if not task.containers_complete:
        found.open.append("the containers")
    checks, stops = [], [0]
    for container in task.containers:
        stops.append(_or(container.stop_timeout, STOP, "the stop timeout", found))
        check = _container(container, found)
        if check is not None:
            checks.append(check)
    found.stop_timeout = max(stops) if len(stops) > 1 else STOP
    found.start_period = max((check.start_period for check in checks), default=0)
    return checks


def _container(container: Container, found: Reading) -> ContainerCheck | None:
    block = container.health_check
    if container.essential is False or block is None:
        return None
    if isinstance(block, Unresolved):
        found.open.append("a container's health check")
        return None
    command = [word for _, word in enumerate(block.command)] if isinstance(block.command, list) else []
    if command[:1] == ["NONE"]:
        return None
    return _check(block, found)


def _check(block: HealthCheck, found: Reading) -> ContainerCheck:
    return ContainerCheck(
        _or(block.interval, 30, "the interval of a container's health check", found),
        _or(block.retries, 3, "the retries of a container's health check", found),
        _or(block.start_period, 0, "the start period of a container's health check", found),
    )
