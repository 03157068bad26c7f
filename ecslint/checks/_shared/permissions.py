"""What the checks of permissions share: how they say that a role may not do something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from ecslint.base.unresolved import Unresolved
from ecslint.base.words import all_of
from ecslint.facts.roles import TASKS_PRINCIPAL
from ecslint.finding import Problem, Severity
from ecslint.model.base import Place

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.access import Lack
    from ecslint.reach.patterns import Text
    from ecslint.reach.resources import Need
    from ecslint.reach.roles import Role


_SOURCE: Final = "arn:aws:ecs:REGION:ACCOUNT:*"
_RUN: Final = "ecs:RunTask"


class Use(NamedTuple):
    """What a role needs a permission for: where, to do what (``read "Secret"``), and what fails else."""

    place: Place
    """Where the need arises."""
    does: str
    """What is done, e.g. ``read "Secret"``."""
    effect: str
    """What fails without the permission."""


def missing(role: Role, need: Need) -> Lack | None:
    """Return why a role may not do what is needed, ``None`` if it may, or if that is not known."""
    from ecslint.reach.access import lack

    return lack(role, need.request, need.guard)


class Gaps:
    """Collects what a role lacks, so that what has the same cause is said once."""

    def __init__(self, role: Role) -> None:
        self.role = role
        self._found: dict[tuple[object, ...], tuple[Lack, Use, bool, list[str]]] = {}

    def ask(self, need: Need, use: Use, sure: bool) -> None:
        """Note whether the role lacks what is needed; ``sure``: that nobody else can allow it in time."""
        found = missing(self.role, need)
        if found is None:
            return
        sure = found.reason == "denied" or (sure and _is_certain(found))
        key = (found.reason, found.place or use.does, use.effect)
        known = self._found.get(key)
        action = found.request.action
        if known is None:
            self._found[key] = (found, use, sure, [action])
            return
        if action not in known[3]:
            known[3].append(action)
        if sure and not known[2]:
            self._found[key] = (known[0], known[1], True, known[3])

    def problems(self) -> Iterator[Problem]:
        """Yield a problem for each cause."""
        for found, use, sure, actions in self._found.values():
            yield problem(self.role, found, use, None if sure else Severity.WARNING, actions)


def is_settled(role: Role, stack: Stack) -> bool:
    """Say whether the template alone decides what a role may do, also after the stack is there."""
    from ecslint.reach.roles import is_exported

    return not role.is_shared and not role.is_open and not is_exported(role, stack)


def _is_certain(found: Lack) -> bool:
    """Say whether AWS documents what is compared: not for all conditions, nor always for revisions."""
    if found.reason == "resource" and found.request.action == _RUN:
        return not _lacks_revision(found)
    return found.reason != "condition" or found.request.action != "secretsmanager:GetSecretValue"


def _lacks_revision(found: Lack) -> bool:
    """Say whether tasks may be started of a definition that is named without its revision."""
    named = found.found.rpartition("task-definition/")[2]
    return bool(named) and ":" not in named and "*" not in named


def problem(
    role: Role, found: Lack, use: Use, severity: Severity | None, actions: list[str] | None = None
) -> Problem:
    """Say that a role lacks a permission: at what stands in the way, else where it is needed."""
    action = all_of(actions or [found.request.action])
    head = f'"{role.name}" may not {use.does}, so {use.effect}'
    add = 'set "*"' if not found.request.resources else "add the resource"
    if found.reason == "resource" and found.request.action == _RUN and _lacks_revision(found):
        add = 'end it with ":*", which stands for its revisions'
    tails = {
        "denied": "a Deny forbids it; narrow the Deny down or remove it",
        "boundary": f"the permissions boundary does not allow it; add {action} there",
        "resource": f"{action} is allowed on {found.found or 'other resources'} only; {add}",
        "condition": f"the Condition on {action} does not hold; change it",
        "guard": f"the key's policy does not allow {action}; add the role to its principals",
        "action": f"add {action} to this statement",
        "nothing": f"allow {action}",
    }
    if found.reason == "elsewhere" and found.other is not None:
        other = found.other.resource.logical_id
        tail = f'"{other}", which allows {action}, is not attached to it; add "{role.name}" to its Roles'
    else:
        tail = tails[found.reason]
    message = head + ("; " if found.reason in ("action", "nothing") else ": ") + tail
    place = use.place if found.place is None else found.place
    here = ((role.resolved.at(), "the role"),) if place == use.place else ((use.place, "needed here"),)
    return Problem(place, message, here, severity=severity, evidence=action)


def untrusting(resolved: Resolved, stack: Stack, service: str, who: str, used: Place) -> Iterator[Problem]:
    """Yield a problem for a role that a ``service`` of AWS (to readers: ``who``) surely may not assume."""
    from ecslint.reach.access import trusts
    from ecslint.reach.patterns import Hole
    from ecslint.reach.roles import trust_of
    from ecslint.reach.texts import Texts

    if isinstance(resolved.data, Unresolved):
        return
    own, trust = resolved.resource.logical_id, trust_of(resolved, Texts(stack))
    # Partitions spell the domain in their own ways.
    name: Text = (*service.partition(".")[0], ".", Hole("domain"))
    # Tasks assume their roles for an ARN of Amazon ECS (task-iam-roles.html, read 2026-11).
    source = (*"arn:", Hole("partition", ":"), *":ecs:", Hole("rest")) if service == TASKS_PRINCIPAL else None
    answer, found = trusts(trust, name, source=source)
    if answer is not False or found is None:
        return
    if found.reason == "action":
        message = f'the trust policy of "{own}" does not allow sts:AssumeRole; set "sts:AssumeRole"'
    elif found.reason == "condition":
        message = f'the Condition in the trust policy of "{own}" does not hold for {who}; use "{_SOURCE}"'
    elif found.reason == "denied":
        message = f'the trust policy of "{own}" denies it to {who}; remove the Deny'
    else:
        whom = found.found or "nobody"
        message = f'"{own}" may be assumed by {whom}, not by {who}; add "{service}"'
    place = used if found.place is None else found.place
    yield Problem(place, message, ((used, "used here"),))


def misplaced(resolved: Resolved) -> Iterator[tuple[int, str]]:
    """Yield the index of each ARN of a managed policy of AWS that does not exist, and the path it has."""
    from ecslint.facts import managed_policies
    from ecslint.reach.roles import aws_name

    arns = resolved.get("ManagedPolicyArns")
    for index, arn in enumerate(arns if isinstance(arns, list) else ()):
        name = aws_name(arn)
        path = managed_policies.path(name) if name is not None else None
        text = getattr(arn, "text", arn)
        if name and path is not None and str(text).partition(managed_policies.MARK)[2] != path + name:
            yield index, path + name


def is_started(task: Resolved, stack: Stack) -> bool:
    """Say whether a service of the template starts tasks of a task definition."""
    return any(
        service.get("DesiredCount") not in (0, "0")
        for service in stack.all("AWS::ECS::Service")
        if stack.target(service.get("TaskDefinition"), "AWS::ECS::TaskDefinition") is task
    )
