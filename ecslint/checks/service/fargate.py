"""Services and task runs on Fargate whose task definition does not say that it is for Fargate.

ECS then compares the task definition with Fargate's rules only when the service is created or the task run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import known
from ecslint.checks import check
from ecslint.checks._shared.service import on_fargate, placing
from ecslint.checks.task.accelerators import accelerators_refused
from ecslint.checks.task.linux import capabilities_refused_by_fargate
from ecslint.checks.task.platform import refused_by_fargate, timeouts_refused_by_fargate
from ecslint.checks.task.size import not_offered_by_fargate
from ecslint.finding import Problem, Problems
from ecslint.model.base import is_set
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.model.run import RunTask, TaskSet


@check("ECS101")
def fargate_task_size_is_not_offered(runs: Service | RunTask | TaskSet, task: TaskDefinition) -> Problems:
    if _undeclared(runs, task):
        yield from _because(runs, not_offered_by_fargate(task))


@check("ECS120")
def parameter_is_unsupported_on_fargate(runs: Service | RunTask | TaskSet, task: TaskDefinition) -> Problems:
    if _undeclared(runs, task):
        yield from _because(runs, refused_by_fargate(task))


@check("ECS130")
def capability_is_not_allowed_on_fargate(runs: Service | RunTask | TaskSet, task: TaskDefinition) -> Problems:
    if _undeclared(runs, task):
        for container in task.containers:
            yield from _because(runs, capabilities_refused_by_fargate(container))


@check("ECS125")
def timeout_is_out_of_range(runs: Service | RunTask | TaskSet, task: TaskDefinition) -> Problems:
    if _undeclared(runs, task):
        for container in task.containers:
            yield from _because(runs, timeouts_refused_by_fargate(container))


@check("ECS140")
def accelerator_is_unsupported(runs: Service | RunTask | TaskSet, task: TaskDefinition) -> Problems:
    if _undeclared(runs, task):
        for container in task.containers:
            yield from _because(runs, accelerators_refused(container, frozenset({"FARGATE"})))


def _undeclared(runs: Service | RunTask | TaskSet, task: TaskDefinition) -> bool:
    return not is_set(task.requires_compatibilities) and on_fargate(runs)


def _because(runs: Service | RunTask | TaskSet, problems: Problems) -> Problems:
    """Add the reason why Fargate's rules hold."""
    reason = (runs.at(placing(runs)), "its tasks run on Fargate")
    for problem in problems:
        yield problem._replace(related=(*problem.related, reason))


@check("ECS123")
def service_connect_on_windows(service: Service, task: TaskDefinition) -> Problems:
    connect = known(service.service_connect_configuration)
    if connect is not None and connect.enabled is True and task.windows is True:
        message = (
            "Service Connect does not support Windows containers; use service discovery or a load balancer"
        )
        related = ((task.at("runtimePlatform", "operatingSystemFamily"), "the tasks run Windows"),)
        yield Problem(service.at("serviceConnectConfiguration", part="key"), message, related)
