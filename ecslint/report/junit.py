"""``junit``: a suite per file, a failing case per finding, a passing case for a clean file.

Elements and attributes are those that the strictest readers ask for: time and host say nothing.
"""

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
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield "<testsuites>\n"
    for number, (path, findings) in enumerate(by_path.items()):
        yield from _suite(number, relative_path(path), findings)
    yield "</testsuites>\n"


def _suite(number: int, path: str, findings: list[Finding]) -> Iterator[str]:
    name = quoteattr(printable(path))
    total = max(1, len(findings))
    counts = f'tests="{total}" failures="{len(findings)}" errors="0" skipped="0" time="0"'
    made = f'id="{number}" package="ecslint" timestamp="1970-01-01T00:00:00" hostname="localhost"'
    yield f"  <testsuite name={name} {made} {counts}>\n    <properties/>\n"
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
    yield "    <system-out/>\n    <system-err/>\n  </testsuite>\n"
