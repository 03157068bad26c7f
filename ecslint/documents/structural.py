"""From structural problems to what a subject carries: findings with fixes, data spelt right, its origin."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from ecslint.base.route import Route, value_at
from ecslint.documents.subject import Origin, Prefix, Structural
from ecslint.finding import Edit, Fix, Severity
from ecslint.validation.problems import WRONG_TYPE, StructuralProblem
from ecslint.validation.walk import as_written, normalise_keys, structural_problems

FEW = 3
"""Nulls that get a finding each."""
_IS_NULL = '" is null; remove it'


class Structure(NamedTuple):
    """The structure of one object: its problems, its data with the API's keys, and where that comes from."""

    problems: list[Structural]
    """What is wrong."""
    data: object
    """The data with the API's keys."""
    origin: Origin
    """Where the values stand in the document."""


class Respelt(Prefix):
    """The origin of a model whose keys are not all spelt as the API does."""

    __slots__ = ("written",)

    def __init__(self, base: Route, written: object) -> None:
        super().__init__(base)
        self.written = written

    def route(self, route: Route) -> Route:
        """Return the document's route of a route with the API's names."""
        return self.base + as_written(self.written, route)


def read_structure(schema: str, data: object, base: Route = (), syntax: str = "json") -> Structure:
    """Compare ``data``, which stands at ``base`` in its document, with the schema called ``schema``.

    In YAML a number where a string is wanted is a warning: some deployment tools read it as a string,
    the AWS CLI does not.
    """
    problems = structural_problems(schema, data)
    if not problems:
        return Structure([], data, Prefix(base))
    spelt = normalise_keys(data, problems)
    origin = Prefix(base) if spelt is data else Respelt(base, data)
    found = [as_structural(problem, data, base, syntax) for problem in problems]
    return Structure(_together(found), spelt, origin)


def _together(found: list[Structural]) -> list[Structural]:
    """Join the nulls that a describe call leaves behind in dozens of fields: one finding, one fix."""
    nulls = sorted((n for n, item in enumerate(found) if item.message.endswith(_IS_NULL)), key=_place(found))
    if len(nulls) <= FEW:
        return found
    names = list(dict.fromkeys(f'"{found[n].route[-1]}"' for n in nulls))[:FEW]
    message = f"{', '.join(names)} and {len(nulls) - len(names)} more fields are null; remove them"
    edits = tuple(edit for n in nulls for edit in (found[n].fix or Fix("", ())).edits)
    first, *others = nulls
    found[first] = found[first]._replace(message=message, fix=Fix("remove them", edits, safe=True))
    return [item for index, item in enumerate(found) if index not in others]


def _place(found: list[Structural]) -> Callable[[int], tuple[int, str]]:
    """Return what sorts findings by depth and route, so that the order of keys does not matter."""
    return lambda n: (len(found[n].route), str(found[n].route))


def as_structural(problem: StructuralProblem, data: object, base: Route, syntax: str = "json") -> Structural:
    """Return ``problem`` of ``data``, which stands at ``base`` in its document, as a subject carries it."""
    severity = None if problem.severity is None else Severity.parse(problem.severity)
    if syntax == "yaml" and problem.rule == WRONG_TYPE and _is_text_of(problem, data):
        severity = Severity.WARNING
    return Structural(
        problem.rule,
        base + problem.route,
        problem.part,
        problem.message,
        None if problem.fix is None else _fix(problem, data, base + problem.route),
        severity,
    )


def _is_text_of(problem: StructuralProblem, data: object) -> bool:
    """Say whether the value of a wrong type is a scalar whose text is what is wanted."""
    if problem.fix is None or not isinstance(problem.fix[-1], str):
        return False
    data = value_at(data, problem.route)
    return isinstance(data, (int, float)) and str(data).lower() == problem.fix[-1]


def _fix(problem: StructuralProblem, data: object, place: Route) -> Fix:
    """Return the fix of a problem; it is safe where it changes the notation only."""
    op, *values = problem.fix or ()
    if op == "remove":
        return Fix("remove it", (Edit("remove", place),), safe=True)
    (value,) = values
    old = value_at(data, problem.route[:-1] if op == "rename" else problem.route)
    if op == "rename":
        safe = str(problem.route[-1]).lower() == str(value).lower()
        return Fix(f'rename it to "{value}"', (Edit("rename", place, value),), safe)
    if isinstance(value, (list, dict)):
        title = "put it in a list" if isinstance(value, list) else "take it out of the list"
        return Fix(title, (Edit("set", place, value),), safe=isinstance(old, (list, dict)))
    text = json.dumps(value, ensure_ascii=False)
    shown = text.strip('"') in problem.message
    safe = _letters(old) == _letters(value)
    return Fix(f"use {text}" if shown else "write it as a string", (Edit("set", place, value),), safe)


def _letters(value: object) -> str:
    return str(value).strip().lower().replace("-", "").replace("_", "")
