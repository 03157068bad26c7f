"""``ecslint reach``."""

from __future__ import annotations

import sys

import click

from ecslint.base.printable import printable_json, printable_lines
from ecslint.cli.analysis_options import ReachOptions
from ecslint.cli.options import configuration_options, environment_options, gathered
from ecslint.documents.subject import parsed


@click.command(short_help="Show the network paths of each service, and where they are blocked.")
@click.argument("paths", nargs=-1, type=click.Path(readable=False))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "svg", "mermaid"]),
    default="text",
    help="Output format.",
)
@environment_options
@configuration_options
@gathered(ReachOptions)
def reach(options: ReachOptions) -> None:
    """Show the network paths of the tasks of each service, and where they are blocked.

    Covers security groups, network ACLs, routes, gateways and endpoints of templates: paths to registries,
    secrets, logs and file systems, from load balancers, and between services. Templates are evaluated with
    the defaults of their parameters, or with --parameters; Terraform modules with each of their files for
    -var-file. Resources outside of a template are shown as unknown. Exits with 1 if a path is blocked.

    \b
    Examples:
      ecslint reach template.yaml
      ecslint reach template.yaml --format svg > paths.svg
      ecslint reach infra --parameters infra/prod.tfvars
    """
    from ecslint.cli.progress import report_problems, with_progress
    from ecslint.config.lookup import Configuration
    from ecslint.config.settings import ConfigError
    from ecslint.engine.inputs import Inputs
    from ecslint.project.environment import read_environment
    from ecslint.reach import network_render as render
    from ecslint.reach.network_collect import members

    try:
        configuration = Configuration({}, options.config, options.isolated)
        found, several = [], len(options.parameters) > 1
        for file in options.parameters or (None,):
            environment = read_environment(() if file is None else (file,), options.pairs)
            inputs = Inputs(options.paths, configuration=configuration, variables=environment.variables)
            made = members(environment.read(parsed(with_progress(inputs)), strict=True))
            found += [(f"{path} with {file}" if several else path, listed) for path, listed in made]
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    failed = report_problems(inputs)
    if options.form == "json":
        click.echo(printable_json(render.as_json(found)))
    elif not found:
        click.echo("ecslint: no template that starts tasks was found", err=True)
    elif options.form == "svg":
        click.echo(render.svg(found), nl=False)
    else:
        lines = render.text(found) if options.form == "text" else render.mermaid(found)
        click.echo(printable_lines("\n".join(lines).rstrip("\n")))
    if failed:
        sys.exit(2)
    if any(way.truth is False for _, listed in found for member in listed for way in member.ways):
        sys.exit(1)
