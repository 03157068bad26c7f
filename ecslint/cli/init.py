"""``ecslint init``: a configuration, the git hook and the workflow, shown before they are written."""

from __future__ import annotations

import os
import sys

import click

from ecslint import __version__

CONFIG = """\
# Settings of ecslint; `ecslint config` shows what holds, `ecslint rules` lists the rules.

# Rules by id, id prefix, name or tag.
# extend-select = ["security"]
# ignore = ["ECS709"]

# Exit with 1 from this severity on: error, warning or info.
# fail-on = "error"

# Where the files do not say it.
# region = "eu-west-1"

# [severity]
# ECS301 = "error"

# A finding that is accepted, with the reason:
# [[suppress]]
# rule = "ECS101"
# file = "legacy/*.json"
# reason = "replaced next month"
# expires = 2030-01-31
"""

HOOK = f"""\
repos:
  - repo: https://github.com/ecslint/ecslint
    rev: v{__version__}
    hooks:
      - id: ecslint
"""

WORKFLOW = """\
name: ecslint
on: [push, pull_request]
permissions:
  contents: read
  security-events: write
jobs:
  ecslint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - uses: ecslint/ecslint@main # pin the commit of a release
        with:
          sarif-file: ecslint.sarif
      - uses: github/codeql-action/upload-sarif@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2
        if: always()
        with:
          sarif_file: ecslint.sarif
"""

FILES = {
    "ecslint.toml": CONFIG,
    ".pre-commit-config.yaml": HOOK,
    os.path.join(".github", "workflows", "ecslint.yml"): WORKFLOW,
}


@click.command(short_help="Write a configuration, the git hook and the workflow.")
@click.option("--yes", is_flag=True, help="Write without asking.")
def init(yes: bool) -> None:
    """Write a commented configuration, the git hook and the workflow here, after showing them.

    A file that is there already is left alone.
    """
    from ecslint.base.atomic_write import write_atomically

    for path, text in FILES.items():
        if os.path.exists(path):
            click.echo(f"{path} is there already; left alone. It could hold:\n\n{_indented(text)}")
            continue
        click.echo(f"{path}:\n\n{_indented(text)}")
        if yes or click.confirm(f"Write {path}?", default=True):
            try:
                os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
                write_atomically(path, text.encode())
            except OSError as error:
                click.echo(f"ecslint: {path}: {error.strerror or error}", err=True)
                sys.exit(2)
            click.echo(f"wrote {path}\n")


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())
