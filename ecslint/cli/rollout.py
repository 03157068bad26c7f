"""``ecslint rollout``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ecslint.base.printable import printable_lines
from ecslint.cli.analysis_options import RolloutOptions
from ecslint.cli.options import (
    configuration_options,
    environment_options,
    gathered,
    subnets_option,
)

if TYPE_CHECKING:
    from ecslint.cli.analysis import Analysis
    from ecslint.documents.subject import ParsedFile
    from ecslint.rollout.collect import Deployment

LONGEST = 24 * 3600
"""Seconds that an assumption may be."""


@click.command(short_help="Simulate a deployment of each service.")
@click.argument("paths", nargs=-1, type=click.Path(readable=False))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "svg", "html"]),
    default="text",
    help="Output format.",
)
@click.option(
    "--start-seconds",
    metavar="N",
    type=click.IntRange(0, LONGEST),
    help="Seconds until a task is RUNNING (default: 45, and a range for 20 to 90).",
)
@click.option(
    "--boot-seconds",
    metavar="N",
    type=click.IntRange(0, LONGEST),
    default=0,
    help="Seconds from RUNNING until the application passes health checks (default: 0).",
)
@click.option(
    "--stop-seconds",
    metavar="N",
    type=click.IntRange(0, LONGEST),
    help="Seconds from SIGTERM until a task has stopped (default and maximum: stopTimeout).",
)
@environment_options
@click.option("--region", metavar="NAME", help="Price everything in this AWS Region.")
@click.option("--prices", "price_file", metavar="FILE", type=click.Path(), help="Custom prices (JSON).")
@subnets_option
@configuration_options
@gathered(RolloutOptions)
def rollout(options: RolloutOptions) -> None:
    """Simulate a deployment of each service (default: the services below this directory).

    Covers rolling, blue/green, canary and linear deployments, and those of CodeDeploy, with the counts,
    percentages, health checks, deregistration delays, bake times and subnet addresses in the files.
    Assumptions are shown in the output. Where the documentation of AWS leaves a range, both ends are shown.

    \b
    Examples:
      ecslint rollout template.yaml
      ecslint rollout template.yaml --boot-seconds 60 --parameters prod.json
      ecslint rollout infra/ --format html > rollout.html
    """
    from ecslint.cli.analysis import Analysis
    from ecslint.config.settings import ConfigError

    try:
        analysis = Analysis(options)
        text = _shown(analysis, options)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    if text:
        click.echo(printable_lines(text), nl=False)
    else:
        click.echo("ecslint: no service was found", err=True)
    if analysis.failed:
        sys.exit(2)


def _shown(analysis: Analysis, options: RolloutOptions) -> str:
    """Return the deployments as text, several environments side by side; ``""`` if there are none."""
    from ecslint.rollout import draw, environments, render
    from ecslint.rollout.collect import Assumptions, deployments

    assumptions = Assumptions(options.start_seconds, options.boot_seconds, options.stop_seconds)
    region, prices = analysis.region(options.region), analysis.prices(options.price_file)
    described = analysis.subnets()

    def compute(files: list[ParsedFile]) -> list[Deployment]:
        return deployments(files, assumptions, prices, region, described)

    shapes = {"text": render.text, "json": render.as_json, "svg": draw.svg, "html": draw.html}
    return analysis.shown(compute, shapes[options.form], environments.show)
