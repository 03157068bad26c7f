"""``text``: findings with the source line, the value underlined, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ecslint.finding import Finding, Related, Severity
from ecslint.report import Options
from ecslint.report._shared import full_message, printable
from ecslint.source.span import Position

if TYPE_CHECKING:
    from ecslint.engine.run import Result
    from ecslint.report._excerpt import Secrets
    from ecslint.source.document import Document

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_EXCERPT = 120
"""Characters of a source line that are shown at most, on a terminal no more than it has room for."""
_LEAST = 20
_MOST_EXCERPTS = 3
"""Second places of a finding that are shown with their line."""
_MOST_ALSO = 10
"""Places of a repeated finding that are listed."""


class _Style:
    """Escape sequences, or nothing at all."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def __call__(self, text: str, colour: str | None = None, *, bold: bool = False) -> str:
        """Return the text in a colour of click, or as it is."""
        return click.style(text, fg=colour, bold=bold or None) if self._options.colour else text

    @property
    def excerpt(self) -> int:
        """How many characters of a source line to show: beside it are its number, a bar and blanks."""
        room = self._options.width - 12 if self._options.width else _EXCERPT
        return min(_EXCERPT, max(_LEAST, room))

    def link(self, text: str, url: str) -> str:
        return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\" if self._options.links else text


def render(result: Result, options: Options) -> Iterator[str]:
    """Yield the report: every finding, then a closing line."""
    style = _Style(options)
    shown = [f for f in result.findings if not options.quiet or f.severity is Severity.ERROR]
    if shown:
        yield from _findings(shown, result, options, style)
    if options.verbose:
        for finding, reason in result.silenced:
            line, column = finding.span.start
            place = f"{printable(finding.path)}:{line}:{column}"
            why = printable(reason) or "no reason given"
            yield f"suppressed {finding.rule} [{finding.name}] at {place}: {why}\n"
    if not options.quiet:
        yield _summary(result)


def _findings(shown: list[Finding], result: Result, options: Options, style: _Style) -> Iterator[str]:
    from ecslint.report._excerpt import Secrets

    documents = {unit.document.path: unit.document for unit in result.units}
    secret = Secrets(result.findings, (unit.document for unit in result.units))
    referred: set[str] = set()
    for finding in shown:
        yield from _finding(finding, documents, style, secret)
        if not options.links and finding.rule not in referred:
            referred.add(finding.rule)
            yield f"   = {style('see:', bold=True)} {finding.url}\n"
        yield "\n"


def _finding(
    finding: Finding, documents: dict[str, Document], style: _Style, secret: Secrets
) -> Iterator[str]:
    from ecslint.report._repeated import ALSO_HERE

    colour = _COLOURS[finding.severity]
    head = style(f"{finding.severity}[{style.link(finding.rule, finding.url)}]", colour, bold=True)
    yield f"{head}: {style(printable(full_message(finding)), bold=True)} [{finding.name}]\n"
    yield f"{style('  -->', 'blue')} {_place(finding.path, finding.span.start)}\n"
    document = documents.get(finding.path)
    if document is not None:
        yield from _excerpt(document, finding, style, colour, secret)
    others = [related for related in finding.related if related.message != ALSO_HERE]
    for number, related in enumerate(others):
        document = documents.get(related.path) if number < _MOST_EXCERPTS else None
        yield from _related(related, finding, document, style, secret)
    also = [_also(related, finding) for related in finding.related if related.message == ALSO_HERE]
    if also:
        more = f" and {len(also) - _MOST_ALSO} more places" if len(also) > _MOST_ALSO else ""
        yield f"   = {style('note:', bold=True)} also at {', '.join(also[:_MOST_ALSO])}{more}\n"
    if finding.construct:
        yield f"   = {style('construct:', bold=True)} {printable(finding.construct)}\n"
    if finding.fix is not None:
        kind = "--fix" if finding.fix.safe else "--unsafe-fixes"
        yield f"   = {style('help:', 'green', bold=True)} {printable(finding.fix.title)} ({kind} does it)\n"


def _also(related: Related, finding: Finding) -> str:
    """Return a further place of what is wrong: its line, with the path where that is another."""
    line, column = related.span.start
    return f"{line}:{column}" if related.path == finding.path else _place(related.path, related.span.start)


def _related(
    related: Related, finding: Finding, document: Document | None, style: _Style, secret: Secrets
) -> Iterator[str]:
    """Yield the line of a second place with its label at the mark; a note where there is no line to show."""
    from dataclasses import replace

    from ecslint.report._excerpt import excerpt

    place = _place(related.path, related.span.start)
    if document is None:
        yield f"   = {style('note:', bold=True)} {place}: {printable(related.message)}\n"
        return
    shown = excerpt(document, replace(finding, path=related.path, span=related.span), secret, style.excerpt)
    gutter = " " * len(str(shown.number))
    bar = style("|", "blue")
    yield f"{style('  :::', 'blue')} {place}\n"
    yield f" {style(str(shown.number), 'blue')} {bar} {shown.line}\n"
    label = style(f"{'-' * shown.width} {printable(related.message)}", "blue", bold=True)
    yield f" {gutter} {bar} {' ' * shown.start}{label}\n"


def _place(path: str, position: Position) -> str:
    return f"{printable(path)}:{position.line}:{position.column}"


def _excerpt(
    document: Document, finding: Finding, style: _Style, colour: str, secret: Secrets
) -> Iterator[str]:
    """Yield the source line with carets below the span; a long line is cut around it."""
    from ecslint.report._excerpt import excerpt

    shown = excerpt(document, finding, secret, style.excerpt)
    gutter = " " * len(str(shown.number))
    bar = style("|", "blue")
    yield f" {gutter} {bar}\n"
    yield f" {style(str(shown.number), 'blue')} {bar} {shown.line}\n"
    yield f" {gutter} {bar} {' ' * shown.start}{style('^' * shown.width, colour, bold=True)}\n"


def _summary(result: Result) -> str:
    counts = [(result.count(s), str(s)) for s in (Severity.ERROR, Severity.WARNING, Severity.INFO)]
    named = ", ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n)
    files = len({unit.document.path for unit in result.units})
    if not files and not result.findings:
        return ""  # "No problems" would be said of nothing; what was not read is on stderr
    suppressed = f", {len(result.silenced)} suppressed" if result.silenced else ""
    where = f"{named or 'No problems'} in {files} file{'s' if files != 1 else ''}{suppressed}"
    safe = sum(finding.fix is not None and finding.fix.safe for finding in result.findings)
    unsafe = sum(finding.fix is not None and not finding.fix.safe for finding in result.findings)
    ways = [(safe, "--fix"), (unsafe, "--unsafe-fixes")]
    fixable = ", ".join(f"{count} fixable with {option}" for count, option in ways if count)
    return f"{where} ({fixable}).\n" if fixable else f"{where}.\n"
