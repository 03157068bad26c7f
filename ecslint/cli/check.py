"""``ecslint check``."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from ecslint.cli import terminal
from ecslint.cli.options import CheckOptions, configuration_options, gathered
from ecslint.report import Options, formats, render

if TYPE_CHECKING:
    from ecslint.cli.fixing import FixResult
    from ecslint.config.lookup import Configuration
    from ecslint.engine.inputs import Inputs
    from ecslint.engine.run import Result


LEVELS = ("error", "warning", "info")


@click.command(short_help="Lint files and directories.")
@click.argument("paths", nargs=-1, type=click.Path(readable=False))
@click.option("--format", "form", type=click.Choice(formats()), default="text", help="Output format.")
@click.option(
    "--report", "reports", multiple=True, metavar="FORMAT:FILE", help="Write an additional report to a file."
)
@click.option(
    "--select", multiple=True, metavar="RULE", help="Run only these rules (ids, id prefixes, names or tags)."
)
@click.option(
    "--extend-select", multiple=True, metavar="RULE", help="Run these rules in addition to the default ones."
)
@click.option("--ignore", multiple=True, metavar="RULE", help="Do not run these rules.")
@click.option(
    "--profile", type=click.Choice(["default", "strict"]), help="strict runs rules of opinion as well."
)
@click.option(
    "--fail-on", type=click.Choice(LEVELS), help="Exit with 1 from this severity on (default: error)."
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--fail-on-empty", is_flag=True, help="Exit with 2 if no file is recognised.")
@configuration_options
@click.option(
    "--context",
    multiple=True,
    metavar="FILE",
    type=click.Path(),
    help="Output of aws … describe-* commands (JSON).",
)
@click.option("--no-ignores", is_flag=True, help="Report suppressed findings and those in the baseline.")
@click.option("--cfn-lint", is_flag=True, help="Run cfn-lint on templates as well.")
@click.option("--add-ignores", is_flag=True, help="Suppress all findings in the configuration.")
@click.option("--fix", is_flag=True, help="Apply safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="Apply fixes that may change the meaning as well.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@click.option(
    "--baseline", metavar="FILE", type=click.Path(), help="Report only findings that are not in FILE."
)
@click.option("--update-baseline", is_flag=True, help="Write all findings to the baseline.")
@click.option("--force-exclude", is_flag=True, help="Apply exclusions to named files as well (for hooks).")
@click.option("--stdin-filename", metavar="NAME", default="-", help="File name of standard input.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(0, 60),
    default=0,
    metavar="N",
    help="Number of processes (default: one for each processor, from some hundreds of files on).",
)
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of showing them.")
@click.option("--byte-columns", is_flag=True, help="Count columns in bytes, as Vim does (format concise).")
@click.option("-q", "--quiet", is_flag=True, help="Show errors only, without the summary.")
@click.option("-v", "--verbose", is_flag=True, help="Show suppressed findings as well.")
@click.option("--watch", is_flag=True, help="Lint again whenever a file changes.")
@click.option("--color/--no-color", "colour", default=None, help="Use colours (default: on a terminal).")
@gathered(CheckOptions)
def check(options: CheckOptions) -> None:
    """Lint files and directories (default: the current directory; - is standard input).

    Exit status: 0 if there is no finding at or above --fail-on, 1 if there is one, 2 for wrong usage, an
    invalid configuration or a file that could not be read.

    \b
    Examples:
      ecslint check                              lint this directory
      ecslint check taskdef.json infra/          lint some files and folders
      ecslint check --select fargate,security    run some rules only
      ecslint check --report sarif:ecslint.sarif write a SARIF report as well
    """
    if options.watch:
        from ecslint.cli.watch import watch

        with contextlib.suppress(KeyboardInterrupt):
            watch(options.paths, lambda: _again(options))
        return
    _check(options)


def _again(options: CheckOptions) -> None:
    """Lint once of many times: findings and mistakes are shown, and nothing ends."""
    try:
        _check(options)
    except SystemExit:
        pass
    except click.ClickException as error:
        error.show()
    sys.stdout.flush()


def _check(options: CheckOptions) -> None:
    from ecslint.config.settings import ConfigError
    from ecslint.engine.inputs import Inputs
    from ecslint.engine.reader import WorkerError

    reports = [_report(text) for text in options.reports]
    try:
        configuration = _configuration(options)
        if options.fix or options.unsafe_fixes or options.diff:
            _fix(configuration, options)
        inputs = Inputs(options.paths, options.stdin_filename, configuration, options.force_exclude)
        inputs.lints, inputs.jobs, inputs.cached = True, options.jobs, not options.no_cache
        result = _run(inputs, configuration, options)
    except ConfigError as error:
        from ecslint.report._shared import shortened

        raise click.UsageError(shortened(str(error))) from None
    except WorkerError as error:
        _say(str(error))
        sys.exit(2)
    show = Options(
        colour=terminal.has_colour(options.colour),
        links=terminal.has_links(),
        quiet=options.quiet,
        verbose=options.verbose,
        width=terminal.width(),
        byte_columns=options.byte_columns,
    )
    if options.statistics:
        _statistics(result)
    else:
        sys.stdout.writelines(render(options.form, result, show))
    for kind, path in reports:
        _write_report(kind, path, result, options.verbose)
    problems = _price_problems(configuration, (unit.document.path for unit in result.units))
    for problem in problems:
        _say(f"{problem}; costs were estimated with list prices")
    _finish(inputs, result, configuration, options, failed=bool(problems))


def _run(inputs: Inputs, configuration: Configuration, options: CheckOptions) -> Result:
    """Lint, and treat findings as baseline and suppressions want it."""
    from ecslint.cli.progress import with_progress
    from ecslint.engine import run as engine

    result = engine.run(with_progress(inputs, options.quiet), configuration, ignores=not options.no_ignores)
    if options.cfn_lint:
        from ecslint.integrations.merge import add_cfn_lint

        add_cfn_lint(result)
    if options.update_baseline:
        from ecslint.suppression.baseline import write_baseline

        path = options.baseline or configuration.settings_in(os.getcwd()).baseline
        if path is None:
            raise click.UsageError(
                "--update-baseline needs --baseline FILE or a baseline in the configuration"
            )
        try:
            count = write_baseline(path, result.findings)
        except OSError as error:
            _failed(path, error)
        _say(f"wrote {count} entries to {path}")
        result.silenced += [(finding, "baseline") for finding in result.findings]
        result.findings = []
    elif not options.no_ignores:
        _accept(result, configuration)
    if options.add_ignores:
        from ecslint.suppression.write import add_ignores

        try:
            for path, count in add_ignores(result.findings, configuration):
                _say(f"wrote {count} entries to {path}")
        except OSError as error:
            _failed("the configuration", error)
        result.silenced += [(finding, "just added") for finding in result.findings]
        result.findings = []
    from ecslint.report._repeated import together

    result.findings = together(result.findings)
    return result


def _accept(result: Result, configuration: Configuration) -> None:
    """Move what baselines accept to ``silenced``, and say which of their entries are stale."""
    paths = {unit.document.path for unit in result.units}
    if all(configuration.settings_for(path).baseline is None for path in paths):
        return
    from ecslint.suppression.baseline import without_accepted

    result.findings, accepted, stale = without_accepted(result.findings, paths, configuration)
    result.silenced += accepted
    for line in stale:
        _say(line)


def _fix(configuration: Configuration, options: CheckOptions) -> None:
    """Fix before linting; ends the run for ``--diff`` and for standard input."""
    from ecslint.cli import fixing
    from ecslint.engine.inputs import Inputs

    unsafe, name = options.unsafe_fixes, options.stdin_filename
    if options.paths == ("-",):
        data, diff = sys.stdin.buffer.read(), options.diff
        text, stream = fixing.fix_stream(data, name, configuration, unsafe=unsafe, diff=diff)
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
        _end_stream(stream, configuration, options)
    named = [path for path in options.paths if path != "-"] or ["."]
    files = Inputs(named, name, configuration, options.force_exclude)
    result = fixing.fix_files(files, configuration, unsafe=unsafe, diff=options.diff, jobs=options.jobs)
    fixing.report_fixes(result, options.diff)
    if result.failed:
        sys.exit(2)
    if options.diff:
        sys.exit(1 if result.fixed else 0)


def _end_stream(result: FixResult, configuration: Configuration, options: CheckOptions) -> NoReturn:
    """Say on stderr what is left of standard input, and exit as it asks for."""
    from ecslint.cli import fixing
    from ecslint.report.concise import concise

    fixing.report_fixes(result, options.diff)
    if not options.quiet and not options.diff:
        for finding in result.left:
            click.echo(concise(finding), err=True)
    if options.exit_zero:
        sys.exit(0)
    failed = any(f.severity >= configuration.settings_for(f.path).fail_on for f in result.left)
    sys.exit(1 if failed or (options.diff and result.fixed) else 0)


def _hint(path: str) -> str:
    """Say what to lint instead of a file that somebody named."""
    name = os.path.basename(path).lower()
    if name.endswith((".yml", ".yaml")) and "compose" in name:
        return " (Compose files are not read: lint the task definition or template that is made of one)"
    if name.endswith((".tfstate", ".tfstate.backup")):
        return " (a state says what was: lint the output of terraform show -json PLAN)"
    return ""


def _nothing(paths: Sequence[str]) -> str:
    """Say that a walk recognised nothing, and what it left out."""
    from ecslint.source.discovery.walk import ignored_folders

    folders = [path for path in paths or (".",) if os.path.isdir(path)]
    if not folders:
        return "nothing was recognised"
    text = f"nothing was recognised in {', '.join(folders[:3])}"
    ignored = [os.path.join(folder, name) for folder in folders for name in ignored_folders(folder)]
    if ignored:
        shown = ", ".join(os.path.normpath(path) for path in ignored[:5])
        text += f"; git ignores {shown}, which is linted when it is named"
    return text


def _say(text: str) -> None:
    from ecslint.base.printable import printable

    click.echo(f"ecslint: {printable(text)}", err=True)


def _failed(path: str, error: OSError) -> NoReturn:
    """End with one line about a file that cannot be written."""
    _say(f"{path}: {error.strerror or error}")
    sys.exit(2)


def _finish(
    inputs: Inputs,
    result: Result,
    configuration: Configuration,
    options: CheckOptions,
    failed: bool = False,
) -> None:
    """Say what could not be linted, and exit with the right status; ``failed``: 2 in any case."""
    if not inputs.recognised and not inputs.errors and not inputs.skipped:
        _say(_nothing(inputs.paths))
        if options.fail_on_empty:
            sys.exit(2)
    for path in inputs.skipped:
        _say(f"{path} is not recognised; skipped{_hint(path)}")
    for problem in inputs.errors:
        _say(str(problem))
    for crash in result.crashes:
        _say(f"rule {crash.rule} crashed on {crash.path}: {crash.error}")
    if failed or inputs.errors or result.crashes:
        sys.exit(2)
    if options.exit_zero:
        return
    if any(f.severity >= configuration.settings_for(f.path).fail_on for f in result.findings):
        sys.exit(1)


def _configuration(options: CheckOptions) -> Configuration:
    """Return the configuration with what the command line says."""
    from ecslint.config.lookup import Configuration
    from ecslint.config.settings import check_selectors
    from ecslint.finding import Severity

    said: dict[str, object] = {}
    selectors = {
        "select": options.select,
        "extend_select": options.extend_select,
        "ignore": options.ignore,
    }
    for key, groups in selectors.items():
        words = tuple(w.strip() for group in groups for w in group.split(",") if w.strip())
        if words:
            check_selectors(words, f"--{key.replace('_', '-')}")
            said[key] = words
    if options.baseline is not None:
        said["baseline"] = options.baseline
    if options.context:
        said["context"] = options.context
    if options.fail_on is not None:
        said["fail_on"] = Severity.parse(options.fail_on)
    if options.profile is not None:
        said["profile"] = options.profile
    return Configuration(said, options.config, options.isolated)


def _report(text: str) -> tuple[str, str]:
    form, colon, path = text.partition(":")
    if not colon or not path or form not in formats():
        raise click.UsageError(f"--report {text!r}: write FORMAT:FILE with one of {', '.join(formats())}")
    return form, path


def _write_report(form: str, path: str, result: Result, verbose: bool) -> None:
    from ecslint.base.atomic_write import write_atomically

    try:
        text = "".join(render(form, result, Options(verbose=verbose)))
        write_atomically(path, text.encode("utf-8", "replace"))
    except OSError as error:
        _failed(path, error)


def _price_problems(configuration: Configuration, paths: Iterable[str]) -> list[str]:
    """Return what is wrong with the private prices that hold for linted files, a line each."""
    files = configuration.price_files(paths)
    if not files:
        return []
    from ecslint.config.settings import ConfigError
    from ecslint.cost.prices import read_prices

    found = []
    for path in files:
        try:
            read_prices(path)
        except ConfigError as error:
            found.append(str(error))
    return found


def _statistics(result: Result) -> None:
    from collections import Counter

    counts = Counter((f.rule, f.name, str(f.severity)) for f in result.findings)
    for (rule, name, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        click.echo(f"{count:6}  {severity:7}  {rule}  {name}")
