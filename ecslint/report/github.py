"""``github``: workflow commands that GitHub Actions shows as annotations.

GitHub shows ten errors, ten warnings and ten notices of a step, so the worst come first and a closing notice
says how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.finding import Finding, Severity
from ecslint.report import Options
from ecslint.report._shared import full_message, printable, relative_path

if TYPE_CHECKING:
    from ecslint.engine.run import Result

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
SHOWN = 10
"""How many annotations of each kind GitHub shows for a step."""


def render(result: Result, options: Options) -> Iterator[str]:
    """Yield a command per finding, the worst first."""
    ordered = sorted(result.findings, key=lambda f: (-f.severity, f.sort_key))
    for finding in ordered:
        yield _command(finding) + "\n"
    hidden = sum(max(0, result.count(severity) - SHOWN) for severity in Severity)
    if hidden:
        total = len(result.findings)
        text = f"{total} findings; GitHub shows at most {SHOWN} of a kind, the log has all"
        yield f"::notice title=ecslint::{text}\n"


def _command(finding: Finding) -> str:
    start, end = finding.span.start, finding.span.end
    properties = {
        "file": relative_path(finding.path),
        "line": str(start.line),
        "endLine": str(end.line),
        "col": str(start.column),
        "endColumn": str(end.column),
        "title": f"{finding.rule} {finding.name}",
    }
    place = f"{printable(finding.path)}:{start.line}:{start.column}"
    text = f"{place}: {full_message(finding)} ({finding.url})"
    named = ",".join(f"{key}={_escape(value, ':,')}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {named}::{_escape(text)}"


def _escape(text: str, more: str = "") -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for character in more:
        text = text.replace(character, f"%{ord(character):02X}")
    return printable(text)
