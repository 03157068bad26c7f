"""Roles and log groups in the same CloudFormation template as the task (ECS319, ECS712)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from ecslint.base.identity import ById
from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.permissions import Gaps, Use, is_started, misplaced
from ecslint.checks._shared.task_needs import image_needs, log_needs
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, each
from ecslint.model.task import Container, TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.policies import Policy, Statement
    from ecslint.reach.resources import Need
    from ecslint.reach.roles import Role
    from ecslint.reach.texts import Texts

_START = "no task starts"
_PLACES: Final = frozenset({"AWS::Partition", "AWS::Region"})
_ACCOUNT: Final = regex(r":(\d{12}):")


@check("ECS319")
def execution_role_lacks_a_permission(task: TaskDefinition, resolved: Resolved, stack: Stack) -> Problems:
    for used in (task.execution_role_arn, task.task_role_arn):
        known = stack.target(used, "AWS::IAM::Role")
        if known is None:
            continue
        for index, path in misplaced(known):
            message = f"AWS has no managed policy of this name; use arn:aws:iam::aws:policy/{path}"
            yield Problem(known.at("ManagedPolicyArns", index), message)
    if stack.target(task.execution_role_arn, "AWS::IAM::Role") is None:
        return
    from ecslint.reach.roles import role_of
    from ecslint.reach.texts import Texts

    texts = Texts(stack)
    role = role_of(task.execution_role_arn, stack, texts)
    if role is None:
        return
    gaps = Gaps(role)
    certain = _fails_with_stack(resolved, role, stack)
    written = _in_written_accounts(role, stack)
    for container in task.containers:
        for item in _needs(container, task.requires_fargate, stack, texts):
            gaps.ask(item.need, Use(item.place, item.does, _START), item.sure and certain)
            yield from _in_one_account(role, item, written)
    yield from gaps.problems()


def _in_written_accounts(role: Role, stack: Stack) -> list[tuple[Policy, Statement, str]]:
    """Return the statements on resources of an account that is written out, and its number."""
    known = stack.template.known
    found: list[tuple[Policy, Statement, str]] = []
    for policy in role.policies:
        key = ("written", ById(policy))
        if key not in known:
            known[key] = [] if policy.name else list(_written_accounts(policy))
        found += known[key]
    return found


def _written_accounts(policy: Policy) -> Iterator[tuple[Policy, Statement, str]]:
    from ecslint.reach.patterns import Hole

    for statement in policy.statements:
        for pattern in statement.resources or ():
            if any(isinstance(letter, Hole) and letter.name in _PLACES for letter in pattern):
                account = _ACCOUNT.search("".join(x if isinstance(x, str) else "$" for x in pattern))
                if account:
                    yield policy, statement, account[1]


def _in_one_account(
    role: Role, item: _Item, written: list[tuple[Policy, Statement, str]]
) -> Iterator[Problem]:
    """Yield a problem for a resource of the stack that the role may use in one account only.

    Only where the ARN takes partition or Region from where the stack is: whoever writes all of it out may
    mean the one account that there is.
    """
    from ecslint.checks._shared.permissions import missing
    from ecslint.reach.patterns import join, literal
    from ecslint.reach.texts import ACCOUNT

    request = item.need.request
    if item.need.resource is None or not any(ACCOUNT in way for way in request.resources):
        return
    if not written:
        return
    elsewhere = literal("000000000000")
    ways = tuple(join(elsewhere if x == ACCOUNT else (x,) for x in way) for way in request.resources)
    found = missing(role, item.need._replace(request=request._replace(resources=ways)))
    if found is None or found.reason != "resource" or missing(role, item.need) is not None:
        return
    for policy, statement, number in written:
        place = policy.at(*statement.route, "Resource")
        if place is not None and place == found.place:
            message = (
                f'"{role.name}" may {item.does} in account "{number}" only, but the resource is in that '
                'of the stack; use "${AWS::AccountId}"'
            )
            yield Problem(place, message, ((item.place, "needed here"),), severity=Severity.WARNING)
            return


class _Item(NamedTuple):
    """What in a container needs something; ``sure`` where only a policy of the role can allow it."""

    place: Place
    does: str
    need: Need
    sure: bool = True


def _fails_with_stack(task: Resolved, role: Role, stack: Stack) -> bool:
    """Say whether a service of the template starts the task before anybody can give its role a policy.

    The name that CloudFormation makes up for a role is known outside only after the stack is complete.
    """
    return not role.is_shared and not role.is_open and is_started(task, stack)


def _needs(container: Container, fargate: bool, stack: Stack, texts: Texts) -> Iterator[_Item]:
    """Yield what in a container needs permissions of the execution role."""
    from ecslint.reach import resources

    yield from _secrets(container, stack, texts)
    for index, file in each(container.environment_files):
        place = container.at("environmentFiles", index)
        for need in resources.file_needs(file.value, stack, texts):
            known = need.resource is not None
            yield _Item(place, f"read the environment file {need.what}", need, known)
    if fargate:
        for place, does, need in image_needs(container, stack, texts):
            yield _Item(place, does, need)
    for place, does, need in log_needs(container, stack, texts, writes=fargate):
        yield _Item(place, does, need)


def _secrets(container: Container, stack: Stack, texts: Texts) -> Iterator[_Item]:
    from ecslint.reach import resources

    values = [
        (container.at("secrets", index, "valueFrom"), secret.value_from)
        for index, secret in each(container.secrets)
    ]
    log = container.log_configuration
    if log is not None and not isinstance(log, Unresolved):
        values += [
            (log.at("secretOptions", index, "valueFrom"), secret.value_from)
            for index, secret in each(log.secret_options)
        ]
    credentials = container.repository_credentials
    if credentials is not None and not isinstance(credentials, Unresolved):
        place = credentials.at("credentialsParameter")
        values.append((place, credentials.credentials_parameter))
    for place, value in values:
        for need in resources.secret_needs(value, stack, texts):
            verb = "decrypt with" if need.request.action == "kms:Decrypt" else "read"
            sure = need.resource is not None or need.request.action == "ssm:GetParameters"
            yield _Item(place, f"{verb} {need.what}", need, sure)


@check("ECS712")
def log_group_has_no_retention(task: TaskDefinition, stack: Stack) -> Problems:
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
            message = f"{name} keeps logs indefinitely, and each of them is paid for; set RetentionInDays"
            related = ((log.at("options", "awslogs-group"), "logs of the task"),)
            yield Problem(group.at("RetentionInDays"), message, related)
