"""Select, run, place, merge, sort: from subjects to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ecslint import checks
from ecslint.base.route import Route, to_pointer
from ecslint.catalogue import pages as catalogue
from ecslint.config.lookup import Configuration
from ecslint.config.settings import Settings, matches
from ecslint.documents import read
from ecslint.documents.subject import Checked, Structural, Subject, Unit
from ecslint.engine.locate import (
    Details,
    brought_home,
    finding_of,
    is_too_much,
    mend,
    related_of,
    resolve,
    syntax_mend,
)
from ecslint.finding import USED_HERE, Finding, Problem, Problems, Related, Severity
from ecslint.project.links import asks, concerned, link
from ecslint.source.document import Document
from ecslint.source.parsed import SyntaxProblem
from ecslint.source.span import Span
from ecslint.validation.problems import READ_ONLY

if TYPE_CHECKING:
    from ecslint.model.task import DaemonTaskDefinition, TaskDefinition
    from ecslint.project.context import Context

_MOST_CONTAINERS = 100
"""How many containers are checked one by one: ECS takes ten, and rules that compare them take n² steps."""


MOST_ALIKE = 2000
"""Findings of a rule in a document that are shown one by one; in what AWS accepts there are fewer."""


_SHORT_RUN = 50
"""Documents for which it is quicker to ask every check than to read in every page whether the rule is off."""


ON_THEIR_OWN = frozenset({"task-definition", "container-definitions"})
"""Kinds of documents of which nothing is found out by looking at others (others may well look at them)."""


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
    silenced: list[tuple[Finding, str]] = field(default_factory=list)
    """Findings that a suppression or the baseline accepts, with the reason."""

    def count(self, severity: Severity) -> int:
        return sum(1 for finding in self.findings if finding.severity is severity)


def run(units: Iterable[Unit], configuration: Configuration, *, ignores: bool = True) -> Result:
    """Check every subject of ``units``, which know each other (see ``ecslint.project.links``).

    ``ignores=False`` leaves suppressions out of account.
    """
    result = Result()
    runner = _Runner(configuration, result.crashes)
    everything = list(_met(units, runner))
    elsewhere = _taken_over(everything, result.crashes)
    runner.long = len(everything) > _SHORT_RUN
    link(everything, _contexts(everything, configuration))
    runner.context_only = {id(unit.document) for unit in everything if unit.context_only}
    for unit in everything:
        if not unit.context_only:
            result.units.append(unit)
            if id(unit.document) not in runner.done and unit.checked is None:
                runner.unit(unit)
    result.findings = runner.findings()
    if elsewhere:
        result.findings = sorted([*result.findings, *elsewhere], key=lambda finding: finding.sort_key)
    if any(finding.rule == READ_ONLY for finding in result.findings):
        from ecslint.project.deployment_tools import softened

        result.findings = softened(result.findings, configuration)
    result.crashes.sort(key=lambda crash: (crash.path, crash.rule, crash.error))
    if ignores:
        _suppress(result, runner, configuration)
    return result


def _met(units: Iterable[Unit], runner: _Runner) -> Iterator[Unit]:
    """Yield units; in a long run, check at once and forget those to which no other can matter."""
    for number, unit in enumerate(units):
        if unit.checked is not None:
            pass  # by another process
        elif number >= _SHORT_RUN and unit.kind in ON_THEIR_OWN and not unit.context_only:
            runner.long = True
            runner.unit(unit)
            runner.done.add(id(unit.document))
            for place, subject in enumerate(unit.subjects):
                subject.forget(place, read)
            unit.document.forget()
        yield unit


def _taken_over(units: list[Unit], crashes: list[Crash]) -> list[Finding]:
    """Return what other processes found; make documents to which others matter ready to be checked here."""
    if all(unit.checked is None for unit in units):
        return []
    for number in concerned(units):
        document = units[number].document
        units[number] = units[number]._replace(subjects=read(document).subjects, checked=None)
    findings: list[Finding] = []
    for unit in units:
        if unit.checked is not None:
            findings += unit.checked.findings
            crashes += [Crash(rule, unit.document.path, error) for rule, error in unit.checked.crashes]
    return findings


class Single:
    """Checks documents one by one, as if there were no others."""

    def __init__(self, configuration: Configuration) -> None:
        self._crashes: list[Crash] = []
        self._runner = _Runner(configuration, self._crashes)
        self._runner.long = True

    def check(self, unit: Unit) -> Unit:
        """Return ``unit`` with what was found, ready to travel to another process."""
        if unit.kind in ON_THEIR_OWN:
            subjects = unit.subjects
            found = self._checked(unit, [])
            for place, subject in enumerate(subjects):
                subject.forget(place, read)
        else:
            found = self._checked(unit, asks(unit))
            subjects = []
        unit.document.forget()
        return unit._replace(subjects=subjects, checked=found)

    def _checked(self, unit: Unit, asked: list[Any]) -> Checked:
        self._runner.unit(unit)
        crashes = [(crash.rule, crash.error) for crash in self._crashes]
        self._crashes.clear()
        has_service = any(subject.kind == "Service" for subject in unit.subjects)
        return Checked(self._runner.taken(), crashes, asked, has_service)


def _contexts(units: list[Unit], configuration: Configuration) -> Callable[[str], Context | None] | None:
    """Return how to find what context files say for a path, ``None`` where no configuration names any.

    Raises ``ConfigError`` for a context file that cannot be used.
    """
    named = {configuration.settings_for(unit.document.path).context for unit in units}
    if not any(named):
        return None
    from ecslint.project.context import read_context

    contexts = {paths: read_context(paths) for paths in named if paths}
    return lambda path: contexts.get(configuration.settings_for(path).context)


def _suppress(result: Result, runner: _Runner, configuration: Configuration) -> None:
    """Move accepted findings to ``silenced``; add findings about suppressions that are not in order."""
    documents = [unit.document for unit in result.units]
    if not any("ecslint" in d.text or configuration.settings_for(d.path).suppress for d in documents):
        return
    from ecslint.suppression import apply as suppress

    kept, result.silenced, notes = suppress.apply(result.findings, documents, configuration)
    about = [found for note in notes if (found := runner.note(*note)) is not None]
    result.findings = sorted([*kept, *about], key=lambda f: f.sort_key)


Group = list[tuple[str, Callable[..., Problems]]]


class Step(NamedTuple):
    """The rules and functions of the checks of a subject that take the same parameters."""

    parameters: tuple[tuple[str, bool], ...]
    group: Group
    needs_whole: bool
    """Whether these compare with a whole template."""
    is_per_scenario: bool
    """Whether these have to be run in each scenario of a template."""


Key = tuple[str, int, str, str]
"""Rule, id of the document, place and message of a finding."""


class _Alike:
    """How many findings of a rule in a document are kept, the last of them, and hashes of the others."""

    __slots__ = ("kept", "last", "others")

    def __init__(self) -> None:
        self.kept = 0
        self.last: Key | None = None
        self.others: set[int] = set()


class _Runner:
    """Collects findings; the same finding in several scenarios of a template becomes one."""

    def __init__(self, configuration: Configuration, crashes: list[Crash]) -> None:
        self._configuration = configuration
        self._settings = Settings()
        self._crashes = crashes
        self._levels: dict[tuple[int, str], Severity | None] = {}
        self.done: set[int] = set()
        """Ids of the documents that have been checked."""
        self.context_only: set[int] = set()
        """Ids of the documents on which nothing is reported."""
        self._found: dict[Key, tuple[Finding, Any, list[Any]]] = {}
        self._alike: dict[tuple[str, int], _Alike] = {}
        """The findings of each rule in each document."""
        self._plans: dict[tuple[int, str], list[Step]] = {}
        self._outcomes: dict[tuple[int, ...], list[list[Any]]] = {}
        """What checks of models alone found, so that they see each model of several scenarios once."""
        self._noted: list[list[Any]] | None = None
        self.long = False
        """Whether there is enough to do for reading the page of every rule to pay."""

    def unit(self, unit: Unit) -> None:
        self._outcomes.clear()  # objects of other documents may be gone, and their ids be used again
        self._settings = self._configuration.settings_for(unit.document.path)
        self._syntax(unit)
        for subject in unit.subjects:
            for structural in subject.structural:
                self._structural(subject, structural)
            self._subject(subject)

    def note(self, rule: str, message: str, document: Document, span: Span) -> Finding | None:
        """Return a finding about a suppression, if its rule is on."""
        self._settings = self._configuration.settings_for(document.path)
        level = self._level(rule, document.path)
        return None if level is None else finding_of(rule, level, message, document, (), Details(span))

    def findings(self) -> list[Finding]:
        merged = []
        for key, (finding, family, variants) in self._found.items():
            pointers = (finding.pointer, *(related.pointer for related in finding.related))
            when = family.describe(variants, pointers) if family is not None else None
            if when is not None:
                # What is wrong in one branch may be right in another: only a branch of its own can be mended.
                fix = finding.fix if "/Fn::If/" in finding.pointer else None
                finding = replace(finding, when=when, fix=fix)
            alike = self._alike[key[:2]]
            if alike.others and alike.last == key:
                rest = f"(and {len(alike.others)} more of this rule in this file)"
                finding = replace(finding, message=f"{finding.message} {rest}")
            merged.append(finding)
        return sorted(merged, key=lambda f: f.sort_key)

    def taken(self) -> list[Finding]:
        """Return the findings so far, and begin anew."""
        found = self.findings()
        # Keys are ids of objects, which are about to go.
        self._found.clear()
        self._alike.clear()
        self._outcomes.clear()
        return found

    def _syntax(self, unit: Unit) -> None:
        for problem in unit.document.problems:
            self._mistake(unit.document, problem)

    def _mistake(self, document: Document, problem: SyntaxProblem) -> None:
        rule = _SYNTAX_RULES.get(problem.kind, "ECS001")
        level = self._level(rule, document.path)

        def details() -> Details:
            span = document.lines.span(problem.start, problem.end)
            return Details(span, fix=syntax_mend(document, problem.kind, span))

        if level is not None:
            self._add(rule, level, problem.message, document, problem.route, None, details)

    def _structural(self, subject: Subject, problem: Structural) -> None:
        document = subject.document
        level = self._level(problem.rule, document.path)
        if level is None:
            return
        if problem.severity is not None and problem.rule not in self._settings.severities:
            level = problem.severity

        def details() -> Details:
            return Details(document.span(problem.route, problem.part), fix=mend(subject, problem.fix))

        self._add(problem.rule, level, problem.message, document, problem.route, subject, details)

    def _subject(self, subject: Subject) -> None:
        kind = subject.kind
        subject.context["Settings"] = self._settings
        self._checks(subject, self._plan(kind), subject.context)
        if kind in ("TaskDefinition", "DaemonTaskDefinition"):
            plan = self._plan("Container")
            context = dict(subject.context)
            task = cast("TaskDefinition | DaemonTaskDefinition", subject.model)
            for container in task.containers[:_MOST_CONTAINERS]:
                context["Container"] = container
                self._checks(subject, plan, context)

    def _plan(self, kind: str) -> list[Step]:
        """Return the checks on a kind of subject, by the arguments that they take."""
        key = (id(self._settings), kind)
        plan = self._plans.get(key)
        if plan is None:
            steps: dict[tuple[tuple[str, bool], ...], Step] = {}
            for check in checks.checks_on(kind):
                if not (self.long or checks.is_costly(check.rule)) or self._is_on(check.rule):
                    step = steps.get(check.parameters)
                    if step is None:
                        step = Step(check.parameters, [], check.needs_whole, check.is_per_scenario)
                        steps[check.parameters] = step
                    step.group.append((check.rule, check.function))
            plan = self._plans[key] = list(steps.values())
        return plan

    def _checks(self, subject: Subject, plan: list[Step], context: dict[str, Any]) -> None:
        if subject.document.unfinished is not None:  # what a template lacks may be in the part not read
            plan = [step for step in plan if not step.needs_whole]
        for parameters, group, _, is_per_scenario in plan:
            try:
                arguments = [
                    context[name] if not optional else context.get(name) for name, optional in parameters
                ]
            except KeyError:
                continue
            if subject.variant is None or is_per_scenario:
                self._run(subject, group, arguments)
                continue
            key = (id(group), *map(id, arguments))
            known = self._outcomes.get(key)
            if known is None:
                self._noted = self._outcomes[key] = []
                self._run(subject, group, arguments)
                self._noted = None
            else:
                for variants in known:
                    variants.append(subject.variant)

    def _run(self, subject: Subject, group: Group, arguments: list[Any]) -> None:
        for rule, function in group:
            try:
                for problem in function(*arguments):
                    self._problem(rule, subject, problem)
            except Exception as error:  # a crashing rule must not hide the findings of the others
                message = f"{type(error).__name__}: {error}"
                self._crashes.append(Crash(rule, subject.document.path, message))

    def _is_on(self, rule: str) -> bool:
        return self._settings.enabled(catalogue.rule(rule))

    def _level(self, rule: str, path: str) -> Severity | None:
        """Return the severity of a rule, ``None`` if it is off. Pages are read here, on a finding."""
        settings = self._settings
        key = (id(settings), rule)
        if key not in self._levels:
            page = catalogue.rule(rule)
            enabled = settings.enabled(page)
            self._levels[key] = settings.severities.get(rule, page.severity) if enabled else None
        if settings.per_file_ignores and self._levels[key] is not None:
            page = catalogue.rule(rule)
            if any(matches(page, word) for word in settings.ignored_for(path)):
                return self._levels[key] if settings.is_mandatory(page) else None
        return self._levels[key]

    def _problem(self, rule: str, subject: Subject, problem: Problem) -> None:
        level = self._level(rule, subject.document.path)
        if level is None:
            return
        if problem.severity is not None and rule not in self._settings.severities:
            level = problem.severity
        owner, below, part = resolve(subject, problem.place)
        if id(owner.document) in self.context_only:
            at_home = brought_home(subject, problem)
            if at_home is not None:
                self._problem(rule, subject, at_home)
            return
        document = owner.document
        route = owner.origin.route(below)
        if is_too_much(problem):  # wherever its value comes from
            route = owner.origin.use(below) or route

        def details() -> Details:
            related = [related_of(subject, place, text) for place, text in problem.related]
            use = owner.origin.use(below)
            if use is not None and use != route:
                found = document.existing(use)
                related.append(Related(document.path, to_pointer(found), document.span(use), USED_HERE))
            fix = mend(subject, problem.fix)
            return Details(document.span(route, part), tuple(related), fix, problem.evidence)

        note = owner.origin.note(below)
        message = subject.origin.wording(problem.message)
        self._add(rule, level, f"{message} ({note})" if note else message, document, route, subject, details)

    def _add(
        self,
        rule: str,
        level: Severity,
        message: str,
        document: Document,
        route: Route,
        subject: Subject | None,
        details: Callable[[], Details],
    ) -> None:
        """Keep a finding; what else there is to say is only worked out for the first of its kind."""
        if subject is not None and subject.doubt is not None and level is Severity.ERROR:
            level, message = Severity.WARNING, f"{message} ({subject.doubt})"
        # By document, not by path: a YAML file may hold several.
        key = (rule, id(document), to_pointer(document.existing(route)), message)
        variant = subject.variant if subject else None
        known = self._found.get(key)
        if known is not None:
            variants = known[2]
            variants.append(variant)
        else:
            alike = self._alike.setdefault(key[:2], _Alike())
            if alike.kept == MOST_ALIKE:
                alike.others.add(hash(key))
                return
            alike.kept += 1
            alike.last = key
            variants = [variant]
            finding = finding_of(rule, level, message, document, route, details())
            self._found[key] = (finding, subject.family if subject else None, variants)
        if self._noted is not None:
            self._noted.append(variants)


_SYNTAX_RULES = {
    "trailing-comma": "ECS002",
    "comment-in-json": "ECS002",
    "duplicate-key": "ECS004",
}
