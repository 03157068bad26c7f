"""``ecslint check``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ecslint.engine import Result

FORMATS = ("text", "concise", "json", "sarif")


@click.command(short_help="Lint files and directories.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to report.")
@click.option(
    "--select", multiple=True, metavar="RULE", help="Only these rules: ids, id prefixes, names or tags."
)
@click.option("--extend-select", multiple=True, metavar="RULE", help="These rules besides the usual ones.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not these rules.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    help="Exit with 1 from this severity on (default: error).",
)
@click.option("--config", metavar="FILE", type=click.Path(), help="Use this configuration for every file.")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
@click.option("--no-ignores", is_flag=True, help="Leave suppressions out of account.")
@click.option("--stdin-filename", metavar="NAME", default="-", help="What to call standard input in reports.")
@click.option(
    "--color/--no-color", "colour", default=None, help="Colour; by default on a terminal, unless NO_COLOR."
)
def check(
    paths: tuple[str, ...],
    form: str,
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str | None,
    config: str | None,
    isolated: bool,
    no_ignores: bool,
    stdin_filename: str,
    colour: bool | None,
) -> None:
    """Lint files and directories (by default the current one; - is standard input).

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, bad configuration or a file
    that could not be read.
    """
    from ecslint.config import ConfigError, Configuration, check_selectors
    from ecslint.engine import run
    from ecslint.inputs import Inputs

    try:
        overrides = _overrides(select, extend_select, ignore, fail_on)
        for key in ("select", "extend_select", "ignore"):
            check_selectors(overrides.get(key, ()), f"--{key.replace('_', '-')}")
        configuration = Configuration(overrides, config, isolated)
        inputs = Inputs(paths, stdin_filename)
        result = run(inputs, configuration, ignores=not no_ignores)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    _write(result, form, _colour(colour))
    for path in inputs.passed_over:
        click.echo(f"ecslint: {path} is nothing that ecslint knows; passed over", err=True)
    for problem in inputs.errors:
        click.echo(f"ecslint: {problem}", err=True)
    for crash in result.crashes:
        click.echo(f"ecslint: rule {crash.rule} crashed on {crash.path}: {crash.error}", err=True)
    if inputs.errors or result.crashes:
        sys.exit(2)
    if any(f.severity >= configuration.settings_for(f.path).fail_on for f in result.findings):
        sys.exit(1)


def _overrides(
    select: tuple[str, ...], extend_select: tuple[str, ...], ignore: tuple[str, ...], fail_on: str | None
) -> dict[str, Any]:
    """Return what the command line says, by field of the settings."""
    from ecslint.finding import Severity

    said: dict[str, Any] = {
        "select": _split(select),
        "extend_select": _split(extend_select),
        "ignore": _split(ignore),
    }
    if fail_on is not None:
        said["fail_on"] = Severity.parse(fail_on)
    return {key: value for key, value in said.items() if value}


def _split(groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.strip() for group in groups for word in group.split(",") if word.strip())


def _colour(wanted: bool | None) -> bool:
    if wanted is not None:
        return wanted
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _write(result: Result, form: str, colour: bool) -> None:
    out = sys.stdout
    if form == "json":
        from ecslint.report.json import render

        out.write(render(result))
    elif form == "sarif":
        from ecslint.report import sarif

        out.write(sarif.render(result))
    elif form == "concise":
        from ecslint.report import concise

        out.writelines(concise.render(result.findings))
    else:
        from ecslint.report import text

        texts = {unit.document.path: unit.document.text for unit in result.units}
        out.writelines(text.render(result.findings, texts.get, colour))
        out.write(text.summary(result))
