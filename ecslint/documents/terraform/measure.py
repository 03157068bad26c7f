"""What may be done for one root module, and how large a value may be.

What doubles with every local value would take all memory after thirty of them.
"""

from __future__ import annotations

from typing import Final

from ecslint.documents.terraform.values import Encoded, Value

MAX_STEPS: Final = 300_000
"""Expressions that are evaluated for one root module; who writes more generates more than anybody deploys."""
MAX_DEPTH: Final = 60
MAX_PARTS: Final = 200_000
"""Parts of a value that is looked at; 64 KB of container definitions have a few thousand."""
MAX_NESTING: Final = 100
PER_STEP: Final = 10
"""Parts of a value that take as long as the evaluation of an expression."""
_PART: Final = 100
"""Characters of a text that count as one part."""


def measure(value: Value) -> tuple[int, int]:
    """Return how many parts a value has, each as often as it occurs, and how deep it is nested.

    A text counts as one part for each hundred characters, and for each piece it is put together of.
    """
    if value.size is not None:
        return value.size
    data = value.data
    if isinstance(data, list):
        children: list[Value] = data
    elif isinstance(data, dict):
        children = list(data.values())
    else:
        children = [data.value] if isinstance(data, Encoded) else []
    parts, nesting = 1 + (len(data) // _PART if isinstance(data, str) else 0), 0
    parts += len(value.pieces or ())
    for child in children:
        below, depth = measure(child)
        parts, nesting = parts + below, max(nesting, depth + 1)
    value.size = (parts, nesting)
    return value.size


def is_too_large(value: Value) -> bool:
    """Say whether a value is larger than is looked at."""
    parts, nesting = measure(value)
    return parts > MAX_PARTS or nesting > MAX_NESTING


class Budget:
    """What may still be done for one root module."""

    __slots__ = ("depth", "steps")

    def __init__(self) -> None:
        self.steps = MAX_STEPS
        self.depth = 0

    def spend(self, *values: Value) -> None:
        """Count the work on all parts of some values."""
        self.steps -= sum(measure(value)[0] for value in values) // PER_STEP
