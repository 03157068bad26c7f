"""Services and task runs on external and managed instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place, is_complete, is_set
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition
from ecslint.model.value import Unresolved

if TYPE_CHECKING:
    from ecslint.model.run import RunTask, TaskSet

_EXTERNAL_LACKS = (
    ("loadBalancers", "load_balancers", "load balancers"),
    ("serviceRegistries", "service_registries", "service registries"),
    ("capacityProviderStrategy", "capacity_provider_strategy", "capacity providers"),
)


@check("ECS120")
def setting_is_unsupported_on_the_launch_type(
    runs: Service | RunTask | TaskSet, task: TaskDefinition | None
) -> Problems:
    yield from _on_external_instances(runs, task)
    yield from _on_managed_instances(runs)


def _on_external_instances(runs: Service | RunTask | TaskSet, task: TaskDefinition | None) -> Problems:
    related: tuple[tuple[Place, str], ...]
    if runs.launch_type == "EXTERNAL":
        related = ((runs.at("launchType"), "the launch type is EXTERNAL"),)
    elif (
        task is not None
        and task.compatibilities == {"EXTERNAL"}
        and is_complete(task.requires_compatibilities)
    ):
        related = ((task.at("requiresCompatibilities"), "the task definition is for EXTERNAL only"),)
    else:
        return
    for member, attribute, called in _EXTERNAL_LACKS:
        value = getattr(runs, attribute, None)
        if not is_set(value) or isinstance(value, Unresolved):
            continue
        if member == "capacityProviderStrategy" and is_set(runs.launch_type):
            continue  # the two contradict each other anyhow
        capacity = member == "capacityProviderStrategy"
        advice = 'use "launchType": "EXTERNAL"' if capacity else "remove them"
        message = f"external instances (ECS Anywhere) have no {called}; {advice}"
        yield Problem(runs.at(member, part="key"), message, related)


def _on_managed_instances(runs: Service | RunTask | TaskSet) -> Problems:
    if runs.launch_type == "MANAGED_INSTANCES" and not is_set(runs.capacity_provider_strategy):
        message = (
            "managed instances are no launch type to run tasks with; remove it, and name their capacity "
            'provider in "capacityProviderStrategy"'
        )
        yield Problem(runs.at("launchType"), message)
