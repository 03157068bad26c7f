"""What instances may do for the tasks of a service, and tasks on instances (ECS337, ECS681)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.permissions import Gaps, Use
from ecslint.checks.service.placement_room import fleets_of_service
from ecslint.documents.cloudformation.queries import members
from ecslint.facts.images import is_private_ecr
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place
from ecslint.model.service import Service
from ecslint.model.task import Container, TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.resources import Need
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
            for place, does, effect, need in _needs(container, task, stack, texts):
                gaps.ask(need, Use(place, does, effect), sure=False)
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


def _needs(
    container: Container, task: TaskDefinition, stack: Stack, texts: Texts
) -> Iterator[tuple[Place, str, str, Need]]:
    """Yield what the instance does for a container: where, what, what fails without it."""
    from ecslint.reach import resources

    if task.execution_role_arn in (None, "") and is_private_ecr(container.image):
        for need in resources.repository_needs(container.image, stack, texts):
            yield container.at("image"), f"pull {need.what}", "no task starts", need
    log = container.log_configuration
    if log is None or isinstance(log, Unresolved) or log.log_driver != "awslogs":
        return
    if not isinstance(log.options, dict):
        return
    group, region = log.options.get("awslogs-group"), log.options.get("awslogs-region")
    actions: tuple[str, ...] = ("logs:CreateLogStream", "logs:PutLogEvents")
    for need in resources.log_needs(group, region, stack, texts, actions):
        yield log.at("logDriver"), f"log to {need.what}", "no task starts", need
    if log.options.get("awslogs-create-group") in ("true", "True"):
        place = log.at("options", "awslogs-create-group")
        for need in resources.log_needs(group, region, stack, texts, ("logs:CreateLogGroup",)):
            yield place, f"create the log group {need.what}", "no task starts", need
