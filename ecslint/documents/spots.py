"""What an editor may ask of a text in a language of its own: which field of AWS stands, or may be written,
at an offset.

Both answers name a route in data of a kind that schemas describe (a template with one resource, or
container definitions), so that what is said of fields and values is the same in every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ecslint.base.route import Route
from ecslint.documents.subject import Kind


class Spot(NamedTuple):
    """A field that stands at an offset."""

    kind: Kind
    """What ``data`` is: ``cloudformation`` or ``container-definitions``."""
    data: object
    """As much of the data as is written out."""
    route: Route
    """Of the field."""
    name: str
    """What the language calls the field."""
    start: int
    """Offset of the first character."""
    end: int
    """Offset behind the last character."""


class Gap(NamedTuple):
    """Where something may be written: a name or a value."""

    kind: Kind
    """What ``data`` is."""
    data: object
    """As much of the data as is written out."""
    route: Route
    """Of the object that gets a name, or of the field that gets a value."""
    wants: str
    """``key`` or ``value``."""
    word: str
    """What has been written of it, without quotes."""
    start: int
    """Offset of the first character that is replaced."""
    end: int
    """Offset behind the last one."""
    quote: str
    """The quote that the word has begun with."""
    names: Mapping[str, tuple[Route, bool]] | None = None
    """What may be written: names of the language, with the route below and whether it is a block; ``None``
    where the names are those of the schema."""
    taken: frozenset[str] = frozenset()
    """Names that are there already."""
    has_value: bool = False
    """Whether a value follows already."""
