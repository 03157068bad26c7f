"""``--fix``, ``--unsafe-fixes`` and ``--diff``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from difflib import unified_diff

import click

from ecslint.base.atomic_write import ChangedMeanwhileError, write_atomically
from ecslint.base.printable import broken_up, printable
from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.inputs import Inputs
from ecslint.engine.redact import hidden_text, without_secrets
from ecslint.finding import Finding
from ecslint.fixing.fix import Fixed, Linting
from ecslint.fixing.many import BOM, fixed_bytes, outcomes, text_of
from ecslint.report._shared import bounded
from ecslint.source.read import load


class FixResult:
    """What was fixed, and the files that could not be written."""

    def __init__(self) -> None:
        self.fixed = 0
        self.files = 0
        self.failed: list[str] = []
        self.refused: list[str] = []
        """A line for each fix that was wanted and not made."""
        self.left: list[Finding] = []
        """What is found in the texts as they would be now."""


def fix_files(
    inputs: Inputs, configuration: Configuration, *, unsafe: bool, diff: bool, jobs: int = 1
) -> FixResult:
    """Fix every file; with ``diff`` write nothing and print what would change.

    ``jobs`` processes, 0 for as many as there are processors, look what is to be done; one writes. Raises
    ``WorkerError``.
    """
    result = FixResult()
    # A list first: what is written must not be read again while the files are still being found.
    paths = list(dict.fromkeys([unit.document.path for unit in inputs if not unit.context_only]))
    for path, old, fixed in outcomes(paths, configuration, unsafe=unsafe, jobs=jobs):
        result.left += fixed.left
        result.refused += _refused(fixed)
        if not fixed.fixed:
            continue
        if diff:
            sys.stdout.writelines(_diff(path, _shown(path, text_of(old) or ""), _shown(path, fixed.text)))
        elif not _write(path, old, fixed.text, result):
            continue
        result.files += 1
        result.fixed += len(fixed.fixed)
    return result


def fix_stream(
    data: bytes, name: str, configuration: Configuration, *, unsafe: bool, diff: bool
) -> tuple[bytes, FixResult]:
    """Return the fixed bytes of standard input, with ``diff`` what would change, and what was done."""
    result = FixResult()
    fixed = fixed_bytes(name, data, Linting(configuration), unsafe)
    if fixed is None:
        return (b"" if diff else data), result
    units = [read(document) for document in load(name, fixed.text.encode("utf-8", "surrogatepass"))]
    result.left, result.refused = bounded(without_secrets(fixed.left, units)), _refused(fixed)
    result.fixed, result.files = len(fixed.fixed), 1
    if diff:
        before = _shown(name, text_of(data) or "")
        lines = _diff(name, before, _shown(name, fixed.text)) if fixed.fixed else ()
        return "".join(lines).encode("utf-8", "replace"), result
    return (_encoded(data, fixed.text) if fixed.fixed else data), result


def _refused(fixed: Fixed) -> list[str]:
    """Return a line for each fix that was wanted and not made."""
    return [
        f"not fixed: {f.path}:{f.span.start.line}:{f.span.start.column} {f.rule} [{f.name}]: {reason}"
        for f, reason in fixed.refused
    ]


def _encoded(old: bytes, text: str) -> bytes:
    return (BOM if old.startswith(BOM) else b"") + text.encode("utf-8")


def _write(path: str, old: bytes, text: str, result: FixResult) -> bool:
    """Replace the file, unless it changed since it was read."""
    try:
        write_atomically(path, _encoded(old, text), expected=old)
    except ChangedMeanwhileError as error:
        result.failed.append(f"{printable(path)}: {error.strerror}")
        return False
    except OSError as error:
        result.failed.append(f"{printable(path)}: {error.strerror or error}; left as it was")
        return False
    return True


def _shown(path: str, text: str) -> str:
    """Return a text as a difference shows it: without credentials, and nothing that steers a terminal."""
    masked = broken_up(hidden_text(load(path, text.encode("utf-8", "surrogatepass"))))
    return "".join(c if c.isprintable() or c in "\r\n\t" else "\N{REPLACEMENT CHARACTER}" for c in masked)


def _diff(path: str, old: str, new: str) -> Iterator[str]:
    name = printable(path)
    lines = unified_diff(old.splitlines(True), new.splitlines(True), f"{name} (as it is)", f"{name} (fixed)")
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def report_fixes(result: FixResult, diff: bool) -> None:
    """Say on stderr what was done."""
    for line in result.failed:
        click.echo(f"ecslint: {line}", err=True)
    for line in result.refused:
        click.echo(f"ecslint: {printable(line)}", err=True)
    if result.fixed:
        word = "would fix" if diff else "fixed"
        done = f"{_count(result.fixed, 'finding')} in {_count(result.files, 'file')}"
        click.echo(f"ecslint: {word} {done}{_rest(result) if diff else ''}", err=True)
    elif diff:
        click.echo(f"ecslint: nothing to fix{_rest(result)}", err=True)


def _rest(result: FixResult) -> str:
    """Say what is left, and how much of it other options fix."""
    if not result.left:
        return "; nothing is left"
    fixable = sum(f.fix is not None and not f.fix.safe for f in result.left)
    more = f" ({fixable} fixable with --unsafe-fixes)" if fixable else ""
    return f"; {_count(len(result.left), 'finding')} left{more}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
