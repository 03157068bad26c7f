"""Suppressions: findings that somebody accepted, with the reason.

They come from YAML comments (``# ecslint: ignore[ECS101] reason`` at the end of the line or above the
block), from the ``Metadata`` of a CloudFormation template or resource, and from ``[[suppress]]`` entries of
the configuration. One that nothing needs, that gives no reason or that has expired is a finding itself.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from ecslint.base import clock
from ecslint.base.pattern import regex
from ecslint.base.route import Route, to_pointer
from ecslint.catalogue import pages as catalogue
from ecslint.config.lookup import Configuration
from ecslint.config.settings import Settings, SuppressEntry, glob_matches, suggestion
from ecslint.finding import Finding
from ecslint.source.document import Document
from ecslint.source.span import Span
from ecslint.suppression.active import Active, Suppression, Words

_COMMENT = regex(
    r"(?:#|//)[ \t]*ecslint:[ \t]*ignore\[([^\]\r\n]{0,1000}+)(?:\][ \t]*([^\r\n]*)|(?=[^\]\r\n]))"
)
MAX_COMMENTS = 2000
"""Comments of a file that are taken as suppressions; nobody writes so many."""
_SUGGESTED = 20
"""Misspelt rules of a file for which the nearest is looked for."""

OUTDATED, REASONLESS = "ECS006", "ECS007"

Note = tuple[str, str, Document, Span]
"""Rule, message, document and place of a finding about a suppression."""


def in_document(document: Document) -> list[Suppression]:
    """Return the suppressions that stand in a document itself, or in comments of its file."""
    return in_file([document])


def in_file(documents: list[Document]) -> list[Suppression]:
    """Return the suppressions that stand in the documents of a file; comments are those of all of them."""
    first = documents[0]
    if not first.file.has("ecslint"):
        return []
    found = list(islice((each for document in documents for each in _metadata(document)), MAX_COMMENTS))
    if first.syntax in ("yaml", "hcl"):
        found.extend(islice(_comments(first), MAX_COMMENTS))
    return found


def _comments(document: Document) -> Iterator[Suppression]:
    text = document.text
    blocks: _Blocks | None = None
    for match in _COMMENT.finditer(text):
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_start = max(line_start, text.rfind("\r", line_start, match.start()) + 1)
        before = text[line_start : match.start()]
        if before.strip():
            if not before[-1:].isspace():
                continue
            offsets = (line_start, match.start())
        else:
            blocks = blocks or _Blocks(text)
            offsets = blocks.behind(match.end())
        words = tuple(word.strip() for word in match[1].split(",") if word.strip())
        span = document.lines.span(match.start(), match.end())
        if match[2] is None:
            yield Suppression((), "", span, offsets=(0, 0), too_long=True)
        else:
            yield Suppression(words, match[2].strip(" -:—"), span, offsets=offsets)


class _Blocks:
    """The lines of a YAML text with something on them, and where what is indented below each of them ends."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        position = 0
        open_lines: list[tuple[int, int, bool]] = []
        """Number, depth and whether it is a list item, of the lines whose block has not ended."""
        for line in text.splitlines(keepends=True):
            stripped = line.strip()
            if stripped and not stripped.startswith(("#", "//")):
                depth = len(line) - len(line.lstrip(" "))
                item = stripped == "-" or stripped.startswith("- ")
                while open_lines and _ends(open_lines[-1][1], open_lines[-1][2], depth, item):
                    self._ends[open_lines.pop()[0]] = position
                open_lines.append((len(self._starts), depth, item))
                self._starts.append(position)
                self._ends.append(0)
            position += len(line)
        for number, _, _ in open_lines:
            self._ends[number] = position

    def behind(self, offset: int) -> tuple[int, int]:
        """Return the part of the text that belongs to the first key or list item behind ``offset``."""
        number = bisect_left(self._starts, offset)
        return (self._starts[number], self._ends[number]) if number < len(self._starts) else (offset, offset)


def _ends(depth: int, dashed: bool, below: int, item: bool) -> bool:
    """Say whether the block of a line of this depth ends at a line that is ``below`` deep."""
    return below < depth or (below == depth and (dashed or not item))


