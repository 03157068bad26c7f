"""Reports: one module per format, each with ``render(result, options)``, a function of the findings."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from ecslint.base.printable import broken_up, printable_json

if TYPE_CHECKING:
    from ecslint.engine.run import Result


class Options(NamedTuple):
    """How to write a report for people."""

    colour: bool = False
    """Whether the report has colours."""
    links: bool = False
    """Whether the terminal follows hyperlinks (OSC 8)."""
    quiet: bool = False
    """Errors only, and no closing line."""
    verbose: bool = False
    """Also what was accepted by suppressions or the baseline, and the files."""
    width: int = 0
    """Columns of the terminal; 0 means no limit."""
    byte_columns: bool = False
    """Whether ``concise`` counts columns in bytes of UTF-8, as Vim does, and not in characters."""


_JSON = frozenset({"gitlab", "json", "jsonl", "rdjson", "sarif"})
"""Formats that are JSON."""


def formats() -> list[str]:
    """Return the names of the formats."""
    entries = os.listdir(os.path.dirname(__file__))
    return sorted(e[:-3] for e in entries if e.endswith(".py") and not e.startswith("_"))


def render(form: str, result: Result, options: Options) -> Iterable[str]:
    """Return the report in pieces. No credential of a file is in it."""
    if result.findings or result.silenced:
        from dataclasses import replace

        from ecslint.engine.redact import without_secrets
        from ecslint.report._shared import bounded

        hidden = bounded(without_secrets([finding for finding, _ in result.silenced], result.units))
        reasons = [reason for _, reason in result.silenced]
        result = replace(
            result,
            findings=bounded(without_secrets(result.findings, result.units)),
            silenced=list(zip(hidden, reasons, strict=True)),
        )
    pieces: Iterable[str] = import_module(f"{__name__}.{form}").render(result, options)
    if form in _JSON:
        return map(printable_json, pieces)
    return (broken_up(piece, "#&#35;") for piece in pieces) if form == "html" else pieces
