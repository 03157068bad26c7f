"""Routes: the path of keys and indices from the root of a document to a value."""

from __future__ import annotations

from typing import TypeAlias

Route: TypeAlias = tuple[str | int, ...]


def to_pointer(route: Route) -> str:
    """Return the RFC 6901 JSON pointer of ``route`` (``""`` for the root)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in route)


def value_at(data: object, route: Route) -> object:
    """Return what stands at a route in plain data, ``None`` where nothing does."""
    for step in route:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
            data = data[step]
        else:
            return None
    return data
