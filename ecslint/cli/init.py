"""``ecslint init``: a configuration, the git hook and the workflow, shown before they are written."""

from __future__ import annotations

import json
import os
import sys

import click

from ecslint import __version__
from ecslint.base.pattern import regex

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

HOOK = """\
repos:
  - repo: https://github.com/ecslint/ecslint
    rev: {revision}
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
      - uses: ecslint/ecslint@{revision}
        with:
          sarif-file: ecslint.sarif
      - uses: github/codeql-action/upload-sarif@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2
        if: always()
        with:
          sarif_file: ecslint.sarif
"""

_COMMIT = regex(r"[0-9a-f]{40}")


def files() -> dict[str, str]:
    """Return the texts to write, by path; hook and action are pinned to what runs here."""
    commit = installed_commit()
    tag = f"v{__version__}"
    revision = f"{tag} # better: the commit of this release" if commit is None else f"{commit} # {tag}"
    return {
        "ecslint.toml": CONFIG,
        ".pre-commit-config.yaml": HOOK.replace("{revision}", revision),
        os.path.join(".github", "workflows", "ecslint.yml"): WORKFLOW.replace("{revision}", revision),
    }


def installed_commit() -> str | None:
    """Return the commit that this was installed from, ``None`` where that is not on record.

    Installers note the commit of a repository in ``direct_url.json`` (PEP 610).
    """
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        text = distribution("ecslint").read_text("direct_url.json")
        origin = json.loads(text or "{}")
    except (PackageNotFoundError, OSError, ValueError):
        return None
    vcs = origin.get("vcs_info") if isinstance(origin, dict) else None
    commit = vcs.get("commit_id") if isinstance(vcs, dict) else None
    return commit if isinstance(commit, str) and _COMMIT.fullmatch(commit) else None


@click.command(short_help="Write a configuration, a git hook and a workflow.")
@click.option("--yes", is_flag=True, help="Write without asking.")
def init(yes: bool) -> None:
    """Write a commented configuration, a git hook and a workflow to this directory, after showing them.

    Existing files are not changed.
    """
    from ecslint.base.atomic_write import make_folder, write_atomically

    os.getcwd()  # raises where that folder is gone
    for path, text in files().items():
        if os.path.exists(path):
            click.echo(f"{path} is there already; left alone. It could hold:\n\n{_indented(text)}")
            continue
        click.echo(f"{path}:\n\n{_indented(text)}")
        if yes or click.confirm(f"Write {path}?", default=True):
            try:
                make_folder(os.path.dirname(path) or ".")
                write_atomically(path, text.encode(), new=True)
            except OSError as error:
                click.echo(f"ecslint: {path}: {error.strerror or error}", err=True)
                sys.exit(2)
            click.echo(f"wrote {path}\n")


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())
