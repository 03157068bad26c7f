"""When rules and schedules start tasks, and with which overrides, in templates (ECS640, ECS641, ECS181)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.unresolved import PartialText, Reference
from ecslint.checks import check
from ecslint.checks._shared.names import name_problems
from ecslint.checks._shared.schedules import schedule_fault
from ecslint.documents.cloudformation.queries import lacks, members, objects, text
from ecslint.facts import events as facts
from ecslint.facts import run_task
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.arn import parse_arn

if TYPE_CHECKING:
    from ecslint.base.route import Route
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.base import Place

    EventsRule: TypeAlias = Resolved
    Schedule: TypeAlias = Resolved

_CLUSTER = "AWS::ECS::Cluster"
_TASK = "AWS::ECS::TaskDefinition"


def _targets(resource: Resolved) -> Iterator[tuple[Route, dict[str, object]]]:
    if resource.resource.type == facts.RULE:
        for index, data in objects(resource.get("Targets")):
            yield ("Targets", index), data
    elif isinstance(resource.get("Target"), dict):
        yield ("Target",), members(resource.get("Target"))


def _is_for_tasks(target: dict[str, object], stack: Stack) -> bool:
    """Say whether a target surely starts tasks: it has EcsParameters, or the ARN of a cluster."""
    return isinstance(target.get("EcsParameters"), dict) or _has_cluster(target.get("Arn"), stack)


def _has_cluster(value: object, stack: Stack) -> bool:
    if isinstance(value, Reference):
        return value.attribute == "Arn" and stack.target(value, _CLUSTER) is not None
    arn = parse_arn(value) if isinstance(value, str) else None
    return arn is not None and arn.service == "ecs" and arn.resource.startswith("cluster/")


@check("ECS580")
def name_of_rule_refused(resource: EventsRule | Schedule, stack: Stack) -> Problems:
    if any(_is_for_tasks(target, stack) for _, target in _targets(resource)):
        yield from name_problems(resource)


@check("ECS181")
def target_without_parameters(resource: EventsRule | Schedule, stack: Stack) -> Problems:
    for route, target in _targets(resource):
        if lacks(target, "EcsParameters") and _has_cluster(target.get("Arn"), stack):
            others = [name for name in target if name.endswith("Parameters")]
            message = "the target is a cluster, but has no EcsParameters; add them with TaskDefinitionArn"
            mild = resource.resource.type != facts.RULE or bool(others)
            yield Problem(resource.at(*route), message, severity=Severity.WARNING if mild else None)


@check("ECS181")
def target_id_refused(resource: EventsRule, stack: Stack) -> Problems:
    for route, target in _targets(resource):
        name = target.get("Id")
        if isinstance(name, str) and _is_for_tasks(target, stack) and not facts.TARGET_ID.fullmatch(name):
            message = f'the Id "{name[:80]}" is refused; use 1 to 64 letters, digits, ".", "-" and "_"'
            yield Problem(resource.at(*route, "Id"), message)


@check("ECS181")
def window_without_length(resource: Schedule, stack: Stack) -> Problems:
    window = resource.get("FlexibleTimeWindow")
    if not isinstance(window, dict) or not any(_is_for_tasks(each, stack) for _, each in _targets(resource)):
        return
    if window.get("Mode") == "FLEXIBLE" and lacks(window, "MaximumWindowInMinutes"):
        message = "the Mode FLEXIBLE needs MaximumWindowInMinutes; add it, from 1 to 1440"
        yield Problem(resource.at("FlexibleTimeWindow", "Mode"), message, severity=Severity.WARNING)


@check("ECS640")
def schedule_expression_refused(resource: EventsRule | Schedule, stack: Stack) -> Problems:
    if not any(_is_for_tasks(target, stack) for _, target in _targets(resource)):
        return
    is_rule = resource.resource.type == facts.RULE
    kinds = ("rate", "cron") if is_rule else ("rate", "cron", "at")
    fault = schedule_fault(resource.get("ScheduleExpression"), kinds, strict_units=is_rule)
    if fault is not None:
        yield Problem(resource.at("ScheduleExpression"), fault.message, severity=fault.severity)
    if is_rule and all(lacks(resource.data, name) for name in ("ScheduleExpression", "EventPattern")):
        message = "the rule has neither ScheduleExpression nor EventPattern; add one of them"
        yield Problem(resource.at("ScheduleExpression"), message)


@check("ECS641")
def override_does_not_fit(resource: EventsRule | Schedule, stack: Stack) -> Problems:
    for route, target in _targets(resource):
        if not _is_for_tasks(target, stack):
            continue
        value, place = target.get("Input"), resource.at(*route, "Input")
        written = value.text if isinstance(value, PartialText) else value
        if not isinstance(written, str) or not written.strip():
            continue
        try:
            data = json.loads(written)
        except json.JSONDecodeError:
            if isinstance(value, str):
                message = 'Input is not JSON, so no task is started; use {"containerOverrides": […]}'
                yield Problem(place, message)
            continue
        except (ValueError, RecursionError):
            continue  # numbers too long, or nesting too deep, for us to read
        if isinstance(data, dict):
            yield from _overrides(data, place, members(target.get("EcsParameters")), stack)


def _overrides(
    data: dict[str, object], place: Place, run: dict[str, object], stack: Stack
) -> Iterator[Problem]:
    for name in data:
        if name not in run_task.OVERRIDES and "${" not in name:
            yield Problem(place, _unknown(name, run_task.OVERRIDES, "Input"), severity=Severity.WARNING)
    names = _containers(run.get("TaskDefinitionArn"), stack)
    items = data.get("containerOverrides")
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict):
            continue
        container = item.get("name")
        if container is None:
            message = 'an item of "containerOverrides" in Input has no "name"; add that of a container'
            yield Problem(place, message)
        elif isinstance(container, str) and names is not None and not _may_be(container, names):
            shown = " or ".join(f'"{known}"' for known in names)
            message = f'Input overrides container "{container}", which the task does not have; use {shown}'
            yield Problem(place, message)
        for member in map(str, item):
            if member not in run_task.CONTAINER_OVERRIDES and "${" not in member:
                message = _unknown(member, run_task.CONTAINER_OVERRIDES, '"containerOverrides"')
                yield Problem(place, message, severity=Severity.WARNING)


def _may_be(container: str, names: list[str]) -> bool:
    return container in names or "${" in container


def _unknown(name: str, known: tuple[str, ...], where: str) -> str:
    from ecslint.base.suggest import nearest

    same = next((other for other in known if other.lower() == name.lower()), None)
    better = same or nearest(name, known)
    hint = f'use "{better}"' if better else f"use {', '.join(known)}"
    return f'"{name}" is not a field of {where}; {hint}'


def _containers(value: object, stack: Stack) -> list[str] | None:
    """Return the names of the containers of a task definition of the template, if all are known."""
    task = stack.target(value, _TASK) if isinstance(value, Reference) else None
    items = task.get("ContainerDefinitions") if task is not None else None
    if not isinstance(items, list) or not items:
        return None
    names = [text(members(item).get("Name")) for item in items]
    return None if None in names else [name for name in names if name is not None]
