"""``concise``: one line per finding. The format is a contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.finding import Finding, Severity
from ecslint.report import Options
from ecslint.report._shared import full_message, printable

if TYPE_CHECKING:
    from ecslint.engine.run import Result


def concise(finding: Finding) -> str:
    """Return ``path:line:column: error ECS101 message [fargate-task-size]``."""
    line, column = finding.span.start
    path = printable(finding.path)
    path = f"./{path}" if path.startswith("::") else path  # a line that begins so is a command to GitHub
    place = f"{path}:{line}:{column}"
    return f"{place}: {finding.severity} {finding.rule} {printable(full_message(finding))} [{finding.name}]"


def render(result: Result, options: Options) -> Iterator[str]:
    """Yield a line per finding; with ``verbose`` one per suppressed finding, too, with the reason."""
    for finding in result.findings:
        if not options.quiet or finding.severity is Severity.ERROR:
            yield concise(finding) + "\n"
    if options.verbose:
        for finding, reason in result.silenced:
            yield f"{concise(finding)} (suppressed: {printable(reason) or 'no reason given'})\n"
