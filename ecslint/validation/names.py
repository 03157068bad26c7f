"""CloudFormation's property names and the API's member names, each way.

The table is ``schemas/cloudformation/names.json``, generated from both models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TypeAlias

from ecslint.base import schemas
from ecslint.base.pattern import regex
from ecslint.base.route import Route

Entry: TypeAlias = "str | schemas.Schema"
"""What a property is called in the API, or that (``name``) with the tree of its ``members``."""
Tree: TypeAlias = "dict[str, Entry]"
"""The properties of a type, or of one of its properties, by CloudFormation's name."""

_NAME = regex(r'\b[a-z]++[A-Z][A-Za-z0-9]*+\b|"[a-z]+"')
_VALUES = frozenset({"host", "task", "service"})
"""Names that are values of other members, such as network mode ``"host"``."""


def to_api(resource_type: str, properties: object) -> object:
    """Return evaluated CloudFormation properties under the API's names.

    Values, ``Unresolved`` ones too, are kept as they are, and so are names that the type does not have.
    A name in the wrong case counts as the right one, and is dropped where that is given as well. The
    keys of free maps (``Options``, ``DockerLabels``) are the user's own and stay.
    """
    return _converted(tree_of(resource_type), properties)


def template_route(resource_type: str, properties: object, route: Route) -> Route:
    """Return the route in ``properties`` of a route in the API's names.

    It has the names as they are written there; for a member that is missing, CloudFormation's.
    """
    tree = tree_of(resource_type)
    node = properties
    out: list[str | int] = []
    for step in route:
        if isinstance(step, int):
            node = node[step] if isinstance(node, list) and step < len(node) else None
            out.append(step)
            continue
        written = _written(tree, node, step)
        node = node.get(written) if isinstance(node, dict) else None
        entry = _entry(tree, written)
        tree = entry.get("members", {}) if isinstance(entry, dict) else {}
        out.append(written)
    return tuple(out)


def api_route(resource_type: str, data: object, route: Route) -> Route:
    """Return the route in ``data``, under the API's names, of a route under CloudFormation's.

    It has the names as they are written there; for a member that is missing, the API's.
    """
    tree = tree_of(resource_type)
    node = data
    out: list[str | int] = []
    for step in route:
        if isinstance(step, int):
            node = node[step] if isinstance(node, list) and step < len(node) else None
            out.append(step)
            continue
        entry = tree.get(step)
        name = _name(entry) or step
        node = node.get(name) if isinstance(node, dict) else None
        tree = entry.get("members", {}) if isinstance(entry, dict) else {}
        out.append(name)
    return tuple(out)


def has_api_name(resource_type: str, route: Route) -> bool:
    """Say whether a property of a template has the API's name of the last step, however it is spelt there."""
    tree = tree_of(resource_type)
    *above, last = (step for step in route if isinstance(step, str))
    for step in above:
        entry = _entry(tree, step)
        tree = entry.get("members", {}) if isinstance(entry, dict) else {}
    return any(str(last).lower() in (name.lower(), _name(entry).lower()) for name, entry in tree.items())


def template_value(resource_type: str, route: Route, value: object) -> object:
    """Return ``value``, meant for ``route`` in the API's names, under CloudFormation's."""
    tree = tree_of(resource_type)
    for step in route:
        if isinstance(step, str):
            entry = _by_api_name(tree, step)
            tree = entry[1].get("members", {}) if isinstance(entry[1], dict) else {}
    return _as_properties(tree, value)


@lru_cache(maxsize=1024)
def template_wording(resource_type: str, text: str) -> str:
    """Return ``text`` with the API's names in it replaced by CloudFormation's.

    Names of several words count (``hostPort``), and single words in quotes (``"cpu"``) that are not usual
    as values too.
    """
    words = _words(resource_type)

    def replaced(match: re.Match[str]) -> str:
        found = match[0]
        name = found.strip('"')
        if name not in words or (found != name and name in _VALUES):
            return found
        return found.replace(name, words[name])

    return _NAME.sub(replaced, text)


def _all_names(tree: Tree) -> Iterator[tuple[str, str]]:
    for name, entry in tree.items():
        if isinstance(entry, dict):
            yield from _all_names(entry.get("members", {}))
        yield _name(entry), name


def _by_api_name(tree: Tree, api_name: str) -> tuple[str, object]:
    for name, entry in tree.items():
        if _name(entry) == api_name:
            return name, entry
    return api_name, None


def _as_properties(tree: Tree, value: object) -> object:
    if isinstance(value, list):
        return [_as_properties(tree, item) for item in value]
    if not isinstance(value, dict):
        return value
    out = {}
    for key, member in value.items():
        name, entry = _by_api_name(tree, key)
        members = entry.get("members") if isinstance(entry, dict) else None
        out[name] = member if members is None else _as_properties(members, member)
    return out


@cache
def _words(resource_type: str) -> dict[str, str]:
    """Return CloudFormation's name of each member of the API, for a resource type."""
    return dict(_all_names(tree_of(resource_type)))


def tree_of(resource_type: str) -> Tree:
    """Return the properties of a resource type, by CloudFormation's name; none of a type without a table."""
    return _types().get(resource_type, {})


@cache
def _types() -> dict[str, Tree]:
    types: dict[str, Tree] = schemas.load_json("cloudformation/names.json")["types"]
    return types


def _converted(tree: Tree, value: object) -> object:
    if isinstance(value, list):
        return [_converted(tree, item) for item in value]
    if not isinstance(value, dict):
        return value
    out: dict[str, object] = {}
    for key, member in value.items():
        entry = tree.get(key)
        if entry is None:
            entry = _entry(tree, key)
            if entry is None:
                out[key] = member
                continue
            if any(_name(tree.get(other)) == _name(entry) for other in value):
                continue
        if isinstance(entry, str):
            out[entry] = member
        else:
            members = entry.get("members")
            out[entry["name"]] = member if members is None else _converted(members, member)
    return out


def _entry(tree: Tree, key: str) -> Entry | None:
    """Return what the tree says of a property, whatever its letter case; ``None`` if nothing."""
    if key in tree:
        return tree[key]
    lowered = str(key).lower()
    for name, entry in tree.items():
        if lowered in (name.lower(), _name(entry).lower()):
            return entry
    return None


def _name(entry: Entry | None) -> str:
    if entry is None:
        return ""
    return entry if isinstance(entry, str) else str(entry["name"])


def _written(tree: Tree, node: object, api_name: str) -> str:
    if isinstance(node, dict):
        usual = api_name[:1].upper() + api_name[1:]  # as nearly all are called, so that few are searched for
        if usual in node and _name(tree.get(usual)) == api_name:
            return usual
        for key in node:
            if key in tree and _name(tree[key]) == api_name:
                return str(key)
        for key in node:
            if _name(_entry(tree, key)) == api_name:
                return str(key)
        if api_name in node:
            return api_name
    return next((name for name, entry in tree.items() if _name(entry) == api_name), api_name)


def members_of(resource_type: str, name: str) -> Tree:
    """Return the members of a property of objects: CloudFormation's names, each with the API's."""
    entry = tree_of(resource_type).get(name)
    members = entry.get("members", {}) if isinstance(entry, dict) else {}
    return members if isinstance(members, dict) else {}


def api_names(resource_type: str) -> dict[str, str]:
    """Return the API's name of every property of a resource type, by CloudFormation's."""
    return {name: api for api, name in _all_names(tree_of(resource_type))}
