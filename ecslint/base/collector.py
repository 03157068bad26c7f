"""When Python looks for garbage in cycles: reading and linting make many objects and few cycles."""

from __future__ import annotations

import gc
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

COLLECTING: Final = (1_000_000, 2, 2)
"""Thresholds of the collector in a process of the command line: the objects more than at the last look, and
how often younger ones are looked at before older ones. What is in cycles is bounded by it (about 150 MB);
looking more often takes a tenth of a cold start, and a twentieth of a long run."""


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let Python look for no garbage meanwhile, if it does at all.

    What was made stays young, so that garbage among it is found by the next look. (What ``freeze`` and
    ``unfreeze`` move to the oldest generation do not count towards the next full collection: a process that
    read module after module grew by 100 KB with each.)
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Releasable(ABC):
    """What keeps things that lead back to it."""

    __slots__ = ()

    @abstractmethod
    def release(self) -> None:
        """Let go of them: nothing is asked of it any more, and without a cycle it goes at once."""
