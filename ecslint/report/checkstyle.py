"""``checkstyle``: XML that Jenkins and many others read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from ecslint.report import Options
from ecslint.report._shared import full_message, printable, relative_path

if TYPE_CHECKING:
    from ecslint.engine.run import Result


def render(result: Result, options: Options) -> Iterator[str]:
    """Yield the report."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n'
    for path, findings in groupby(result.findings, key=lambda finding: finding.path):
        yield f"  <file name={quoteattr(printable(relative_path(path)))}>\n"
        for finding in findings:
            line, column = finding.span.start
            message = quoteattr(printable(full_message(finding)))
            source = quoteattr(f"ecslint.{finding.rule}.{finding.name}")
            place = f'line="{line}" column="{column}"'
            yield f'    <error {place} severity="{finding.severity}" message={message} source={source}/>\n'
        yield "  </file>\n"
    yield "</checkstyle>\n"
