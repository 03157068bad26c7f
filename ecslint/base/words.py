"""Words joined for a sentence."""

from __future__ import annotations

from collections.abc import Iterable


def one_of(items: Iterable[str]) -> str:
    """Join alternatives: ``a``, ``a or b``, ``a, b or c``; ``none`` if there are none."""
    return _joined(list(items), "or")


def all_of(items: Iterable[str]) -> str:
    """Join things that go together: ``a``, ``a and b``, ``a, b and c``; ``none`` if there are none."""
    return _joined(list(items), "and")


def quoted(items: Iterable[str]) -> list[str]:
    """Put each word in double quotes."""
    return [f'"{item}"' for item in items]


def _joined(items: list[str], last: str) -> str:
    if len(items) > 1:
        return f"{', '.join(items[:-1])} {last} {items[-1]}"
    return items[0] if items else "none"
