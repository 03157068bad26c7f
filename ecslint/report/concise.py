"""``concise``: one line per finding. The format is a contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.finding import Finding, Severity
from ecslint.report import Options
from ecslint.report._shared import full_message, printable

if TYPE_CHECKING:
    from ecslint.engine.run import Result
    from ecslint.source.document import Document


def concise(finding: Finding, document: Document | None = None) -> str:
    """Return ``path:line:column: error ECS101 message [fargate-task-size]``.

    With the document, the column counts bytes of UTF-8.
    """
    line, column = finding.span.start
    path = printable(finding.path)
    path = f"./{path}" if path.startswith("::") else path  # a line that begins so is a command to GitHub
    if document is not None:
        column = len(document.line(line)[: column - 1].encode("utf-8", "replace")) + 1
    place = f"{path}:{line}:{column}"
    return f"{place}: {finding.severity} {finding.rule} {printable(full_message(finding))} [{finding.name}]"


def render(result: Result, options: Options) -> Iterator[str]:
    """Yield a line per finding; with ``verbose`` one per suppressed finding, too, with the reason."""
    documents = {unit.document.path: unit.document for unit in result.units} if options.byte_columns else {}
    for finding in result.findings:
        if not options.quiet or finding.severity is Severity.ERROR:
            yield concise(finding, documents.get(finding.path)) + "\n"
    if options.verbose:
        for finding, reason in result.silenced:
            line = concise(finding, documents.get(finding.path))
            yield f"{line} (suppressed: {printable(reason) or 'no reason given'})\n"
