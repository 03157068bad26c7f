"""``concise``: one line per finding. The format is a contract."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.finding import Finding
from ecslint.report.text import printable


def concise(finding: Finding) -> str:
    """Return ``path:line:column: error ECS101 message [fargate-task-size]``."""
    line, column = finding.span.start
    message = finding.message if finding.when is None else f"{finding.message} ({finding.when})"
    return (
        f"{printable(finding.path)}:{line}:{column}: {finding.severity} {finding.rule} "
        f"{printable(message)} [{finding.name}]"
    )


def render(findings: list[Finding]) -> Iterator[str]:
    """Yield the report line by line."""
    for finding in findings:
        yield concise(finding) + "\n"
