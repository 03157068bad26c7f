"""ECS Exec and what the task must allow for it (ECS460, ECS462)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared import policies as _policies
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.stack import Stack

_CHANNELS = tuple(
    f"ssmmessages:{name}"
    for name in ("CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel")
)


@check("ECS460")
def exec_lacks_what_it_needs(service: Service, task: TaskDefinition, stack: Stack | None) -> Problems:
    if service.enable_execute_command is not True:
        return
    if task.task_role_arn in (None, ""):
        message = (
            "ECS Exec needs a taskRoleArn in the task definition, and there is none: add a role that allows "
            "ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and OpenDataChannel"
        )
        missing = ((task.at("taskRoleArn"), "the task definition has no taskRoleArn"),)
        yield Problem(service.at("enableExecuteCommand"), message, missing)
    role = stack.target(task.task_role_arn, "AWS::IAM::Role") if stack is not None else None
    denied = _policies.denies(role, stack, _CHANNELS) if role is not None and stack is not None else None
    if role is not None and denied is not None:
        message = f"ECS Exec needs {denied}, which no policy of the task role allows: add it"
        related = ((role.at("Policies"), "the task role"),)
        yield Problem(service.at("enableExecuteCommand"), message, related, severity=Severity.WARNING)
    for container in task.containers:
        if container.readonly_root_filesystem is True:
            name = f'"{container.name}"' if isinstance(container.name, str) else "the container"
            message = (
                f"ECS Exec cannot open a session in {name}, whose root file system is read-only: its "
                "agent has to write there"
            )
            related = ((service.at("enableExecuteCommand"), "ECS Exec is enabled here"),)
            yield Problem(container.at("readonlyRootFilesystem"), message, related, severity=Severity.WARNING)


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
                f"sessions of ECS Exec may leave dead processes in {name}: set "
                '"linuxParameters": {"initProcessEnabled": true}'
            )
            related = ((service.at("enableExecuteCommand"), "ECS Exec is enabled here"),)
            yield Problem(container.at("linuxParameters", "initProcessEnabled"), message, related)
