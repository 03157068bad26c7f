"""How a model is made of parsed data: one plan per class, read off its annotations when it is first needed.

Members have one of a few shapes (``Opt[T]``, with ``T`` a scalar, a model, a list or a map). Scalars are read
as leniently as pydantic does in its lax mode with ``coerce_numbers_to_str``; a test holds both to the same
outcome (``ecslint.model.twins`` makes the pydantic classes). What has another type becomes ``Unresolved``:
the schema reports the type elsewhere, and every rule still runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import NoneType, UnionType
from typing import NamedTuple, TypeAlias, Union, get_args, get_origin, get_type_hints

from ecslint.base.number import LARGEST
from ecslint.base.pattern import regex
from ecslint.base.unresolved import WRONG_TYPE, Unresolved

Read: TypeAlias = Callable[[object], object]
"""Reads a value that is neither ``None`` nor unknown; what it cannot read becomes ``Unresolved``."""

_SHOWN = 80
"""Characters of a value of the wrong type that stand for it."""
_WHOLE = regex(r"\s*[+-]?[0-9]+(?:\.0+)?\s*", re.ASCII)
_LONGEST = 4_300
"""Digits of a number in a text beyond which Python refuses to read it."""
_LARGEST = 2.0**63
"""Whole numbers written with a point are read up to here, as pydantic does."""
_TRUTHS = {
    **dict.fromkeys(("1", "true", "t", "yes", "y", "on"), True),
    **dict.fromkeys(("0", "false", "f", "no", "n", "off"), False),
}


class Member(NamedTuple):
    """A member of a model: the attribute, how its value is read, and whether it may be unknown."""

    name: str
    """The attribute's name."""
    read: Read
    """Turns what was written into the member's type, or into ``Unresolved``."""
    optional: bool
    """Whether ``None`` is allowed."""


def plan(model: type, spelt: dict[str, str]) -> dict[str, Member]:
    """Return the members of a model class by the names in ``spelt``, which goes by the attributes' names.

    Raises ``TypeError`` for a member of another shape.
    """
    hints = get_type_hints(model)
    return {written: Member(name, *_reader(hints[name])) for name, written in spelt.items()}


def _reader(annotation: object) -> tuple[Read, bool]:
    """Return what reads a value of this type, and whether the type admits ``Unresolved``."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        kinds = [option for option in arguments if option not in (NoneType, Unresolved)]
        if len(kinds) != 1 or Unresolved not in arguments:
            raise TypeError(f"no member of ours: {annotation}")
        return _reader(kinds[0])[0], True
    if origin is list:
        return _list(_reader(arguments[0])[0]), False
    if origin is tuple:
        items = _list(_reader(arguments[0])[0])
        return lambda value: tuple(found) if isinstance(found := items(value), list) else found, False
    if origin is dict:
        return _map(_reader(arguments[1])[0]), False
    if annotation in _SCALARS:
        return _SCALARS[annotation], False
    if isinstance(annotation, type) and hasattr(annotation, "of"):
        read: Read = annotation.of
        return read, False
    raise TypeError(f"no member of ours: {annotation}")


def wrong(value: object) -> Unresolved:
    """Return what stands for a value of the wrong type."""
    try:
        return Unresolved(WRONG_TYPE, repr(value)[:_SHOWN])
    except ValueError:  # a number of more digits than Python writes
        return Unresolved(WRONG_TYPE)


def _anything(value: object) -> object:
    return value


def _text(value: object) -> str | Unresolved:
    if type(value) is str:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return str(value)
        except ValueError:
            pass
    return wrong(value)


def _integer(value: object) -> int | Unresolved:
    if isinstance(value, int):
        return int(value) if -LARGEST < value < LARGEST else wrong(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST:
        return int(value)
    if isinstance(value, str) and len(value) <= _LONGEST and _WHOLE.fullmatch(value):
        return _integer(int(value.partition(".")[0]))
    return wrong(value)


def _number(value: object) -> float | Unresolved:
    if isinstance(value, int | float) or (isinstance(value, str) and "_" not in value):
        try:
            number = float(value)
        except (ValueError, OverflowError):
            return wrong(value)
        if abs(number) <= LARGEST:  # neither infinite nor no number at all, as 1e999 and "nan" are
            return number
    return wrong(value)


def _truth(value: object) -> bool | Unresolved:
    if value is True or value is False:
        return value
    known: bool | None = None
    if isinstance(value, str):
        known = _TRUTHS.get(value.lower())
    elif isinstance(value, int | float) and value in (0, 1):
        known = bool(value)
    return wrong(value) if known is None else known


def _list(read: Read) -> Read:
    def items(value: object) -> list[object] | Unresolved:
        if not isinstance(value, list | tuple):
            return wrong(value)
        return [
            item if isinstance(item, Unresolved) else wrong(item) if item is None else read(item)
            for item in value
        ]

    return items


def _map(read: Read) -> Read:
    def entries(value: object) -> dict[str, object] | Unresolved:
        if not isinstance(value, dict):
            return wrong(value)
        found: dict[str, object] = {}
        for key, item in value.items():
            name = _text(key)
            if isinstance(name, Unresolved):
                return wrong(value)
            unread = read is _anything or isinstance(item, Unresolved)
            found[name] = item if unread else wrong(item) if item is None else read(item)
        return found

    return entries


_SCALARS: dict[object, Read] = {str: _text, int: _integer, bool: _truth, float: _number, object: _anything}
