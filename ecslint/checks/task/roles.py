"""Roles of a task and registry credentials (ECS307 to ECS310)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.checks import check
from ecslint.checks._shared.permissions import untrusting
from ecslint.checks._shared.references import same_resource
from ecslint.facts.images import is_private_ecr
from ecslint.facts.partitions import PARTITIONS
from ecslint.facts.roles import EMPTY_NAMES, NOT_ROLES, ROLE, TASKS_PRINCIPAL
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.arn import parse_arn, shape
from ecslint.model.base import is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.source.templating.placeholders import stands_for_something

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.documents.cloudformation.template import Template


@check("ECS307")
def role_is_not_assumable(task: TaskDefinition, template: Template | None, stack: Stack | None) -> Problems:
    yield from _what_is_no_role(task, template)
    if stack is not None:
        yield from _roles_that_do_not_trust_tasks(task, stack)


def _what_is_no_role(task: TaskDefinition, template: Template | None) -> Problems:
    for member, value in (("taskRoleArn", task.task_role_arn), ("executionRoleArn", task.execution_role_arn)):
        if isinstance(value, str) and stands_for_something(value):
            continue
        if isinstance(value, Reference):
            fault = _reference_fault(value, template)
        else:
            text = shape(value)
            fault = _role_fault(text) if text else None
        if fault:
            yield Problem(task.at(member), f"{member} {fault}")
        elif isinstance(value, str) and value.rpartition("/")[2] in EMPTY_NAMES:
            word = value.rpartition("/")[2]
            message = f'{member} ends in "{word}", as a script writes a variable without a value; use {ROLE}'
            yield Problem(task.at(member), message, severity=Severity.WARNING)


def _reference_fault(reference: Reference, template: Template | None) -> str | None:
    """Return why a resource of the template is no role, or why its attribute does not name the role."""
    resource = template.resources.get(reference.logical_id) if template else None
    if resource is None:
        return None
    if resource.type in NOT_ROLES:
        return f"refers to {reference.logical_id}, which is {NOT_ROLES[resource.type]}; use the role"
    if resource.type == "AWS::IAM::Role" and reference.attribute not in ("", "Arn"):
        return f"takes {reference.text}, which does not name the role; use {reference.logical_id}.Arn"
    return None


def _role_fault(text: str) -> str | None:
    """Return why a text names no role; a short name (``my-role``) does."""
    if text.split(None, 1) != [text]:
        return f'"{text}" contains a space; no ARN and no role name does'
    if ":" not in text:
        return None
    arn = parse_arn(text)
    if arn is None:
        return f'"{text}" is neither the ARN nor the name of a role; use {ROLE}'
    kind, slash, name = arn.resource.partition("/")
    if arn.partition_is_known and arn.partition not in PARTITIONS:
        return f'"{text}" names no AWS partition; use {ROLE}'
    if arn.service != "iam":
        return f'is the ARN of something else ("{text}"); use {ROLE}'
    if kind != "role" or not slash or not name:
        what = kind.replace("-", " ") or "nothing"
        return f'is the ARN of {_article(what)} ("{arn.resource}"); use {ROLE}'
    if arn.region:
        return f'"{text}" has a Region ("{arn.region}"), which the ARN of a role has not; use {ROLE}'
    if not arn.account:
        return f'"{text}" has no account id; use {ROLE}'
    if arn.account_is_wrong:
        return f'"{text}" has an account id of {len(arn.account)} digits; use 12'
    if ":" in name:  # a name takes letters, digits and +=,.@_- only
        return f'"{text}" has a colon in the name of the role; use {ROLE}'
    return None


def _article(noun: str) -> str:
    return f"an {noun}" if noun[:1] in "aeio" else f"a {noun}"


def _roles_that_do_not_trust_tasks(task: TaskDefinition, stack: Stack) -> Problems:
    seen: set[str] = set()
    for member, value in (("executionRoleArn", task.execution_role_arn), ("taskRoleArn", task.task_role_arn)):
        role = stack.target(value, "AWS::IAM::Role")
        if role is None or role.resource.logical_id in seen:
            continue
        seen.add(role.resource.logical_id)
        yield from untrusting(role, stack, TASKS_PRINCIPAL, "tasks", task.at(member))


@check("ECS308")
def registry_credentials_are_invalid(container: Container) -> Problems:
    credentials = container.repository_credentials
    if credentials is None or isinstance(credentials, Unresolved):
        return
    yield from _what_is_no_secret(container, credentials.credentials_parameter)
    if is_private_ecr(container.image):
        message = (
            '"repositoryCredentials" is not used: images of Amazon ECR are pulled with the '
            "execution role; remove it"
        )
        fix = Fix('remove "repositoryCredentials"', (Edit("remove", container.at("repositoryCredentials")),))
        place = container.at("repositoryCredentials", part="key")
        yield Problem(place, message, fix=fix, severity=Severity.WARNING)


def _what_is_no_secret(container: Container, parameter: str | Unresolved | None) -> Problems:
    place = container.at("repositoryCredentials", "credentialsParameter")
    text = shape(parameter)
    if text is None:
        return
    arn = parse_arn(text)
    if arn is None:
        if ":" in text:
            message = f'"{text}" is neither the ARN nor the name of a secret in Secrets Manager; use its ARN'
            yield Problem(place, message)
    elif arn.service != "secretsmanager":
        message = (
            f"registry credentials are read from Secrets Manager, not from {arn.service}; "
            "use the ARN of a secret"
        )
        yield Problem(place, message)
    elif not arn.resource.startswith("secret:"):
        message = (
            f'"{arn.resource}" is not the end of a secret\'s ARN; use one that ends in "secret:NAME-SUFFIX"'
        )
        yield Problem(place, message)
    elif arn.resource.count(":") > 1:
        message = (
            f'"{arn.resource}" names a JSON key or a version, but registry credentials are '
            "the whole secret; end the ARN behind the name"
        )
        yield Problem(place, message, severity=Severity.WARNING)


@check("ECS310")
def task_role_is_not_its_own(task: TaskDefinition) -> Problems:
    role = task.task_role_arn
    if not is_set(role):
        if task.container_definitions is not None:
            message = (
                'the task has no "taskRoleArn", so its containers have no permissions, or the '
                "instance's; add one"
            )
            yield Problem(task.at("taskRoleArn"), message, severity=Severity.INFO)
        return
    other = task.execution_role_arn
    if same_resource(role, other):
        message = (
            "the task role is the execution role too, so containers may do what only the "
            "agent needs; use a separate role"
        )
        related = ((task.at("executionRoleArn"), "the execution role"),)
        yield Problem(task.at("taskRoleArn"), message, related)
