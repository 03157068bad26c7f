"""Fixes as edits of the text, for formats from which other programs apply them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from ecslint.finding import Finding
from ecslint.fixing.fix import edits_of
from ecslint.source.span import Span

if TYPE_CHECKING:
    from ecslint.engine.run import Result
    from ecslint.source.document import Document

MOST: Final = 100
"""Fixes of one file that are given as edits: each is read back, and nobody applies more from a report."""


class Replacement(NamedTuple):
    """A part of a file and what takes its place; an empty span is an insertion."""

    span: Span
    """What is replaced."""
    text: str
    """What takes its place."""


class Edits:
    """Gives the edits of findings, each of which reads back as exactly what its fix says."""

    def __init__(self, result: Result) -> None:
        self._documents: dict[str, list[Document]] = {}
        for unit in result.units:
            self._documents.setdefault(unit.document.path, []).append(unit.document)
        self._given: Counter[str] = Counter()

    def of(self, finding: Finding) -> list[Replacement]:
        """Return the edits that fix one finding; none where it has no fix, or none on its own.

        None either where the new text would show a credential of the file.
        """
        documents = self._documents.get(finding.path, [])
        if finding.fix is None or not documents or self._given[finding.path] >= MOST:
            return []
        self._given[finding.path] += 1
        edits = sorted(edits_of(finding, documents))
        if not edits:
            return []
        from ecslint.engine.redact import cleaner

        clean = cleaner(documents)
        if clean is not None and any(clean(edit.text) != edit.text for edit in edits):
            return []
        lines = documents[0].lines
        return [Replacement(lines.span(edit.start, edit.end), edit.text) for edit in edits]
