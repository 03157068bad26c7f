"""Suppressions: findings that somebody accepted, with the reason.

They come from YAML comments (``# ecslint: ignore[ECS101] reason`` at the end of the line or above the
block), from the ``Metadata`` of a CloudFormation template or resource, and from ``[[suppress]]`` entries of
the configuration. One that nothing needs, that gives no reason or that has expired is a finding itself.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ecslint.base.route import Route, to_pointer
from ecslint.catalogue import pages as catalogue
from ecslint.config.lookup import Configuration
from ecslint.config.settings import Settings, SuppressEntry, glob_matches, matches, nearest
from ecslint.finding import USED_HERE, Finding
from ecslint.source.document import Document
from ecslint.source.span import Span

_COMMENT = re.compile(r"(?:#|//)[ \t]*ecslint:[ \t]*ignore\[([^\]\r\n]{0,1000})\][ \t]*([^\r\n]*)")

OUTDATED, REASONLESS = "ECS006", "ECS007"

Note = tuple[str, str, Document, Span]
"""Rule, message, document and place of a finding about a suppression."""


@dataclass
class Suppression:
    """One suppression at its place in a document (``span``), or in the configuration (``entry``)."""

    words: tuple[str, ...]
    reason: str
    span: Span | None = None
    pointer: str = ""
    """Holds for this pointer and all below it, where ``offsets`` is not given."""
    offsets: tuple[int, int] | None = None
    """Holds for findings that start in this part of the text."""
    entry: SuppressEntry | None = None
    used: bool = False

    def covers(self, finding: Finding) -> bool:
        if not _names(self.words, finding.rule):
            return False
        if self.entry is not None:
            return _entry_covers(self.entry, finding)
        places = [(finding.pointer, finding.span)]
        # A wrong default may be accepted where it is used, too.
        places += [
            (related.pointer, related.span)
            for related in finding.related
            if related.message == USED_HERE and related.path == finding.path
        ]
        if self.offsets is not None:
            start, end = self.offsets
            return any(start <= span.start_offset < end for _, span in places)
        return any(f"{pointer}/".startswith(f"{self.pointer}/") for pointer, _ in places)


def _names(words: tuple[str, ...], rule_id: str) -> bool:
    rule = catalogue.rule(rule_id)
    return any(matches(rule, word) for word in words)


def _entry_covers(entry: SuppressEntry, finding: Finding) -> bool:
    if entry.pointer is not None and finding.pointer != entry.pointer:
        return finding.pointer.startswith(f"{entry.pointer.rstrip('/')}/")
    return entry.container is None or f"[{entry.container}]" in finding.logical


def in_document(document: Document) -> list[Suppression]:
    """Return the suppressions that stand in a document itself."""
    if "ecslint" not in document.text:
        return []
    found = list(_metadata(document))
    if document.syntax in ("yaml", "hcl"):
        found.extend(_comments(document))
    return found


def _comments(document: Document) -> Iterator[Suppression]:
    text = document.text
    for match in _COMMENT.finditer(text):
        line_start = max(text.rfind("\n", 0, match.start()), text.rfind("\r", 0, match.start())) + 1
        before = text[line_start : match.start()]
        if before.strip():
            if not before[-1:].isspace():
                continue
            offsets = (line_start, match.start())
        else:
            offsets = _block(text, match.end())
        words = tuple(word.strip() for word in match[1].split(",") if word.strip())
        span = document.lines.span(match.start(), match.end())
        yield Suppression(words, match[2].strip(" -:—"), span, offsets=offsets)


def _block(text: str, offset: int) -> tuple[int, int]:
    """Return the part of a YAML text that belongs to the first key or list item behind ``offset``."""
    start = indent = -1
    position = offset
    dashed = False
    for line in text[offset:].splitlines(keepends=True):
        stripped = line.strip()
        if stripped and not stripped.startswith(("#", "//")):
            depth = len(line) - len(line.lstrip(" "))
            item = stripped == "-" or stripped.startswith("- ")
            if start < 0:
                start, indent, dashed = position, depth, item
            elif depth < indent or (depth == indent and (dashed or not item)):
                return start, position
        position += len(line)
    return (start, position) if start >= 0 else (offset, offset)


def _metadata(document: Document) -> Iterator[Suppression]:
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("Resources"), dict):
        return
    yield from _metadata_at(document, data, ())
    for name, resource in data["Resources"].items():
        if isinstance(resource, dict):
            yield from _metadata_at(document, resource, ("Resources", name))


def _metadata_at(document: Document, owner: dict[str, Any], route: Route) -> Iterator[Suppression]:
    metadata = owner.get("Metadata")
    own = metadata.get("ecslint") if isinstance(metadata, dict) else None
    ignored = own.get("ignore") if isinstance(own, dict) else None
    for index, entry in enumerate(ignored if isinstance(ignored, list) else []):
        place: Route = (*route, "Metadata", "ecslint", "ignore", index)
        rule, reason = (entry.get("rule"), entry.get("reason")) if isinstance(entry, dict) else (entry, "")
        if isinstance(rule, str):
            reason = reason if isinstance(reason, str) else ""
            yield Suppression((rule,), reason.strip(), document.span(place), to_pointer(route))


def from_settings(settings: Settings, path: str) -> list[Suppression]:
    """Return the configuration's suppressions for a file."""
    relative = settings.relative(path) if settings.suppress else ""
    return [
        Suppression((entry.rule,), entry.reason, entry=entry)
        for entry in settings.suppress
        if glob_matches(entry.file, relative)
    ]


