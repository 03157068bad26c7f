"""``rdjson``: the Reviewdog Diagnostic Format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.finding import Finding, Severity
from ecslint.report import Options
from ecslint.report._edits import Edits
from ecslint.report._shared import full_message, relative_path
from ecslint.source.span import Span

if TYPE_CHECKING:
    from ecslint.engine.run import Result

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def render(result: Result, options: Options) -> Iterator[str]:
    """Yield the report."""
    edits = Edits(result)
    report = {
        "source": {"name": "ecslint", "url": "https://github.com/ecslint/ecslint"},
        "diagnostics": [_diagnostic(finding, edits) for finding in result.findings],
    }
    yield json.dumps(report, indent=2, ensure_ascii=True) + "\n"


def _diagnostic(finding: Finding, edits: Edits) -> dict[str, object]:
    diagnostic: dict[str, object] = {
        "message": full_message(finding),
        "location": _location(finding.path, finding.span),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": f"{finding.rule}({finding.name})", "url": finding.url},
    }
    if finding.related:
        diagnostic["relatedLocations"] = [
            {"message": related.message, "location": _location(related.path, related.span)}
            for related in finding.related
        ]
    suggestions = [
        {"range": {"start": edit.span.start._asdict(), "end": edit.span.end._asdict()}, "text": edit.text}
        for edit in edits.of(finding)
    ]
    if suggestions:
        diagnostic["suggestions"] = suggestions
    return diagnostic


def _location(path: str, span: Span) -> dict[str, object]:
    return {
        "path": relative_path(path),
        "range": {"start": span.start._asdict(), "end": span.end._asdict()},
    }
