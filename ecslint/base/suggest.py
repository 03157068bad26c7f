"""The known word that a misspelt one most likely stands for."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the member of ``known`` closest to ``word``, ``None`` if none is close.

    A word that differs in letter case or in ``-`` and ``_`` only is always the closest. Else at most a
    quarter of the letters may differ (one of a word of up to seven letters), where two neighbours
    that changed places count as one.
    """
    plain = _plain(word)
    best, smallest = None, max(1, len(plain) // 4) + 1
    for candidate in known:
        other = _plain(candidate)
        if other == plain:
            return candidate
        if abs(len(other) - len(plain)) < smallest:
            distance = _distance(plain, other, smallest)
            if distance < smallest and distance < len(other):
                best, smallest = candidate, distance
    return best


def same_letters(one: str, other: str) -> bool:
    """Say whether two words differ in nothing but letter case, ``-``, ``_`` and spaces."""
    return _plain(one) == _plain(other)


def _plain(word: str) -> str:
    return word.lower().replace("-", "").replace("_", "").replace(" ", "")


def _distance(one: str, other: str, limit: int) -> int:
    """Return the edit distance of two words (neighbours swapped count as one), at most ``limit``."""
    letters, others = set(one), set(other)
    if max(len(letters - others), len(others - letters)) >= limit:
        return limit  # each letter that only one of them has takes an edit of its own
    earlier: list[int] = []
    previous = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [limit] * (len(other) + 1)
        row[0] = least = i
        # What lies further from the diagonal than the limit cannot be part of a way that is shorter.
        for j in range(max(1, i - limit), min(len(other), i + limit) + 1):
            against = other[j - 1]
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, earlier[j - 2] + 1)
            row[j] = cost
            least = min(least, cost)
        if least >= limit:
            return limit
        earlier, previous = previous, row
    return min(previous[-1], limit)
