"""``ecslint cost``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ecslint.report._shared import printable, printable_lines

if TYPE_CHECKING:
    from ecslint.config.lookup import Configuration
    from ecslint.cost.estimate import Estimate
    from ecslint.cost.prices import Prices


@click.command(short_help="Estimate what services and tasks cost on Fargate.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--diff", "base", metavar="BASE", help="Compare with a git revision, a file or a folder.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    help="How to report.",
)
@click.option("--region", metavar="NAME", help="Price everything in this AWS Region.")
@click.option("--prices", "price_file", metavar="FILE", type=click.Path(), help="Prices of your own (JSON).")
@click.option("--config", metavar="FILE", type=click.Path(), help="This configuration for every file.")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
def cost(
    paths: tuple[str, ...],
    base: str | None,
    form: str,
    region: str | None,
    price_file: str | None,
    config: str | None,
    isolated: bool,
) -> None:
    """Estimate what services and tasks cost on Fargate (by default those below this directory).

    Works offline, with list prices that are dated in the output. What the files do not tell is "not
    estimated", with the reason. Templates are priced with the defaults of their parameters.

    \b
    Examples:
      ecslint cost template.yaml --region eu-west-1
      ecslint cost --diff main                      what the working tree changes
      ecslint cost --diff origin/main --format markdown infra/
    """
    from ecslint.config.lookup import Configuration
    from ecslint.config.settings import ConfigError
    from ecslint.cost.base import BaseError

    try:
        configuration = Configuration({}, config, isolated)
        prices = _prices(price_file, configuration)
        after, failed = _estimates(paths or (".",), configuration, prices, region)
        if base is None:
            _show(after, prices, form)
        else:
            _show_difference(paths or (".",), base, after, configuration, prices, region, form)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    except BaseError as error:
        click.echo(f"ecslint: {printable(str(error))}", err=True)
        sys.exit(2)
    if failed:
        sys.exit(2)


def _prices(path: str | None, configuration: Configuration) -> Prices:
    import os

    from ecslint.cost.prices import read_prices

    return read_prices(path or configuration.settings_in(os.getcwd()).prices)


def _estimates(
    paths: tuple[str, ...],
    configuration: Configuration,
    prices: Prices,
    region: str | None,
    quiet: bool = False,
) -> tuple[list[Estimate], bool]:
    """Return the estimates of what is in ``paths``, and whether a file could not be read."""
    from ecslint.config.settings import ConfigError
    from ecslint.cost.collect import Region, estimates
    from ecslint.engine.inputs import Inputs
    from ecslint.facts.partitions import is_region

    if region is not None and not is_region(region):
        raise ConfigError(f"--region {region!r} is no name of an AWS Region, such as eu-west-1")
    inputs = Inputs(paths, configuration=configuration)
    where = Region(region, lambda path: configuration.settings_for(path).region)
    found = estimates(inputs, prices, where)
    if not quiet:
        for path in inputs.passed_over:
            click.echo(f"ecslint: {printable(path)} is nothing that ecslint knows; passed over", err=True)
        for problem in inputs.errors:
            click.echo(f"ecslint: {printable(str(problem))}", err=True)
    return found, bool(inputs.errors)


def _show(found: list[Estimate], prices: Prices, form: str) -> None:
    from ecslint.cost import render

    if not found and form != "json":
        click.echo("ecslint: no service and no task definition is here", err=True)
        return
    text = {"table": render.table, "json": render.as_json, "markdown": render.markdown}[form](found, prices)
    click.echo(printable_lines(text), nl=False)


def _show_difference(
    paths: tuple[str, ...],
    base: str,
    after: list[Estimate],
    configuration: Configuration,
    prices: Prices,
    region: str | None,
    form: str,
) -> None:
    from ecslint.cost.base import base_files
    from ecslint.cost.diff import difference, show

    with base_files(base, paths) as old:
        before = _estimates(old.paths, configuration, prices, region, quiet=True)[0] if old.paths else []
        click.echo(printable_lines(show(difference(before, after, old), prices, form)), nl=False)
