"""``gitlab``: a Code Quality report (a list of issues with unique fingerprints)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.finding import Severity
from ecslint.report import Options
from ecslint.report._shared import full_message, relative_path, unique_fingerprints

if TYPE_CHECKING:
    from ecslint.engine.run import Result

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(result: Result, options: Options) -> Iterator[str]:
    """Yield the report."""
    issues = [
        {
            "description": full_message(finding),
            "check_name": f"{finding.rule} {finding.name}",
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": relative_path(finding.path),
                "positions": {"begin": finding.span.start._asdict(), "end": finding.span.end._asdict()},
                "lines": {"begin": finding.span.start.line, "end": finding.span.end.line},
            },
        }
        for finding, fingerprint in zip(result.findings, unique_fingerprints(result.findings), strict=True)
    ]
    yield json.dumps(issues, indent=2, ensure_ascii=True) + "\n"
