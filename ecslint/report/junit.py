"""``junit``: a suite per file, a failing case per finding, a passing case for a clean file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from ecslint.finding import Finding
from ecslint.report import Options
from ecslint.report._shared import full_message, printable, relative_path

if TYPE_CHECKING:
    from ecslint.engine.run import Result


def render(result: Result, options: Options) -> Iterator[str]:
    """Yield the report."""
    by_path: dict[str, list[Finding]] = {unit.document.path: [] for unit in result.units}
    for finding in result.findings:
        by_path.setdefault(finding.path, []).append(finding)
    failures = len(result.findings)
    tests = sum(max(1, len(findings)) for findings in by_path.values())
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="ecslint" tests="{tests}" failures="{failures}" errors="0">\n'
    for path, findings in by_path.items():
        yield from _suite(relative_path(path), findings)
    yield "</testsuites>\n"


def _suite(path: str, findings: list[Finding]) -> Iterator[str]:
    name = quoteattr(printable(path))
    total = max(1, len(findings))
    counts = f'tests="{total}" failures="{len(findings)}" errors="0" skipped="0" time="0"'
    yield f"  <testsuite name={name} {counts}>\n"
    if not findings:
        yield f'    <testcase name="no findings" classname={name} time="0"/>\n'
    for finding in findings:
        line, column = finding.span.start
        case = quoteattr(f"{finding.rule} {finding.name} {line}:{column}")
        message = quoteattr(printable(full_message(finding)))
        text = quoteattr(f"{printable(path)}:{line}:{column} {finding.url}")[1:-1]
        yield f'    <testcase name={case} classname={name} time="0">\n'
        yield f'      <failure type="{finding.severity}" message={message}>{text}</failure>\n'
        yield "    </testcase>\n"
    yield "  </testsuite>\n"
