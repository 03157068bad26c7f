"""Roles and log groups in the same CloudFormation template as the task (ECS319, ECS712)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.checks import _policies, check
from ecslint.facts.images import is_private_ecr
from ecslint.finding import Problem, Problems
from ecslint.model.arn import parse_arn, shape
from ecslint.model.base import Place, each
from ecslint.model.task import Container, TaskDefinition
from ecslint.unresolved import Unresolved

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.stack import Stack

_SECRET = ("secretsmanager:GetSecretValue",)
_PARAMETER = ("ssm:GetParameters",)


@check("ECS319")
def execution_role_lacks_a_permission(task: TaskDefinition, stack: Stack) -> Problems:
    role = stack.target(task.execution_role_arn, "AWS::IAM::Role")
    if role is None:
        return
    seen: set[str] = set()
    for container in task.containers:
        for place, what, actions in _needs(container, task.requires_fargate, stack):
            missing = _policies.denies(role, stack, actions)
            if missing is not None and missing not in seen:
                seen.add(missing)
                message = f"{what} needs {missing}, which no policy of the execution role allows: add it"
                yield Problem(place, message, ((role.at("ManagedPolicyArns"), "the execution role"),))


def _needs(container: Container, fargate: bool, stack: Stack) -> Iterator[tuple[Place, str, tuple[str, ...]]]:
    """Yield what in a container needs permissions of the execution role, and which."""
    for index, secret in each(container.secrets):
        actions = _secret_actions(secret.value_from, stack)
        if actions:
            yield container.at("secrets", index, "valueFrom"), "the secret", actions
    for index, _ in each(container.environment_files):
        yield container.at("environmentFiles", index), "the environment file", ("s3:GetObject",)
    if fargate and is_private_ecr(container.image):
        pull = ("ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
        yield container.at("image"), "pulling the image on Fargate", pull
    log = container.log_configuration
    if log is None or isinstance(log, Unresolved) or log.log_driver != "awslogs":
        return
    if isinstance(log.options, dict) and log.options.get("awslogs-create-group") in ("true", "True"):
        yield log.at("options", "awslogs-create-group"), "creating the log group", ("logs:CreateLogGroup",)
    if fargate:
        yield log.at("logDriver"), "logging on Fargate", ("logs:CreateLogStream", "logs:PutLogEvents")


def _secret_actions(value: str | Unresolved | None, stack: Stack) -> tuple[str, ...]:
    if stack.target(value, "AWS::SecretsManager::Secret") is not None:
        return _SECRET
    if stack.target(value, "AWS::SSM::Parameter") is not None:
        return _PARAMETER
    text = shape(value)
    if text is None:
        return ()
    arn = parse_arn(text)
    if arn is None:
        return _PARAMETER if ":" not in text else ()
    return _SECRET if arn.service == "secretsmanager" else _PARAMETER if arn.service == "ssm" else ()


@check("ECS712")
def log_group_keeps_logs_for_ever(task: TaskDefinition, stack: Stack) -> Problems:
    seen: set[str] = set()
    for container in task.containers:
        log = container.log_configuration
        if log is None or isinstance(log, Unresolved) or not isinstance(log.options, dict):
            continue
        group = stack.target(log.options.get("awslogs-group"), "AWS::Logs::LogGroup")
        if group is None or group.get("RetentionInDays") is not None:
            continue
        name = group.resource.logical_id
        if name not in seen:
            seen.add(name)
            message = f"{name} keeps logs for ever, and every one of them is paid for; set RetentionInDays"
            related = ((log.at("options", "awslogs-group"), "logs of the task"),)
            yield Problem(group.at("RetentionInDays"), message, related)
