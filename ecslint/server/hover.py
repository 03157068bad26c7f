"""Hover: findings, fields, values, rules in suppressions and configurations."""

from __future__ import annotations

from typing import Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.printable import in_hover
from ecslint.base.route import Route, value_at
from ecslint.catalogue import pages as catalogue
from ecslint.documents.frontends import frontend_for_path
from ecslint.documents.subject import Kind, ParsedFile
from ecslint.finding import Finding
from ecslint.server.fields import field_at
from ecslint.server.linting import Outcome
from ecslint.server.pages import field_markdown, rule_markdown, selector_markdown
from ecslint.server.texts import Text
from ecslint.server.worth import worth
from ecslint.source.position import Hit, route_at

_SUPPRESSION: Final = regex(r"ecslint:\s*ignore\[(?P<rules>[^\]\n]*)")
_WORD: Final = regex(r"[A-Za-z0-9_-]+")
MOST_FINDINGS: Final = 3


class Hover(NamedTuple):
    """What is shown for the characters ``[start, end)``."""

    markdown: str
    """The text."""
    start: int
    """Offset of the first character."""
    end: int
    """Offset behind the last character."""


def hover(text: Text, outcome: Outcome | None, offset: int, path: str = "") -> Hover | None:
    """Return what is known of an offset of a text, ``None`` for nothing; ``path`` is that of the file."""
    found = _suppression(text, offset)
    if found is not None or outcome is None:
        return found
    parts: list[str] = []
    start, end = offset, offset
    for finding in findings_at(outcome, offset)[:MOST_FINDINGS]:
        start, end = finding.span.start_offset, finding.span.end_offset
        parts.append(f"{in_hover(finding.message)}\n\n{rule_markdown(catalogue.rule(finding.rule))}")
    frontend = frontend_for_path(path)
    spot = frontend.spot_at(text.source, offset) if frontend is not None else None
    if spot is not None:
        told = _told(spot.kind, spot.data, spot.route, spot.name)
        if told is not None:
            parts.append(told)
            if len(parts) == 1:
                start, end = spot.start, spot.end
    place = place_of(outcome, offset)
    if place is not None:
        unit, hit = place
        told = _field(unit, hit)
        if told is not None:
            parts.append(told)
            if len(parts) == 1:
                start, end = hit.start, hit.end
    return Hover("\n\n---\n\n".join(parts), start, end) if parts else None


def findings_at(outcome: Outcome, offset: int) -> list[Finding]:
    """Return the findings whose place holds an offset, the narrowest first."""
    found = [f for f in outcome.findings if f.span.start_offset <= offset <= f.span.end_offset]
    return sorted(found, key=lambda f: (f.span.end_offset - f.span.start_offset, f.rule))


def place_of(outcome: Outcome, offset: int) -> tuple[ParsedFile, Hit] | None:
    """Return the document and the member at an offset."""
    for unit in outcome.units:
        if unit.document.syntax == "hcl":
            continue
        hit = route_at(unit.document, offset)
        if hit is not None and hit.route:
            return unit, hit
    return None


def _field(unit: ParsedFile, hit: Hit) -> str | None:
    return _told(unit.kind, unit.document.data, hit.route) or _rule_of(unit, hit)


def _told(kind: Kind, data: object, route: Route, name: str | None = None) -> str | None:
    """Return what a field means and its value is worth; ``name`` is what its language calls it."""
    field = field_at(kind, data, route)
    if field is None:
        return None
    parts = [field_markdown(field, name)]
    meaning = worth(field, value_at(data, route), data, route)
    if meaning is not None:
        parts.insert(0, in_hover(meaning))
    return "\n\n".join(parts)


def _rule_of(unit: ParsedFile, hit: Hit) -> str | None:
    """Return what the word of a suppression in ``Metadata`` means."""
    if "ecslint" not in hit.route:
        return None
    value = value_at(unit.document.data, hit.route)
    return selector_markdown(value) if isinstance(value, str) and len(value) < 60 else None


def _suppression(text: Text, offset: int) -> Hover | None:
    """Return what a rule means that a comment suppresses."""
    line, _ = text.position(offset, "utf-32")
    start = offset - text.position(offset, "utf-32")[1]
    written = text.line(line)
    for match in _SUPPRESSION.finditer(written):
        for word in _WORD.finditer(written, match.start("rules"), match.end("rules")):
            if start + word.start() <= offset <= start + word.end():
                markdown = selector_markdown(word[0])
                if markdown is not None:
                    return Hover(markdown, start + word.start(), start + word.end())
    return None
