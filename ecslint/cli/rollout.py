"""``ecslint rollout``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from ecslint.base.printable import printable_lines
from ecslint.documents.subject import parsed

if TYPE_CHECKING:
    from ecslint.config.lookup import Configuration
    from ecslint.cost.prices import Prices
    from ecslint.cost.pricing import Region
    from ecslint.rollout.collect import Assumptions, Deployment

LONGEST = 24 * 3600
"""Seconds that an assumption may be."""


@click.command(short_help="Show what a deployment of each service will do, minute by minute.")
@click.argument("paths", nargs=-1, type=click.Path(readable=False))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "svg", "html"]),
    default="text",
    help="How to report.",
)
@click.option(
    "--start-seconds",
    metavar="N",
    type=click.IntRange(0, LONGEST),
    help="Seconds until a task is RUNNING. Default: 45, with the times for 20 to 90 beside it.",
)
@click.option(
    "--boot-seconds",
    metavar="N",
    type=click.IntRange(0, LONGEST),
    default=0,
    help="Seconds from RUNNING until the application answers its health checks. Default: 0.",
)
@click.option(
    "--stop-seconds",
    metavar="N",
    type=click.IntRange(0, LONGEST),
    help="Seconds that tasks take to stop after SIGTERM. Default: their stopTimeout (30), which is the most.",
)
@click.option(
    "--parameters",
    multiple=True,
    metavar="FILE",
    type=click.Path(),
    help="Values of parameters (JSON, or .tfvars for Terraform); several files are shown side by side.",
)
@click.option("--var", "pairs", multiple=True, metavar="NAME=VALUE", help="The value of one parameter.")
@click.option("--region", metavar="NAME", help="Price everything in this AWS Region.")
@click.option("--prices", "price_file", metavar="FILE", type=click.Path(), help="Custom prices (JSON).")
@click.option(
    "--context", multiple=True, metavar="FILE", type=click.Path(), help="Output of aws ec2 describe-subnets."
)
@click.option("--config", metavar="FILE", type=click.Path(), help="This configuration for every file.")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
def rollout(
    paths: tuple[str, ...],
    form: str,
    start_seconds: int | None,
    boot_seconds: int,
    stop_seconds: int | None,
    parameters: tuple[str, ...],
    pairs: tuple[str, ...],
    region: str | None,
    price_file: str | None,
    context: tuple[str, ...],
    config: str | None,
    isolated: bool,
) -> None:
    """Show what a deployment of each service will do, minute by minute (by default of those below this
    directory).

    Follows rolling, blue/green, canary and linear deployments, and those of CodeDeploy, from what the files
    say: counts, percentages, health checks, deregistration delays, bake times, addresses of subnets. What
    no file says is an assumption that is shown. Where AWS' texts leave room, both ends are shown.

    \b
    Examples:
      ecslint rollout template.yaml
      ecslint rollout template.yaml --boot-seconds 60 --parameters prod.json
      ecslint rollout infra/ --format html > rollout.html
    """
    from ecslint.config.lookup import Configuration
    from ecslint.config.settings import ConfigError
    from ecslint.facts.partitions import is_region
    from ecslint.rollout.collect import Assumptions

    if region is not None and not is_region(region):
        raise click.UsageError(f"--region {region!r} is not the name of an AWS Region, such as eu-west-1")
    try:
        configuration = Configuration({"context": context} if context else {}, config, isolated)
        run = _Run(paths, configuration, Assumptions(start_seconds, boot_seconds, stop_seconds))
        run.price_in(region, price_file)
        text = run.shown(form, parameters, pairs)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    if text:
        click.echo(printable_lines(text), nl=False)
    else:
        click.echo("ecslint: no service is here", err=True)
    if run.failed:
        sys.exit(2)


class _Run:
    """One call of the command."""

    def __init__(
        self, paths: tuple[str, ...], configuration: Configuration, assumptions: Assumptions
    ) -> None:
        self.paths = paths
        self.configuration = configuration
        self.assumptions = assumptions
        self.failed = False
        self.region: Region
        self.prices: Prices

    def price_in(self, region: str | None, price_file: str | None) -> None:
        """Note the Region and the prices that all deployments are priced with."""
        from ecslint.cost.prices import read_prices
        from ecslint.cost.pricing import Region

        self.region = Region(region, lambda path: self.configuration.settings_for(path).region)
        self.prices = read_prices(price_file or self.configuration.settings_in(os.getcwd()).prices)

    def shown(self, form: str, parameters: tuple[str, ...], pairs: tuple[str, ...]) -> str:
        """Return the deployments as text, several environments side by side; ``""`` if there are none."""
        from ecslint.project.environment import refuse_drawing

        if len(parameters) <= 1:
            one = self._deployments(parameters, pairs)
            return _rendered(one, form) if one or form != "text" else ""
        from ecslint.rollout import environments

        refuse_drawing(form)
        several = {
            path: self._deployments((path,), pairs, quiet=index > 0) for index, path in enumerate(parameters)
        }
        return environments.show(several, form) if any(several.values()) or form != "text" else ""

    def _deployments(
        self, parameters: tuple[str, ...], pairs: tuple[str, ...], quiet: bool = False
    ) -> list[Deployment]:
        from ecslint.cli.progress import complain, with_progress
        from ecslint.engine.inputs import Inputs
        from ecslint.project.context import read_context
        from ecslint.project.environment import read_environment
        from ecslint.rollout.collect import deployments

        environment = read_environment(parameters, pairs)
        inputs = Inputs(
            self.paths or (".",), configuration=self.configuration, variables=environment.variables
        )
        named = self.configuration.settings_for(self.paths[0] if self.paths else "./-").context
        known = read_context(named).known if named else {}
        units = environment.read(parsed(with_progress(inputs, quiet)))
        found = deployments(units, self.assumptions, self.prices, self.region, known.get("Subnets"))
        self.failed |= complain(inputs, quiet)
        return found


def _rendered(found: list[Deployment], form: str) -> str:
    from ecslint.rollout import draw, render

    renderers = {"text": render.text, "json": render.as_json, "svg": draw.svg, "html": draw.html}
    return renderers[form](found)
