"""Roles of state machines that start tasks (ECS334)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PartialText, Reference
from ecslint.checks import check
from ecslint.checks._shared.permissions import Gaps, Use, is_settled, untrusting
from ecslint.finding import Problems

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    StateMachine: TypeAlias = Resolved

_TASK: Final = "AWS::ECS::TaskDefinition"
_PRINCIPAL: Final = "states.amazonaws.com"
_CALL: Final = ":::ecs:runTask"
_SYNC: Final = ":::ecs:runTask.sync"
"""Waits for the task: by a rule of EventBridge that Step Functions makes."""
_EVENTS: Final = ("events:PutTargets", "events:PutRule", "events:DescribeRule")


@check("ECS334")
def role_of_state_machine_lacks_permission(machine: StateMachine, stack: Stack) -> Problems:
    definition = machine.get("DefinitionString")
    if definition is None:
        definition = machine.get("Definition")
    known = list(_pieces(definition))
    words = "".join(piece for piece in known if isinstance(piece, str))
    value, place = machine.get("RoleArn"), machine.at("RoleArn")
    resolved = stack.target(value, "AWS::IAM::Role")
    if _CALL not in words or resolved is None:
        return
    yield from untrusting(resolved, stack, _PRINCIPAL, "Step Functions", place)
    from ecslint.reach.features import action_needs, pass_needs, run_needs, tag_needs
    from ecslint.reach.roles import role_of
    from ecslint.reach.texts import Texts

    texts = Texts(stack)
    role = role_of(value, stack, texts)
    if role is None:
        return
    gaps, effect, certain = Gaps(role), "the state fails", is_settled(role, stack)
    for piece in known:
        task = stack.target(piece, _TASK) if isinstance(piece, Reference) else None
        if task is None or not isinstance(task.data, dict):
            continue
        for need in run_needs(piece, None, stack, texts):
            gaps.ask(need, Use(place, f"run {need.what}", effect), certain)
        for need in pass_needs(task, "FARGATE" in words, stack, texts):
            gaps.ask(need, Use(place, f"pass {need.what} to the task", effect), certain)
    if any(name in _keys(definition) for name in _TAGGING) or _TAGGED.search(words):
        for need in tag_needs({"TagList": [""]}):
            gaps.ask(need, Use(place, "tag the tasks that it starts", effect), sure=False)
    if _SYNC in words:
        for need in action_needs(list(_EVENTS), "EventBridge"):
            gaps.ask(need, Use(place, "wait for the task", "the state machine is refused"), certain)
    yield from gaps.problems()


_TAGGING: Final = ("Tags", "Tags.$", "PropagateTags", "EnableECSManagedTags")
_TAGGED: Final = regex(r'"(?:Tags(?:\.\$)?|PropagateTags)"\s*:|"EnableECSManagedTags"\s*:\s*true')
"""Parameters of ``ecs:runTask`` with which tasks are tagged as they start."""


def _keys(value: object) -> Iterator[str]:
    """Yield the keys of a definition that is not written as a string."""
    if isinstance(value, dict):
        for key, item in value.items():
            if item is not False:
                yield str(key)
            yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)


def _pieces(value: object) -> Iterator[object]:
    """Yield the texts and references that a definition is made of."""
    if isinstance(value, PartialText):
        for part in value.parts:
            yield from _pieces(part)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _pieces(item)
    elif isinstance(value, list):
        for item in value:
            yield from _pieces(item)
    elif isinstance(value, str | Reference):
        yield value
