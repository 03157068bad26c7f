"""Members of the JSON that a public image reads from a variable (ECS496)."""

from __future__ import annotations

import json
from typing import Any

from ecslint.base.schemas import Schema
from ecslint.base.unresolved import Unresolved
from ecslint.finding import Problem, Problems
from ecslint.model.base import each, is_complete
from ecslint.model.task import Container, KeyValuePair, TaskDefinition

_MISSING = object()


def members_refused(
    entry: Schema, variable: KeyValuePair, task: TaskDefinition, container: Container
) -> Problems:
    """Yield members that the image refuses where the task runs, and one that it needs."""
    value = variable.value.text if isinstance(variable.value, Unresolved) else variable.value
    if not isinstance(value, str) or ("refused" not in entry and "required" not in entry):
        return
    try:
        data = json.loads(value)
    except (ValueError, RecursionError):
        return
    place = variable.at("value")
    for refused in entry.get("refused", ()):
        if "launch_type" in refused and refused["launch_type"] not in task.compatibilities:
            continue
        given = _member(data, refused["path"])
        excused = "unless" in refused and _member(data, refused["unless"]) is not _MISSING
        if given is not _MISSING and not excused:
            name = refused["path"][-1]
            yield Problem(place, f'"{name}" does harm here ({refused["error"]}); {refused["use"]}')
            return
    required = entry.get("required")
    if required is None or not _needed(required, container):
        return
    if _member(data, required["path"]) != required["value"]:
        shown = json.dumps(required["value"])
        yield Problem(place, f'"{required["path"][-1]}" is not {shown} ({required["error"]}); set it so')


def _needed(required: Schema, container: Container) -> bool:
    """Say whether a container surely runs what needs a member: its argument, and no variable instead."""
    names = {variable.name for _, variable in each(container.environment)}
    if not is_complete(container.environment) or not names.isdisjoint(required.get("unless", ())):
        return False
    words = {word for _, word in each(container.command)}
    return ("argument" not in required or required["argument"] in words) and words.isdisjoint(
        required.get("unless_argument", ())
    )


def _member(data: Any, path: list[str]) -> object:
    """Return what is at a path of members, or ``_MISSING``."""
    for name in path:
        if not isinstance(data, dict) or name not in data:
            return _MISSING
        data = data[name]
    return data
