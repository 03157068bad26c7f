"""ECS Exec and what the task must allow for it (ECS460, ECS461)."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition


@check("ECS460")
def exec_needs_a_writable_root(service: Service, task: TaskDefinition) -> Problems:
    if service.enable_execute_command is not True:
        return
    for container in task.containers:
        if container.readonly_root_filesystem is True:
            name = f'"{container.name}"' if isinstance(container.name, str) else "the container"
            message = (
                f"ECS Exec cannot open a session in {name}, whose root file system is read-only: its "
                "agent has "
                "to write there"
            )
            related = ((service.at("enableExecuteCommand"), "ECS Exec is enabled here"),)
            yield Problem(container.at("readonlyRootFilesystem"), message, related)


@check("ECS461")
def exec_needs_a_task_role(service: Service, task: TaskDefinition) -> Problems:
    if service.enable_execute_command is True and task.task_role_arn in (None, ""):
        message = (
            "ECS Exec needs a taskRoleArn in the task definition, and there is none: add a role that allows "
            "ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and OpenDataChannel"
        )
        related = ((task.at("taskRoleArn"), "the task definition has no taskRoleArn"),)
        yield Problem(service.at("enableExecuteCommand"), message, related)
