"""What a part of a template mentions: conditions, parameters and other resources, found in one walk."""

from __future__ import annotations

from typing import Final, NamedTuple

from ecslint.documents.cloudformation.values import sub_names

_NO_NAMES: Final[frozenset[str]] = frozenset()
_FUNCTIONS: Final = frozenset({"Ref", "Fn::FindInMap", "Fn::GetAtt", "Fn::If", "Fn::Select", "Fn::Sub"})
"""Functions whose arguments mention something."""


class Usage(NamedTuple):
    """``conditions`` of ``Fn::If``; ``names`` of ``Ref`` and ``Fn::Sub`` (parameters, pseudo parameters or
    resources); ``resources`` of ``Fn::GetAtt``; ``certain`` are the names mentioned outside ``Fn::If``;
    ``selectors`` are the names that choose a key of a mapping, with that mapping (``""`` for second keys)."""

    conditions: frozenset[str]
    names: frozenset[str]
    resources: frozenset[str]
    certain: frozenset[str]
    selectors: frozenset[tuple[str, str]]
    looks_up: bool
    """Whether ``Fn::FindInMap`` or ``Fn::Select`` is called, which can fail."""


class _Mentions:
    """What was found so far."""

    __slots__ = ("certain", "conditions", "looks_up", "names", "resources", "selectors")

    def __init__(self) -> None:
        self.conditions: set[str] = set()
        self.names: set[str] = set()
        self.resources: set[str] = set()
        self.certain: set[str] = set()
        self.selectors: set[tuple[str, str]] = set()
        self.looks_up = False

    def text(self, key: str, value: str, sure: bool) -> None:
        """Note what a function mentions whose argument is a string."""
        if key == "Ref":
            self.names.add(value)
            if sure:
                self.certain.add(value)
        elif key == "Fn::Sub":
            _from_sub(value, _NO_NAMES, self.names, self.resources, self.certain if sure else None)
        elif key == "Fn::GetAtt":
            self.attribute(value.partition(".")[0], sure)

    def attribute(self, name: str, sure: bool) -> None:
        """Note a resource of which an attribute is taken."""
        self.resources.add(name)
        if sure:
            self.certain.add(name)

    def arguments(self, key: str, value: list[object], sure: bool) -> None:
        """Note what a function mentions itself whose argument is a list."""
        if key == "Fn::GetAtt" and value and isinstance(value[0], str):
            self.attribute(value[0], sure)
        elif key == "Fn::Sub" and value and isinstance(value[0], str):
            own = value[1] if len(value) > 1 and isinstance(value[1], dict) else {}
            found = self.certain if sure else None
            _from_sub(value[0], frozenset(own), self.names, self.resources, found)
        elif key == "Fn::If" and value and isinstance(value[0], str):
            self.conditions.add(value[0])
        elif key == "Fn::FindInMap" and len(value) > 2:
            _from_find_in_map(value, self.selectors)
        if key in ("Fn::FindInMap", "Fn::Select"):
            self.looks_up = True


def usage_of(node: object) -> Usage:
    """Walk ``node`` once and return what it mentions."""
    found = _Mentions()
    stack: list[tuple[object, bool]] = [(node, True)]
    while stack:
        item, sure = stack.pop()
        if type(item) is list:
            stack += [(inner, sure) for inner in item if type(inner) is dict or type(inner) is list]
            continue
        if type(item) is not dict:
            continue
        for key, value in item.items():
            kind = type(value)
            if kind is str:
                if key in _FUNCTIONS:
                    found.text(key, value, sure)
            elif kind is dict:
                stack.append((value, sure))
            elif kind is list:
                if key in _FUNCTIONS:
                    found.arguments(key, value, sure)
                stack.append((value, sure and key != "Fn::If"))
    return Usage(
        frozenset(found.conditions),
        frozenset(found.names),
        frozenset(found.resources),
        frozenset(found.certain),
        frozenset(found.selectors),
        found.looks_up,
    )


def _from_find_in_map(args: list[object], selectors: set[tuple[str, str]]) -> None:
    for mapping, key in ((args[0], args[1]), ("", args[2])):
        name = key.get("Ref") if isinstance(key, dict) else None
        if isinstance(name, str) and isinstance(mapping, str):
            selectors.add((name, mapping))


def _from_sub(
    text: str, own: frozenset[str], names: set[str], resources: set[str], certain: set[str] | None
) -> None:
    for name in sub_names(text):
        if name in own:
            continue
        base, _, attribute = name.partition(".")
        if attribute:
            resources.add(base)
        else:
            names.add(base)
        if certain is not None:
            certain.add(base)
