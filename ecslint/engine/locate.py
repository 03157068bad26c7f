"""From what a check says of a model to a finding in a file: places, related places and fixes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ecslint.base.identity import ById
from ecslint.base.route import Route, to_pointer
from ecslint.base.unresolved import holds_unresolved
from ecslint.catalogue import pages as catalogue
from ecslint.documents.subject import Subject
from ecslint.finding import Edit, Finding, Fix, Problem, Related, Severity
from ecslint.model.base import Place
from ecslint.source.document import Document
from ecslint.source.span import Span


class Details(NamedTuple):
    """What makes a finding of a rule, a message and a place."""

    span: Span
    """Where it stands in the text."""
    related: tuple[Related, ...] = ()
    """Related locations."""
    fix: Fix | None = None
    """The fix, if there is one."""
    evidence: str = ""
    """What makes two findings at one place the same."""


def finding_of(
    rule: str, level: Severity, message: str, document: Document, route: Route, details: Details
) -> Finding:
    """Return the finding at a route of a document, or at the nearest place that exists above it."""
    found = document.existing(route)
    page = catalogue.rule(rule)
    return Finding(
        rule,
        page.name,
        level,
        message,
        document.path,
        to_pointer(found),
        details.span,
        page.url,
        related=details.related,
        fix=details.fix,
        evidence=details.evidence or to_pointer(route[len(found) :]),
        logical=document.logical(found),
        construct=construct_path(document, found),
    )


def construct_path(document: Document, route: Route) -> str:
    """Return the path of the CDK's construct that a resource was made from, ``""`` where there is none."""
    if len(route) < 2 or route[0] != "Resources" or not isinstance(document.data, dict):
        return ""
    node: object = document.data
    for step in (*route[:2], "Metadata", "aws:cdk:path"):
        node = node.get(step) if isinstance(node, dict) else None
    return node if isinstance(node, str) else ""


def relocate_to_primary(subject: Subject, problem: Problem) -> Problem | None:
    """Return the problem at its related place in the subject's own document, ``None`` if it has none.

    What a file that was read as context only does wrong shows in the file that refers to it.
    """
    for place, text in problem.related:
        if resolve(subject, place)[0].document is subject.document:
            others = tuple(pair for pair in problem.related if pair != (place, text))
            return problem._replace(place=place, related=((problem.place, "here"), *others), fix=None)
    return None


def resolve(subject: Subject, place: Place) -> tuple[Subject, Route, Any]:
    """Return the subject that owns the place's model, the route below it and the part.

    Raises ``LookupError`` for a model of no known subject: a finding without a place is refused.
    """
    for owner in _owners(subject):
        route = owner.route_of(place.model)
        if route is not None:
            return owner, route + place.path, place.part
    raise LookupError(f"no place for {type(place.model).__name__}{to_pointer(place.path)}")


def is_unwanted_key(problem: Problem) -> bool:
    """Say whether a problem is that its place is there at all, whatever stands there."""
    place = problem.place
    return place.part == "key" or (
        problem.fix is not None
        and any(
            edit.op == "remove"
            and isinstance(edit.place, Place)
            and edit.place.path == place.path
            and edit.place.model is place.model
            for edit in problem.fix.edits
        )
    )


def syntax_fix(document: Document, kind: str, span: Span) -> Fix | None:
    """Return how to fix a problem of the notation."""
    cut = (Edit("cut", (), (span.start_offset, span.end_offset), document.path),)
    if kind == "trailing-comma":
        return Fix("remove the comma", cut, safe=True)
    return Fix("remove the comment", cut) if kind == "comment-in-json" else None


def located_fix(subject: Subject, fix: Fix | None) -> Fix | None:
    """Return a fix with its places looked up.

    ``None`` where a value is defined elsewhere than it is used, or a new value is not known in full: that
    cannot be written to a file.
    """
    if fix is None or any(holds_unresolved(edit.value) for edit in fix.edits):
        return None
    edits = []
    for edit in fix.edits:
        if subject.document.locate(())[0] is not subject.document:
            written = _written(subject, edit)
            if written is None:
                return None  # the text is in another notation than what was looked at
            edits.append(written)
            continue
        if not isinstance(edit.place, Place):
            edits.append(edit._replace(path=subject.document.path))
            continue
        owner, below, _ = resolve(subject, edit.place)
        route = owner.origin.route(below)
        if owner.origin.use(below) not in (None, route):
            return None
        value = owner.origin.spelt(below, edit.value)
        edits.append(Edit(edit.op, route, value, owner.document.path))
    return Fix(subject.origin.wording(fix.title), tuple(edits), fix.safe)


def _written(subject: Subject, edit: Edit) -> Edit | None:
    """Return a change as an edit of the text, for documents whose text says things in other words."""
    if isinstance(edit.place, Place):
        owner, below, _ = resolve(subject, edit.place)
        document, route, use = owner.document, owner.origin.route(below), owner.origin.use(below)
        if use is not None and document.locate(use) != document.locate(route):
            return None
    else:
        document, route = subject.document, edit.place
    found = document.text_edit(edit.op, route, edit.value)
    return None if found is None else Edit("write", (), list(found[1:]), found[0])


def related_of(subject: Subject, place: Place, text: str) -> Related:
    """Return a related location with its label."""
    owner, below, part = resolve(subject, place)
    document, route = owner.document.locate(owner.origin.route(below))
    span = document.span(route, part)
    found = to_pointer(document.existing(route))
    return Related(document.path, found, span, subject.origin.wording(text))


def _owners(subject: Subject) -> Iterator[Subject]:
    yield subject
    seen = {ById(subject)}
    queue = list(subject.linked)
    while queue:
        owner = queue.pop(0)
        if ById(owner) not in seen:
            seen.add(ById(owner))
            yield owner
            queue.extend(owner.linked)
