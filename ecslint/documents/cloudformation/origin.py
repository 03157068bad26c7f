"""Where an evaluated value was written: the trail that evaluation leaves behind.

Only what an intrinsic function has moved leaves an ``Origin``; everything else is where it seems to be.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ecslint.base.route import Route


class Origin:
    """How one evaluated value came to its place.

    ``at`` is the key or index as written in the enclosing value (``None``: the same as evaluated);
    ``steps`` lead on from there to the place of use (``("Fn::If", 1)``); ``source`` is the literal the value
    was taken from when that is elsewhere; ``notes`` say what it rests on; ``opaque`` means that the members
    of the value were computed, so that no longer route exists; ``children`` are the origins of its members.
    """

    __slots__ = ("at", "children", "notes", "opaque", "parameter", "source", "steps")

    def __init__(
        self,
        steps: Route = (),
        source: Route | None = None,
        notes: tuple[str, ...] = (),
        parameter: str | None = None,
        opaque: bool = False,
        children: dict[str | int, Origin] | None = None,
        at: str | int | None = None,
    ) -> None:
        self.steps = steps
        self.source = source
        self.notes = notes
        self.parameter = parameter
        self.opaque = opaque
        self.children = children
        self.at = at

    def moved(self, steps: Route) -> Origin:
        """Return the origin of the same value found behind ``steps``."""
        return Origin(
            steps + self.steps, self.source, self.notes, self.parameter, self.opaque, self.children, self.at
        )

    def placed(self, at: str | int) -> Origin:
        """Return the same origin for a value whose key or index as written is ``at``."""
        return Origin(self.steps, self.source, self.notes, self.parameter, self.opaque, self.children, at)


class Trace(NamedTuple):
    """``source`` and place of ``use`` of a value in the document, and what it rests on."""

    source: Route
    use: Route
    notes: tuple[str, ...]
    """What the value rests on, e.g. ``parameter Memory defaults to 512``."""
    parameter: str | None
    """The parameter that gives the value; ``None`` if none does."""


def behind(origin: Origin | None, steps: Route) -> Origin:
    """Return ``origin`` moved behind ``steps``."""
    return Origin(steps) if origin is None else origin.moved(steps)


def computed(origins: Iterable[Origin | None]) -> Origin | None:
    """Return the origin of a value worked out from others: its place is the function itself."""
    notes: list[str] = []
    for origin in origins:
        if origin is not None:
            notes += [note for note in origin.notes if note not in notes]
    return Origin(notes=tuple(notes[:3]), opaque=True)


def trace(base: Route, origin: Origin | None, route: Route) -> Trace:
    """Follow ``route`` (in the evaluated value at ``base``) back to the document."""
    use = source = base
    notes: tuple[str, ...] = ()
    parameter: str | None = None
    opaque = False
    for depth in range(len(route) + 1):
        if depth:
            step = route[depth - 1]
            origin = origin.children.get(step) if origin is not None and origin.children else None
            if opaque:
                continue
            written = step if origin is None or origin.at is None else origin.at
            use, source = (*use, written), (*source, written)
        if origin is None:
            if not opaque and depth < len(route):
                rest = route[depth:]
                return Trace((*source, *rest), (*use, *rest), notes, parameter)
            continue
        use, source = use + origin.steps, source + origin.steps
        notes += tuple(note for note in origin.notes if note not in notes)
        if origin.source is not None:
            source = origin.source
        parameter = origin.parameter or parameter
        opaque = opaque or origin.opaque
    return Trace(source, use, notes, parameter)
