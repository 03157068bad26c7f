"""Dispatch: run the checks of a subject with the arguments that they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ecslint.base.identity import ById
from ecslint.checks.registry import SUBJECTS
from ecslint.documents.subject import Subject
from ecslint.engine.memory import Memory, Slot
from ecslint.engine.selection import Selection, Step
from ecslint.finding import Problem

MAX_CONTAINERS = 100
"""How many containers are checked one by one: ECS takes ten, and rules that compare them take n² steps."""


class Crash(NamedTuple):
    """A check that raised: the others still run, and the run ends with exit status 2."""

    rule: str
    """Id of the rule whose check raised."""
    path: str
    """The file that was checked."""
    error: str
    """The exception, in one line."""


class Emission(NamedTuple):
    """A problem that a check found, and the scenarios of the subject in which it was found.

    ``variants`` grows while further scenarios turn out to share the outcome.
    """

    rule: str
    """Id of the rule."""
    problem: Problem
    """What the check yielded."""
    variants: list[object]
    """The scenarios in which it was found."""


_PARTS = {(row.folder, row.part_of): row.model for row in SUBJECTS.values() if row.part_of}
"""Subjects that are parts of others: the type's name by folder and attribute of the whole."""


class Dispatcher:
    """Runs the checks on the subjects of one document.

    What checks see that ask for models alone is the same in many scenarios of a template: each such
    combination of arguments is checked once, and its findings hold in all these scenarios.
    """

    def __init__(
        self, selection: Selection, crashes: list[Crash], *, batch: bool, memory: Memory | None = None
    ) -> None:
        """Make the dispatcher of a document; ``memory`` is what an earlier run remembers of the same one."""
        self._selection = selection
        self._crashes = crashes
        self._batch = batch
        self._memory = memory
        self._subjects = 0
        if memory is not None:
            memory.begin()
        self._variants: dict[tuple[ById, ...], list[object]] = {}
        """The scenarios that share an outcome, by step and arguments."""

    def run(self, subject: Subject) -> Iterator[Emission]:
        """Yield what the checks of a subject, and of its parts, find."""
        subject.context.put("Settings", self._selection.settings)
        self._subjects += 1
        yield from self._checks(subject, subject.kind, subject.context.arguments, (self._subjects,))
        row = SUBJECTS.get(subject.kind)
        if row is None:
            return
        for (folder, attribute), part in _PARTS.items():
            if folder == row.folder and hasattr(subject.model, attribute):
                context = dict(subject.context.arguments)
                for number, item in enumerate(getattr(subject.model, attribute)[:MAX_CONTAINERS]):
                    context[part] = item
                    yield from self._checks(subject, part, context, (self._subjects, number))

    def _checks(
        self, subject: Subject, kind: str, context: dict[str, object], slot: Slot
    ) -> Iterator[Emission]:
        steps = self._selection.steps(kind, batch=self._batch)
        if subject.document.unfinished is not None:  # what a template lacks may be in the part not read
            steps = [step for step in steps if not step.needs_whole]
        for step in steps:
            try:
                arguments = [
                    context.get(name) if optional else context[name] for name, optional in step.parameters
                ]
            except KeyError:
                continue
            if subject.variant is None or step.is_per_scenario:
                yield from self._again(subject, step, arguments, [subject.variant], slot)
                continue
            key = (ById(step), *map(ById, arguments))
            variants = self._variants.get(key)
            if variants is None:
                variants = self._variants[key] = [subject.variant]
                yield from self._again(subject, step, arguments, variants, slot)
            else:
                variants.append(subject.variant)

    def _again(
        self, subject: Subject, step: Step, arguments: list[object], variants: list[object], slot: Slot
    ) -> Iterator[Emission]:
        """Run a step, without the checks that found nothing in the same the last time."""
        memory = self._memory
        key = memory.key(step, arguments, slot) if memory is not None else None
        if memory is None or key is None:
            yield from self._run(subject, step, arguments, variants)
            return
        noisy = memory.noisy(key)
        loud = []
        for number, check in enumerate(step.checks):
            if noisy is not None and number not in noisy:
                continue
            crashes = len(self._crashes)
            found = list(self._run(subject, step._replace(checks=[check]), arguments, variants))
            if found or len(self._crashes) > crashes:
                loud.append(number)
                yield from found
        memory.found(key, frozenset(loud))

    def _run(
        self, subject: Subject, step: Step, arguments: list[object], variants: list[object]
    ) -> Iterator[Emission]:
        for rule, function in step.checks:
            try:
                for problem in function(*arguments):
                    yield Emission(rule, problem, variants)
            except Exception as error:  # a crashing rule must not hide the findings of the others
                message = f"{type(error).__name__}: {error}"
                self._crashes.append(Crash(rule, subject.document.path, message))
