"""``ecslint capacity``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ecslint.base.printable import printable_json, printable_lines
from ecslint.cli.progress import complain
from ecslint.documents.subject import parsed

if TYPE_CHECKING:
    from ecslint.capacity.plan import Plan
    from ecslint.documents.subject import ParsedFile
    from ecslint.model.account import Subnets


@click.command(short_help="Compare the addresses of subnets with what services need.")
@click.argument("paths", nargs=-1, type=click.Path(readable=False))
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "svg"]), default="table", help="How to report."
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
    from ecslint.config.settings import ConfigError

    try:
        run = _Run(paths, form, context, config, isolated)
        text = run.side_by_side(parameters, pairs) if len(parameters) > 1 else run.one(parameters, pairs)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    if text:
        click.echo(printable_json(text) if form == "json" else printable_lines(text), nl=False)
    else:
        click.echo("ecslint: no subnet with its users is here", err=True)
    if run.failed:
        sys.exit(2)


class _Run:
    """One call of the command."""

    def __init__(
        self, paths: tuple[str, ...], form: str, context: tuple[str, ...], config: str | None, isolated: bool
    ) -> None:
        from ecslint.config.lookup import Configuration
        from ecslint.project.context import read_context

        self.paths = paths
        self.form = form
        self.failed = False
        self.configuration = Configuration({"context": context} if context else {}, config, isolated)
        named = self.configuration.settings_for(paths[0] if paths else "./-").context
        self.subnets: Subnets | None = read_context(named).known.get("Subnets") if named else None

    def one(self, parameters: tuple[str, ...], pairs: tuple[str, ...]) -> str:
        """Return the plans of one environment as text; ``""`` if there is nothing to show."""
        from ecslint.capacity import draw, render

        found = self._plans(parameters, pairs)
        shape = {"json": render.as_json, "svg": draw.svg, "table": render.table}[self.form]
        return shape(found) if found or self.form == "json" else ""

    def side_by_side(self, parameters: tuple[str, ...], pairs: tuple[str, ...]) -> str:
        """Return the plans of several environments beside each other."""
        from ecslint.capacity import environments
        from ecslint.project.environment import refuse_drawing

        refuse_drawing(self.form)
        found = {path: self._plans((path,), pairs, quiet=index > 0) for index, path in enumerate(parameters)}
        return environments.show(found, self.form) if any(found.values()) or self.form == "json" else ""

    def _plans(
        self, parameters: tuple[str, ...], pairs: tuple[str, ...], quiet: bool = False
    ) -> list[tuple[str, Plan]]:
        from ecslint.capacity.collect import plans
        from ecslint.cli.progress import with_progress
        from ecslint.engine.inputs import Inputs
        from ecslint.project.environment import read_environment

        environment = read_environment(parameters, pairs)
        inputs = Inputs(self.paths, configuration=self.configuration, variables=environment.variables)
        units = environment.read(parsed(with_progress(inputs, quiet)))
        found = plans(units, self.subnets)
        if self.form != "table":
            _deployed(found, units, self.subnets)
        self.failed |= complain(inputs, quiet)
        return found


def _deployed(found: list[tuple[str, Plan]], units: list[ParsedFile], described: Subnets | None) -> None:
    """Note in the plans what services hold at most during a deployment."""
    from ecslint.cost.prices import list_prices
    from ecslint.cost.pricing import Region
    from ecslint.rollout.addresses import note_held
    from ecslint.rollout.collect import Assumptions, deployments

    note_held(found, deployments(units, Assumptions(), list_prices(), Region(), described))
