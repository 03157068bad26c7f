"""``ecslint capacity``."""

from __future__ import annotations

import sys

import click

from ecslint.report._shared import printable, printable_lines


@click.command(short_help="Compare the addresses of subnets with what services need.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", help="How to report."
)
@click.option(
    "--context", multiple=True, metavar="FILE", type=click.Path(), help="Output of aws ec2 describe-subnets."
)
@click.option("--config", metavar="FILE", type=click.Path(), help="This configuration for every file.")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
def capacity(
    paths: tuple[str, ...], form: str, context: tuple[str, ...], config: str | None, isolated: bool
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
    from ecslint.capacity import render
    from ecslint.capacity.collect import plans
    from ecslint.config.lookup import Configuration
    from ecslint.config.settings import ConfigError
    from ecslint.engine.inputs import Inputs
    from ecslint.project.context import read_context

    try:
        configuration = Configuration({"context": context} if context else {}, config, isolated)
        inputs = Inputs(paths, configuration=configuration)
        named = configuration.settings_for(paths[0] if paths else "./-").context
        known = read_context(named).known if named else {}
        found = plans(inputs, known.get("Subnets"))
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    for path in inputs.passed_over:
        click.echo(f"ecslint: {printable(path)} is nothing that ecslint knows; passed over", err=True)
    for problem in inputs.errors:
        click.echo(f"ecslint: {printable(str(problem))}", err=True)
    if found or form == "json":
        click.echo(
            render.as_json(found) if form == "json" else printable_lines(render.table(found)), nl=False
        )
    else:
        click.echo("ecslint: no subnet with its users is here", err=True)
    if inputs.errors:
        sys.exit(2)
