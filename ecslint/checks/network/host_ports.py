"""Whether there are enough instances for tasks that take a fixed port of theirs (ECS612)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.capacity.scaling import bounds_of
from ecslint.checks import check
from ecslint.facts import deployments as facts
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition
from ecslint.rollout.model import lower_limit

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack


@check("ECS612")
def too_few_instances_for_host_port(
    service: Service, task: TaskDefinition, resolved: Resolved | None, stack: Stack | None
) -> Problems:
    if resolved is None or stack is None or service.scheduling != "REPLICA":
        return
    from ecslint.rollout.limits import fixed_host_port, groups_of, instances_at_most

    port = fixed_host_port(task)
    count = service.desired_count
    if port is None or not isinstance(count, int) or bounds_of(resolved, stack) is not None:
        return
    most = instances_at_most(service, stack)
    if most is None:
        most = _of_launch_type(resolved, stack)
        if most is None or count > most:
            return  # ECS675 says so
    what = f"{count} tasks need port {port} of an instance each, of at most {most}"
    if count > most:
        message = f"{what}; set MaxSize to {count} or more, or use hostPort 0"
    elif _cannot_deploy(service, count, most):
        message = (
            f"{what}, so no deployment can start one; set MaxSize to {count + 1} or more, or use hostPort 0"
        )
    else:
        return
    groups = groups_of(service, stack) or ()
    sure = all(group.parameter(("MaxSize",)) is None for group in groups)
    sure = sure and resolved.parameter(("DesiredCount",)) is None
    related = ((task.at("containerDefinitions"), f"host port {port}"),)
    yield Problem(service.at("desiredCount"), message, related, severity=None if sure else Severity.WARNING)


def _of_launch_type(resolved: Resolved, stack: Stack) -> int | None:
    """Return how many instances the groups have at most on which a service without a strategy runs."""
    from ecslint.checks.service.placement_room import fleets_of_service
    from ecslint.reach.joining import most_instances

    found = fleets_of_service(resolved, stack)
    return most_instances(tuple(found)) if found else None


def _cannot_deploy(service: Service, count: int, most: int) -> bool:
    """Say whether a rolling deployment has no instance for a new task, and may stop no old one."""
    if count < 1 or most > count or service.controller != "ECS" or service.strategy != "ROLLING":
        return False
    block = service.deployment_configuration
    if isinstance(block, Unresolved):
        return False
    lowest = None if block is None else block.minimum_healthy_percent
    lowest = facts.DEFAULT_MINIMUM if lowest is None else lowest
    return isinstance(lowest, int) and lower_limit(count, lowest) >= count
