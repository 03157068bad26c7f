"""``markdown``: a job summary or a comment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.finding import Finding, Severity
from ecslint.report import Options
from ecslint.report._shared import full_message, printable, relative_path

if TYPE_CHECKING:
    from ecslint.engine.run import Result


def render(result: Result, options: Options) -> Iterator[str]:
    """Yield a heading and a table, the worst first."""
    counts = ((result.count(s), str(s)) for s in (Severity.ERROR, Severity.WARNING, Severity.INFO))
    named = ", ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n)
    yield f"### ecslint: {named or 'no problems'}\n"
    if not result.findings:
        return
    yield "\n| severity | place | rule | message |\n|---|---|---|---|\n"
    for finding in sorted(result.findings, key=lambda f: (-f.severity, f.sort_key)):
        yield _row(finding)


def _row(finding: Finding) -> str:
    line = finding.span.start.line
    place = _escape(f"{relative_path(finding.path)}:{line}")
    rule = f"[{finding.rule}]({finding.url}) {finding.name}"
    return f"| {finding.severity} | {place} | {rule} | {_escape(full_message(finding))} |\n"


def _escape(text: str) -> str:
    """Return text that is text in a Markdown table, whatever it holds."""
    text = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for character in "\\`*_[]|#!~":
        text = text.replace(character, f"&#{ord(character)};")
    return text.replace("@", "&#64;")
