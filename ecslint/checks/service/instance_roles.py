"""What instances may do for the tasks of a service, and tasks on instances (ECS337, ECS681)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.checks._shared.permissions import Gaps, Use
from ecslint.checks._shared.task_needs import Wanted, image_needs, log_needs
from ecslint.checks.service.placement_room import fleets_of_service
from ecslint.documents.cloudformation.queries import members
from ecslint.finding import Problem, Problems
from ecslint.model.service import Service
from ecslint.model.task import Container, TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.texts import Texts


@check("ECS337")
def instance_role_lacks_a_permission(
    service: Service, task: TaskDefinition, resolved: Resolved, stack: Stack
) -> Problems:
    from ecslint.reach.user_data import UserData

    seen: set[str] = set()
    for fleet in fleets_of_service(resolved, stack):
        role, data = fleet.role, fleet.data
        if role is None or role.name in seen or not isinstance(data, UserData) or data.is_open or data.calls:
            continue
        from ecslint.reach.texts import Texts

        seen.add(role.name)
        gaps, texts = Gaps(role), Texts(stack)
        for container in task.containers:
            for place, does, need in _needs(container, task, stack, texts):
                gaps.ask(need, Use(place, does, "no task starts"), sure=False)
        yield from gaps.problems()


@check("ECS628")
def instance_role_may_not_use_what_tasks_name(
    service: Service, task: TaskDefinition, resolved: Resolved, stack: Stack
) -> Problems:
    """Report resources that tasks without a role name, which have that of their instance."""
    if task.task_role_arn not in (None, ""):
        return
    from ecslint.checks.task.used_resources import named_resources, unusable

    named = list(named_resources(task, stack))
    for fleet in fleets_of_service(resolved, stack) if named else ():
        if fleet.role is not None:
            from ecslint.reach.texts import Texts

            yield from unusable(fleet.role, named, fleet.at("IamInstanceProfile"), stack, Texts(stack))
            return


@check("ECS681")
def containers_are_beyond_hop_limit(
    service: Service, task: TaskDefinition, resolved: Resolved, stack: Stack
) -> Problems:
    if task.network not in ("bridge", "default") or task.task_role_arn not in (None, ""):
        return
    for fleet in fleets_of_service(resolved, stack):
        data = members(fleet.source.get(str(fleet.route[0]))) if fleet.route else fleet.source.data
        options = members(members(data).get("MetadataOptions"))
        if options.get("HttpTokens") != "required" or options.get("HttpPutResponseHopLimit") not in (1, "1"):
            continue
        message = (
            "with a hop limit of 1, containers in network mode bridge do not reach the instance's metadata; "
            "give the task a role, or set 2"
        )
        related = ((task.at("networkMode"), "in mode bridge, without a task role"),)
        place = fleet.at("MetadataOptions", "HttpPutResponseHopLimit")
        yield Problem(place, message, related)


def _needs(container: Container, task: TaskDefinition, stack: Stack, texts: Texts) -> Iterator[Wanted]:
    """Yield what the instance does for a container."""
    if task.execution_role_arn in (None, ""):
        yield from image_needs(container, stack, texts)
    yield from log_needs(container, stack, texts)
