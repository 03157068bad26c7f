"""The command line. Each command imports what it needs when it runs."""

from __future__ import annotations

import gc
import os

import click

from ecslint import __version__
from ecslint.cli.check import check
from ecslint.cli.rules import explain, rules

# A run is short and makes few cycles; scanning for them early and often is a tenth of a cold start.
gc.set_threshold(100_000, 20, 50)
# pydantic would scan every installed distribution for plug-ins of its own before the first model.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
def main() -> None:
    """Lint Amazon ECS task definitions, services, CloudFormation templates and AppSpec files.

    \b
    Examples:
      ecslint check                     lint what is below this directory
      ecslint check taskdef.json        lint one file
      ecslint explain ECS101            show the page of a rule
    """


main.add_command(check)
main.add_command(explain)
main.add_command(rules)
