"""Task roles that may not use the queues, topics and tables that variables name (ECS628)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import PartialText, Reference, Unresolved
from ecslint.checks import check
from ecslint.checks._shared.permissions import Gaps, Use, missing
from ecslint.facts.used_resources import USED, UsedKind
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, each
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.resources import Need
    from ecslint.reach.roles import Role
    from ecslint.reach.texts import Texts


def named_resources(task: TaskDefinition, stack: Stack) -> Iterator[tuple[Resolved, UsedKind, Place]]:
    """Yield the resources that variables name, each once."""
    seen: set[str] = set()
    for container in task.containers:
        for _, pair in each(container.environment):
            value = pair.value
            for piece in value.parts if isinstance(value, PartialText) else (value,):
                found = stack.target(piece, *USED) if isinstance(piece, Reference) else None
                if found is None or isinstance(found.data, Unresolved):
                    continue
                name = found.resource.logical_id
                if name not in seen and stack.exists(name):
                    seen.add(name)
                    yield found, USED[found.resource.type], pair.at("value")


@check("ECS628")
def task_role_may_not_use_what_it_names(task: TaskDefinition, stack: Stack) -> Problems:
    if stack.target(task.task_role_arn, "AWS::IAM::Role") is None:
        return
    named = list(named_resources(task, stack))
    if not named:
        return
    from ecslint.reach.roles import role_of
    from ecslint.reach.texts import Texts

    texts = Texts(stack)
    role = role_of(task.task_role_arn, stack, texts)
    if role is None:
        return
    yield from unusable(role, named, task.at("taskRoleArn"), stack, texts)


def unusable(
    role: Role, named: list[tuple[Resolved, UsedKind, Place]], place: Place, stack: Stack, texts: Texts
) -> Problems:
    """Yield problems for resources that a role, used at ``place``, may do nothing with."""
    gaps = Gaps(role)
    for found, kind, at in named:
        needs = _needs(found, kind, stack, texts)
        if any(_has_policy(found, name, stack) for name in kind.policies):
            continue
        name = found.resource.logical_id
        if needs and all(missing(role, need) is not None for need in needs):
            yield _unused(role, name, kind, at, place)
        elif kind.key:
            _ask_key(gaps, found, kind, at, stack, texts)
    yield from gaps.problems()


def _needs(found: Resolved, kind: UsedKind, stack: Stack, texts: Texts) -> list[Need]:
    from ecslint.reach.patterns import Hole
    from ecslint.reach.policies import Request
    from ecslint.reach.resources import Need

    arn = texts.arn(found)
    if arn is None:
        return []
    ways = (arn, (*arn, "/", Hole("object"))) if kind.what == "bucket" else (arn,)
    what = f'"{found.resource.logical_id}"'
    return [Need(Request(action, ways), what, found) for action in kind.actions]


def _has_policy(found: Resolved, kind: str, stack: Stack) -> bool:
    name = found.resource.logical_id
    return any(name in stack.template.mentions(item.resource.logical_id) for item in stack.all(kind))


def _unused(role: Role, name: str, kind: UsedKind, place: Place, used: Place) -> Problem:
    service = kind.actions[0].partition(":")[0]
    message = (
        f'"{role.name}" may do nothing with "{name}", which a variable names; allow the actions of '
        f'"{service}" on this {kind.what} that the program calls'
    )
    related = ((used, "the role of the task"),)
    return Problem(place, message, related, severity=Severity.WARNING)


def _ask_key(gaps: Gaps, found: Resolved, kind: UsedKind, place: Place, stack: Stack, texts: Texts) -> None:
    """Ask for the key under which the messages of a queue are kept, if the role may read them."""
    from ecslint.reach.resources import key_need, key_of

    key = key_of(found.get(kind.key), stack)
    reads = [need for need in _needs(found, kind, stack, texts) if need.request.action == kind.reads]
    if key is None or any(missing(gaps.role, need) is not None for need in reads):
        return
    use = Use(place, f'decrypt messages of "{found.resource.logical_id}"', "it receives none")
    gaps.ask(key_need(key, stack, texts, "sqs"), use, sure=False)
