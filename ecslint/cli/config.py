"""``ecslint config``, ``ecslint schema`` and ``ecslint init``."""

from __future__ import annotations

import json
import os
import sys

import click


@click.command(short_help="Show the effective settings and their origin.")
@click.argument("path", default=".", type=click.Path())
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--config", "file", metavar="FILE", type=click.Path(), help="Use this configuration.")
def config(path: str, form: str, file: str | None) -> None:
    """Show the effective settings for PATH (a file or directory) and the origin of each."""
    from ecslint.config.lookup import Configuration
    from ecslint.config.settings import ConfigError

    try:
        configuration = Configuration({}, file)
        directory = os.path.abspath(path if os.path.isdir(path) else os.path.dirname(path) or ".")
        settings = configuration.settings_in(directory)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    rows = [
        (
            _LABELS.get(name, name.replace("_", "-")),
            _plain(getattr(settings, name)),
            settings.origins.get(origin, "default"),
        )
        for name, origin in _shown().items()
    ]
    if form == "json":
        json.dump(
            {name: {"value": value, "from": origin} for name, value, origin in rows}, sys.stdout, indent=2
        )
        sys.stdout.write("\n")
        return
    width = max(len(name) for name, _, _ in rows)
    for name, value, origin in rows:
        click.echo(f"{name:{width}}  {json.dumps(value)}  ({origin})")


_LABELS = {
    "severities": "severity",
    "headroom": "capacity.headroom",
    "budget": "cost.budget",
    "prices": "cost.prices",
    "total_budget": "cost.total-budget",
    "assume": "cost.assume",
}


def _shown() -> dict[str, str]:
    """Return the fields of the settings with the key of the file that sets them."""
    own = {"severities": "severity", "headroom": "capacity"}
    own |= dict.fromkeys(("budget", "total_budget", "prices", "assume"), "cost")
    from dataclasses import fields

    from ecslint.config.settings import Settings

    hidden = {"directory", "source", "origins"}
    return {f.name: own.get(f.name, f.name) for f in fields(Settings) if f.name not in hidden}


def _plain(value: object) -> object:
    from enum import Enum

    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        if hasattr(value, "_asdict"):
            return {key: item for key, item in value._asdict().items() if item is not None}
        return [_plain(item) for item in value]
    return value


@click.command(short_help="Print a JSON Schema for editors.")
@click.argument("name", required=False)
def schema(name: str | None) -> None:
    """Print the JSON Schema called NAME; without a name, list them."""
    from ecslint.base.resources import data_directory
    from ecslint.base.suggest import nearest

    folder = data_directory("schemas")
    known = sorted(e.removesuffix(".schema.json") for e in os.listdir(folder) if e.endswith(".schema.json"))
    if name is None:
        click.echo("\n".join(known))
        return
    if name not in known:
        close = nearest(name, known)
        hint = f"; did you mean {close}?" if close else f"; known are {', '.join(known)}"
        raise click.UsageError(f"no schema is called {name!r}{hint}")
    from ecslint.facts.described_schemas import schema_text

    click.echo(schema_text(name), nl=False)
