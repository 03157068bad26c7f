"""``ecslint capacity``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ecslint.base.printable import printable_json
from ecslint.documents.subject import parsed
from ecslint.report._shared import printable, printable_lines

if TYPE_CHECKING:
    from ecslint.capacity.plan import Plan
    from ecslint.documents.subject import ParsedFile
    from ecslint.model.account import Subnets


@click.command(short_help="Compare the addresses of subnets with what services need.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "svg"]), default="table", help="How to report."
)
@click.option(
    "--parameters",
    multiple=True,
    metavar="FILE",
    type=click.Path(),
    help="Values of parameters (JSON, or .tfvars for Terraform).",
)
@click.option("--var", "pairs", multiple=True, metavar="NAME=VALUE", help="The value of one parameter.")
@click.option(
    "--context", multiple=True, metavar="FILE", type=click.Path(), help="Output of aws ec2 describe-subnets."
)
@click.option("--config", metavar="FILE", type=click.Path(), help="This configuration for every file.")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
def capacity(
    paths: tuple[str, ...],
    form: str,
    parameters: tuple[str, ...],
    pairs: tuple[str, ...],
    context: tuple[str, ...],
    config: str | None,
    isolated: bool,
) -> None:
    """Compare the addresses of subnets with what services and others need, at rest and at peak.

    The supply is the block of a subnet without the five addresses that AWS keeps, or what --context says is
    free now. Peak is a deployment at full surge with the most tasks that autoscaling allows. Templates are
    read with the defaults of their parameters.

    \b
    Examples:
      ecslint capacity template.yaml
      aws ec2 describe-subnets > subnets.json
      ecslint capacity service.json --context subnets.json
    """
    from ecslint.capacity import draw, render
    from ecslint.capacity.collect import plans
    from ecslint.cli.progress import with_progress
    from ecslint.config.lookup import Configuration
    from ecslint.config.settings import ConfigError
    from ecslint.engine.inputs import Inputs
    from ecslint.project.context import read_context
    from ecslint.project.environment import read_environment

    try:
        configuration = Configuration({"context": context} if context else {}, config, isolated)
        environment = read_environment(parameters, pairs)
        inputs = Inputs(paths, configuration=configuration, variables=environment.variables)
        named = configuration.settings_for(paths[0] if paths else "./-").context
        known = read_context(named).known if named else {}
        units = environment.read(with_progress(parsed(inputs)))
        found = plans(units, known.get("Subnets"))
        if form != "table":
            _deployed(found, units, known.get("Subnets"))
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    for path in inputs.passed_over:
        click.echo(f"ecslint: {printable(path)} is not recognised; skipped", err=True)
    for problem in inputs.errors:
        click.echo(f"ecslint: {printable(str(problem))}", err=True)
    if found or form == "json":
        shape = {"json": render.as_json, "svg": draw.svg, "table": render.table}[form]
        click.echo(
            printable_json(shape(found)) if form == "json" else printable_lines(shape(found)), nl=False
        )
    else:
        click.echo("ecslint: no subnet with its users is here", err=True)
    if inputs.errors:
        sys.exit(2)


def _deployed(found: list[tuple[str, Plan]], units: list[ParsedFile], described: Subnets | None) -> None:
    """Note in the plans what services hold at most during a deployment."""
    from ecslint.cost.prices import list_prices
    from ecslint.cost.pricing import Region
    from ecslint.rollout.addresses import note_held
    from ecslint.rollout.collect import Assumptions, deployments

    note_held(found, deployments(units, Assumptions(), list_prices(), Region(), described))
