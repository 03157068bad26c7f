"""``text``: findings with the source line, the value underlined, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ecslint.finding import Finding, Severity
from ecslint.source.span import LineIndex

if TYPE_CHECKING:
    from ecslint.engine import Result

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_CONTEXT = 120


def printable(text: str) -> str:
    """Return ``text`` with control characters escaped: nothing from a file reaches a terminal raw."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else (f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}") for c in text
    )


class Style:
    """Escape sequences, or nothing at all without colour."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text


def render(findings: list[Finding], text_of: Callable[[str], str | None], colour: bool) -> Iterator[str]:
    """Yield the report; ``text_of`` gives the text of a file by its path."""
    style = Style(colour)
    for finding in findings:
        yield from _finding(finding, text_of, style)
        yield "\n"


def _finding(finding: Finding, text_of: Callable[[str], str | None], style: Style) -> Iterator[str]:
    colour = _COLOURS[finding.severity]
    head = style(f"{finding.severity}[{finding.rule}]", f"1;{colour}")
    message = finding.message if finding.when is None else f"{finding.message} ({finding.when})"
    yield f"{head}: {style(printable(message), '1')} [{finding.name}]\n"
    line, column = finding.span.start
    yield f"{style('  -->', '34')} {printable(finding.path)}:{line}:{column}\n"
    text = text_of(finding.path)
    if text is not None:
        yield from _excerpt(text, finding, style, colour)
    for related in finding.related:
        line, column = related.span.start
        place = f"{printable(related.path)}:{line}:{column}"
        yield f"   = {style('note:', '1')} {place}: {printable(related.message)}\n"
    if finding.fix is not None:
        kind = "" if finding.fix.safe else " (unsafe fix)"
        yield f"   = {style('help:', '1;32')} {printable(finding.fix.title)}{kind}\n"
    yield f"   = {style('see:', '1')} {finding.url}\n"


def _excerpt(text: str, finding: Finding, style: Style, colour: str) -> Iterator[str]:
    """Yield the source line with carets below the span; long lines are cut around it."""
    lines = LineIndex(text)
    (line, column), end = finding.span.start, finding.span.end
    start_offset = lines.offset(finding.span.start) - (column - 1)
    source = text[start_offset:].split("\n", 1)[0].rstrip("\r")
    width = max(1, end.column - column if end.line == line else len(source) - column + 1)
    first = 0
    if len(source) > _CONTEXT:
        first = max(0, column - 1 - 30)
        source = source[first : first + _CONTEXT]
        width = min(width, max(1, len(source) - (column - 1 - first)))
    shown = "".join(
        " " if c == "\t" else (c if c.isprintable() else "\N{REPLACEMENT CHARACTER}") for c in source
    )
    gutter = " " * len(str(line))
    bar = style("|", "34")
    yield f" {gutter} {bar}\n"
    yield f" {style(str(line), '34')} {bar} {shown}\n"
    yield f" {gutter} {bar} {' ' * (column - 1 - first)}{style('^' * width, f'1;{colour}')}\n"


def summary(result: Result) -> str:
    """Return the closing line."""
    counts = [(result.count(s), str(s)) for s in (Severity.ERROR, Severity.WARNING, Severity.INFO)]
    named = ", ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n)
    files = len({unit.document.path for unit in result.units})
    return f"{named or 'No problems'} in {files} file{'s' if files != 1 else ''}.\n"
