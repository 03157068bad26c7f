"""What the command line of ``check`` says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CheckOptions:
    """What the command line of ``check`` says beside paths and format; ``None`` where it says nothing."""

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
    config: str | None
    """The configuration for every file."""
    context: tuple[str, ...]
    """Files with what the AWS CLI described."""
    isolated: bool
    """Whether no configuration file is used."""
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
