"""Lines of a file around a finding, without what is never shown of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from ecslint.base.printable import broken_up
from ecslint.catalogue import pages as catalogue
from ecslint.engine.masked_finding import Clean
from ecslint.engine.redact import cleaner_of, hidden, in_order, secret_places_of
from ecslint.finding import Finding

if TYPE_CHECKING:
    from ecslint.source.document import Document


class Secrets:
    """What is never shown, by file: credentials told by name or form, and those that rules found."""

    def __init__(self, findings: Iterable[Finding], documents: Iterable[Document]) -> None:
        self._documents: dict[str, list[Document]] = {}
        for document in documents:
            self._documents.setdefault(document.path, []).append(document)
        self._found: dict[str, list[tuple[int, int]]] = {}
        for finding in findings:
            if "credentials" in catalogue.rule(finding.rule).tags:
                place = (finding.span.start_offset, finding.span.end_offset)
                self._found.setdefault(finding.path, []).append(place)
        self._places: dict[str, list[tuple[int, int]]] = {}
        self._cleaners: dict[str, Clean | None] = {}

    def places(self, document: Document) -> list[tuple[int, int]]:
        """Return the offsets of what is not to be shown of the file that a document is in."""
        path = document.path
        if path not in self._places:
            documents = self._documents.get(path, [document])
            self._places[path] = in_order([*secret_places_of(documents), *self._found.get(path, ())])
        return self._places[path]

    def clean(self, document: Document) -> Clean | None:
        """Return what hides repetitions of what is not to be shown, ``None`` where there is nothing."""
        path = document.path
        if path not in self._cleaners:
            self._cleaners[path] = cleaner_of(document.text, self.places(document))
        return self._cleaners[path]


class Excerpt(NamedTuple):
    """A line of a file, and what of it is wrong; both in characters of ``line``."""

    number: int
    """The number of the line, from 1."""
    line: str
    """What is shown of the line."""
    start: int
    """Column of the first caret, from 0."""
    width: int
    """How many carets there are."""


def excerpt(document: Document, finding: Finding, secrets: Secrets, most: int) -> Excerpt:
    """Return the line that a finding begins in; a line of more than ``most`` characters is cut around it.

    Characters that cannot be printed are U+FFFD, tabs a space.
    """
    (number, column), end = finding.span.start, finding.span.end
    begin = finding.span.start_offset - (column - 1)
    length = len(document.line(number))
    width = max(1, end.column - column if end.line == number else length - column + 1)
    first = 0
    if length > most:
        first = max(0, column - 1 - most // 4)
        length = min(length, first + most)
        width = min(width, max(1, length - (column - 1)))
    places, clean = secrets.places(document), secrets.clean(document)
    source = hidden(document.text, begin + first, begin + length, places, clean)
    shown = "".join(
        " " if c == "\t" else (c if c.isprintable() else "\N{REPLACEMENT CHARACTER}") for c in source
    )
    shown = broken_up(shown, "#\N{REPLACEMENT CHARACTER}")
    return Excerpt(number, shown, column - 1 - first, width)
