"""Routes: the path of keys and indices from the root of a document to a value."""

from __future__ import annotations

from typing import TypeAlias

Route: TypeAlias = tuple[str | int, ...]


def to_pointer(route: Route) -> str:
    """Return the RFC 6901 JSON pointer of ``route`` (``""`` for the root)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in route)
