"""How far a long run is, on a terminal; nothing in a pipe, in CI or for what takes only a moment."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from ecslint.documents.subject import Unit

T = TypeVar("T", bound="Unit")

FIRST = 1.0
"""Seconds after which it is shown, and then after which it is shown again."""
AGAIN = 0.2


def with_progress(units: Iterable[T], quiet: bool = False) -> Iterable[T]:
    """Return the parsed files, counted on the terminal while they are read."""
    return units if quiet or os.environ.get("CI") or not sys.stderr.isatty() else _counted(units)


def _counted(units: Iterable[T]) -> Iterator[T]:
    """Count, and leave no trace of it."""
    import time

    from ecslint.engine.inputs import Inputs

    inputs = units if isinstance(units, Inputs) else None
    shown, of, due = False, "", time.monotonic() + FIRST
    for count, unit in enumerate(units):
        yield unit
        if time.monotonic() >= due:
            if inputs is not None and not shown:
                of = f" of {inputs.total()}"
            shown, due = True, time.monotonic() + AGAIN
            done = count + 1 if inputs is None else inputs.looked_at
            click.echo(f"\recslint: {done}{of} files", nl=False, file=sys.stderr)
    if shown:
        click.echo("\r\x1b[K", nl=False, file=sys.stderr)
