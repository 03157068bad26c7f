"""Suppress a finding where it is: a comment, an entry in ``Metadata``, or one in the configuration."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final, NamedTuple

from ecslint.base.route import Route
from ecslint.base.tree import relative
from ecslint.config.settings import Settings
from ecslint.documents.subject import CLOUDFORMATION, ParsedFile
from ecslint.finding import Edit, Finding
from ecslint.fixing.edit import CannotEditError, TextEdit, changed_data, same, text_edit
from ecslint.source.document import Document
from ecslint.source.parse import parse_text
from ecslint.suppression.apply import in_document
from ecslint.suppression.write import entry_text

REASON: Final = "say why this is accepted"


class Suppressing(NamedTuple):
    """An edit that suppresses a finding."""

    title: str
    """What the editor offers."""
    path: str
    """The file that is changed."""
    edit: TextEdit
    """The change."""


def suppressing(finding: Finding, unit: ParsedFile, settings: Settings, config: str) -> Iterator[Suppressing]:
    """Yield the ways to suppress a finding, the nearest to its place first.

    ``config`` is the text of the configuration file of ``target(settings)``, empty if there is none.
    """
    document = unit.document
    rule = finding.rule
    if document.syntax in ("yaml", "hcl"):
        edit = _comment(finding, document)
        if edit is not None:
            yield Suppressing(f"Suppress {rule} here with a comment", document.path, edit)
    if unit.kind == CLOUDFORMATION and document.syntax != "hcl":
        edit = _metadata(finding, document)
        if edit is not None:
            yield Suppressing(f"Suppress {rule} in this resource", document.path, edit)
    path = target(settings, finding.path)
    gap = "" if not config else "\n" if config.endswith("\n") else "\n\n"
    entry = entry_text(finding, path, _relative(settings, finding.path, path), REASON)
    edit = TextEdit(len(config), len(config), gap + entry)
    yield Suppressing(f"Suppress {rule} in {os.path.basename(path)}", path, edit)


def target(settings: Settings, path: str) -> str:
    """Return the configuration file that an entry for a file belongs in, there or not."""
    if settings.source is not None:
        return os.path.join(settings.directory, os.path.basename(settings.source))
    return os.path.join(os.path.dirname(os.path.abspath(path)), "ecslint.toml")


def _relative(settings: Settings, path: str, config: str) -> str:
    if settings.source is not None:
        return settings.relative(path)
    return relative(path, os.path.dirname(config))


def _comment(finding: Finding, document: Document) -> TextEdit | None:
    """Return a comment at the end of the line, or above it, that is read as a suppression of the finding."""
    text = document.text
    start = document.lines.offset(finding.span.start._replace(column=1))
    line = document.lines.line(text, finding.span.start.line)
    words = f"# ecslint: ignore[{finding.rule}] {REASON}"
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    newline = "\r\n" if "\r\n" in text else "\n"
    behind = TextEdit(start + len(line), start + len(line), f"  {words}")
    above = TextEdit(start, start, f"{indent}{words}{newline}")
    if document.syntax == "hcl":
        return None if "#" in line or "//" in line or "<<" in text[:start] else behind
    for edit in (behind, above):
        if _suppresses(edit, finding, document):
            return edit
    return None


def _suppresses(edit: TextEdit, finding: Finding, document: Document) -> bool:
    """Say whether the text after an edit says the same, and suppresses the finding."""
    new = document.text[: edit.start] + edit.text + document.text[edit.end :]
    syntax, parsed = parse_text(document.path, new)
    documents = [Document(document.path, new, syntax, part, n) for n, part in enumerate(parsed)]
    moved = len(edit.text) if edit.start <= finding.span.start_offset else 0
    offset = finding.span.start_offset + moved
    for other in documents:
        if same(other.data, document.data):
            return any(
                finding.rule in each.words
                and each.offsets is not None
                and each.offsets[0] <= offset < each.offsets[1]
                for each in in_document(other)
            )
    return False


def _metadata(finding: Finding, document: Document) -> TextEdit | None:
    """Return an entry in the ``Metadata`` of the resource in which a finding is."""
    route = _resource(finding.pointer)
    if route is None:
        return None
    entry = {"rule": finding.rule, "reason": REASON}
    place: Route = (*route, "Metadata", "ecslint", "ignore")
    if document.has(place):
        change = Edit("append", place, entry)
    elif document.has(place[:-1]):
        change = Edit("set", place, [entry])
    elif document.has(place[:-2]):
        change = Edit("set", place[:-1], {"ignore": [entry]})
    else:
        change = Edit("set", place[:-2], {"ecslint": {"ignore": [entry]}})
    try:
        edit = text_edit(document, change)
        expected = changed_data(document.data, change)
    except (CannotEditError, LookupError, TypeError):
        return None
    new = document.text[: edit.start] + edit.text + document.text[edit.end :]
    parsed = parse_text(document.path, new)[1]
    return edit if len(parsed) == 1 and same(parsed[0].data, expected) else None


def _resource(pointer: str) -> Route | None:
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:3]]
    return ("Resources", steps[1]) if len(steps) == 2 and steps[0] == "Resources" else None
