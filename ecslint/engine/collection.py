"""Collection: from what checks and readers say to findings, each of them once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from ecslint.base.route import Route, to_pointer
from ecslint.documents.subject import Family, Structural, Subject
from ecslint.engine.dispatch import Crash, Emission
from ecslint.engine.locate import (
    Details,
    finding_of,
    is_unwanted_key,
    located_fix,
    related_of,
    relocate_to_primary,
    resolve,
    syntax_fix,
)
from ecslint.engine.selection import Selection
from ecslint.finding import USED_HERE, WORKED_OUT, Finding, Problem, Related, Severity
from ecslint.source.document import Document
from ecslint.source.parsed import SyntaxProblem
from ecslint.source.span import Span

MAX_FINDINGS_PER_RULE = 2000
"""Findings of a rule in a document that are shown one by one; in what AWS accepts there are fewer."""

Key = tuple[str, Document, str, str]
"""Rule, document, pointer and message of a finding."""

_SYNTAX_RULES = {
    "trailing-comma": "ECS002",
    "comment-in-json": "ECS002",
    "duplicate-key": "ECS004",
}
"""Rules by kind of syntax problem; all others are ECS001."""


class _DedupState:
    """How many findings of a rule in a document are kept, the last of them, and hashes of the others."""

    __slots__ = ("kept", "last", "others")

    def __init__(self) -> None:
        self.kept = 0
        self.last: Key | None = None
        self.others: set[int] = set()


class _Record:
    """A finding, the scenario group that it belongs to, and the scenarios in which it was found."""

    __slots__ = ("family", "finding", "variants")

    def __init__(self, finding: Finding, family: Family | None, variants: list[object]) -> None:
        self.finding = finding
        self.family = family
        self.variants = [variants]
        """Lists of scenarios; they may grow after they were handed over."""


class Collector:
    """Collects findings; the same finding in several scenarios of a template becomes one."""

    def __init__(self, crashes: list[Crash]) -> None:
        self._crashes = crashes
        self.context_only: set[Document] = set()
        """Documents on which nothing is reported."""
        self._found: dict[Key, _Record] = {}
        self._pointers: dict[tuple[Document, Route], str] = {}
        """Pointers of routes: what holds in many scenarios stands at the same place in each."""
        self._dedup: dict[tuple[str, Document], _DedupState] = {}

    def syntax(self, document: Document, problem: SyntaxProblem, selection: Selection) -> None:
        """Keep a problem of the notation."""
        rule = _SYNTAX_RULES.get(problem.kind, "ECS001")
        level = selection.severity(rule, document.path)

        def details() -> Details:
            span = document.lines.span(problem.start, problem.end)
            return Details(span, fix=syntax_fix(document, problem.kind, span))

        if level is not None:
            self._add(rule, level, problem.message, document, problem.route, None, [None], details)

    def structural(self, subject: Subject, problem: Structural, selection: Selection) -> None:
        """Keep a structural problem of a subject."""
        document, route = subject.document.locate(problem.route)
        level = selection.severity(problem.rule, document.path, problem.severity)
        if level is None or document in self.context_only:
            return

        def details() -> Details:
            if subject.echoes and document is not subject.document:
                home = subject.document
                related = (Related(home.path, "", home.span(()), WORKED_OUT),)
                return Details(document.span(route, problem.part), related)
            fix = None if _is_made(subject, document) else located_fix(subject, problem.fix)
            return Details(document.span(route, problem.part), fix=fix)

        variants = [subject.variant]
        self._add(problem.rule, level, problem.message, document, route, subject, variants, details)

    def emission(self, subject: Subject, emission: Emission, selection: Selection) -> None:
        """Keep a problem that a check found; one without a place counts as a crash of the check."""
        try:
            self._emission(subject, emission, selection)
        except LookupError as error:
            message = f"{type(error).__name__}: {error}"
            self._crashes.append(Crash(emission.rule, subject.document.path, message))

    def _emission(self, subject: Subject, emission: Emission, selection: Selection) -> None:
        rule, problem, variants = emission
        level = selection.severity(rule, subject.document.path, problem.severity)
        if level is None:
            return
        owner, below, part = resolve(subject, problem.place)
        if owner.document in self.context_only:
            at_home = relocate_to_primary(subject, problem)
            if at_home is not None:
                self._emission(subject, Emission(rule, at_home, variants), selection)
            return
        route = owner.origin.route(below)
        if is_unwanted_key(problem):  # wherever its value comes from
            route = owner.origin.use(below) or route
        document, route = owner.document.locate(route)
        if document in self.context_only:
            elsewhere = self._elsewhere(subject, problem)
            if elsewhere is not None:
                self._emission(subject, Emission(rule, elsewhere, variants), selection)
            return

        def details() -> Details:
            related = [related_of(subject, place, text) for place, text in problem.related]
            use = owner.origin.use(below)
            used_in, use = (document, None) if use is None else owner.document.locate(use)
            if use is not None and (used_in, use) != (document, route):
                found = used_in.existing(use)
                label = WORKED_OUT if subject.echoes else USED_HERE
                related.append(Related(used_in.path, to_pointer(found), used_in.span(use), label))
            fix = None if _is_made(subject, document) else located_fix(subject, problem.fix)
            return Details(document.span(route, part), tuple(related), fix, problem.evidence)

        note = owner.origin.note(below) or _note_of_related(subject, problem)
        message = subject.origin.wording(problem.message)
        message = f"{message} ({note})" if note else message
        self._add(rule, level, message, document, route, subject, variants, details)

    def _elsewhere(self, subject: Subject, problem: Problem) -> Problem | None:
        """Return a problem at a related place that is reported on, ``None`` if it has none."""
        for place, text in problem.related:
            owner, below, _ = resolve(subject, place)
            home = owner.document.locate(owner.origin.route(below))[0]
            if not {owner.document, home} & self.context_only:
                others = tuple(pair for pair in problem.related if pair != (place, text))
                return problem._replace(place=place, related=((problem.place, "here"), *others), fix=None)
        return None

    def _add(
        self,
        rule: str,
        level: Severity,
        message: str,
        document: Document,
        route: Route,
        subject: Subject | None,
        variants: list[object],
        details: Callable[[], Details],
    ) -> None:
        """Keep a finding; what else there is to say is only worked out for the first of its kind."""
        if subject is not None and level is Severity.ERROR:
            if subject.doubt is not None:
                level, message = Severity.WARNING, f"{message} ({subject.doubt})"
            elif rule in subject.milder:
                level = Severity.WARNING
        # By document, not by path: a YAML file may hold several.
        pointer = self._pointers.get((document, route))
        if pointer is None:
            pointer = self._pointers[document, route] = to_pointer(document.existing(route))
        key = (rule, document, pointer, message)
        known = self._found.get(key)
        if known is not None:
            known.variants.append(variants)
            return
        state = self._dedup.setdefault(key[:2], _DedupState())
        if state.kept == MAX_FINDINGS_PER_RULE:
            state.others.add(hash(key))
            return
        state.kept += 1
        state.last = key
        finding = finding_of(rule, level, message, document, route, details())
        self._found[key] = _Record(finding, subject.family if subject else None, variants)

    def drain(self) -> list[Finding]:
        """Return the findings so far, sorted, and forget them."""
        merged = []
        for key, record in self._found.items():
            finding = record.finding
            pointers = (finding.pointer, *(related.pointer for related in finding.related))
            variants = [variant for group in record.variants for variant in group]
            when = record.family.describe(variants, pointers) if record.family is not None else None
            if when is not None:
                # What is wrong in one branch may be right in another: only a branch of its own can be fixed.
                fix = finding.fix if "/Fn::If/" in finding.pointer else None
                finding = replace(finding, when=when, fix=fix)
            state = self._dedup[key[:2]]
            if state.others and state.last == key:
                rest = f"(and {len(state.others)} more of this rule in this file)"
                finding = replace(finding, message=f"{finding.message} {rest}")
            merged.append(finding)
        self._found.clear()
        self._pointers.clear()
        self._dedup.clear()
        return sorted_findings(merged)


def _note_of_related(subject: Subject, problem: Problem) -> str | None:
    """Return what the first related value rests on that rests on a default."""
    for place, _ in problem.related:
        owner, below, part = resolve(subject, place)
        note = owner.origin.note(below) if part == "value" and below else None
        if note is not None:
            return note
    return None


def _is_made(subject: Subject, document: Document) -> bool:
    """Say whether a document is one that a program makes of others, so that nobody changes it."""
    return subject.echoes and document.path == subject.document.path


def told_once(findings: list[Finding]) -> list[Finding]:
    """Leave out what a plan says at a place of a file of which the file says the same."""
    echoes = [any(related.message == WORKED_OUT for related in finding.related) for finding in findings]
    if not any(echoes):
        return findings
    told = {_spot(finding) for finding, echo in zip(findings, echoes, strict=True) if not echo}
    pairs = zip(findings, echoes, strict=True)
    return [finding for finding, echo in pairs if not echo or _spot(finding) not in told]


def _spot(finding: Finding) -> tuple[str, str, int]:
    return finding.rule, finding.path, finding.span.start_offset


def about_suppression(
    rule: str, message: str, document: Document, span: Span, selection: Selection
) -> Finding | None:
    """Return a finding about a suppression, if its rule is on."""
    level = selection.severity(rule, document.path)
    return None if level is None else finding_of(rule, level, message, document, (), Details(span))


def sorted_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by file and place."""
    return sorted(findings, key=lambda finding: finding.sort_key)