def expired(entry: SuppressEntry, today: datetime.date) -> bool:
    """Say whether an entry held until a day that is over."""
    return entry.expires is not None and datetime.date.fromisoformat(entry.expires) < today


def apply(
    findings: list[Finding],
    documents: list[Document],
    configuration: Configuration,
    today: datetime.date | None = None,
) -> tuple[list[Finding], list[tuple[Finding, str]], list[Note]]:
    """Divide findings into kept and silenced (with the reason); say which suppressions are not in order."""
    today = today or datetime.date.today()
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    kept: list[Finding] = []
    silenced: list[tuple[Finding, str]] = []
    notes: list[Note] = []
    for document in documents:
        settings = configuration.settings_for(document.path)
        own = in_document(document)
        entries = from_settings(settings, document.path)
        active = [s for s in (*own, *entries) if s.entry is None or not expired(s.entry, today)]
        for finding in by_path.pop(document.path, []):
            used = [s for s in active if s.covers(finding)]
            if used and not settings.is_mandatory(catalogue.rule(finding.rule)):
                silenced.append((finding, used[0].reason))
                for suppression in used:
                    suppression.used = True
            else:
                kept.append(finding)
        notes.extend(_notes(document, own, entries, settings, today))
    for rest in by_path.values():
        kept.extend(rest)
    return kept, silenced, notes


def _notes(
    document: Document,
    own: list[Suppression],
    entries: list[Suppression],
    settings: Settings,
    today: datetime.date,
) -> Iterator[Note]:
    for suppression in own:
        assert suppression.span is not None
        span, words = suppression.span, ", ".join(suppression.words)
        if not suppression.words:
            yield OUTDATED, "this suppression names no rule: write ignore[ECS101] reason", document, span
        elif unknown := [w for w in suppression.words if not any(matches(r, w) for r in catalogue.rules())]:
            message = f"this suppression names {unknown[0]!r}, which is no rule{nearest(unknown[0])}"
            yield OUTDATED, message, document, span
        elif not suppression.used and _judged(suppression.words, settings):
            yield OUTDATED, f"nothing here needs this suppression of {words}: remove it", document, span
        if suppression.words and not suppression.reason:
            message = f"this suppression of {words} gives no reason: say why the finding is accepted"
            yield REASONLESS, message, document, span
    start = document.lines.span(0, 0)
    for suppression in entries:
        entry = suppression.entry
        assert entry is not None
        if expired(entry, today):
            what = f"the suppression of {entry.rule} in {entry.source}"
            message = f"{what} expired on {entry.expires}: fix the finding"
            yield OUTDATED, message, document, start
        elif not suppression.used and not _is_glob(entry.file) and _judged(suppression.words, settings):
            message = f"nothing here needs the suppression of {entry.rule} in {entry.source}: remove it"
            yield OUTDATED, message, document, start


def _is_glob(pattern: str) -> bool:
    return any(character in pattern for character in "*?[")


def _judged(words: tuple[str, ...], settings: Settings) -> bool:
    """Say whether every rule that the words mean was on, so that "unused" is sure."""
    return all(
        settings.enabled(rule) for rule in catalogue.rules() if any(matches(rule, word) for word in words)
    )
