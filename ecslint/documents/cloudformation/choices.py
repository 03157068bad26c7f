"""Which of many combinations to look at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, islice, product
from math import prod
from typing import Final

MAX_SCENARIOS: Final = 48
"""Up to here all combinations are looked at; of more, every two possibilities together."""
MAX_LOOKS: Final = 10_000
"""Containers of a template, each once for every combination that makes its task another, before fewer
combinations are looked at: a hundred tasks of two containers come to less."""
FEW_SCENARIOS: Final = 24
"""Combinations that are looked at from there on: the default, and what differs from it in one
condition, for as many as 23 of them."""


def by_deviation(sizes: Sequence[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield choices of an index below each size, by the number of indices that are not 0."""
    movable = [at for at, size in enumerate(sizes) if size > 1]
    for count in range(len(movable) + 1):
        for places in combinations(movable, count):
            for indices in product(*(range(1, sizes[place]) for place in places)):
                choice = [0] * len(sizes)
                for place, index in zip(places, indices, strict=True):
                    choice[place] = index
                yield count, tuple(choice)


def chosen(sizes: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Return the choices to look at; templates of one repository have groups of the same sizes."""
    return _chosen(sizes) if len(sizes) <= 64 else tuple(choices(sizes))


@lru_cache(256)
def _chosen(sizes: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    return tuple(choices(sizes))


def choices(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield choices of an index below each size: all of them if they are at most ``MAX_SCENARIOS``.

    Else the default, each single deviation from it, choices that between them have every two indices of
    different places together, and some more, spread evenly, to tell causes from coincidences.
    """
    if prod(sizes) <= MAX_SCENARIOS:
        for _, choice in by_deviation(sizes):
            yield choice
        return
    seen: list[tuple[int, ...]] = []
    for deviations, choice in islice(by_deviation(sizes), MAX_SCENARIOS // 2):
        if deviations > 1:
            break
        seen.append(choice)
        yield choice
    missing = {
        (one, i, other, j)
        for one, other in combinations(range(len(sizes)), 2)
        for i, j in product(range(sizes[one]), range(sizes[other]))
    }
    for choice in seen:
        missing.difference_update(_together(choice))
    while missing and len(seen) < MAX_SCENARIOS:
        choice = _covering(sizes, missing)
        missing.difference_update(_together(choice))
        seen.append(choice)
        yield choice
    state = 1
    for _ in range(MAX_SCENARIOS - len(seen)):
        digits = []
        for size in sizes:
            state = (state * 1103515245 + 12345) % 2147483648
            digits.append((state >> 12) % size)
        if (spread := tuple(digits)) not in seen:
            seen.append(spread)
            yield spread


def _together(choice: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    """Yield every two indices of a choice with their places."""
    for one, other in combinations(range(len(choice)), 2):
        yield one, choice[one], other, choice[other]


def _covering(sizes: Sequence[int], missing: Collection[tuple[int, int, int, int]]) -> tuple[int, ...]:
    """Return a choice that has the first of the ``missing`` pairs and, greedily, many others."""
    one, i, other, j = min(missing)
    chosen = {one: i, other: j}
    for place, size in enumerate(sizes):
        if place not in chosen:
            gains = [
                sum(
                    ((place, index, at, k) if place < at else (at, k, place, index)) in missing
                    for at, k in chosen.items()
                )
                for index in range(size)
            ]
            chosen[place] = gains.index(max(gains))
    return tuple(chosen[place] for place in range(len(sizes)))
