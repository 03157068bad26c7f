"""What command lines say: one frozen object for each command, and options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

import click

Options = TypeVar("Options")
Command = TypeVar("Command", bound=Callable[..., None])


def gathered(
    kind: Callable[..., Options],
) -> Callable[[Callable[[Options], None]], Callable[..., None]]:
    """Pass what click read as one object of ``kind``, whose fields are named like click's parameters."""

    def bind(function: Callable[[Options], None]) -> Callable[..., None]:
        @wraps(function)
        def call(**values: object) -> None:
            function(kind(**values))

        return call

    return bind


def configuration_options(command: Command) -> Command:
    """Add ``--config`` and ``--isolated``."""
    command = click.option("--isolated", is_flag=True, help="Use no configuration file.")(command)
    return click.option(
        "--config", metavar="FILE", type=click.Path(), help="Use this configuration for every file."
    )(command)


def environment_options(command: Command) -> Command:
    """Add ``--parameters`` (``parameters``) and ``--var`` (``pairs``)."""
    command = click.option(
        "--var", "pairs", multiple=True, metavar="NAME=VALUE", help="Value of one parameter."
    )(command)
    return click.option(
        "--parameters",
        multiple=True,
        metavar="FILE",
        type=click.Path(),
        help="Values of parameters (JSON, or .tfvars for Terraform); several files are shown side by side.",
    )(command)


def subnets_option(command: Command) -> Command:
    """Add ``--context``, for commands that need subnets only."""
    return click.option(
        "--context",
        multiple=True,
        metavar="FILE",
        type=click.Path(),
        help="Output of aws ec2 describe-subnets (JSON).",
    )(command)


@dataclass(frozen=True, kw_only=True)
class CommonOptions:
    """What every command that reads files is told."""

    paths: tuple[str, ...]
    """Files and folders; none: the current folder."""
    form: str
    """How to report, a value of ``--format``."""
    config: str | None
    """The configuration for every file; ``None``: those that are found beside and above each file."""
    isolated: bool
    """Whether no configuration file is used."""


@dataclass(frozen=True, kw_only=True)
class CheckOptions(CommonOptions):
    """What the command line of ``check`` says; ``None`` where it says nothing."""

    reports: tuple[str, ...]
    """Further reports, each as ``FORMAT:FILE``."""
    select: tuple[str, ...]
    """Selectors: ids, id prefixes, names and tags, several of one option with commas between them."""
    extend_select: tuple[str, ...]
    """Selectors of rules besides the usual ones."""
    ignore: tuple[str, ...]
    """Selectors of rules that are off."""
    profile: str | None
    """``default`` or ``strict``."""
    fail_on: str | None
    """The severity from which on the exit status is 1."""
    exit_zero: bool
    """Whether the exit status is 0 whatever is found."""
    fail_on_empty: bool
    """Whether the exit status is 2 when nothing is recognised."""
    context: tuple[str, ...]
    """Files with what the AWS CLI described."""
    no_ignores: bool
    """Whether suppressions and the baseline are left out of account."""
    cfn_lint: bool
    """Whether cfn-lint runs as well."""
    add_ignores: bool
    """Whether what is found is suppressed in the configuration."""
    fix: bool
    """Whether safe fixes are applied."""
    unsafe_fixes: bool
    """Whether unsafe fixes are applied as well."""
    diff: bool
    """Whether fixes are shown only."""
    baseline: str | None
    """The file with findings that are not new."""
    update_baseline: bool
    """Whether the baseline is written."""
    force_exclude: bool
    """Whether named files are treated like ones that a walk finds."""
    stdin_filename: str
    """What standard input is called."""
    jobs: int
    """Processes; 0: as many as are worth it."""
    no_cache: bool
    """Whether the cache is neither read nor written."""
    statistics: bool
    """Whether findings are counted by rule instead of shown."""
    byte_columns: bool
    """Whether columns of ``concise`` count bytes."""
    quiet: bool
    """Whether only errors are shown."""
    verbose: bool
    """Whether suppressed findings are shown as well."""
    watch: bool
    """Whether files are linted again when they change."""
    colour: bool | None
    """Whether the report has colours."""
