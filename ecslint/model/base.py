"""The base of all models: lenient pydantic objects that can point at their own places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ecslint.base.route import Route
from ecslint.base.unresolved import ELSEWHERE, WRONG_TYPE, Unresolved
from ecslint.model.schema import api_names, validate
from ecslint.source.templating.placeholders import OpenObject, rest_of

T = TypeVar("T")
M = TypeVar("M", bound="Model")
Part = Literal["value", "key", "pair"]


class Place(NamedTuple):
    """Where a finding points: a model, a path below it in AWS' camelCase names, and which part.

    Nothing is looked up until a finding is built. A path to a member that is not in the file stands
    for the object that lacks it. The model may be anything whose place a subject knows.
    """

    model: object
    path: Route
    part: Part = "value"


def to_camel(name: str) -> str:
    """Return an attribute's name as the API spells the member."""
    first, *others = name.split("_")
    return first + "".join([word.capitalize() for word in others])


class Model(BaseModel):
    """An AWS structure. Attributes are the API's members in snake_case; ``null`` counts as absent."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        arbitrary_types_allowed=True,
        coerce_numbers_to_str=True,
        defer_build=True,
        extra="ignore",
        protected_namespaces=(),
    )

    def __init__(self, /, **data: object) -> None:
        """Make a model of members by the API's names; what pydantic would do first takes 15 ms."""
        validate(type(self), data, self)

    def at(self, *path: str | int, part: Part = "value") -> Place:
        """Point at a member of this object by the API's names, e.g. ``at("portMappings", 0)``."""
        return Place(self, path, part)


def build(model: type[M], data: object) -> M:
    """Make a model of ``data``; what has the wrong type becomes ``Unresolved`` in the model.

    The type itself is reported elsewhere (by the schema), so every rule can still run.
    """
    made = _made(model, data)
    if type(data) is OpenObject:
        _open(made, data)
    return made


def _made(model: type[M], data: object) -> M:
    try:
        return validate(model, data)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False, include_input=False):
            if detail["type"] != "is_instance_of":
                data = _blank(data, detail["loc"], 0)
        if not isinstance(data, dict):
            data = {}
    try:
        return validate(model, data)
    except ValidationError:
        return validate(model, {})


def _open(value: object, data: object) -> None:
    """Make unknown what an object lacks that has a placeholder for members: it may be in there."""
    if isinstance(value, Model) and isinstance(data, dict):
        rest = rest_of(data)
        for name, spelt in api_names(type(value)).items():
            member = data.get(spelt)
            if isinstance(getattr(value, name), dict):  # a map of the user's own names
                unknown = rest_of(member or {})
                if unknown is not None:
                    value.__dict__[name] = unknown
            elif member is not None:
                _open(getattr(value, name), member)
            elif rest is not None:
                value.__dict__[name] = Unresolved(ELSEWHERE, rest.text)
    elif isinstance(value, list) and isinstance(data, list):
        for item, below in zip(value, data, strict=False):
            _open(item, below)


def _blank(node: object, location: tuple[str | int, ...], depth: int) -> object:
    """Copy ``node`` with ``Unresolved`` where ``location`` leads; steps that name types are skipped."""
    for index in range(depth, len(location)):
        step = location[index]
        if isinstance(node, dict) and step in node:
            return {**node, step: _blank(node[step], location, index + 1)}
        if isinstance(node, list) and isinstance(step, int) and step < len(node):
            return [*node[:step], _blank(node[step], location, index + 1), *node[step + 1 :]]
    return Unresolved(WRONG_TYPE, repr(node)[:80])


def routes(root: object, base: Route = ()) -> dict[int, Route]:
    """Return the route of ``root`` and of every model below it, by ``id()``."""
    found: dict[int, Route] = {}
    stack: list[tuple[Any, Route]] = [(root, base)]
    while stack:
        node, route = stack.pop()
        if type(node) is list:
            stack.extend(
                (item, (*route, index)) for index, item in enumerate(node) if type(item) not in _LEAVES
            )
        elif isinstance(node, Model):
            found[id(node)] = route
            spelt = api_names(type(node))
            for name, value in node.__dict__.items():
                if type(value) not in _LEAVES and name in spelt:
                    stack.append((value, (*route, spelt[name])))
    return found


_LEAVES = frozenset((type(None), str, int, bool, float, dict, Unresolved))
"""Types of values that have no models below them."""


def each(values: Sequence[T | Unresolved] | Unresolved | None) -> Iterator[tuple[int, T]]:
    """Yield index and item of every known item of a list that may be absent or unknown."""
    if values is None or isinstance(values, Unresolved):
        return
    for index, value in enumerate(values):
        if not isinstance(value, Unresolved):
            yield index, value


def is_complete(values: Sequence[object] | dict[str, object] | Unresolved | None) -> bool:
    """Say whether a list or map is known in full (an absent one is: it is empty)."""
    if values is None:
        return True
    if isinstance(values, Unresolved):
        return False
    items = values.values() if isinstance(values, dict) else values
    return not any(isinstance(value, Unresolved) for value in items)


def is_set(value: object) -> bool:
    """Say whether a member was given at all, known or not (``""`` and ``[]`` count as not given)."""
    return value is not None and (isinstance(value, Unresolved) or (value != "" and value != []))
