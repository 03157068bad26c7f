"""JSON text to plain data, with the standard library's C parser for text that is in order.

Anything else (trailing commas, comments, template placeholders, real mistakes, duplicate keys) goes to
the tolerant parser in ``ecslint.source.json.mistakes``, which also makes places.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NoReturn

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.source.json.tokens import number
from ecslint.source.limits import LARGE, MAX_DEPTH, MAX_FAULTY, MAX_JSON_VALUES, TAKEN
from ecslint.source.parsed import Parsed, SyntaxProblem
from ecslint.source.places import Node, TreePlaces

_STRING = regex(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?+', re.DOTALL)
"""A string, also one that does not end: nothing in it is searched again from its next quote on."""

_MANY_DIGITS = regex(r"[0-9]{41}")
"""What a whole number beyond ``LARGEST`` has; shorter ones are read faster."""


class _DuplicateKeyError(Exception):
    """An object has the same key twice."""


class _NotJsonError(Exception):
    """``NaN`` or ``Infinity``, which Python reads and JSON has not."""


def parse_json(text: str) -> Parsed:
    """Read ``text``, and as much of it as can be read where it is not proper JSON.

    Clean text yields no problems and ``places=None`` (``CleanPlaces`` makes them on demand). Duplicate keys:
    the last value wins. Unquoted placeholders become ``Unresolved``. Nesting beyond 200 levels is
    reported as ``too-deep`` and its content is unresolved. Raises nothing.
    """
    if len(text) > LARGE and _has_too_many_values(text):
        message = f"JSON of more than {MAX_JSON_VALUES:,} values is not read{TAKEN}"
        return Parsed(Unresolved("too large"), [SyntaxProblem("too-large", message, 0, 1)], _nowhere(text))
    try:
        data = _loaded(text, object_pairs_hook=_pairs)
        if text.count("{") + text.count("[") <= MAX_DEPTH or not _deeper_than(data, MAX_DEPTH):
            return Parsed(data, [], None)
    except _DuplicateKeyError as error:
        if len(text) > MAX_FAULTY:
            from ecslint.source.json.words import shorten

            return _without_duplicates(text, shorten(str(error)))
        if _is_json(text):
            from ecslint.source.json.reader import Reader

            return Reader(text).read()
    except (_NotJsonError, ValueError, RecursionError) as error:
        if len(text) > MAX_FAULTY:
            return _given_up(text, error)
    else:
        if len(text) > MAX_FAULTY:
            return _given_up(text, _NotJsonError())
        from ecslint.source.json.reader import Reader

        return Reader(text).read()
    from ecslint.source.json.mistakes import read_json

    return read_json(text)


def _given_up(text: str, error: Exception) -> Parsed:
    """Return the first mistake of a text that is too long to be read with mistakes."""
    start = getattr(error, "pos", 0)
    reason = getattr(error, "msg", "NaN, Infinity or too deep nesting").lower()
    message = f"this is not JSON ({reason}), and the file is too large to be read with mistakes"
    problem = SyntaxProblem("invalid-syntax", message, start, min(start + 1, len(text)))
    return Parsed(Unresolved("syntax error"), [problem], _nowhere(text))


def _without_duplicates(text: str, key: str) -> Parsed:
    """Read a text that is too long for noting where each key is; ``key`` is there twice in an object."""
    try:
        data = _loaded(text)
    except (_NotJsonError, ValueError, RecursionError) as error:
        return _given_up(text, error)
    if _deeper_than(data, MAX_DEPTH):
        return _given_up(text, _NotJsonError())
    message = f"an object has the key {json.dumps(key)} twice; remove one, for the last counts"
    return Parsed(data, [SyntaxProblem("duplicate-key", message, 0, 1)], None)


def _nowhere(text: str) -> TreePlaces:
    return TreePlaces(Node(0, len(text)))


def _has_too_many_values(text: str) -> bool:
    """Say whether there are more values than fit into memory; commas in strings do not count."""
    if sum(map(text.count, ",[{")) <= MAX_JSON_VALUES:
        return False
    return sum(map(_STRING.sub("", text).count, ",[{")) > MAX_JSON_VALUES


def _is_json(text: str) -> bool:
    try:
        _loaded(text)
    except (_NotJsonError, ValueError, RecursionError):
        return False
    return True


def _loaded(
    text: str, object_pairs_hook: Callable[[list[tuple[str, object]]], dict[str, object]] | None = None
) -> object:
    """Read JSON with the standard library, with numbers that are ``bounded``."""
    return json.loads(
        text,
        object_pairs_hook=object_pairs_hook,
        parse_constant=_constant,
        parse_float=number,
        parse_int=number if _MANY_DIGITS.search(text) is not None else None,
    )


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _DuplicateKeyError(key)
            seen.add(key)
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
