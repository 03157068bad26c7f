"""A share of many equal cases for the usual run, all of them for the exhaustive one.

``ECSLINT_EXHAUSTIVE=1`` in the environment asks for the exhaustive run, as for tests marked ``exhaustive``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")

EXHAUSTIVE = bool(os.environ.get("ECSLINT_EXHAUSTIVE"))
"""Whether everything is tried, which takes many minutes."""


def some(many: int) -> int:
    """Return how many examples of random ones the usual run makes, of so many in the exhaustive one."""
    return many if EXHAUSTIVE else -(-many // 3)


def share(items: Iterable[T], of: int, name: str = "") -> list[T]:
    """Return one item of so many, at least one if there is any: the same in every run.

    ``name``, such as that of the test's parameter, says where to begin, so that tests with other names take
    other items.
    """
    whole = list(items)
    if EXHAUSTIVE or not whole:
        return whole
    return whole[crc32(name.encode()) % min(of, len(whole)) :: of]
