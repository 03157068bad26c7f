"""What stands at a position of a document that was read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ecslint.base.route import Route, value_at
from ecslint.source.document import Document
from ecslint.source.parsed import Part


class Hit(NamedTuple):
    """The innermost member or item at an offset, and which part of it was hit."""

    route: Route
    """The route of the member or item."""
    part: Part
    """``key``, ``value``, or ``pair`` for what is neither: between the two, or around members."""
    start: int
    """Offset of its first character."""
    end: int
    """Offset behind its last character."""


def route_at(document: Document, offset: int) -> Hit | None:
    """Return what stands at an offset, ``None`` outside of everything."""
    found = document.places.offsets((), "value")
    if found is None or not found[0] <= offset <= found[1]:
        return None
    route: Route = ()
    hit = Hit((), "value", *found)
    node: object = document.data
    while True:
        inner = _inner(document, route, node, offset)
        if inner is None:
            return hit
        hit, step = inner
        if hit.part != "value":
            return hit
        route = (*route, step)
        node = value_at(node, (step,))


def _inner(document: Document, route: Route, node: object, offset: int) -> tuple[Hit, str | int] | None:
    steps: Iterable[str | int] = (
        node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    )
    for step in steps:
        below = (*route, step)
        pair = document.places.offsets(below, "pair")
        if pair is None or not pair[0] <= offset <= pair[1]:
            continue
        key = document.places.offsets(below, "key")
        value = document.places.offsets(below, "value")
        if value is not None and value[0] <= offset <= value[1]:
            return Hit(below, "value", *value), step
        if key is not None and key[0] <= offset <= key[1]:
            return Hit(below, "key", *key), step
        return Hit(below, "pair", *pair), step
    return None
