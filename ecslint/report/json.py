"""``json``: version 1 of the machine-readable report. The names are a contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint import __version__
from ecslint.finding import Finding, Severity
from ecslint.report import Options
from ecslint.report._edits import Edits

if TYPE_CHECKING:
    from ecslint.engine.run import Result


def report(result: Result) -> dict[str, object]:
    """Return the report as plain data."""
    files: dict[str, dict[str, str]] = {}
    for unit in result.units:
        files.setdefault(unit.document.path, {"path": unit.document.path, "kind": unit.kind})
    edits = Edits(result)
    return {
        "version": 1,
        "tool": {"name": "ecslint", "version": __version__},
        "files": list(files.values()),
        "findings": [finding_json(finding, edits) for finding in result.findings],
        "suppressed": [
            {**finding_json(finding, edits), "reason": reason} for finding, reason in result.silenced
        ],
        "summary": {
            "files": len(files),
            "errors": result.count(Severity.ERROR),
            "warnings": result.count(Severity.WARNING),
            "infos": result.count(Severity.INFO),
            "suppressed": len(result.silenced),
        },
    }


def finding_json(finding: Finding, edits: Edits) -> dict[str, object]:
    """Return one finding as plain data."""
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": str(finding.severity),
        "message": finding.message,
        "path": finding.path,
        "pointer": finding.pointer,
        "construct": finding.construct or None,
        "start": finding.span.start._asdict(),
        "end": finding.span.end._asdict(),
        "related": [
            {
                "path": related.path,
                "pointer": related.pointer,
                "start": related.span.start._asdict(),
                "end": related.span.end._asdict(),
                "message": related.message,
            }
            for related in finding.related
        ],
        "when": finding.when,
        "fix": _fix(finding, edits),
        "fingerprint": finding.fingerprint,
        "url": finding.url,
    }


def _fix(finding: Finding, edits: Edits) -> dict[str, object] | None:
    """Return the fix; ``edits`` is empty where it cannot be made on its own."""
    fix = finding.fix
    if fix is None:
        return None
    made = [
        {"start": edit.span.start._asdict(), "end": edit.span.end._asdict(), "text": edit.text}
        for edit in edits.of(finding)
    ]
    return {"title": fix.title, "safe": fix.safe, "edits": made}


def render(result: Result, options: Options) -> Iterator[str]:
    """Yield the report."""
    yield json.dumps(report(result), indent=2, ensure_ascii=True) + "\n"
