"""Lines of YAML templates that stand for more than they show."""

from __future__ import annotations

from typing import NamedTuple

from ecslint.base.pattern import regex

_INDENT = regex(r"indent\W{0,3}(\d+)")
_BRINGS = regex(
    r"[^\w/]*(?:include|import|extends|template|render|partial|block|call|for|range|each|\#\w+)\b"
)

_NEAR = 2000
"""Characters in which the line after a statement is looked for."""


class Gap(NamedTuple):
    """A place where more may stand; ``column`` is where that begins, ``-1`` if unknown."""

    offset: int
    """Offset in the text."""
    column: int


def brings_more(statement: str) -> bool:
    """Say whether a statement stands for text of its own, or repeats what follows."""
    return _BRINGS.match(statement) is not None


def gap(text: str, start: int, end: int) -> Gap:
    """Return the gap that the placeholder or statement at ``[start, end)`` is."""
    told = _INDENT.search(text, start, end)
    column = int(told[1]) if told else start - text.rfind("\n", 0, start) - 1
    return Gap(start, column if column else -1)


def following(text: str, start: int, end: int) -> Gap:
    """Return the gap at ``start`` for what the first line in ``[start, end)`` that is not blank begins."""
    for line in text[start : min(end, start + _NEAR)].split("\n")[1:]:
        if line.strip():
            return Gap(start, len(line) - len(line.lstrip(" ")))
    return Gap(start, -1)
