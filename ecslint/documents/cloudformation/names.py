"""CloudFormation's property names and those of the Amazon ECS API, in both directions.

The table is generated from CloudFormation's schemas and the API's model. Keys in the wrong letter case are
reported by their schema; here they are taken for what they mean, so that the rules still run.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

from ecslint.schemas import load_json
from ecslint.source.route import Route

Names: TypeAlias = dict[str, Any]
"""CloudFormation name → API name, or ``{"name": …, "members": Names}``, or ``{"name": …, "free": true}``."""


@cache
def _types() -> dict[str, Names]:
    found: dict[str, Names] = load_json("cloudformation/names.json")["types"]
    return found


@cache
def _folded(kind: str) -> Names:
    """Return the table of a type with keys in lower case."""
    return _fold(_types().get(kind, {}))


def _fold(names: Names) -> Names:
    return {
        key.lower(): {**entry, "members": _fold(entry["members"])}
        if isinstance(entry, dict) and "members" in entry
        else entry
        for key, entry in names.items()
    }


def has_names(kind: str) -> bool:
    """Say whether ``kind`` is a resource type of Amazon ECS that we have names and a schema of."""
    return kind in _types()


def to_api(kind: str, data: Any) -> Any:
    """Return properties of a resource of type ``kind`` under the API's names; unknown ones keep theirs."""
    return _convert(_folded(kind), data)


def _convert(names: Names, data: Any) -> Any:
    if type(data) is list:
        return [_convert(names, item) if type(item) is dict or type(item) is list else item for item in data]
    if type(data) is not dict:
        return data
    out: dict[Any, Any] = {}
    for key, value in data.items():
        entry = names.get(key.lower()) if type(key) is str else None
        if entry is None:
            out.setdefault(key, value)
        elif type(entry) is str:
            out[entry] = value
        elif "members" in entry:
            out[entry["name"]] = _convert(entry["members"], value)
        else:
            out[entry["name"]] = _free(value)
    return out


def _free(value: Any) -> Any:
    """Give a map of the user's own keys texts where it has other scalars, as CloudFormation does."""
    if not isinstance(value, dict):
        return value
    return {key: ("true" if item else "false") if type(item) is bool else item for key, item in value.items()}


def to_properties(kind: str, data: Any, route: Route) -> Route:
    """Return the route in the properties ``data``, as written, of a ``route`` in the API's names."""
    names: Names | None = _types().get(kind, {})
    out: list[str | int] = []
    for step in route:
        key: str | int = step
        below: Names | None = names if isinstance(step, int) else None
        if isinstance(step, str) and names is not None:
            canonical, entry = _by_api_name(names, step)
            key = _as_written(data, canonical)
            below = entry.get("members") if isinstance(entry, dict) else None
        names = below
        out.append(key)
        data = _child(data, key)
    return tuple(out)


def _by_api_name(names: Names, name: str) -> tuple[str, Any]:
    """Return CloudFormation's name for the API's ``name``, and its entry."""
    for key, entry in names.items():
        if (entry if isinstance(entry, str) else entry["name"]) == name:
            return key, entry
    return name[:1].upper() + name[1:], None


def _as_written(data: Any, key: str) -> str:
    """Return the key of ``data`` that is ``key`` but for letter case, else ``key``."""
    if isinstance(data, dict) and key not in data:
        for written in data:
            if isinstance(written, str) and written.lower() == key.lower():
                return written
    return key


def _child(data: Any, key: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(key)
    if isinstance(data, list) and isinstance(key, int) and 0 <= key < len(data):
        return data[key]
    return None
