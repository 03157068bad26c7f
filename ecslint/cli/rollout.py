"""``ecslint rollout``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from ecslint.documents.subject import parsed
from ecslint.report._shared import printable, printable_lines

if TYPE_CHECKING:
    from ecslint.rollout.collect import Deployment

LONGEST = 24 * 3600
"""Seconds that an assumption may be."""


@click.command(short_help="Show what a deployment of each service will do, minute by minute.")
@click.argument("paths", nargs=-1, type=click.Path())
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
    help="Values of parameters (JSON, or .tfvars for Terraform).",
)
@click.option("--var", "pairs", multiple=True, metavar="NAME=VALUE", help="The value of one parameter.")
@click.option("--region", metavar="NAME", help="Price everything in this AWS Region.")
@click.option("--prices", "price_file", metavar="FILE", type=click.Path(), help="Prices of your own (JSON).")
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
    from ecslint.cli.progress import with_progress
    from ecslint.config.lookup import Configuration
    from ecslint.config.settings import ConfigError
    from ecslint.cost.prices import read_prices
    from ecslint.cost.pricing import Region
    from ecslint.engine.inputs import Inputs
    from ecslint.facts.partitions import is_region
    from ecslint.project.context import read_context
    from ecslint.project.environment import read_environment
    from ecslint.rollout.collect import Assumptions, deployments

    if region is not None and not is_region(region):
        raise click.UsageError(f"--region {region!r} is not the name of an AWS Region, such as eu-west-1")
    try:
        configuration = Configuration({"context": context} if context else {}, config, isolated)
        prices = read_prices(price_file or configuration.settings_in(os.getcwd()).prices)
        environment = read_environment(parameters, pairs)
        where = Region(region, lambda path: configuration.settings_for(path).region)
        inputs = Inputs(paths or (".",), configuration=configuration, variables=environment.variables)
        named = configuration.settings_for(paths[0] if paths else "./-").context
        known = read_context(named).known if named else {}
        units = environment.read(with_progress(parsed(inputs)))
        assumptions = Assumptions(start_seconds, boot_seconds, stop_seconds)
        found = deployments(units, assumptions, prices, where, known.get("Subnets"))
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    for path in inputs.passed_over:
        click.echo(f"ecslint: {printable(path)} is not recognised; skipped", err=True)
    for problem in inputs.errors:
        click.echo(f"ecslint: {printable(str(problem))}", err=True)
    if not found and form == "text":
        click.echo("ecslint: no service is here", err=True)
    else:
        click.echo(printable_lines(_rendered(found, form)), nl=False)
    if inputs.errors:
        sys.exit(2)


def _rendered(found: list[Deployment], form: str) -> str:
    from ecslint.rollout import draw, render

    renderers = {"text": render.text, "json": render.as_json, "svg": draw.svg, "html": draw.html}
    return renderers[form](found)
