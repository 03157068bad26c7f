"""A run: from parsed files to findings, each file on its own or together with those that it refers to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ecslint.config.lookup import Configuration
from ecslint.config.settings import Settings
from ecslint.documents import read
from ecslint.documents.frontends import kind_row
from ecslint.documents.subject import CheckedFile, ParsedFile, Unit, references
from ecslint.engine.collection import Collector, about_suppression, sorted_findings, told_once
from ecslint.engine.dispatch import Crash, Dispatcher
from ecslint.engine.memory import Memory
from ecslint.engine.reader import fault
from ecslint.engine.selection import Selection
from ecslint.finding import Finding, Severity
from ecslint.project.links import files_to_relint, link, unresolved_references
from ecslint.source.document import Document

if TYPE_CHECKING:
    from ecslint.project.context import Context
    from ecslint.project.deployment_tools import Folders

SHORT_RUN = 50
"""Documents for which it is quicker to ask every check than to read in every page whether the rule is off."""


@dataclass
class Result:
    """What a run found."""

    units: list[Unit] = field(default_factory=list)
    """The parsed files."""
    findings: list[Finding] = field(default_factory=list)
    """Findings that are not suppressed, sorted."""
    crashes: list[Crash] = field(default_factory=list)
    """Checks that raised."""
    silenced: list[tuple[Finding, str]] = field(default_factory=list)
    """Findings that a suppression or the baseline suppresses, with the reason."""
    configuration: Configuration = field(default_factory=Configuration)
    """What the run was configured with."""

    def count(self, severity: Severity) -> int:
        """Return the number of findings of a severity."""
        return sum(1 for finding in self.findings if finding.severity is severity)


Selections: TypeAlias = dict[Settings, Selection]
"""What is kept between runs of a process that lints again and again, by settings."""

Memories: TypeAlias = dict[tuple[str, int], Memory]
"""What is remembered of documents, by path and number."""


def run(
    units: Iterable[Unit],
    configuration: Configuration,
    *,
    ignores: bool = True,
    selections: Selections | None = None,
    memories: Memories | None = None,
    folders: Folders | None = None,
) -> Result:
    """Check every subject of ``units``, which know each other (see ``ecslint.project.links``).

    ``ignores=False`` leaves suppressions out of account. ``selections``, empty at first, is kept by a process
    that runs again and again with the same settings; so are ``memories`` of files that it lints again, and
    ``folders`` where no other files change meanwhile.
    """
    result = Result(configuration=configuration)
    linter = _Linter(configuration, result.crashes, selections)
    linter.memories = memories
    everything = list(_lint_streaming(units, linter))
    elsewhere = _merge_worker_results(everything, result.crashes)
    linter.batch = linter.batch or len(everything) > SHORT_RUN
    link(everything, contexts_of(everything, configuration))
    linter.collector.context_only = {unit.document for unit in everything if unit.context_only}
    for unit in everything:
        if not unit.context_only:
            result.units.append(unit)
            if isinstance(unit, ParsedFile):
                linter.lint(unit)
    result.findings = linter.collector.drain()
    if elsewhere:
        result.findings = sorted_findings([*result.findings, *elsewhere])
    result.findings = told_once(result.findings)
    if any(finding.severity is Severity.ERROR for finding in result.findings):
        from ecslint.project.deployment_tools import adjusted

        result.findings = adjusted(
            result.findings,
            everything,
            configuration,
            lambda units: _once_more(units, configuration),
            {} if folders is None else folders,
        )
    result.crashes.sort(key=lambda crash: (crash.path, crash.rule, crash.error))
    if ignores:
        _suppress(result, linter, configuration)
    return result


def _once_more(units: list[Unit], configuration: Configuration) -> list[Finding]:
    """Return what is found in parsed files that are not for context only, linked among themselves."""
    linter = _Linter(configuration, [])
    link(units, contexts_of(units, configuration))
    for unit in units:
        if isinstance(unit, ParsedFile) and not unit.context_only:
            linter.lint(unit)
    return linter.collector.drain()


class _Linter:
    """Lints one document after the other."""

    def __init__(
        self, configuration: Configuration, crashes: list[Crash], selections: Selections | None = None
    ) -> None:
        self._configuration = configuration
        self._crashes = crashes
        self._selections: Selections = {} if selections is None else selections
        self.collector = Collector(crashes)
        self.batch = selections is not None
        """Whether there is enough to do for reading the page of every rule to pay."""
        self.memories: Memories | None = None
        """What is remembered of documents, for the same linter's next run."""

    def selection_for(self, path: str) -> Selection:
        """Return what the configuration of a file selects."""
        settings = self._configuration.settings_for(path)
        found = self._selections.get(settings)
        if found is None:
            found = self._selections[settings] = Selection(settings)
        return found

    def lint(self, unit: ParsedFile) -> None:
        """Collect what is wrong with a document and its subjects."""
        try:
            self._lint(unit)
        except Exception as error:  # a fault of ours must not hide what is wrong with the other files
            self._crashes.append(Crash("(none)", unit.document.path, fault(error)))

    def _lint(self, unit: ParsedFile) -> None:
        document, collector = unit.document, self.collector
        selection = self.selection_for(document.path)
        for mistake in document.problems:
            collector.syntax(document, mistake, selection)
        memory = None
        if self.memories is not None:
            memory = self.memories.setdefault((document.path, document.number), Memory())
        dispatcher = Dispatcher(selection, self._crashes, batch=self.batch, memory=memory)
        for subject in unit.subjects:
            for structural in subject.structural:
                collector.structural(subject, structural, selection)
            for emission in dispatcher.run(subject):
                collector.emission(subject, emission, selection)


