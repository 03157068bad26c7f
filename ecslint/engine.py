"""Select, run, place, merge, sort: from subjects to findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ecslint import catalogue, checks
from ecslint.checks import Check
from ecslint.config import Settings
from ecslint.documents.subject import Structural, Subject, Unit
from ecslint.finding import Finding, Fix, Problem, Related, Severity
from ecslint.model.base import Place
from ecslint.source.route import Route, to_pointer

_PREFIXES = {
    "TaskDefinition": "task",
    "Container": "task",
    "Service": "service",
    "AppSpec": "appspec",
    "Template": "template",
}
"""Which modules of ``ecslint.checks`` hold the checks of a kind of subject."""


@dataclass
class Crash:
    """A check that raised: the others still run, and the run ends with exit status 2."""

    rule: str
    path: str
    error: str


@dataclass
class Result:
    """What a run found."""

    units: list[Unit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    crashes: list[Crash] = field(default_factory=list)
    suppressed: int = 0

    def count(self, severity: Severity) -> int:
        return sum(1 for finding in self.findings if finding.severity is severity)


def run(units: Iterable[Unit], settings: Settings) -> Result:
    """Check every subject of ``units``."""
    result = Result()
    runner = _Runner(settings, result.crashes)
    for unit in units:
        result.units.append(unit)
        runner.unit(unit)
    result.findings = runner.findings()
    return result


class _Runner:
    """Collects findings; the same finding in several scenarios of a template becomes one."""

    def __init__(self, settings: Settings, crashes: list[Crash]) -> None:
        self._settings = settings
        self._crashes = crashes
        self._levels: dict[str, Severity | None] = {}
        self._found: dict[tuple[str, str, str, str], tuple[Finding, Any, list[Any]]] = {}
        self._plans: dict[str, list[Check]] = {}

    def unit(self, unit: Unit) -> None:
        self._syntax(unit)
        for subject in unit.subjects:
            for structural in subject.structural:
                self._structural(subject, structural)
            self._subject(subject)

    def findings(self) -> list[Finding]:
        merged = []
        for finding, family, variants in self._found.values():
            when = family.describe(variants) if family is not None else None
            merged.append(_replace_when(finding, when) if when else finding)
        return sorted(merged, key=lambda f: f.sort_key)

    def _syntax(self, unit: Unit) -> None:
        document = unit.document
        for kind, message, start, end, route in document.problems:
            rule = _SYNTAX_RULES.get(kind, "ECS001")
            level = self._level(rule)
            if level is not None:
                span = document.lines.span(start, end)
                self._add(rule, level, message, document.path, to_pointer(document.existing(route)), span, ())

    def _structural(self, subject: Subject, problem: Structural) -> None:
        level = self._level(problem.rule)
        if level is None:
            return
        document = subject.document
        route = document.existing(problem.route)
        span = document.span(problem.route, problem.part)
        self._add(
            problem.rule,
            level,
            problem.message,
            document.path,
            to_pointer(route),
            span,
            (),
            subject,
            fix=problem.fix,
            evidence=to_pointer(problem.route),
        )

    def _subject(self, subject: Subject) -> None:
        kind = subject.kind
        self._checks(subject, self._plan(kind), subject.context)
        if kind == "TaskDefinition":
            plan = self._plan("Container")
            context = dict(subject.context)
            for container in subject.model.containers:  # type: ignore[attr-defined]
                context["Container"] = container
                self._checks(subject, plan, context)

    def _plan(self, kind: str) -> list[Check]:
        plan = self._plans.get(kind)
        if plan is None:
            checks.load(_PREFIXES.get(kind, kind.lower()))
            plan = self._plans[kind] = checks.checks_on(kind)
        return plan

    def _checks(self, subject: Subject, plan: list[Check], context: dict[str, Any]) -> None:
        for rule, function, parameters in plan:
            try:
                arguments = [
                    context[name] if not optional else context.get(name) for name, optional in parameters
                ]
            except KeyError:
                continue
            try:
                for problem in function(*arguments):
                    self._problem(rule, subject, problem)
            except Exception as error:  # a crashing rule must not hide the findings of the others
                self._crashes.append(Crash(rule, subject.document.path, f"{type(error).__name__}: {error}"))

    def _level(self, rule: str) -> Severity | None:
        """Return the severity of a rule, ``None`` if it is off. Pages are read here, on a finding."""
        if rule not in self._levels:
            page = catalogue.rule(rule)
            enabled = self._settings.enabled(page)
            self._levels[rule] = self._settings.severities.get(rule, page.severity) if enabled else None
        return self._levels[rule]

    def _problem(self, rule: str, subject: Subject, problem: Problem) -> None:
        level = self._level(rule)
        if level is None:
            return
        if problem.severity is not None and rule not in self._settings.severities:
            level = problem.severity
        owner, api_route, part = _resolve(subject, problem.place)
        document = owner.document
        route = owner.origin.route(api_route)
        related = [
            Related(o.document.path, to_pointer(o.document.existing(r)), o.document.span(r, p), text)
            for place, text in problem.related
            for o, a, p in (_resolve(subject, place),)
            for r in (o.origin.route(a),)
        ]
        use = owner.origin.use(api_route)
        if use is not None and use != route:
            related.append(
                Related(document.path, to_pointer(document.existing(use)), document.span(use), "used here")
            )
        message = problem.message
        note = owner.origin.note(api_route)
        if note:
            message = f"{message} ({note})"
        self._add(
            rule,
            level,
            message,
            document.path,
            to_pointer(document.existing(route)),
            document.span(route, part),
            tuple(related),
            subject,
            fix=problem.fix,
            evidence=problem.evidence or to_pointer(api_route),
        )

    def _add(
        self,
        rule: str,
        level: Severity,
        message: str,
        path: str,
        pointer: str,
        span: Any,
        related: tuple[Related, ...],
        subject: Subject | None = None,
        *,
        fix: Fix | None = None,
        evidence: str = "",
    ) -> None:
        key = (rule, path, pointer, message)
        family = subject.family if subject else None
        variant = subject.variant if subject else None
        known = self._found.get(key)
        if known is not None:
            known[2].append(variant)
            return
        page = catalogue.rule(rule)
        finding = Finding(
            rule, page.name, level, message, path, pointer, span, page.url, related, None, fix, evidence
        )
        self._found[key] = (finding, family, [variant])


_SYNTAX_RULES = {
    "trailing-comma": "ECS002",
    "comment-in-json": "ECS003",
    "duplicate-key": "ECS004",
    "empty": "ECS005",
    "not-utf8": "ECS005",
    "too-deep": "ECS005",
    "too-large": "ECS005",
    "alias-bomb": "ECS005",
}


def _resolve(subject: Subject, place: Place) -> tuple[Subject, Route, Any]:
    """Return the subject that owns the place's model, the route below it and the part.

    Raises ``LookupError`` for a model of no known subject: a finding without a place is refused.
    """
    for owner in _owners(subject):
        route = owner.route_of(place.model)
        if route is not None:
            return owner, route + place.path, place.part
    raise LookupError(f"no place for {type(place.model).__name__}{to_pointer(place.path)}")


def _owners(subject: Subject) -> Iterator[Subject]:
    yield subject
    seen = {id(subject)}
    queue = list(subject.linked)
    while queue:
        owner = queue.pop(0)
        if id(owner) not in seen:
            seen.add(id(owner))
            yield owner
            queue.extend(owner.linked)


def _replace_when(finding: Finding, when: str) -> Finding:
    from dataclasses import replace

    return replace(finding, when=when)
