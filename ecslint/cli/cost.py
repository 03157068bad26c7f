"""``ecslint cost``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from ecslint.base.printable import printable, printable_lines
from ecslint.cli.analysis_options import CostOptions
from ecslint.cli.options import configuration_options, environment_options, gathered

if TYPE_CHECKING:
    from ecslint.cost.base import Base
    from ecslint.cost.estimate import Estimate
    from ecslint.cost.limits import Limit
    from ecslint.documents.subject import ParsedFile


@click.command(short_help="Estimate the cost of services, tasks and related resources.")
@click.argument("paths", nargs=-1, type=click.Path(readable=False))
@click.option("--diff", "base", metavar="BASE", help="Compare with a git revision, a file or a folder.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    help="Output format.",
)
@click.option("--region", metavar="NAME", help="Price everything in this AWS Region.")
@click.option("--prices", "price_file", metavar="FILE", type=click.Path(), help="Custom prices (JSON).")
@click.option(
    "--only", type=click.Choice(["fargate"]), help="Estimate Fargate tasks only, without related resources."
)
@click.option(
    "--assume",
    multiple=True,
    metavar="NAME=NUMBER",
    help="Set an assumption: run-minutes, lcu, nat-gb, log-gb, insights-gb and others.",
)
@click.option("--spot", is_flag=True, help="Price all Linux tasks as Fargate Spot.")
@click.option(
    "--savings-plan", "plan", type=click.Choice(["1y", "3y"]), help="Use the rates of a Compute Savings Plan."
)
@environment_options
@click.option(
    "--fail-above",
    metavar="AMOUNT",
    help="Exit with 1 if the monthly cost (--diff: its increase) exceeds AMOUNT (50; --diff: or 10%).",
)
@configuration_options
@gathered(CostOptions)
def cost(options: CostOptions) -> None:
    """Estimate the monthly cost of services, tasks and related resources (default: of this directory).

    Works offline, with list prices whose date is shown. What cannot be derived from the files is "not
    estimated", with the reason, or rests on an assumption that is shown. Templates are evaluated with the
    defaults of their parameters.

    \b
    Examples:
      ecslint cost template.yaml --region eu-west-1
      ecslint cost template.yaml --assume run-minutes=5 --assume log-gb=20
      ecslint cost --diff main --fail-above 10%     compare the working tree with main
      ecslint cost --diff origin/main --format markdown infra/
    """
    from ecslint.config.settings import ConfigError
    from ecslint.cost.base import BaseError

    try:
        run = _Run(options)
        if options.base is not None:
            exceeded = run.difference(options.base)
        elif len(options.parameters) > 1:
            exceeded = run.side_by_side()
        else:
            exceeded = run.estimate()
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    except BaseError as error:
        click.echo(f"ecslint: {printable(str(error))}", err=True)
        sys.exit(2)
    if run.analysis.failed:
        sys.exit(2)
    if exceeded:
        click.echo(f"ecslint: {exceeded}", err=True)
        sys.exit(1)


class _Run:
    """One call of the command."""

    def __init__(self, options: CostOptions) -> None:
        from ecslint.cli.analysis import Analysis
        from ecslint.cost.assumptions import Assumptions, read_assumptions
        from ecslint.cost.limits import read_limit
        from ecslint.cost.prices import with_plan

        self.options = options
        self.form = options.form
        self.analysis = Analysis(options)
        self.settings = self.analysis.settings
        self.limit: Limit | None = read_limit(options.fail_above, options.base is not None)
        prices = self.analysis.prices(options.price_file)
        self.prices = with_plan(prices, options.plan) if options.plan else prices
        self.region = self.analysis.region(options.region)
        values = read_assumptions(options.assume, self.settings.assume)
        self.assumed = Assumptions(values, options.spot, options.only == "fargate")

    def _estimated(self, files: Iterable[ParsedFile]) -> list[Estimate]:
        from ecslint.cost.collect import estimates

        return estimates(files, self.prices, self.region, self.assumed)

    def estimate(self) -> str:
        """Show the estimates; return why the run fails, ``""`` if it does not."""
        from ecslint.cost import render
        from ecslint.cost.limits import over_total

        found = self._estimated(self.analysis.files(self.options.parameters))
        if not found and self.form != "json":
            click.echo("ecslint: no service and no task definition was found", err=True)
            return ""
        shape = {"table": render.table, "json": render.as_json, "markdown": render.markdown}[self.form]
        self._show(shape(found, self.prices))
        self._warn(found)
        return over_total(found, self.limit, self.settings.total_budget)

    def side_by_side(self) -> str:
        """Show the estimates of several environments beside each other."""
        from ecslint.cost import environments
        from ecslint.cost.limits import over_total

        found = {
            path: self._estimated(self.analysis.files((path,), is_repeated=index > 0))
            for index, path in enumerate(self.options.parameters)
        }
        self._show(environments.show(found, self.prices, self.form))
        failures = [over_total(each, self.limit, self.settings.total_budget) for each in found.values()]
        return next((text for text in failures if text), "")

    def difference(self, base: str) -> str:
        """Show what changes against the earlier state."""
        from ecslint.cost.base import base_files
        from ecslint.cost.diff import difference, show
        from ecslint.cost.limits import over_change

        after = self._estimated(self.analysis.files(self.options.parameters))
        old = base_files(base, self.analysis.paths)
        before = self._earlier(old)
        found = difference(before, after, old)
        self._show(show(found, self.prices, self.form))
        self._warn(after)
        return over_change(found, self.limit)

    def _earlier(self, old: Base) -> list[Estimate]:
        """Return the estimates of the earlier state."""
        parameters = self.options.parameters
        if old.paths:
            return self._estimated(self.analysis.files(parameters, old.paths, is_repeated=True))
        from ecslint.engine.reader import units_of
        from ecslint.project.environment import read_environment

        units = (unit for blob in old.blobs for unit in units_of(blob.name, blob.data))
        return self._estimated(read_environment(parameters, self.options.pairs).read(units, strict=False))

    def _show(self, text: str) -> None:
        from ecslint.cost.render import in_currency

        click.echo(printable_lines(in_currency(text, self.prices)), nl=False)

    def _warn(self, found: list[Estimate]) -> None:
        """Say when figures are more than a year old."""
        from ecslint.base import clock

        dates = [line.as_of for estimate in found for line in estimate.lines]
        oldest = self.prices.stale(dates, clock.today())
        if oldest:
            click.echo(f"ecslint: some prices were last read {oldest}, more than a year ago", err=True)