def _metadata(document: Document) -> Iterator[Suppression]:
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("Resources"), dict):
        return
    yield from _metadata_at(document, data, ())
    for name, resource in data["Resources"].items():
        if isinstance(resource, dict):
            yield from _metadata_at(document, resource, ("Resources", name))


def _metadata_at(document: Document, owner: dict[str, object], route: Route) -> Iterator[Suppression]:
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
    today = today or clock.today()
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    files: dict[str, list[Document]] = {}
    for document in documents:
        files.setdefault(document.path, []).append(document)
    kept: list[Finding] = []
    silenced: list[tuple[Finding, str]] = []
    notes: list[Note] = []
    words = Words()
    for path, together in files.items():
        settings = configuration.settings_for(path)
        own = in_file(together)
        entries = from_settings(settings, path)
        active = Active(
            (s for s in (*own, *entries) if s.entry is None or not expired(s.entry, today)), words
        )
        for finding in by_path.pop(path, []):
            used = active.covering(finding)
            if used and not settings.is_mandatory(catalogue.rule(finding.rule)):
                silenced.append((finding, used[0].reason))
                for suppression in used:
                    suppression.used = True
            else:
                kept.append(finding)
        notes.extend(_Notes(together[0], settings, words).about(own, entries, today))
    for rest in by_path.values():
        kept.extend(rest)
    return kept, silenced, notes


class _Notes:
    """What is wrong with the suppressions of a file."""

    def __init__(self, document: Document, settings: Settings, words: Words) -> None:
        self._document = document
        self._settings = settings
        self._words = words
        self._suggested = 0

    def about(
        self, own: list[Suppression], entries: list[Suppression], today: datetime.date
    ) -> Iterator[Note]:
        """Yield what is wrong with those of the file, and with ``entries`` of the configuration."""
        for suppression in own:
            yield from self._own(suppression)
        for suppression in entries:
            yield from self._entry(suppression, today)

    def _own(self, suppression: Suppression) -> Iterator[Note]:
        assert suppression.span is not None
        document, span, words = self._document, suppression.span, ", ".join(suppression.words)
        unknown = next((word for word in suppression.words if not self._words.rules(word)), None)
        if suppression.too_long:
            message = "this suppression is longer than 1,000 characters and is not read; name fewer rules"
            yield OUTDATED, message, document, span
        elif not suppression.words:
            yield OUTDATED, "this suppression names no rule; use ignore[ECS101] reason", document, span
        elif unknown is not None:
            self._suggested += 1
            close = suggestion(unknown) if self._suggested <= _SUGGESTED else ""
            message = f'this suppression names "{unknown}", which is not a rule{close or "; remove it"}'
            yield OUTDATED, message, document, span
        elif not suppression.used and self._judged(suppression.words):
            yield OUTDATED, f"nothing here needs this suppression of {words}; remove it", document, span
        if suppression.words and not suppression.reason:
            message = f"this suppression of {words} gives no reason; add why the finding is suppressed"
            yield REASONLESS, message, document, span

    def _entry(self, suppression: Suppression, today: datetime.date) -> Iterator[Note]:
        entry, document = suppression.entry, self._document
        assert entry is not None
        if expired(entry, today):
            what = f"the suppression of {entry.rule} in {entry.source}"
            message = f"{what} expired on {entry.expires}; fix the finding, or remove the entry"
            yield OUTDATED, message, document, document.lines.span(0, 0)
        elif not suppression.used and not _is_glob(entry.file) and self._judged(suppression.words):
            message = f"nothing here needs the suppression of {entry.rule} in {entry.source}; remove it"
            yield OUTDATED, message, document, document.lines.span(0, 0)

    def _judged(self, words: tuple[str, ...]) -> bool:
        """Say whether every rule that the words mean was on, so that "unused" is sure."""
        meant = {rule for word in words for rule in self._words.rules(word)}
        return all(self._words.is_on(rule, self._settings) for rule in meant)


def _is_glob(pattern: str) -> bool:
    return any(character in pattern for character in "*?[")
