"""``ecslint cost``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from ecslint.base.printable import printable, printable_lines

if TYPE_CHECKING:
    from ecslint.config.lookup import Configuration
    from ecslint.cost.assumptions import Assumptions
    from ecslint.cost.base import Base
    from ecslint.cost.estimate import Estimate
    from ecslint.cost.limits import Limit
    from ecslint.cost.prices import Prices
    from ecslint.documents.subject import ParsedFile
    from ecslint.project.environment import Environment


@click.command(short_help="Estimate what services, tasks and what surrounds them cost.")
@click.argument("paths", nargs=-1, type=click.Path(readable=False))
@click.option("--diff", "base", metavar="BASE", help="Compare with a git revision, a file or a folder.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    help="How to report.",
)
@click.option("--region", metavar="NAME", help="Price everything in this AWS Region.")
@click.option("--prices", "price_file", metavar="FILE", type=click.Path(), help="Custom prices (JSON).")
@click.option("--only", type=click.Choice(["fargate"]), help="Leave out what surrounds the tasks.")
@click.option(
    "--assume",
    multiple=True,
    metavar="NAME=NUMBER",
    help="What no file says: run-minutes, lcu, nat-gb, log-gb, insights-gb, and others.",
)
@click.option("--spot", is_flag=True, help="As if all Linux tasks ran on Fargate Spot.")
@click.option(
    "--savings-plan", "plan", type=click.Choice(["1y", "3y"]), help="With Compute Savings Plan rates."
)
@click.option(
    "--parameters",
    multiple=True,
    metavar="FILE",
    type=click.Path(),
    help="Values of parameters (JSON, or .tfvars for Terraform); several files are shown side by side.",
)
@click.option("--var", "pairs", multiple=True, metavar="NAME=VALUE", help="The value of one parameter.")
@click.option(
    "--fail-above",
    metavar="AMOUNT",
    help="Exit with 1 if a month costs more, or with --diff rises by more: 50, or 10% (with --diff).",
)
@click.option("--config", metavar="FILE", type=click.Path(), help="This configuration for every file.")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
def cost(paths: tuple[str, ...], **options: Any) -> None:
    """Estimate what services, tasks and what surrounds them cost (by default those below this directory).

    Works offline, with list prices that are dated in the output. What the files do not tell is "not
    estimated", with the reason, or rests on an assumption that is shown. Templates are priced with the
    defaults of their parameters.

    \b
    Examples:
      ecslint cost template.yaml --region eu-west-1
      ecslint cost template.yaml --assume run-minutes=5 --assume log-gb=20
      ecslint cost --diff main --fail-above 10%     what the working tree changes
      ecslint cost --diff origin/main --format markdown infra/
    """
    from ecslint.config.lookup import Configuration
    from ecslint.config.settings import ConfigError
    from ecslint.cost.base import BaseError

    try:
        run = _Run(paths or (".",), Configuration({}, options["config"], options["isolated"]), options)
        if options["base"] is not None:
            exceeded = run.difference()
        elif len(options["parameters"]) > 1:
            exceeded = run.side_by_side()
        else:
            exceeded = run.estimate()
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    except BaseError as error:
        click.echo(f"ecslint: {printable(str(error))}", err=True)
        sys.exit(2)
    if run.failed:
        sys.exit(2)
    if exceeded:
        click.echo(f"ecslint: {exceeded}", err=True)
        sys.exit(1)


class _Run:
    """One call of the command."""

    def __init__(self, paths: tuple[str, ...], configuration: Configuration, options: dict[str, Any]) -> None:
        from ecslint.cost.limits import read_limit

        self.paths = paths
        self.configuration = configuration
        self.options = options
        self.form: str = options["form"]
        self.failed = False
        self.settings = configuration.settings_in(os.getcwd())
        self.limit: Limit | None = read_limit(options["fail_above"], options["base"] is not None)
        self.prices = self._prices()
        self.assumed = self._assumed()

    def _prices(self) -> Prices:
        from ecslint.cost.prices import read_prices, with_plan

        prices = read_prices(self.options["price_file"] or self.settings.prices)
        return with_plan(prices, self.options["plan"]) if self.options["plan"] else prices

    def _assumed(self) -> Assumptions:
        from ecslint.cost.assumptions import Assumptions, read_assumptions

        values = read_assumptions(self.options["assume"], self.settings.assume)
        return Assumptions(values, self.options["spot"], self.options["only"] == "fargate")

    def _environment(self, files: tuple[str, ...]) -> Environment:
        from ecslint.project.environment import read_environment

        return read_environment(files, self.options["pairs"])

    def estimates(
        self, paths: tuple[str, ...], environment: Environment, quiet: bool = False
    ) -> list[Estimate]:
        """Return the estimates of what is in ``paths``, and note whether a file could not be read."""
        from ecslint.cli.progress import with_progress
        from ecslint.documents.subject import parsed
        from ecslint.engine.inputs import Inputs

        inputs = Inputs(paths, configuration=self.configuration, variables=environment.variables)
        found = self._estimated(environment.read(parsed(with_progress(inputs, quiet)), strict=not quiet))
        if not quiet:
            for path in inputs.passed_over:
                click.echo(f"ecslint: {printable(path)} is not recognised; skipped", err=True)
            for problem in inputs.errors:
                click.echo(f"ecslint: {printable(str(problem))}", err=True)
            self.failed |= bool(inputs.errors)
        return found

    def _estimated(self, units: Iterable[ParsedFile]) -> list[Estimate]:
        from ecslint.config.settings import ConfigError
        from ecslint.cost.collect import estimates
        from ecslint.cost.pricing import Region
        from ecslint.facts.partitions import is_region

        region = self.options["region"]
        if region is not None and not is_region(region):
            raise ConfigError(f"--region {region!r} is not the name of an AWS Region, such as eu-west-1")
        where = Region(region, lambda path: self.configuration.settings_for(path).region)
        return estimates(units, self.prices, where, self.assumed)

    def estimate(self) -> str:
        """Show the estimates; return why the run fails, ``""`` if it does not."""
        from ecslint.cost import render
        from ecslint.cost.limits import over_total

        found = self.estimates(self.paths, self._environment(self.options["parameters"]))
        if not found and self.form != "json":
            click.echo("ecslint: no service and no task definition is here", err=True)
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
            path: self.estimates(self.paths, self._environment((path,)), quiet=index > 0)
            for index, path in enumerate(self.options["parameters"])
        }
        self._show(environments.show(found, self.prices, self.form))
        failures = [over_total(each, self.limit, self.settings.total_budget) for each in found.values()]
        return next((text for text in failures if text), "")

    def difference(self) -> str:
        """Show what changes against the earlier state."""
        from ecslint.cost.base import base_files
        from ecslint.cost.diff import difference, show
        from ecslint.cost.limits import over_change

        environment = self._environment(self.options["parameters"])
        after = self.estimates(self.paths, environment)
        old = base_files(self.options["base"], self.paths)
        before = self._earlier(old, environment)
        found = difference(before, after, old)
        self._show(show(found, self.prices, self.form))
        self._warn(after)
        return over_change(found, self.limit)

    def _earlier(self, old: Base, environment: Environment) -> list[Estimate]:
        """Return the estimates of the earlier state."""
        if old.paths:
            return self.estimates(old.paths, environment, quiet=True)
        from ecslint.engine.reader import units_of

        units = (unit for blob in old.blobs for unit in units_of(blob.name, blob.data))
        return self._estimated(environment.read(units, strict=False))

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
