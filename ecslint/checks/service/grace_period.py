"""Health checks of load balancers and the time that tasks have to pass them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.service import target_groups
from ecslint.facts import load_balancing as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.service import LoadBalancer, Service
from ecslint.model.task import Container, HealthCheck, TaskDefinition

if TYPE_CHECKING:
    from ecslint.model.target_group import TargetGroup, TargetGroups


class _Clock(NamedTuple):
    """How long a health check of a target group takes, in seconds."""

    interval: int
    down: int
    """Until a target counts as unhealthy."""
    up: int
    """Until it counts as healthy again."""
    assumed: bool
    """Whether the target group is not known, so that these are the defaults."""


def _clock(group: TargetGroup | None) -> _Clock | None:
    """Return the timing of a target group; ``None`` if part of it is not known."""
    interval: int | Unresolved = facts.INTERVAL
    unhealthy: int | Unresolved = facts.UNHEALTHY_THRESHOLD
    healthy: int | Unresolved = facts.HEALTHY_THRESHOLD
    if group is not None:
        interval = _given(group.health_check_interval_seconds, interval)
        unhealthy = _given(group.unhealthy_threshold_count, unhealthy)
        healthy = _given(group.healthy_threshold_count, healthy)
    if (
        isinstance(interval, Unresolved)
        or isinstance(unhealthy, Unresolved)
        or isinstance(healthy, Unresolved)
    ):
        return None
    return _Clock(interval, interval * unhealthy, interval * healthy, group is None)


def _given(value: int | Unresolved | None, default: int | Unresolved) -> int | Unresolved:
    return default if value is None else value


def _grace(service: Service) -> int | None:
    """Return the grace period in seconds; ``None`` if it is not known."""
    grace = service.health_check_grace_period_seconds
    if isinstance(grace, Unresolved) or (grace is None and service.is_update):
        return None
    return grace or 0


def _start(container: Container) -> int | None:
    """Return the start period that a container's health check states, ``None`` without one."""
    block = container.health_check
    period = block.start_period if isinstance(block, HealthCheck) else None
    return period if isinstance(period, int) and period > 0 else None


@check("ECS550")
def grace_period_too_short(service: Service, task: TaskDefinition, groups: TargetGroups | None) -> Problems:
    grace = _grace(service)
    if grace is None:
        return
    for _, entry in target_groups(service):
        container = task.container(entry.container_name) if isinstance(entry.container_name, str) else None
        boot = _start(container) if container is not None else None
        clock = _clock(groups.find(entry.target_group_arn) if groups is not None else None)
        if container is None or boot is None or clock is None:
            continue
        stopped_early = max(grace, clock.down) < boot
        tight = not clock.assumed and boot >= clock.down and grace < boot + clock.up
        if not stopped_early and not tight:
            continue
        yield _too_short(service, container, grace, boot, clock)
        return


def _too_short(service: Service, container: Container, grace: int, boot: int, clock: _Clock) -> Problem:
    advised = boot + clock.up
    block = container.health_check
    if isinstance(block, HealthCheck) and isinstance(block.interval, int | None):
        retries = block.retries if isinstance(block.retries, int) else 3
        advised = max(advised, boot + retries * (block.interval or 30))
    name = f'container "{container.name}"'
    assumed = " by default" if clock.assumed else ""
    if max(grace, clock.down) < boot:
        what = f"tasks are stopped after {max(grace, clock.down)}"
    else:
        what = f"slow tasks are stopped {clock.up} seconds before they are healthy"
    message = (
        f"{name} may take {boot} seconds to start; {what}, since the load balancer{assumed} allows "
        f'{clock.down} and "healthCheckGracePeriodSeconds" {grace}; set {advised}'
    )
    place = service.at("healthCheckGracePeriodSeconds")
    related = ((container.at("healthCheck", "startPeriod"), f"starts within {boot} seconds"),)
    return Problem(place, message, related, Fix(f"set {advised}", (Edit("set", place, advised),)))


@check("ECS551")
def grace_period_missing(service: Service, task: TaskDefinition | None) -> Problems:
    if _grace(service) != 0 or service.controller == "EXTERNAL":
        return
    for _, entry in target_groups(service):
        container = (
            task.container(entry.container_name)
            if task is not None and isinstance(entry.container_name, str)
            else None
        )
        if container is not None and _start(container) is not None:
            return  # the times are known and compared with the period
        message = (
            f"a task that is not healthy after the load balancer's first {facts.UNHEALTHY_THRESHOLD} checks "
            'is stopped; set "healthCheckGracePeriodSeconds" to the time that it takes to start'
        )
        yield Problem(service.at("healthCheckGracePeriodSeconds"), message)
        return


@check("ECS552")
def grace_period_without_effect(
    service: Service, task: TaskDefinition | None, groups: TargetGroups | None
) -> Problems:
    grace = _grace(service)
    if grace is None or grace <= 0 or not is_complete(service.load_balancers):
        return
    place = service.at("healthCheckGracePeriodSeconds")
    entries = [entry for _, entry in each(service.load_balancers)]
    if entries:
        clocks = [_group_clock(entry, groups) for entry in entries]
        known = [clock for clock in clocks if clock is not None and not clock.assumed]
        if len(known) == len(clocks) and all(grace < clock.down for clock in known):
            least = min(clock.down for clock in known)
            message = (
                f"a grace period of {grace} seconds has no effect: no target is unhealthy "
                f"within its first {least}; set more"
            )
            yield Problem(place, message)
    elif not is_set(service.vpc_lattice_configurations) and (task is None or _unchecked(task)):
        message = (
            f"a grace period of {grace} seconds has no effect without load balancer or "
            "container health check; remove it"
        )
        # Seen refused for a new service in 2024; the API reference of 2026 says that it is not used.
        yield Problem(place, message, severity=Severity.INFO if service.is_update else Severity.WARNING)


def _group_clock(entry: LoadBalancer, groups: TargetGroups | None) -> _Clock | None:
    return _clock(groups.find(entry.target_group_arn) if groups is not None else None)


def _unchecked(task: TaskDefinition) -> bool:
    return task.containers_complete and all(c.health_check is None for c in task.containers)
