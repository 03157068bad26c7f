"""What a variant of a whole stack is: a base, what is changed in it, and where what is then cut is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Json = dict[str, Any]
Base = Callable[[], Json]


class Variant(NamedTuple):
    """A stack in two forms, one that works and one that is cut."""

    name: str
    base: Base
    severity: str
    """The least severity that is meant; what AWS would accept is a warning."""
    places: tuple[str, ...]
    """Resources, any of which may be named."""
    change: Callable[[Json, bool], None]
    """Changes the base; ``True`` cuts it."""


class Silent(NamedTuple):
    """A stack that works, or of which it is not known that it does not."""

    name: str
    base: Base
    change: Callable[[Json], None]


VARIANTS: list[Variant] = []
SILENT: list[Silent] = []


def cut(
    base: Base, severity: str, *places: str
) -> Callable[[Callable[[Json, bool], None]], Callable[[Json, bool], None]]:
    """Note a variant that is cut by its change."""

    def note(change: Callable[[Json, bool], None]) -> Callable[[Json, bool], None]:
        VARIANTS.append(Variant(change.__name__, base, severity, places, change))
        return change

    return note


def silent(base: Base) -> Callable[[Callable[[Json], None]], Callable[[Json], None]]:
    """Note a variant of which nothing is said."""

    def note(change: Callable[[Json], None]) -> Callable[[Json], None]:
        SILENT.append(Silent(change.__name__, base, change))
        return change

    return note
