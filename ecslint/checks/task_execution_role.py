"""The task execution role: needed by what the agent does before containers start (ECS301)."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.checks import check
from ecslint.facts.images import is_private_ecr
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place, each, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.unresolved import Unresolved


@check("ECS301")
def execution_role_is_missing(task: TaskDefinition) -> Problems:
    if is_set(task.execution_role_arn):
        return
    reasons = [
        reason for container in task.containers for reason in _reasons(container, task.requires_fargate)
    ]
    if not reasons:
        return
    _, first = reasons[0]
    message = f'"executionRoleArn" is missing: {first}; add the ARN of a task execution role'
    yield Problem(task.at("executionRoleArn"), message, tuple(reasons))


def _reasons(container: Container, fargate: bool) -> Iterator[tuple[Place, str]]:
    """Yield what in a container needs the role, with the words that say why."""
    name = container.name if isinstance(container.name, str) else None
    of = f'container "{name}"' if name else "a container"
    if next(each(container.secrets), None) is not None:
        yield container.at("secrets"), f'{of} has "secrets", which the role reads'
    if container.repository_credentials is not None and not isinstance(
        container.repository_credentials, Unresolved
    ):
        yield container.at("repositoryCredentials"), f'{of} has "repositoryCredentials", which the role reads'
    if next(each(container.environment_files), None) is not None:
        yield (
            container.at("environmentFiles"),
            f'{of} has "environmentFiles", which the role reads from Amazon S3',
        )
    if fargate and is_private_ecr(container.image):
        yield container.at("image"), f"{of} has an image from Amazon ECR, which Fargate pulls with the role"
    log = container.log_configuration
    if log is not None and not isinstance(log, Unresolved):
        if fargate and log.log_driver == "awslogs":
            place = container.at("logConfiguration", "logDriver")
            yield place, f"{of} logs with awslogs, for which Fargate uses the role"
        if next(each(log.secret_options), None) is not None:
            place = container.at("logConfiguration", "secretOptions")
            yield place, f'{of} has "secretOptions", which the role reads'
    firelens = container.firelens_configuration
    if firelens is not None and not isinstance(firelens, Unresolved):
        options = firelens.options
        if isinstance(options, dict) and options.get("config-file-type") == "s3":
            place = container.at("firelensConfiguration", "options", "config-file-type")
            yield place, f"{of} takes its FireLens configuration from Amazon S3, which the role reads"
