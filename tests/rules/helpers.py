"""Run one rule over a task definition given as plain data."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from ecslint import checks
from ecslint.finding import Problem
from ecslint.model.base import build
from ecslint.model.task import TaskDefinition
from ecslint.source.document import Document
from ecslint.source.read import load
from ecslint.source.templating.placeholders import mark_placeholders
from tests.command import invoke


@cache
def nothing() -> Document:
    """Return the document of a file in which nothing is."""
    (document,) = load("task-definition.json", b"{}")
    return document


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
        subjects: dict[str, list[object]] = {
            "TaskDefinition": [definition],
            "Container": [*definition.containers],
        }
        for subject in subjects.get(kind, []):
            context = {"TaskDefinition": definition, "Document": nothing(), kind: subject}
            if any(not optional and name not in context for name, optional in check.parameters):
                continue
            found += check.function(
                *(context.get(name) if optional else context[name] for name, optional in check.parameters)
            )
    return found


def findings(text: str, folder: Path, *rules: str, name: str = "template.yaml") -> list[tuple[str, str, str]]:
    """Lint a text; return rule, severity and pointer of what the given rules find."""
    return [(f["rule"], f["severity"], f["pointer"]) for f in report(text, folder, *rules, name=name)]


def messages(text: str, folder: Path, *rules: str, name: str = "template.yaml") -> list[str]:
    """Lint a text; return the messages of what the given rules find."""
    return [f["message"] for f in report(text, folder, *rules, name=name)]


def report(text: str, folder: Path, *rules: str, name: str = "template.yaml") -> list[dict[str, Any]]:
    """Lint a text; return what the given rules find as the JSON report has it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    arguments = ["check", "--format", "json", "--select", ",".join(rules), str(path)]
    result = invoke(arguments)
    assert result.exit_code in (0, 1), result.output
    findings: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return findings


def places(rule: str, definition: TaskDefinition) -> list[str]:
    """Return the paths, below their model, that a rule points at."""
    return [".".join(map(str, problem.place.path)) for problem in problems(rule, definition)]
