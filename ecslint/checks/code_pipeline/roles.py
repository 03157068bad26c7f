"""Roles with which CodePipeline deploys to Amazon ECS (ECS336)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from ecslint.checks import check
from ecslint.checks._shared.permissions import Gaps, Use, is_settled
from ecslint.documents.cloudformation.queries import members, objects
from ecslint.facts.roles import TASKS_PRINCIPAL
from ecslint.finding import Problems

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    Pipeline: TypeAlias = Resolved

_ACTIONS: Final = {
    "ECS": (
        "ecs:DescribeServices",
        "ecs:DescribeTaskDefinition",
        "ecs:DescribeTasks",
        "ecs:ListTasks",
        "ecs:RegisterTaskDefinition",
        "ecs:TagResource",
        "ecs:UpdateService",
    ),
    "CodeDeployToECS": (
        "codedeploy:CreateDeployment",
        "codedeploy:GetApplicationRevision",
        "codedeploy:GetDeployment",
        "codedeploy:GetDeploymentConfig",
        "codedeploy:RegisterApplicationRevision",
        "ecs:RegisterTaskDefinition",
        "ecs:TagResource",
    ),
}
"""What the deploy actions do with the role of the action, or else that of the pipeline.
Source: *Add permissions to the CodePipeline service role*, AWS CodePipeline User Guide, read 2026-11."""


_NEEDED: Final = ("ecs:RegisterTaskDefinition", "ecs:UpdateService", "codedeploy:CreateDeployment")
"""Those without which no deploy action does anything."""


@check("ECS336")
def role_of_pipeline_lacks_permission(pipeline: Pipeline, stack: Stack) -> Problems:
    for index, stage in objects(pipeline.get("Stages")):
        for number, action in objects(stage.get("Actions")):
            provider = members(action.get("ActionTypeId")).get("Provider")
            if isinstance(provider, str) and provider in _ACTIONS:
                yield from _action(pipeline, ("Stages", index, "Actions", number), action, provider, stack)


def _action(
    pipeline: Resolved, route: tuple[str | int, ...], action: dict[str, object], provider: str, stack: Stack
) -> Problems:
    from ecslint.reach.features import action_needs
    from ecslint.reach.patterns import Hole, literal
    from ecslint.reach.policies import Request
    from ecslint.reach.resources import Need
    from ecslint.reach.roles import role_of
    from ecslint.reach.texts import Texts

    own = action.get("RoleArn")
    value = pipeline.get("RoleArn") if own is None else own
    place = pipeline.at("RoleArn") if own is None else pipeline.at(*route, "RoleArn")
    role = role_of(value, stack, Texts(stack))
    if role is None:
        return
    gaps, effect, certain = Gaps(role), "the deploy action fails", is_settled(role, stack)
    for need in action_needs(list(_ACTIONS[provider]), "Amazon ECS"):
        sure = certain and need.request.action in _NEEDED
        gaps.ask(need, Use(place, "deploy to Amazon ECS", effect), sure)
    context = {"iam:passedtoservice": literal(TASKS_PRINCIPAL)}
    passing = Request("iam:PassRole", ((Hole("role"),),), context)
    gaps.ask(
        Need(passing, "roles"),
        Use(place, "pass roles to the tasks", effect),
        sure=certain and _passes(action, stack),
    )
    yield from gaps.problems()


def _passes(action: dict[str, object], stack: Stack) -> bool:
    """Say whether the service that an action deploys surely has tasks with roles, which are passed."""
    name = members(action.get("Configuration")).get("ServiceName")
    service = stack.target(name, "AWS::ECS::Service")
    task = stack.target(service.get("TaskDefinition"), "AWS::ECS::TaskDefinition") if service else None
    return task is not None and isinstance(task.data, dict) and task.get("ExecutionRoleArn") is not None
