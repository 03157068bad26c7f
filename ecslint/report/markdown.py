"""``markdown``: a job summary or a comment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecslint.base.printable import in_markdown
from ecslint.finding import Finding, Severity
from ecslint.report import Options
from ecslint.report._shared import full_message, printable, relative_path

if TYPE_CHECKING:
    from ecslint.engine.run import Result

MOST_DRAWINGS: Final = 3
MOST_LINES: Final = 150
"""Lines of a drawing; what is larger is not readable in a comment."""


def render(result: Result, options: Options) -> Iterator[str]:
    """Yield a heading and a table, the worst first."""
    counts = ((result.count(s), str(s)) for s in (Severity.ERROR, Severity.WARNING, Severity.INFO))
    named = ", ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n)
    yield f"### ecslint: {named or 'no problems'}\n"
    if result.findings:
        yield from _table(result)
    yield from _drawings(result)


def _table(result: Result) -> Iterator[str]:
    yield "\n| severity | place | rule | message |\n|---|---|---|---|\n"
    for finding in sorted(result.findings, key=lambda f: (-f.severity, f.sort_key)):
        yield _row(finding)


def _drawings(result: Result) -> Iterator[str]:
    """Yield flow charts (Mermaid) of what the tasks of stacks reach, those with cut ways first."""
    from ecslint.reach.network_render import mermaid
    from ecslint.report._stacks import saying, stacks

    found = sorted(stacks(result), key=lambda stack: stack.is_open)
    for stack in found[:MOST_DRAWINGS]:
        lines = mermaid([(stack.unit.document.path, stack.members)])
        if 1 < len(lines) <= MOST_LINES:
            say = saying([stack.unit])
            yield f"\n#### What the tasks of {in_markdown(relative_path(stack.unit.document.path))} reach\n"
            yield "\n".join(["", "```mermaid", *(say(printable(line)) for line in lines), "```", ""])


def _row(finding: Finding) -> str:
    line = finding.span.start.line
    place = in_markdown(f"{relative_path(finding.path)}:{line}")
    rule = f"[{finding.rule}]({finding.url}) {finding.name}"
    return f"| {finding.severity} | {place} | {rule} | {in_markdown(full_message(finding))} |\n"
