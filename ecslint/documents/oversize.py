"""Task definitions many times as large as ECS takes: what little is worth saying of them, in no time."""

from __future__ import annotations

from typing import Any, Final

from ecslint.base.route import Route
from ecslint.base.unresolved import TOO_LARGE, Unresolved
from ecslint.documents.subject import Structural
from ecslint.facts.metadata import TASK_DEFINITION_BYTES
from ecslint.source.document import Document

_TIMES: Final = 4
"""How many times the size that ECS takes is too much to be checked: nobody gets there by a few variables."""
_MOST: Final = _TIMES * TASK_DEFINITION_BYTES
_SHORT: Final = _MOST // 3
"""YAML does without quotes and brackets: shorter texts are not so large (aliases are bounded elsewhere)."""


def without_excess(document: Document, data: object) -> Any:
    """Return a task definition; its lists and objects are unknown if it is many times too large."""
    if len(document.text) < _SHORT or not isinstance(data, dict) or not _is_excessive(data):
        return data
    return {
        key: Unresolved(TOO_LARGE) if isinstance(value, dict | list) else value for key, value in data.items()
    }


def excess_problems(data: object, base: Route) -> list[Structural]:
    """Return the finding on what ``without_excess`` left out of the task definition at ``base``."""
    members = data.items() if isinstance(data, dict) else ()
    for key, value in members:
        if isinstance(value, Unresolved) and value.reason == TOO_LARGE:
            message = (
                f"the task definition takes at least {_MOST} bytes, more than {_TIMES} times the "
                f"{TASK_DEFINITION_BYTES} that ECS accepts; make it smaller, its lists and objects have "
                "not been checked"
            )
            return [Structural("ECS152", (*base, key), "key", message)]
    return []


def _is_excessive(data: dict[str, object] | list[object]) -> bool:
    """Say whether data take more as JSON, from lengths alone; looks at no more than it has to."""
    size = 0
    stack = [data]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            size += 1 + sum(len(str(key)) + 4 for key in node)
            children = iter(node.values())
        else:
            size += 1 + len(node)
            children = iter(node)
        for child in children:
            if isinstance(child, dict | list):
                stack.append(child)
            elif isinstance(child, str):
                size += len(child) + 2
            elif child is not None and not isinstance(child, Unresolved):
                size += 1
        if size > _MOST:
            return True
    return False
