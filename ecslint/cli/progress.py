"""How far a long run is, on a terminal; nothing in a pipe, in CI or for what takes only a moment."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import click

from ecslint.base.printable import printable

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from ecslint.documents.subject import Unit
    from ecslint.engine.inputs import Inputs

T = TypeVar("T", bound="Unit")

FIRST = 1.0
"""Seconds after which it is shown, and then after which it is shown again."""
AGAIN = 0.2


def with_progress(units: Iterable[T], quiet: bool = False) -> Iterable[T]:
    """Return the parsed files, with click's bar on the terminal while they are read if that takes long."""
    return units if quiet or os.environ.get("CI") or not sys.stderr.isatty() else _counted(units)


def _counted(units: Iterable[T]) -> Iterator[T]:
    """Show how far it is, and leave no trace of it."""
    import time

    from ecslint.engine.inputs import Inputs

    inputs = units if isinstance(units, Inputs) else None
    due, done = time.monotonic() + FIRST, 0
    bar: ProgressBar[int] | None = None
    try:
        for count, unit in enumerate(units):
            yield unit
            if time.monotonic() < due:
                continue
            if bar is None:
                bar = _bar(None if inputs is None else inputs.total())
            now = count + 1 if inputs is None else inputs.looked_at
            bar.update(now - done)
            due, done = time.monotonic() + AGAIN, now
    finally:
        if bar is not None:
            bar.render_finish()
            click.echo("\r\x1b[A\x1b[K", nl=False, file=sys.stderr, color=True)


def _bar(total: int | None) -> ProgressBar[int]:
    """Return click's bar, for so many files; one without an end if their number is not known."""
    of = range(total) if total is not None else itertools.count()
    bar = click.progressbar(of, length=total, label="ecslint", show_pos=True, file=sys.stderr)
    bar.render_progress()
    return bar


def report_problems(inputs: Inputs) -> bool:
    """Name the inputs that are skipped or cannot be read; return whether some cannot."""
    for path in inputs.skipped:
        click.echo(f"ecslint: {printable(path)} is not recognised; skipped", err=True)
    for problem in inputs.errors:
        click.echo(f"ecslint: {printable(str(problem))}", err=True)
    return bool(inputs.errors)
