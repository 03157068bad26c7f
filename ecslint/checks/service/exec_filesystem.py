"""ECS Exec and what the task must allow for it (ECS460, ECS462)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.permissions import Gaps, Use
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.stack import Stack


@check("ECS460")
def exec_lacks_what_it_needs(service: Service, task: TaskDefinition, stack: Stack | None) -> Problems:
    if service.enable_execute_command is not True:
        return
    if task.task_role_arn in (None, ""):
        message = (
            "ECS Exec needs a taskRoleArn, and there is none; add a role that may open "
            "channels of ssmmessages"
        )
        missing = ((task.at("taskRoleArn"), "the task definition has no taskRoleArn"),)
        yield Problem(service.at("enableExecuteCommand"), message, missing)
    if stack is not None:
        yield from _role_lacks_permission(service, task, stack)
    for container in task.containers:
        if container.readonly_root_filesystem is True:
            name = f'"{container.name}"' if isinstance(container.name, str) else "the container"
            message = (
                f"ECS Exec cannot open a session in {name}: its agent writes to the root; set "
                '"readonlyRootFilesystem": false'
            )
            related = ((service.at("enableExecuteCommand"), "ECS Exec is enabled here"),)
            yield Problem(container.at("readonlyRootFilesystem"), message, related, severity=Severity.WARNING)


def _role_lacks_permission(service: Service, task: TaskDefinition, stack: Stack) -> Problems:
    if stack.target(task.task_role_arn, "AWS::IAM::Role") is None:
        return
    from ecslint.reach.features import exec_needs
    from ecslint.reach.roles import role_of
    from ecslint.reach.texts import Texts

    texts = Texts(stack)
    role = role_of(task.task_role_arn, stack, texts)
    if role is None:
        return
    gaps = Gaps(role)
    place = service.at("enableExecuteCommand")
    channels, key = exec_needs(service.cluster, stack, texts)
    for need in channels:
        gaps.ask(need, Use(place, "open sessions of ECS Exec", "none opens"), sure=False)
    if key is not None:
        use = Use(place, f"decrypt the sessions of ECS Exec with {key.what}", "none opens")
        gaps.ask(key, use, sure=False)
    for problem in gaps.problems():
        yield problem._replace(severity=Severity.WARNING)  # the service deploys all the same


@check("ECS462")
def exec_leaves_processes_behind(service: Service, task: TaskDefinition) -> Problems:
    if service.enable_execute_command is not True or task.windows is not False:
        return
    for container in task.containers:
        linux = container.linux_parameters
        if isinstance(linux, Unresolved) or task.pid_mode is not None:
            continue
        if linux is None or linux.init_process_enabled in (None, False):
            name = f'"{container.name}"' if isinstance(container.name, str) else "the container"
            message = (
                f"sessions of ECS Exec may leave dead processes in {name}; set "
                '"linuxParameters": {"initProcessEnabled": true}'
            )
            related = ((service.at("enableExecuteCommand"), "ECS Exec is enabled here"),)
            yield Problem(container.at("linuxParameters", "initProcessEnabled"), message, related)
