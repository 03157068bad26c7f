"""JSON text to plain data, with the standard library's C parser for text that is in order.

Anything else (trailing commas, comments, template placeholders, real mistakes, duplicate keys) goes to
the tolerant parser in ``ecslint.source.json_mistakes``, which also makes places.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from ecslint.source.document import Parsed, Places
from ecslint.source.limits import MAX_DEPTH


class _DuplicateKeyError(Exception):
    """An object has the same key twice."""


class _NotJsonError(Exception):
    """``NaN`` or ``Infinity``, which Python reads and JSON has not."""


def parse_json(text: str) -> Parsed:
    """Read ``text``, and as much of it as can be read where it is not proper JSON.

    Clean text yields no problems and ``places=None`` (made on demand by ``json_places``). Duplicate keys:
    the last value wins. Unquoted placeholders become ``Unresolved``. Nesting beyond 200 levels is
    reported as ``too-deep`` and its content is unresolved. Raises nothing.
    """
    try:
        data = json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant)
        if text.count("{") + text.count("[") <= MAX_DEPTH or not _deeper_than(data, MAX_DEPTH):
            return Parsed(data, [], None)
    except (_DuplicateKeyError, _NotJsonError, ValueError, RecursionError):
        pass
    return _read(text)


def json_places(text: str) -> Places:
    """Return the places of the keys and values of ``text`` (with duplicate keys: of the last one)."""
    places = _read(text).places
    assert places is not None
    return places


def _read(text: str) -> Parsed:
    """Read ``text`` with places."""
    try:
        json.loads(text, parse_constant=_constant)
    except (_NotJsonError, ValueError, RecursionError):
        from ecslint.source.json_mistakes import read_json

        return read_json(text)
    from ecslint.source.json_reader import Reader

    return Reader(text).read()


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _DuplicateKeyError
    return members


def _constant(_word: str) -> NoReturn:
    raise _NotJsonError


def _deeper_than(data: object, limit: int) -> bool:
    """Say whether lists and objects are nested more than ``limit`` levels; level by level, not recursive."""
    level: list[Any] = [data] if isinstance(data, (dict, list)) else []
    for _ in range(limit):
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node)
            if type(child) in (dict, list)
        ]
        if not level:
            return False
    return True
