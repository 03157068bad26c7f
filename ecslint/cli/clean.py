"""``ecslint clean``."""

from __future__ import annotations

import sys

import click


@click.command(short_help="Remove the cache in this directory.")
def clean() -> None:
    """Remove .ecslint_cache, in which runs over hundreds of files store their results."""
    from ecslint.engine import cache, reader

    try:
        if cache.clean():
            click.echo(f"ecslint: removed {reader.CACHE}", err=True)
    except OSError as error:
        click.echo(f"ecslint: {reader.CACHE}: {error.strerror or error}", err=True)
        sys.exit(2)
