"""``ecslint check``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

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
    default="error",
    show_default=True,
    help="Exit with 1 from this severity on.",
)
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
    fail_on: str,
    stdin_filename: str,
    colour: bool | None,
) -> None:
    """Lint files and directories (by default the current one; - is standard input).

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, bad configuration or a file
    that could not be read.
    """
    from ecslint.config import Settings
    from ecslint.engine import run
    from ecslint.finding import Severity
    from ecslint.inputs import Inputs

    words = tuple(
        word for group in (select, extend_select, ignore) for part in group for word in part.split(",")
    )
    if words:
        _check_selectors(words)
    settings = Settings(_split(select), _split(extend_select), _split(ignore), {}, Severity.parse(fail_on))
    inputs = Inputs(paths, stdin_filename)
    result = run(inputs, settings)
    _write(result, form, _colour(colour))
    for path in inputs.passed_over:
        click.echo(f"ecslint: {path} is nothing that ecslint knows; passed over", err=True)
    for error in inputs.errors:
        click.echo(f"ecslint: {error}", err=True)
    for crash in result.crashes:
        click.echo(f"ecslint: rule {crash.rule} crashed on {crash.path}: {crash.error}", err=True)
    if inputs.errors or result.crashes:
        sys.exit(2)
    if any(finding.severity >= settings.fail_on for finding in result.findings):
        sys.exit(1)


def _split(groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.strip() for group in groups for word in group.split(",") if word.strip())


def _check_selectors(words: tuple[str, ...]) -> None:
    from ecslint.cli.rules import nearest_rule
    from ecslint.config import unknown_selectors

    for word in unknown_selectors(words):
        raise click.UsageError(f"no rule, prefix or tag is called {word!r}{nearest_rule(word)}")


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
