"""Labels that are read as JSON (ECS464)."""

from __future__ import annotations

import json

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.facts import labels as facts
from ecslint.finding import Problem, Problems
from ecslint.model.task import Container

_ESCAPE = regex(r"\\[^\"\\/bfnrtu]")


@check("ECS464")
def label_is_no_json(container: Container) -> Problems:
    """Yield labels of Datadog whose value is not the JSON that the agent parses."""
    if not isinstance(container.docker_labels, dict):
        return
    for name, value in container.docker_labels.items():
        kind = facts.JSON.get(name) if name.startswith(facts.PREFIX) else None
        if kind is None or not isinstance(value, str) or not value.strip() or "{{" in value:
            continue
        try:
            data = json.loads(value)
        except json.JSONDecodeError as error:
            reason = str(error).partition(":")[0]
            escape = _ESCAPE.search(value)
            better = f'use "{escape[0][0] * 2}{escape[0][1:]}"' if escape is not None else "correct it"
            message = f'"{name}" is not valid JSON ({reason}), and the agent ignores it; {better}'
            yield Problem(container.at("dockerLabels", name), message)
            continue
        except (ValueError, RecursionError):
            continue  # numbers too long, or nesting too deep, for us to read
        if not isinstance(data, kind):
            wanted = "an array" if kind is list else "an object"
            message = f'"{name}" is JSON, but not {wanted}, and the agent ignores it; use one'
            yield Problem(container.at("dockerLabels", name), message)
