"""How many tasks a task set runs: its scale of the service's desired count."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Any

from ecslint.base.unresolved import Unresolved
from ecslint.documents.cloudformation.queries import number
from ecslint.model.run import Scale, TaskSet

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack


def service_of_task_set(task_set: TaskSet, stack: Stack | None) -> Resolved | None:
    """Return the service of the template that a task set belongs to."""
    return None if stack is None else stack.target(task_set.service, "AWS::ECS::Service")


def tasks_of_set(task_set: TaskSet, stack: Stack | None) -> int | None:
    """Return the tasks of a task set: its share of the desired count, rounded up; ``None`` if not known.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html (computedDesiredCount).
    """
    service = service_of_task_set(task_set, stack)
    desired = number(service.get("DesiredCount")) if service is not None else None
    scale = task_set.scale
    if desired is None or desired < 0 or isinstance(scale, Unresolved):
        return None
    share: Any = 100.0
    if isinstance(scale, Scale):
        if scale.unit not in (None, "PERCENT"):
            return None
        share = 100.0 if scale.value is None else scale.value
    if not isinstance(share, int | float) or not 0 <= share <= 100:
        return None
    exact = Decimal(int(desired)) * Decimal(str(share)) / 100
    return int(exact.to_integral_value(ROUND_CEILING))
