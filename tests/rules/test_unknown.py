"""Unknown never yields an error, and nothing empty makes a rule stumble."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest

from ecslint import checks
from ecslint.base.unresolved import PLACEHOLDER, Unresolved
from ecslint.catalogue import pages as catalogue
from ecslint.finding import Problem, Severity
from ecslint.model.base import Model, api_names, build
from ecslint.model.task import TaskDefinition

UNKNOWN = Unresolved(PLACEHOLDER, "${X}")
OWN = ("ECS2", "ECS4")
"""Rules that say nothing at all here, not even a warning, unless they are off by default."""

PRESENCE = ("one log router at most", "unknown FireLens option", "keep one of them")
"""What is said of members that are there, whatever their values."""

ENDED = ("inferenceAccelerators",)
"""The place of a member that is refused whatever it holds."""


def parts(annotation: Any) -> tuple[type[Model] | None, bool, bool, bool]:
    """Return the model in an annotation and whether it takes a list, a map and text."""
    model: type[Model] | None = None
    is_list = is_map = is_text = False
    for argument in options(annotation):
        if get_origin(argument) is list:
            is_list = True
            model = parts(get_args(argument)[0])[0] or model
        elif get_origin(argument) is dict:
            is_map = True
        elif isinstance(argument, type) and issubclass(argument, Model):
            model = argument
        elif argument is str:
            is_text = True
    return model, is_list, is_map, is_text


def options(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from options(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType):
        for argument in get_args(annotation):
            yield from options(argument)
    else:
        yield annotation


def filled(model: type[Model], depth: int, leaf: str) -> dict[str, Any]:
    """Return data for every member of a model, unknown or empty at ``depth``."""
    data: dict[str, Any] = {}
    hints = get_type_hints(model)
    for name, spelt in api_names(model).items():
        inner, is_list, is_map, is_text = parts(hints[name])
        value: Any = UNKNOWN
        if depth and inner is not None:
            value = filled(inner, depth - 1, leaf)
            value = [value, value] if is_list else value
        elif leaf == "empty":
            value = [] if is_list else {} if is_map else "" if is_text else None
        elif leaf == "items" and is_list:
            value = [UNKNOWN, UNKNOWN]
        elif leaf == "items" and is_map:
            value = {"key": UNKNOWN}
        data[spelt] = value
    return data


def run(definition: TaskDefinition) -> list[tuple[str, Problem]]:
    found = []
    for check in checks.all_checks():
        kind = check.parameters[0][0]
        if kind not in ("TaskDefinition", "Container") or check.parameters[-1][0] == "Document":
            continue
        for subject in [definition] if kind == "TaskDefinition" else definition.containers:
            context = {"TaskDefinition": definition, kind: subject}
            if all(name in context or optional for name, optional in check.parameters):
                arguments = (context.get(name) for name, _ in check.parameters)
                found += [(check.rule, problem) for problem in check.function(*arguments)]
    return found


@pytest.mark.parametrize("depth", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("leaf", ["unknown", "items"])
def test_what_is_unknown_gives_no_error(depth: int, leaf: str) -> None:
    found = run(build(TaskDefinition, filled(TaskDefinition, depth, leaf)))
    found = [(rule, problem) for rule, problem in found if problem.place.path != ENDED]
    errors = [
        p.message for rule, p in found if (p.severity or catalogue.rule(rule).severity) is Severity.ERROR
    ]
    assert [message for message in errors if not any(words in message for words in PRESENCE)] == []
    assert [rule for rule, _ in found if rule.startswith(OWN) and catalogue.rule(rule).default] == []


@pytest.mark.parametrize("depth", [0, 1, 2, 3, 4])
def test_what_is_empty_makes_no_rule_stumble(depth: int) -> None:
    found = run(build(TaskDefinition, filled(TaskDefinition, depth, "empty")))
    own = {rule for rule, _ in found if rule.startswith(OWN) and catalogue.rule(rule).default}
    assert own <= {"ECS206", "ECS401", "ECS404", "ECS410", "ECS420"}
