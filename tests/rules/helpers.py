"""Run one rule over a task definition given as plain data."""

from __future__ import annotations

from typing import Any

from ecslint import checks
from ecslint.finding import Problem
from ecslint.model.base import build
from ecslint.model.task import TaskDefinition
from ecslint.source.placeholder import mark_placeholders


def task(*containers: dict[str, Any], **members: Any) -> TaskDefinition:
    """Build a task definition; containers get a name and an image where they have none."""
    named = [{"name": f"c{i}", "image": "example/app:1", **c} for i, c in enumerate(containers)]
    return build(TaskDefinition, mark_placeholders({"containerDefinitions": named, **members}))


def problems(rule: str, definition: TaskDefinition) -> list[Problem]:
    """Return what a rule finds in a task definition and its containers."""
    found: list[Problem] = []
    for check in checks.all_checks():
        if check.rule != rule:
            continue
        kind = check.parameters[0][0]
        for subject in [definition] if kind == "TaskDefinition" else definition.containers:
            context = {"TaskDefinition": definition, kind: subject}
            found += check.function(*(context[name] for name, _ in check.parameters))
    return found


def places(rule: str, definition: TaskDefinition) -> list[str]:
    """Return the paths, below their model, that a rule points at."""
    return [".".join(map(str, problem.place.path)) for problem in problems(rule, definition)]
