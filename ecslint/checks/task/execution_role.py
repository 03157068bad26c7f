"""The task execution role: needed by what the agent does before containers start (ECS301)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ecslint.checks import check
from ecslint.facts.images import is_private_ecr
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, each, is_set
from ecslint.model.task import (
    Container,
    FirelensConfiguration,
    LogConfiguration,
    RepositoryCredentials,
    TaskDefinition,
)
from ecslint.model.volumes import FSxWindowsFileServerVolumeConfiguration as Fsx

_PLATFORMS = (
    ("FARGATE", "Fargate"),
    ("MANAGED_INSTANCES", "Managed Instances"),
    ("EXTERNAL", "ECS Anywhere"),
)
"""Where images and logs need the role as well: instances of Amazon EC2 have one of their own for them."""


class _Reason(NamedTuple):
    """What needs the role, and whether the API itself says so (else the task fails when it starts)."""

    place: Place
    text: str
    refused: bool = True


@check("ECS301")
def execution_role_is_missing(task: TaskDefinition) -> Problems:
    if is_set(task.execution_role_arn):
        return
    platform = next((name for name, _ in _PLATFORMS if name in task.compatibilities), None)
    reasons = [reason for container in task.containers for reason in _reasons(container, platform)]
    reasons += _of_volumes(task)
    if not reasons:
        return
    reasons.sort(key=lambda reason: not reason.refused)
    message = f'"executionRoleArn" is missing: {reasons[0].text}; add the ARN of a task execution role'
    related = tuple((reason.place, reason.text) for reason in reasons)
    severity = None if reasons[0].refused else Severity.WARNING
    yield Problem(task.at("executionRoleArn"), message, related, severity=severity)


def _of_volumes(task: TaskDefinition) -> Iterator[_Reason]:
    for index, volume in each(task.volumes):
        if isinstance(volume.fsx_windows_file_server_volume_configuration, Fsx):
            text = "a volume on Amazon FSx needs the role, which reads its credentials"
            yield _Reason(task.at("volumes", index), text, refused=False)


def _reasons(container: Container, platform: str | None) -> Iterator[_Reason]:
    name = container.name if isinstance(container.name, str) else None
    of = f'container "{name}"' if name else "a container"
    if next(each(container.secrets), None) is not None:
        yield _Reason(container.at("secrets"), f'{of} has "secrets", which the role reads')
    if isinstance(container.repository_credentials, RepositoryCredentials):
        text = f'{of} has "repositoryCredentials", which the role reads'
        yield _Reason(container.at("repositoryCredentials"), text)
    if next(each(container.environment_files), None) is not None:
        text = f'{of} has "environmentFiles", which the role reads from Amazon S3'
        yield _Reason(container.at("environmentFiles"), text)
    log = container.log_configuration
    if platform is not None:
        where, refused = dict(_PLATFORMS)[platform], platform == "FARGATE"
        if is_private_ecr(container.image):
            text = f"{of} has an image from Amazon ECR, which {where} pulls with the role"
            yield _Reason(container.at("image"), text, refused)
        if isinstance(log, LogConfiguration) and log.log_driver == "awslogs":
            text = f"{of} logs with awslogs, for which {where} uses the role"
            yield _Reason(log.at("logDriver"), text, refused)
    if isinstance(log, LogConfiguration) and next(each(log.secret_options), None) is not None:
        yield _Reason(log.at("secretOptions"), f'{of} has "secretOptions", which the role reads')
    firelens = container.firelens_configuration
    if not isinstance(firelens, FirelensConfiguration) or not isinstance(firelens.options, dict):
        return
    if firelens.options.get("config-file-type") == "s3":
        text = f"{of} takes its FireLens configuration from Amazon S3, which the role reads"
        yield _Reason(firelens.at("options", "config-file-type"), text)
