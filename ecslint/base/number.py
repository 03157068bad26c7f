"""Numbers of documents, kept so small that no sum, product or conversion of a few of them can fail."""

from __future__ import annotations

from typing import Final

from ecslint.base.unresolved import HUGE, Unresolved

LARGEST: Final = 10**40
"""What numbers stay below. AWS' APIs take whole numbers of 64 bits at most; a float holds up to 10^308."""
_SHOWN: Final = 20
"""Characters of a larger number that stand for it."""


def bounded(value: float, text: str = "") -> float | Unresolved:
    """Return the number, or what stands for one that is too large for anything to take it."""
    if -LARGEST < value < LARGEST:
        return value
    return Unresolved(HUGE, text[:_SHOWN])


def scalar(data: object) -> object:
    """Return a scalar, a number of them ``bounded``."""
    return bounded(data) if isinstance(data, int | float) and not isinstance(data, bool) else data


def whole(digits: str, base: int = 10) -> float | Unresolved:
    """Return the whole number that is written so, ``bounded``. Raises ``ValueError`` for what is none."""
    try:
        return bounded(int(digits, base), digits)
    except ValueError:
        if base != 10:
            raise
        return bounded(float(digits), digits)  # more digits than Python turns into a whole number
