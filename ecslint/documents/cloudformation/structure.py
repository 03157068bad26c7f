"""The structure of evaluated resources against CloudFormation's schemas.

A resource that looks different in several scenarios mostly looks the same: what evaluation left as the
same object is compared with the schema once.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from ecslint.base.identity import IdentityMap
from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.structural import as_structural
from ecslint.documents.subject import Structural
from ecslint.source.templating.placeholders import mark_placeholders
from ecslint.validation.names import to_api
from ecslint.validation.problems import StructuralProblem
from ecslint.validation.walk import normalise_keys, structural_problems

_SEEN: Final = Unresolved("seen before")


class Structured(NamedTuple):
    """The structural findings of a resource, and its properties under the API's names."""

    problems: list[Structural]
    """What is wrong with the structure."""
    data: object
    """The properties, named as the API names them."""


class Structures:
    """Structural findings of the resources of one template."""

    def __init__(self) -> None:
        self._known = IdentityMap[Structured]()
        self._first: dict[str, tuple[Resolved, list[StructuralProblem]]] = {}

    def of(self, resolved: Resolved) -> Structured:
        """Return the structure of a resource whose properties are known, worked out once for each form."""
        found = self._known.get(resolved)
        if found is None:
            found = self._known[resolved] = _structured(resolved, self._problems(resolved))
        return found

    def _problems(self, resolved: Resolved) -> list[StructuralProblem]:
        resource = resolved.resource
        schema = "cloudformation/" + resource.type.replace("::", "_")
        first = self._first.get(resource.logical_id)
        if first is None:
            problems = structural_problems(schema, resolved.data)
            self._first[resource.logical_id] = (resolved, problems)
            return problems
        before, known = first
        shared = [problem for problem in known if _is_shared(resolved.data, before.data, problem.route)]
        return shared + structural_problems(schema, _without(resolved.data, before.data))


def _is_shared(new: Any, old: Any, route: Route) -> bool:
    """Say whether ``route`` leads into a part that is the same object in both."""
    for step in route:
        if new is old:
            return True
        try:
            new, old = new[step], old[step]
        except (LookupError, TypeError):
            return False
    return new is old and isinstance(new, dict | list)


def _without(new: object, old: object) -> object:
    """Return ``new`` with what it shares with ``old`` taken out; nothing is a problem in its place."""
    if isinstance(new, dict):
        if new is old:
            return _SEEN
        if isinstance(old, dict):
            return {key: _without(value, old.get(key)) for key, value in new.items()}
    elif isinstance(new, list):
        if new is old:
            return _SEEN
        if isinstance(old, list) and len(new) == len(old):
            return [_item_without(*pair) for pair in zip(new, old, strict=True)]
    return new


def _item_without(new: object, old: object) -> object:
    """Do the same for an item of a list. Its scalars stay: it may be a repetition of another item."""
    if new is old and isinstance(new, dict):
        return {key: _SEEN if isinstance(value, dict | list) else value for key, value in new.items()}
    return _without(new, old)


def _structured(resolved: Resolved, problems: list[StructuralProblem]) -> Structured:
    """Give problems the places of their literals."""
    resource = resolved.resource
    base = resource.properties_route
    found = []
    for problem in problems:
        trace = resolved.trace(problem.route)
        structural = as_structural(problem, resolved.data, base)
        # A key that is wrong is so where it is written, wherever its value comes from.
        place = trace.use if problem.part == "key" else trace.source
        if place != structural.route:
            structural = structural._replace(route=place, fix=None)
        if trace.notes and problem.part != "key":
            structural = structural._replace(message=f"{problem.message} ({', '.join(trace.notes)})")
        found.append(structural)
    data = normalise_keys(resolved.data, problems) if problems else resolved.data
    return Structured(found, mark_placeholders(to_api(resource.type, data)))
