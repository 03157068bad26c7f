"""Roles and log groups in the same CloudFormation template as the task (ECS319, ECS712)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ecslint.base.unresolved import PartialText, Unresolved
from ecslint.checks import check
from ecslint.checks._shared import policies as _policies
from ecslint.facts.images import is_private_ecr
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.arn import parse_arn, shape
from ecslint.model.base import Place, each
from ecslint.model.task import Container, TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_SECRET = ("secretsmanager:GetSecretValue",)
_PARAMETER = ("ssm:GetParameters",)


@check("ECS319")
def execution_role_lacks_a_permission(task: TaskDefinition, resolved: Resolved, stack: Stack) -> Problems:
    role = stack.target(task.execution_role_arn, "AWS::IAM::Role")
    for used in (role, stack.target(task.task_role_arn, "AWS::IAM::Role")):
        if used is None:
            continue
        for index, path in _policies.misplaced(used):
            message = f"AWS has no managed policy of this name; write arn:aws:iam::aws:policy/{path}"
            yield Problem(used.at("ManagedPolicyArns", index), message)
    if role is None:
        return
    seen: set[str] = set()
    for container in task.containers:
        for need in _needs(container, task.requires_fargate, stack):
            missing = _policies.denies(role, stack, need.actions)
            if missing is not None and missing not in seen:
                seen.add(missing)
                message = f"{need.what} needs {missing}, which no policy of the execution role allows: add it"
                related = ((role.at("ManagedPolicyArns"), "the execution role"),)
                sure = need.sure and _fails_with_stack(resolved, role, stack)
                severity = None if sure else Severity.WARNING
                yield Problem(need.place, message, related, severity=severity)


class _Need(NamedTuple):
    """What in a container needs actions; ``sure`` where only a policy of the role can allow them."""

    place: Place
    what: str
    actions: tuple[str, ...]
    sure: bool = True


def _fails_with_stack(task: Resolved, role: Resolved, stack: Stack) -> bool:
    """Say whether a service of the template starts the task before anybody can give its role a policy.

    The name that CloudFormation makes up for a role is known outside only after the stack is complete.
    """
    template = stack.template
    if role.get("RoleName") is not None or template.macros or stack.all(*_policies.OF_SECRETS):
        return False
    if any(
        role.resource.logical_id in template.mentions(resource.logical_id)
        for resource in template.resources.values()
        if resource.type.startswith(_policies.CUSTOM)
    ):
        return False
    return any(
        service.get("DesiredCount") not in (0, "0")
        for service in stack.all("AWS::ECS::Service")
        if stack.target(service.get("TaskDefinition"), "AWS::ECS::TaskDefinition") is task
    )


def _needs(container: Container, fargate: bool, stack: Stack) -> Iterator[_Need]:
    """Yield what in a container needs permissions of the execution role, and which."""
    for index, secret in each(container.secrets):
        value = secret.value_from
        if isinstance(value, PartialText) and isinstance(value.parts[0], Unresolved):
            value = value.parts[0]  # the secret; behind it follows the JSON key to take
        actions = _secret_actions(value, stack)
        if actions:
            # A secret from elsewhere may have a policy of its own.
            own = stack.target(value, "AWS::SecretsManager::Secret") is not None
            sure = own or actions != _SECRET
            yield _Need(container.at("secrets", index, "valueFrom"), "the secret", actions, sure)
    for index, _ in each(container.environment_files):
        place = container.at("environmentFiles", index)
        yield _Need(place, "the environment file", ("s3:GetObject",), sure=False)
    if fargate and is_private_ecr(container.image):
        pull = ("ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
        yield _Need(container.at("image"), "pulling the image on Fargate", pull)
    log = container.log_configuration
    if log is None or isinstance(log, Unresolved) or log.log_driver != "awslogs":
        return
    if isinstance(log.options, dict) and log.options.get("awslogs-create-group") in ("true", "True"):
        place = log.at("options", "awslogs-create-group")
        yield _Need(place, "creating the log group", ("logs:CreateLogGroup",))
    if fargate:
        actions = ("logs:CreateLogStream", "logs:PutLogEvents")
        yield _Need(log.at("logDriver"), "logging on Fargate", actions)


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
