"""What a part of a template mentions: conditions, parameters and other resources, found in one walk."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from ecslint.documents.cloudformation.values import sub_names

_NO_NAMES: Final[frozenset[str]] = frozenset()


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


def usage_of(node: Any) -> Usage:
    """Walk ``node`` once and return what it mentions."""
    conditions: set[str] = set()
    names: set[str] = set()
    resources: set[str] = set()
    certain: set[str] = set()
    selectors: set[tuple[str, str]] = set()
    looks_up = False
    stack: list[tuple[Any, bool]] = [(node, True)]
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
                if key == "Ref":
                    names.add(value)
                    if sure:
                        certain.add(value)
                elif key == "Fn::Sub":
                    _from_sub(value, _NO_NAMES, names, resources, certain if sure else None)
                elif key == "Fn::GetAtt":
                    resources.add(value.partition(".")[0])
                    if sure:
                        certain.add(value.partition(".")[0])
            elif kind is dict:
                stack.append((value, sure))
            elif kind is list:
                if key == "Fn::If":
                    if value and isinstance(value[0], str):
                        conditions.add(value[0])
                    stack.append((value, False))
                    continue
                if key == "Fn::GetAtt" and value and isinstance(value[0], str):
                    resources.add(value[0])
                    if sure:
                        certain.add(value[0])
                elif key == "Fn::Sub" and value and isinstance(value[0], str):
                    own = value[1] if len(value) > 1 and isinstance(value[1], dict) else {}
                    _from_sub(value[0], frozenset(own), names, resources, certain if sure else None)
                elif key == "Fn::FindInMap" and len(value) > 2:
                    _from_find_in_map(value, selectors)
                if key in ("Fn::FindInMap", "Fn::Select"):
                    looks_up = True
                stack.append((value, sure))
    return Usage(
        frozenset(conditions),
        frozenset(names),
        frozenset(resources),
        frozenset(certain),
        frozenset(selectors),
        looks_up,
    )


def _from_find_in_map(args: list[Any], selectors: set[tuple[str, str]]) -> None:
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
