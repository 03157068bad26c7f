"""Reading makes many objects and no garbage: looking for some would take most of the time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let Python look for no garbage meanwhile, if it does at all."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            # What was made counts as looked at already; the next full collection finds what is garbage of it.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
