"""Listener rules that Elastic Load Balancing refuses, in templates (ECS559)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.unresolved import PartialText, Reference
from ecslint.base.words import one_of, quoted
from ecslint.checks import check
from ecslint.checks._shared.balancer_actions import wrong_actions
from ecslint.checks._shared.balancing import LISTENER, LISTENER_RULE, balancer_kind
from ecslint.documents.cloudformation.queries import lacks, members, number, objects, shown, text
from ecslint.facts import load_balancing as facts
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place
from ecslint.source.templating.placeholders import is_placeholder

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    ElbListenerRule: TypeAlias = Resolved

_ONCE = ("host-header", "http-request-method", "path-pattern", "source-ip")


@check("ECS559")
def listener_rule_refused(rule: ElbListenerRule, stack: Stack) -> Problems:
    value = rule.get("ListenerArn")
    listener = stack.target(value, LISTENER) if isinstance(value, Reference) else None
    if lacks(rule.data, "ListenerArn"):
        yield Problem(rule.at("ListenerArn"), "the rule has no ListenerArn; add the listener that it is for")
    if listener is not None and balancer_kind(listener) == "network":
        protocol = text(listener.get("Protocol"))
        message = f"a {protocol} listener has no rules but its default; forward in its DefaultActions"
        yield Problem(rule.at("ListenerArn"), message, ((listener.at("Protocol"), f"{protocol} listener"),))
    yield from _priority(rule, stack)
    yield from _conditions(rule)
    yield from wrong_actions(rule, "Actions", listener)


def _priority(rule: Resolved, stack: Stack) -> Iterator[Problem]:
    own, priority = rule.resource.logical_id, number(rule.get("Priority"))
    listener = rule.get("ListenerArn")
    if priority is None:
        return
    # By name, not by place: the order of resources means nothing.
    for other in sorted(stack.all(LISTENER_RULE), key=lambda each: each.resource.logical_id):
        name = other.resource.logical_id
        if name == own:
            return
        if (
            number(other.get("Priority")) == priority
            and _same(other.get("ListenerArn"), listener, rule, other)
            and stack.exists(name) is True
            and stack.exists(own) is True
        ):
            message = f'priority {shown(priority)} is taken by "{name}" on this listener; use another'
            yield Problem(rule.at("Priority"), message, ((other.at("Priority"), "the other rule"),))
            return


def _same(one: object, other: object, first: Resolved, second: Resolved) -> bool:
    """Say whether two values surely are the ARN of one listener."""
    if isinstance(one, Reference) and isinstance(other, Reference):
        return (one.logical_id, one.attribute) == (other.logical_id, other.attribute)
    if isinstance(one, str):
        return bool(one == other)
    written = [members(resource.resource.properties).get("ListenerArn") for resource in (first, second)]
    return isinstance(written[0], dict) and written[0] == written[1]


def _conditions(rule: Resolved) -> Iterator[Problem]:
    conditions = rule.get("Conditions")
    if conditions == [] and members(rule.resource.properties).get("Conditions") == []:
        yield Problem(rule.at("Conditions"), "Conditions is empty; add a condition, such as path-pattern")
    seen: dict[str, int] = {}
    total = 0
    for index, condition in objects(conditions):
        field = text(condition.get("Field"))
        if lacks(condition, "Field"):
            message = f"the condition has no Field; add {one_of(quoted(facts.CONDITIONS))}"
            yield Problem(rule.at("Conditions", index), message)
        if field is None or is_placeholder(field):
            continue
        if field not in facts.CONDITIONS:
            message = f'"{field}" is not a field of a condition; use {one_of(quoted(facts.CONDITIONS))}'
            yield Problem(rule.at("Conditions", index, "Field"), message)
            continue
        if field in seen and field in _ONCE:
            message = f'a rule has one condition of "{field}"; put the values of both into one'
            related = ((rule.at("Conditions", seen[field], "Field"), "the other condition"),)
            yield Problem(rule.at("Conditions", index, "Field"), message, related)
        seen[field] = index
        yield from _members(rule, index, condition, field)
        for place, value in _values(rule, index, condition, field):
            total += 1
            yield from _pattern(place, field, value)
    if total > facts.MAX_CONDITION_VALUES:
        message = f"the conditions have {total} values, a rule takes {facts.MAX_CONDITION_VALUES}; split it"
        yield Problem(rule.at("Conditions"), message)


def _members(rule: Resolved, index: int, condition: dict[str, object], field: str) -> Iterator[Problem]:
    wanted = facts.CONDITIONS[field]
    plain = field in facts.WITH_VALUES
    choices = [wanted, "Values", "RegexValues"] if plain else [wanted, "RegexValues"]
    if all(lacks(condition, name) for name in choices):
        names = f"{wanted} or Values" if plain else wanted
        message = f'a condition of "{field}" needs {names}; add it'
        yield Problem(rule.at("Conditions", index, wanted), message)
    both = [name for name in choices[:2] if isinstance(condition.get(name), dict | list)]
    if plain and len(both) > 1:
        message = f"a condition has Values or {wanted}, not both; remove Values"
        yield Problem(rule.at("Conditions", index, "Values", part="key"), message)
    for name in (*facts.CONDITIONS.values(), "Values"):
        if name not in choices and isinstance(condition.get(name), dict | list):
            message = f'{name} does not go with the field "{field}"; use {wanted}'
            yield Problem(rule.at("Conditions", index, name, part="key"), message)


def _values(
    rule: Resolved, index: int, condition: dict[str, object], field: str
) -> Iterator[tuple[Place, object]]:
    for path, values in (
        (("Values",), condition.get("Values")),
        ((facts.CONDITIONS[field], "Values"), members(condition.get(facts.CONDITIONS[field])).get("Values")),
    ):
        for position, value in enumerate(values if isinstance(values, list) else ()):
            if isinstance(value, str | dict | PartialText | Reference):
                yield rule.at("Conditions", index, *path, position), value


def _pattern(place: Place, field: str, value: object) -> Iterator[Problem]:
    if not isinstance(value, str) or is_placeholder(value):
        return
    if len(value) > facts.CONDITION_LENGTH:
        message = f"the value has {len(value)} characters, {facts.CONDITION_LENGTH} are allowed; shorten it"
        yield Problem(place, message)
    elif field == "path-pattern" and not re.fullmatch(facts.PATH_CHARACTERS, value):
        wrong = "".join(dict.fromkeys(re.sub(facts.PATH_CHARACTERS, "", value)))
        yield Problem(place, f'a path pattern takes no "{wrong}"; remove it, or use the wildcards * and ?')
    elif field == "host-header" and not re.fullmatch(facts.HOST_CHARACTERS, value):
        wrong = "".join(dict.fromkeys(re.sub(facts.HOST_CHARACTERS, "", value)))
        yield Problem(place, f'a host name takes no "{wrong}"; use the name alone, such as app.example.com')
