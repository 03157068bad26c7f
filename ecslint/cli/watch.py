"""``ecslint check --watch``: lint again whenever a file changes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

import click

from ecslint.base.printable import printable
from ecslint.source.discovery.walk import discover
from ecslint.source.read import InputError

PAUSE = 0.5
"""Seconds between two looks at the files."""


def watch(paths: Sequence[str], lint: Callable[[], None], rounds: int | None = None) -> None:
    """Call ``lint`` now and after every change below ``paths``, until interrupted (or for ``rounds`` looks).

    The two lines around each run are what editors wait for.
    """
    before: dict[str, tuple[int, int]] | None = None
    while rounds is None or rounds > 0:
        now = _snapshot(paths)
        if now != before:
            click.echo("ecslint: linting")
            lint()
            click.echo("ecslint: waiting for changes")
            before = now
        time.sleep(PAUSE)
        if rounds is not None:
            rounds -= 1


def _snapshot(paths: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return time and size of every file that may be linted, and of the configurations beside them."""
    found: dict[str, tuple[int, int]] = {}
    try:
        for path, _ in discover(paths or (".",)):
            for name in (path, os.path.join(os.path.dirname(path), "ecslint.toml")):
                try:
                    status = os.stat(name)
                except OSError:
                    continue
                found[name] = (status.st_mtime_ns, status.st_size)
    except InputError as error:
        click.echo(f"ecslint: {printable(str(error))}", err=True)
    return found
