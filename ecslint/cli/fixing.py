"""``--fix``, ``--unsafe-fixes`` and ``--diff``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from difflib import unified_diff

import click

from ecslint.base.atomic_write import ChangedMeanwhileError, write_atomically
from ecslint.base.printable import broken_up
from ecslint.config.lookup import Configuration
from ecslint.engine.inputs import Inputs
from ecslint.engine.redact import hidden_text
from ecslint.fixing.fix import Fixed, fix_text
from ecslint.report._shared import printable
from ecslint.source.read import InputError, load, read_bytes

BOM = b"\xef\xbb\xbf"


class FixResult:
    """What was fixed, and the files that could not be written."""

    def __init__(self) -> None:
        self.fixed = 0
        self.files = 0
        self.failed: list[str] = []


def fix_files(inputs: Inputs, configuration: Configuration, *, unsafe: bool, diff: bool) -> FixResult:
    """Fix every file; with ``diff`` write nothing and print what would change."""
    result = FixResult()
    # A list first: what is written must not be read again while the files are still being found.
    for path in dict.fromkeys([unit.document.path for unit in inputs if not unit.context_only]):
        try:
            data = read_bytes(path)
        except InputError:
            continue  # gone meanwhile; linting says so
        fixed = _fixed(path, data, configuration, unsafe)
        if fixed is None or not fixed.fixed:
            continue
        if diff:
            sys.stdout.writelines(_diff(path, _shown(path, _text(data) or ""), _shown(path, fixed.text)))
        elif not _write(path, data, fixed.text, result):
            continue
        result.files += 1
        result.fixed += len(fixed.fixed)
    return result


def fix_stream(data: bytes, name: str, configuration: Configuration, *, unsafe: bool) -> bytes:
    """Return the fixed bytes of standard input."""
    fixed = _fixed(name, data, configuration, unsafe)
    return data if fixed is None or not fixed.fixed else _encoded(data, fixed.text)


def _fixed(path: str, data: bytes, configuration: Configuration, unsafe: bool) -> Fixed | None:
    text = _text(data)
    return None if text is None else fix_text(path, text, configuration, unsafe=unsafe)


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
    if result.fixed:
        word = "would fix" if diff else "fixed"
        plural = "" if result.files == 1 else "s"
        click.echo(f"ecslint: {word} {result.fixed} findings in {result.files} file{plural}", err=True)
