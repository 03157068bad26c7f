"""The base of all models: lenient objects that can point at their own places.

They are plain classes, so that a run does not wait for pydantic, whose import alone takes as long as all
else that a short run needs; ``ecslint.model.twins`` makes pydantic models of the same declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import get_annotations
from typing import ClassVar, Final, Literal, NamedTuple, Never, Self, TypeVar

from ecslint.base.identity import IdentityMap
from ecslint.base.route import Route
from ecslint.base.unresolved import ELSEWHERE, Unresolved, all_known
from ecslint.model.building import Member, plan, wrong
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
    """The model that the path begins at."""
    path: Route
    """Steps below the model."""
    part: Part = "value"
    """Whether the value, its key or both are marked."""


def to_camel(name: str) -> str:
    """Return an attribute's name as most APIs spell the member: ``containerPort``."""
    first, *others = name.split("_")
    return first + "".join([word.capitalize() for word in others])


def to_pascal(name: str) -> str:
    """Return an attribute's name as the older APIs and templates spell the member: ``ContainerPort``."""
    return "".join([word.capitalize() for word in name.split("_")])


class Model:
    """An AWS structure. Attributes are the API's members in snake_case; ``null`` counts as absent.

    A class declares its members by annotations with defaults. ``spell`` says how the API spells them,
    ``spelt`` names those that it spells otherwise. An instance holds what was given, the class the defaults.
    """

    _spell: ClassVar[Callable[[str], str]] = staticmethod(to_camel)
    _spelt: ClassVar[Mapping[str, str]] = {}
    _names: ClassVar[dict[str, str]]
    _members: ClassVar[dict[str, Member]]

    def __init_subclass__(
        cls,
        spell: Callable[[str], str] | None = None,
        spelt: Mapping[str, str] | None = None,
    ) -> None:
        super().__init_subclass__()
        if spell is not None:
            cls._spell = staticmethod(spell)
        if spelt is not None:
            cls._spelt = {**cls._spelt, **spelt}

    def __init__(self, /, **data: object) -> None:
        """Make a model of members by the API's names; what has the wrong type becomes ``Unresolved``."""
        _fill(self, data)

    @classmethod
    def of(cls, data: object) -> Self | Unresolved:
        """Return a model of ``data``, or ``Unresolved`` if that is no object."""
        if isinstance(data, dict):
            made = cls.__new__(cls)
            _fill(made, data)
            return made
        return data if isinstance(data, cls) else wrong(data)

    def members(self) -> dict[str, object]:
        """Return what was given, by the names of the attributes."""
        names = api_names(type(self))
        return {name: value for name, value in self.__dict__.items() if name in names}

    def replaced(self, **changes: object) -> Self:
        """Return a copy with other values of attributes, which are taken as they are."""
        made = type(self).__new__(type(self))
        made.__dict__.update({**self.members(), **changes})
        return made

    def at(self, *path: str | int, part: Part = "value") -> Place:
        """Point at a member of this object by the API's names, e.g. ``at("portMappings", 0)``."""
        return tuple.__new__(Place, (self, path, part))  # as Place() does, which checks ask for most

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in api_names(type(self)))

    def __repr__(self) -> str:
        members = ", ".join(f"{name}={value!r}" for name, value in self.members().items())
        return f"{type(self).__name__}({members})"


def _fill(model: Model, data: Mapping[str, object]) -> None:
    put, members = model.__dict__, _plan(type(model))
    for key, value in data.items():
        if value is None or (member := members.get(key)) is None:
            continue
        read = value if isinstance(value, Unresolved) else member.read(value)
        if member.optional or not isinstance(read, Unresolved):
            put[member.name] = read


def _plan(model: type[Model]) -> dict[str, Member]:
    members: dict[str, Member] | None = model.__dict__.get("_members")
    if members is None:
        members = model._members = plan(model, api_names(model))
    return members


def api_names(model: type[Model]) -> dict[str, str]:
    """Return the members of a model as the API spells them, by the names of the attributes."""
    names: dict[str, str] | None = model.__dict__.get("_names")
    if names is None:
        attributes = [
            name
            for owner in reversed(model.__mro__)
            for name in get_annotations(owner)
            if not name.startswith("_")
        ]
        names = {name: model._spelt.get(name) or model._spell(name) for name in attributes}
        model._names = names
    return names


def build(model: type[M], data: object) -> M:
    """Make a model of ``data``; what has the wrong type becomes ``Unresolved`` in the model.

    The type itself is reported elsewhere (by the schema), so every rule can still run.
    """
    made = model.of(data)
    if isinstance(made, Unresolved):
        made = model()
    if type(data) is OpenObject:
        _open(made, data)
    return made


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


def routes(root: object, base: Route = ()) -> IdentityMap[Route]:
    """Return the route of ``root`` and of every model below it, by the object itself."""
    found = IdentityMap[Route]()
    stack: list[tuple[object, Route]] = [(root, base)]
    while stack:
        node, route = stack.pop()
        if type(node) is list:
            stack.extend(
                (item, (*route, index)) for index, item in enumerate(node) if type(item) not in _LEAVES
            )
        elif isinstance(node, Model):
            found[node] = route
            spelt = api_names(type(node))
            for name, value in node.__dict__.items():
                if type(value) not in _LEAVES and name in spelt:
                    stack.append((value, (*route, spelt[name])))
    return found


_LEAVES = frozenset((type(None), str, int, bool, float, dict, Unresolved))
"""Types of values that have no models below them."""


_NOTHING: Final[Iterator[tuple[int, Never]]] = iter(())
"""Yields nothing, however often it is asked."""


def each(values: Sequence[T | Unresolved] | Unresolved | None) -> Iterator[tuple[int, T]]:
    """Yield index and item of every known item of a list that may be absent or unknown."""
    if values is None or isinstance(values, Unresolved):
        return _NOTHING
    if all_known(values):
        return enumerate(values)
    return iter([(index, value) for index, value in enumerate(values) if not isinstance(value, Unresolved)])


def is_complete(values: Sequence[object] | Mapping[str, object] | Unresolved | None) -> bool:
    """Say whether a list or map is known in full (an absent one is: it is empty)."""
    if values is None:
        return True
    if isinstance(values, Unresolved):
        return False
    items = values.values() if isinstance(values, dict) else values
    return Unresolved.kinds.isdisjoint(map(type, items))


def is_set(value: object) -> bool:
    """Say whether a member was given at all, known or not (``""`` and ``[]`` count as not given)."""
    return value is not None and (isinstance(value, Unresolved) or (value != "" and value != []))
