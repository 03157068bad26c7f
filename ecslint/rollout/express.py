"""An Express Gateway service as the service that Amazon ECS makes of it.

Source, read 2026-11-30: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-update-full.html
(5 % of the requests for 3 minutes, then all of them, then 3 minutes until the old tasks are stopped).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ecslint.base.unresolved import Unresolved
from ecslint.capacity.network import number
from ecslint.documents.cloudformation.queries import members
from ecslint.documents.cloudformation.structure import Structures
from ecslint.model.base import build
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

KIND: Final = "ExpressGatewayService"
"""The kind of such a subject."""
CANARY_PERCENT: Final = 5
BAKE: Final = 3
"""Minutes of both bake times."""


def service_of(express: Resolved) -> Service:
    """Return the service: a canary deployment behind a load balancer that Amazon ECS makes."""
    target_group = Unresolved("made by Amazon ECS", text="the target group that Amazon ECS makes")
    return build(
        Service,
        {
            "launchType": "FARGATE",
            "networkConfiguration": {"awsvpcConfiguration": express.get("NetworkConfiguration")},
            "loadBalancers": [{"targetGroupArn": target_group}],
            "deploymentConfiguration": {
                "strategy": "CANARY",
                "bakeTimeInMinutes": BAKE,
                "canaryConfiguration": {"canaryPercent": CANARY_PERCENT, "canaryBakeTimeInMinutes": BAKE},
            },
        },
    )


def task_of(express: Resolved, stack: Stack) -> TaskDefinition | None:
    """Return the task definition that it names, or that ECS makes; ``None`` if it is not in the stack."""
    arn = express.get("TaskDefinitionArn")
    if arn is None:
        main = {"name": "Main", "essential": True}  # an Express service's container takes no health check
        return build(TaskDefinition, {"networkMode": "awsvpc", "containerDefinitions": [main]})
    target = stack.target(arn, "AWS::ECS::TaskDefinition")
    if target is None or not isinstance(target.data, dict):
        return None
    return build(TaskDefinition, Structures().of(target).data)


def counts_of(express: Resolved) -> list[int] | str:
    """Return the least and the most tasks that its scaling allows, or why they are not known."""
    target = members(express.get("ScalingTarget"))
    low, high = number(target.get("MinTaskCount")), number(target.get("MaxTaskCount"))
    if low is None or high is None or not 0 <= low <= high:
        return "between how many tasks it scales is not known"
    return [low] if low == high else [low, high]