def _lint_streaming(units: Iterable[Unit], linter: _Linter) -> Iterator[Unit]:
    """Yield units; in a long run, lint at once those to which no other can matter."""
    for number, unit in enumerate(units):
        row = kind_row(unit.kind)
        if (
            number < SHORT_RUN
            or not row.is_self_contained
            or unit.context_only
            or not isinstance(unit, ParsedFile)
        ):
            yield unit
            continue
        linter.batch = True
        linter.lint(unit)
        tasks = references(unit, read) if row.holds_tasks else ()
        unit.document.release()
        yield CheckedFile(unit.document, unit.kind, tasks)


def _merge_worker_results(units: list[Unit], crashes: list[Crash]) -> list[Finding]:
    """Return what other processes found; make documents to which others matter ready to be linted here."""
    if not any(isinstance(unit, CheckedFile) for unit in units):
        return []
    for number in files_to_relint(units):
        units[number] = read(units[number].document)
    findings: list[Finding] = []
    for unit in units:
        if isinstance(unit, CheckedFile):
            findings += unit.findings
            crashes += [Crash(rule, unit.document.path, error) for rule, error in unit.crashes]
    return findings


class Single:
    """Lints documents one by one, as if there were no others."""

    def __init__(self, configuration: Configuration) -> None:
        self._crashes: list[Crash] = []
        self._linter = _Linter(configuration, self._crashes)
        self._linter.batch = True

    def check(self, unit: ParsedFile) -> CheckedFile:
        """Return what was found in a file, ready to travel to another process."""
        row = kind_row(unit.kind)
        self._linter.lint(unit)
        crashes = [(crash.rule, crash.error) for crash in self._crashes]
        self._crashes.clear()
        has_service = any(subject.kind == "Service" for subject in unit.subjects)
        found = CheckedFile(
            unit.document,
            unit.kind,
            references(unit, read) if row.is_self_contained and row.holds_tasks else (),
            self._linter.collector.drain(),
            crashes,
            () if row.is_self_contained else unresolved_references(unit),
            has_service,
        )
        for subject in unit.subjects:
            subject.release()
        unit.document.release()
        return found


def contexts_of(
    units: Sequence[Unit], configuration: Configuration
) -> Callable[[str], Context | None] | None:
    """Return how to find what context files say for a path, ``None`` where no configuration names any.

    Raises ``ConfigError`` for a context file that cannot be used.
    """
    named = {configuration.settings_for(unit.document.path).context for unit in units}
    if not any(named):
        return None
    from ecslint.project.context import read_context

    contexts = {paths: read_context(paths) for paths in named if paths}
    return lambda path: contexts.get(configuration.settings_for(path).context)


def _suppress(result: Result, linter: _Linter, configuration: Configuration) -> None:
    """Move suppressed findings to ``silenced``; add findings about suppressions that are not in order."""
    documents = [unit.document for unit in result.units]
    if not any(_names_us(d) or configuration.settings_for(d.path).suppress for d in documents):
        return
    from ecslint.suppression import apply as suppress

    kept, result.silenced, notes = suppress.apply(result.findings, documents, configuration)
    about = [
        found
        for rule, message, document, span in notes
        if (found := about_suppression(rule, message, document, span, linter.selection_for(document.path)))
    ]
    result.findings = sorted_findings([*kept, *about])


def _names_us(document: Document) -> bool:
    """Say whether a file may hold suppressions."""
    return document.file.has("ecslint")
