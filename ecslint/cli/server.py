"""``ecslint server``."""

from __future__ import annotations

import importlib.util
import sys

import click


@click.command(short_help="Run the language server for editors.")
@click.option("--stdio", is_flag=True, help="Speak over standard input and output (the default).")
def server(stdio: bool) -> None:
    """Run the language server for editors, over standard input and output.

    It opens no connection, and runs nothing of the files that it looks at.
    """
    del stdio
    if importlib.util.find_spec("pygls") is None:
        click.echo("ecslint: the language server needs pygls: pip install 'ecslint[server]'", err=True)
        sys.exit(2)
    from ecslint.server.app import serve

    sys.exit(serve())
