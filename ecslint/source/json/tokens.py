"""The tokens of proper JSON."""

from __future__ import annotations

from typing import Final, NamedTuple

from ecslint.base.number import bounded, whole
from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved

STRICT_TOKEN: Final = regex(
    r"[ \t\n\r]*+(?:"
    r'(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*+")'
    r"|(?P<mark>[{}\[\],:])"
    r"|(?P<number>-?[0-9][0-9.eE+-]*+)"
    r"|(?P<literal>true|false|null))"
)
"""The next token of text that is known to be JSON."""


class Token(NamedTuple):
    """``kind`` is a group of the pattern, or ``placeholder``; ``[start, end)`` are offsets."""

    kind: str
    start: int
    """Offset of the first character."""
    end: int
    """Offset behind the last character."""


def number(text: str) -> float | Unresolved:
    """Return a JSON number; one that is too large for anything is ``Unresolved``."""
    return bounded(float(text), text) if "." in text or "e" in text or "E" in text else whole(text)
