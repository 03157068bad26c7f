"""Members of large texts that programs write and nothing here reads, left out before the text is read.

What they are put in place of has the same length and the same lines, so that all places stay as they are.
"""

from __future__ import annotations

import json
from typing import Final

from ecslint.base.pattern import regex
from ecslint.source.limits import LARGE

_FIRST: Final = '"format_version"'
"""The member with which such a text begins: what ``terraform show -json`` prints.
Source: hashicorp/terraform ``internal/command/jsonplan/plan.go``, read 2026-11-30."""
_BEFORE: Final = frozenset(
    {"format_version", "terraform_version", "variables", "planned_values", "resource_drift"}
)
"""The members before the changes, in which everything is that is read of the values."""
_UNREAD: Final = frozenset({"planned_values", "resource_drift"})
"""Those of which nothing is read: the changes say the same, and more."""
_BLANKS: Final = regex(r"[ \t\r\n]*+")
_BLANKED: Final = regex(r"[^\r\n]++")


def without_unread(text: str) -> str:
    """Return a text without the content of what is not read, if it is a large one of this kind.

    All else is where it was. A text that is not in order stays as it is. Raises nothing.
    """
    if len(text) <= LARGE or not text[:100].lstrip(" \t\r\n{").startswith(_FIRST):
        return text
    try:
        spans = _spans(text)
    except (ValueError, RecursionError, IndexError):
        return text
    for start, end in spans:
        inner = _BLANKED.sub(lambda match: " " * len(match[0]), text[start + 1 : end - 1])
        text = text[: start + 1] + inner + text[end - 1 :]
    return text


def _spans(text: str) -> list[tuple[int, int]]:
    """Return the places of the objects and lists that are not read. Raises ``ValueError`` or ``IndexError``
    for a text that is not in order."""
    decoder = json.JSONDecoder()
    spans: list[tuple[int, int]] = []
    position = text.index("{") + 1
    while True:
        key, position = decoder.raw_decode(text, _past(text, position))
        if not isinstance(key, str):
            raise ValueError("a key is not a string")
        if key not in _BEFORE:
            return spans
        start = _past(text, _past(text, position) + 1)
        _, position = decoder.raw_decode(text, start)
        if key in _UNREAD and text[start] in "{[":
            spans.append((start, position))
        position = _past(text, position)
        if text[position] != ",":
            return spans
        position += 1


def _past(text: str, position: int) -> int:
    match = _BLANKS.match(text, position)
    return position if match is None else match.end()
