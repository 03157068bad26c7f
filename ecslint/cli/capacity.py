"""``ecslint capacity``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ecslint.base.printable import printable_json, printable_lines
from ecslint.cli.analysis_options import AnalysisOptions
from ecslint.cli.options import (
    configuration_options,
    environment_options,
    gathered,
    subnets_option,
)

if TYPE_CHECKING:
    from ecslint.capacity.plan import Plan
    from ecslint.cli.analysis import Analysis
    from ecslint.documents.subject import ParsedFile
    from ecslint.model.account import Subnets


@click.command(short_help="Compare the addresses of subnets with the need of services.")
@click.argument("paths", nargs=-1, type=click.Path(readable=False))
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "svg"]), default="table", help="Output format."
)
@environment_options
@subnets_option
@configuration_options
@gathered(AnalysisOptions)
def capacity(options: AnalysisOptions) -> None:
    """Compare the IP addresses of subnets with the number that services and other resources need.

    Supply: the CIDR block of a subnet without the five addresses that AWS reserves, or the free addresses in
    --context. Need: at rest, and at the peak, which is a deployment at full surge with the maximum of tasks
    that autoscaling allows. Templates are evaluated with the defaults of their parameters.

    \b
    Examples:
      ecslint capacity template.yaml
      aws ec2 describe-subnets > subnets.json
      ecslint capacity service.json --context subnets.json
    """
    from ecslint.cli.analysis import Analysis
    from ecslint.config.settings import ConfigError

    try:
        analysis = Analysis(options)
        text = _shown(analysis)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    if text:
        click.echo(printable_json(text) if options.form == "json" else printable_lines(text), nl=False)
    else:
        click.echo("ecslint: no subnet whose users are known was found", err=True)
    if analysis.failed:
        sys.exit(2)


def _shown(analysis: Analysis) -> str:
    """Return the plans as text, several environments side by side; ``""`` if there is nothing to show."""
    from ecslint.capacity import draw, environments, render
    from ecslint.capacity.collect import plans

    form, described = analysis.options.form, analysis.subnets()

    def compute(files: list[ParsedFile]) -> list[tuple[str, Plan]]:
        found = plans(files, described)
        if form != "table":
            _deployed(found, files, described)
        return found

    shapes = {"json": render.as_json, "svg": draw.svg, "table": render.table}
    return analysis.shown(compute, shapes[form], environments.show)


def _deployed(found: list[tuple[str, Plan]], units: list[ParsedFile], described: Subnets | None) -> None:
    """Note in the plans what services hold at most during a deployment."""
    from ecslint.cost.prices import list_prices
    from ecslint.cost.pricing import Region
    from ecslint.rollout.addresses import note_held
    from ecslint.rollout.collect import Assumptions, deployments

    note_held(found, deployments(units, Assumptions(), list_prices(), Region(), described))
