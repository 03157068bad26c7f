"""``ecslint explain`` and ``ecslint rules``."""

from __future__ import annotations

import json
import os
import shutil
import sys

import click


@click.command(short_help="Show the page of a rule.")
@click.argument("rule")
def explain(rule: str) -> None:
    """Show the page of a rule, by id (ECS101) or name (fargate-task-size)."""
    from ecslint import api

    try:
        page = api.explain(rule)
    except KeyError as error:
        raise click.UsageError(error.args[0]) from None
    _show(page)


def _show(page: str) -> None:
    """Print a page, through the pager if it has more lines than the terminal.

    Not on Windows, which looks for that program in the current folder first.
    """
    long = sys.stdout.isatty() and page.count("\n") >= shutil.get_terminal_size().lines
    if not long or sys.platform == "win32":
        click.echo(page, nl=False)
        return
    before = os.environ.get("LESS")
    os.environ.setdefault("LESS", "-FRX")  # leave what was read on the screen, as git does
    try:
        click.echo_via_pager(page)
    finally:
        if before is None:
            del os.environ["LESS"]


@click.command(short_help="List the rules.")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
def rules(form: str) -> None:
    """List the rules with their severities."""
    from ecslint.catalogue import pages as catalogue

    if form == "json":
        listed = [
            {
                "id": rule.id,
                "name": rule.name,
                "severity": str(rule.severity),
                "title": rule.title,
                "default": rule.default,
                "since": rule.since,
                "fixable": rule.fixable,
                "tags": rule.tags,
                "covers": rule.values("covers"),
                "url": rule.url,
            }
            for rule in catalogue.rules()
        ]
        json.dump(listed, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    if form == "markdown":
        click.echo("| id | name | severity | what it says | covers |\n|---|---|---|---|---|")
    for rule in catalogue.rules():
        off = "" if rule.default else " (off)"
        if form == "markdown":
            covers = ", ".join(c for c in rule.values("covers") if ":" in c)
            click.echo(
                f"| [{rule.id}]({rule.url}) | {rule.name} | {rule.severity}{off} | {rule.title} | {covers} |"
            )
        else:
            click.echo(f"{rule.id}  {rule.severity!s:7}{off:6} {rule.name:45} {rule.title}")
