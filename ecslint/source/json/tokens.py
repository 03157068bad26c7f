"""The tokens of proper JSON."""

from __future__ import annotations

from typing import Final, NamedTuple

from ecslint.base.pattern import regex

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


def number(text: str) -> int | float:
    """Return a JSON number; whole numbers of thousands of digits become a float."""
    try:
        return float(text) if "." in text or "e" in text or "E" in text else int(text)
    except ValueError:
        return float(text)
