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
from ecslint.engine.run import SHORT_RUN
from ecslint.finding import Finding
from ecslint.fixing.fix import Fixed, Linting, fix_one_of_many
from ecslint.fixing.together import fix_together, found_together, is_read_together
from ecslint.report._shared import bounded
from ecslint.source.read import InputError, load, read_bytes

BOM = b"\xef\xbb\xbf"


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


def fix_files(inputs: Inputs, configuration: Configuration, *, unsafe: bool, diff: bool) -> FixResult:
    """Fix every file; with ``diff`` write nothing and print what would change."""
    result = FixResult()
    # A list first: what is written must not be read again while the files are still being found.
    paths = list(dict.fromkeys([unit.document.path for unit in inputs if not unit.context_only]))
    linting = Linting(configuration, many=len(paths) > SHORT_RUN)
    together = found_together([path for path in paths if is_read_together(path)], configuration)
    for path in paths:
        if path in together and not any(_is_wanted(finding, unsafe) for finding in together[path]):
            result.left += together[path]
            continue
        try:
            data = read_bytes(path)
        except InputError:
            continue  # gone meanwhile; linting says so
        fixed = _fixed(path, data, linting, unsafe)
        if fixed is None:
            continue
        result.left += fixed.left
        result.refused += _refused(fixed)
        if not fixed.fixed:
            continue
        if diff:
            sys.stdout.writelines(_diff(path, _shown(path, _text(data) or ""), _shown(path, fixed.text)))
        elif not _write(path, data, fixed.text, result):
            continue
        result.files += 1
        result.fixed += len(fixed.fixed)
    return result


def fix_stream(
    data: bytes, name: str, configuration: Configuration, *, unsafe: bool, diff: bool
) -> tuple[bytes, FixResult]:
    """Return the fixed bytes of standard input, with ``diff`` what would change, and what was done."""
    result = FixResult()
    fixed = _fixed(name, data, Linting(configuration), unsafe)
    if fixed is None:
        return (b"" if diff else data), result
    units = [read(document) for document in load(name, fixed.text.encode("utf-8", "surrogatepass"))]
    result.left, result.refused = bounded(without_secrets(fixed.left, units)), _refused(fixed)
    result.fixed, result.files = len(fixed.fixed), 1
    if diff:
        lines = _diff(name, _shown(name, _text(data) or ""), _shown(name, fixed.text)) if fixed.fixed else ()
        return "".join(lines).encode("utf-8", "replace"), result
    return (_encoded(data, fixed.text) if fixed.fixed else data), result


def _refused(fixed: Fixed) -> list[str]:
    """Return a line for each fix that was wanted and not made."""
    return [
        f"not fixed: {f.path}:{f.span.start.line}:{f.span.start.column} {f.rule} [{f.name}]: {reason}"
        for f, reason in fixed.refused
    ]


def _is_wanted(finding: Finding, unsafe: bool) -> bool:
    """Say whether a finding has a fix that is to be made."""
    return finding.fix is not None and (finding.fix.safe or unsafe)


def _fixed(path: str, data: bytes, linting: Linting, unsafe: bool) -> Fixed | None:
    """Return what fixes make of a file, ``None`` where it is no text."""
    text = _text(data)
    if text is None:
        return None
    if path != "-" and is_read_together(path):
        return fix_together(path, text, linting.configuration, unsafe=unsafe)
    return fix_one_of_many(linting, path, text, unsafe=unsafe)


def _text(data: bytes) -> str | None:
    """Return the text of a UTF-8 file; other encodings are not fixed."""
    try:
        return data.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError:
        return None


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
