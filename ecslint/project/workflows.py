"""Which task definition goes with which file, as GitHub workflows and pipelines of Buildkite name them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ecslint.base.pattern import regex

ACTION: Final = "amazon-ecs-deploy-task-definition"
"""The action that deploys; its inputs name an AppSpec and, maybe through a step that renders it, the task."""
PLUGIN: Final = "ecs-deploy#"
"""How Buildkite names its plug-in."""
PATTERNS: Final = (
    ".github/workflows/*.yml",
    ".github/workflows/*.yaml",
    ".buildkite/*.yml",
    ".buildkite/*.yaml",
)
"""Where the workflows and pipelines of a repository are."""
_EXPRESSION: Final = regex(r"\$\{\{\s*(env|steps)\.([\w-]+)(?:\.outputs\.task-definition)?\s*\}\}")
_MOST_STEPS: Final = 8
"""Steps that hand a task definition on, one after another."""


def pairs_in(text: str) -> list[tuple[str, str]]:
    """Return the files of services or AppSpecs that a workflow names, each with its task definition's file.

    Paths are relative to the root of the repository; what is not written out is left out. Raises nothing.
    """
    if ACTION not in text and PLUGIN not in text:
        return []
    from ecslint.source.yaml.parse import parse_yaml

    data = parse_yaml(text)[0].data
    return [*_of_github(data), *_of_buildkite(data)]


def _of_github(data: object) -> Iterator[tuple[str, str]]:
    workflow = _members(data)
    for job in _members(workflow.get("jobs")).values():
        names = {**_members(workflow.get("env")), **_members(_members(job).get("env"))}
        steps = [_members(step) for step in _items(_members(job).get("steps"))]
        by_id = {step["id"]: step for step in steps if isinstance(step.get("id"), str)}
        for step in steps:
            given = _members(step.get("with"))
            if f"/{ACTION}@" not in str(step.get("uses")):
                continue
            appspec = _text(given.get("codedeploy-appspec"), names)
            task = _task(given.get("task-definition"), names, by_id)
            if appspec and task:
                yield appspec, task


def _task(value: object, names: dict[str, object], steps: dict[object, dict[str, object]]) -> str | None:
    """Follow the outputs of the steps that render a task definition to the file that they begin with."""
    for _ in range(_MOST_STEPS):
        match = _EXPRESSION.fullmatch(str(value).strip())
        if match is None or match[1] == "env":
            return _text(value, names)
        value = _members(steps.get(match[2], {}).get("with")).get("task-definition")
    return None


def _text(value: object, names: dict[str, object]) -> str | None:
    """Return the text that an input stands for, a variable of the workflow replaced."""
    match = _EXPRESSION.fullmatch(str(value).strip())
    if match is not None and match[1] == "env":
        value = names.get(match[2])
    return value if isinstance(value, str) and value and "$" not in value else None


def _of_buildkite(data: object) -> Iterator[tuple[str, str]]:
    steps = _items(_members(data).get("steps")) if isinstance(data, dict) else _items(data)
    for step in steps:
        for plugin in _items(_members(step).get("plugins")):
            for name, given in _members(plugin).items():
                settings = _members(given)
                service = settings.get("service-definition")
                task = settings.get("task-definition") or settings.get("container-definitions")
                if PLUGIN in name and isinstance(service, str) and isinstance(task, str):
                    yield service, task


def _members(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []
