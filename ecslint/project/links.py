"""Several documents together: which task definition goes with a service, an AppSpec, an image list.

A reference is followed only where one task definition can be meant: one of that family in the same
directory, else one in the whole run; or the only one beside a file that names none. Everything else
stays unlinked, so that nothing is concluded from a wrong pair.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from ecslint.base.pattern import regex
from ecslint.base.tree import is_inside, top_of
from ecslint.base.unresolved import ELSEWHERE, PLACEHOLDER, PartialText, Unresolved
from ecslint.documents.frontends import kind_row
from ecslint.documents.subject import APPSPEC, SERVICE, TASK_SET, CheckedFile, ParsedFile, Subject, Task, Unit
from ecslint.source.discovery.walk import SUFFIXES
from ecslint.source.templating.placeholders import is_placeholder, looks_like_fill_in

if TYPE_CHECKING:
    from ecslint.project.context import Context

_LINKED_MODELS: Final = frozenset({"Service", "RunTask", "TaskSet", "AppSpec", "ImageDefinitions"})
T = TypeVar("T")
_FAMILY: Final = regex(r"(?:arn:[^/]*:task-definition/)?([A-Za-z0-9_-]{1,255})(?::.*)?")
MAX_COUNTERPARTS: Final = 500
"""Files beside a named one that are looked at; a directory of data is not searched."""
_LARGEST_SIBLING: Final = 1 << 20


def family_of(reference: str | Unresolved | None) -> str | None:
    """Return the family that ``family``, ``family:revision`` or an ARN names.

    ``None`` where the reference is absent, or where its family is only filled in later; the account or
    the revision may well be a placeholder.
    """
    if isinstance(reference, Unresolved):
        written = reference.reason == PLACEHOLDER or isinstance(reference, PartialText)
        text = reference.text if written else ""
    else:
        text = reference or ""
    match = _FAMILY.fullmatch(text.strip())
    family = match[1] if match else None
    return None if family is None or is_placeholder(family) or looks_like_fill_in(family) else family


class _TaskDefinitions:
    """The task definitions of a run by directory and by family."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.beside: dict[str, list[Task]] = {}
        self.named: dict[str, list[Task]] = {}
        self.asking: Counter[tuple[str, str]] = Counter()
        self.pairs: dict[str, list[tuple[str, str | None]]] = {}
        """By directory, the files of services and of their task definitions that configurations name."""
        for unit in units:
            directory = _directory(unit)
            if kind_row(unit.kind).holds_tasks:
                self.beside.setdefault(directory, []).extend(unit.tasks)
                for subject in unit.tasks:
                    family = subject.task_family
                    if isinstance(family, str) and family:
                        self.named.setdefault(family, []).append(subject)
            elif isinstance(unit, ParsedFile) and kind_row(unit.kind).refers_to_tasks:
                self.asking[directory, unit.kind] += len(unit.subjects)

    def counterpart(
        self, unit: Unit, reference: str | Unresolved | None, context: Context | None = None
    ) -> Task | None:
        """Return the one task definition that a subject of ``unit`` can mean that names it like this."""
        directory = _directory(unit)
        beside = self.beside.get(directory, [])
        if self.beside and kind_row(unit.kind).refers_to_tasks:
            named, told = self._by_configuration(unit, beside)
            if told:
                return named
        family = family_of(reference)
        if family is not None:
            described = context.task_definitions if context is not None else []
            return self._by_family(family, beside, described)
        if isinstance(reference, Unresolved) or reference:
            same = [s for s in beside if _same_placeholder(reference, s)]
            if same:
                return _only(same)
        if self.asking[directory, unit.kind] > 1:
            return None  # which of them it belongs to is not known
        return _only(beside) if kind_row(unit.kind).refers_to_tasks else None

    def _by_configuration(self, unit: Unit, beside: list[Task]) -> tuple[Task | None, bool]:
        """Return the task definition that a tool's configuration names for a file, and whether one does.

        A task definition that is named for another file is nobody else's.
        """
        directory = _directory(unit)
        pairs = self.pairs.get(directory)
        if pairs is None:
            from ecslint.project.scripts import named_pairs, workflow_pairs

            folder = os.path.abspath(directory)
            pairs = self.pairs[directory] = [*named_pairs(folder), *workflow_pairs(folder)]
        if not pairs or unit.kind not in (SERVICE, TASK_SET, APPSPEC):
            return None, False
        own = os.path.abspath(unit.document.path)
        for service, task in pairs:
            if service == own and task is not None:
                return _only(
                    [s for s in self._everywhere() if os.path.abspath(s.document.path) == task]
                ), True
        if unit.kind == APPSPEC:
            return None, False  # the service that it belongs to may have a task definition by its name
        taken = {task for _, task in pairs}
        free = [s for s in beside if os.path.abspath(s.document.path) not in taken]
        return None, bool(beside) and not free

    def _everywhere(self) -> Iterator[Task]:
        """Yield the task definitions of all directories."""
        for tasks in self.beside.values():
            yield from tasks

    def _by_family(self, family: str, beside: list[Task], described: Sequence[Task]) -> Task | None:
        named = [s for s in beside if s.task_family == family]
        if named:
            return _only(named)
        if family in self.named:
            return _only(self.named[family])
        # A family given on the command line, or a bare list of containers.
        only = _only(beside)
        if only is not None and _without_family(only):
            return only
        return _only([s for s in described if s.task_family == family])


def _directory(unit: Unit) -> str:
    return os.path.normpath(os.path.dirname(unit.document.path))


def _only(subjects: Sequence[T]) -> T | None:
    return subjects[0] if len(subjects) == 1 else None


def _without_family(task: Task) -> bool:
    family = task.task_family
    if isinstance(family, Unresolved):
        return family.reason == ELSEWHERE
    return not family


def _same_placeholder(reference: str | Unresolved, task: Task) -> bool:
    """Say whether reference and family are filled in from the same placeholder."""
    family = task.task_family
    if not isinstance(family, Unresolved) or not family.text:
        return False
    text = reference.text if isinstance(reference, Unresolved) else reference
    return text == family.text or text.startswith(family.text + ":")


def link(units: Sequence[Unit], context_of: Callable[[str], Context | None] | None = None) -> None:
    """Give every service, task set, task run, AppSpec and image list its task definition.

    ``context_of`` returns what context files say for the file at a path; it is given to these subjects as
    well, and its task definitions are taken where no file of the run has the family.
    """
    rows = {kind_row(kind) for kind in {unit.kind for unit in units}}
    if not any(row.refers_to_tasks or row.takes_context for row in rows):
        return
    _link_services(units)
    tasks = _TaskDefinitions(units)
    if not tasks.beside and context_of is None:
        return
    for unit in units:
        if not isinstance(unit, ParsedFile):
            continue
        context = context_of(unit.document.path) if context_of is not None else None
        for subject in unit.subjects:
            if subject.kind == "Network" and context is not None:
                context.give(subject)
            if subject.kind not in _LINKED_MODELS:
                continue
            if not subject.context.has("TaskDefinition"):
                counterpart = tasks.counterpart(unit, _reference(subject), context)
                if counterpart is not None:
                    subject.link(
                        "TaskDefinition",
                        counterpart if isinstance(counterpart, Subject) else counterpart.subject(),
                    )
            if context is not None:
                context.give(subject)


def _reference(subject: Subject) -> str | Unresolved | None:
    return getattr(subject.model, "task_definition", None)


def unresolved_references(unit: ParsedFile) -> list[str | Unresolved | None]:
    """Return how a document names the task definitions that are not in it, as far as they may be found."""
    return [
        _reference(subject)
        for subject in unit.subjects
        if subject.kind in _LINKED_MODELS and not subject.context.has("TaskDefinition")
    ]


def files_to_relint(units: Sequence[Unit]) -> Iterator[int]:
    """Yield the positions of units, checked on their own, to which others do matter."""
    tasks = _TaskDefinitions(units)
    deploying = {_directory(unit) for unit in units if unit.kind == APPSPEC}
    for number, unit in enumerate(units):
        if not isinstance(unit, CheckedFile):
            continue
        if (unit.has_service and _directory(unit) in deploying) or any(
            tasks.counterpart(unit, reference) for reference in unit.unresolved_references
        ):
            yield number


def _link_services(units: Sequence[Unit]) -> None:
    """Give an AppSpec the service that it deploys: the only one beside the only AppSpec of a directory."""
    if not any(unit.kind == APPSPEC for unit in units):
        return
    beside: dict[str, dict[str, list[Subject]]] = {}
    for unit in units:
        for subject in unit.subjects if isinstance(unit, ParsedFile) else ():
            if subject.kind in ("AppSpec", "Service"):
                kinds = beside.setdefault(_directory(unit), {"AppSpec": [], "Service": []})
                kinds[subject.kind].append(subject)
    for kinds in beside.values():
        appspec, service = _only(kinds["AppSpec"]), _only(kinds["Service"])
        if appspec is not None and service is not None:
            appspec.link("Service", service)


def counterparts(directory: str) -> Iterator[str]:
    """Yield the files that may hold the task definition of a document in ``directory``.

    These are the files in it, then those in the directory above and in neighbouring directories whose
    names speak of tasks (``task-definitions``); paths keep the style of ``directory``.
    """
    above = _above(directory)
    folders = [directory, above]
    folders += [folder for near in (directory, above) for folder in _task_folders(near)]
    for folder in dict.fromkeys(folders):
        for name in _listing(folder):
            if name.lower().endswith(SUFFIXES):
                found = f"{folder}/{name}" if folder not in ("", "/") else folder + name
                if _is_small_file(found):
                    yield found


def _above(directory: str) -> str:
    if directory in ("", "."):
        return ".."
    return directory + "/.." if directory.endswith("..") else os.path.dirname(directory)


def _task_folders(directory: str) -> Iterator[str]:
    for name in _listing(directory):
        path = os.path.join(directory, name)
        if "task" in name.lower() and os.path.isdir(path) and not _leads_out(path):
            yield f"{directory}/{name}" if directory else name


def _listing(directory: str) -> list[str]:
    try:
        return sorted(os.listdir(directory or "."))
    except OSError:
        return []


def _leads_out(path: str) -> bool:
    """Say whether a path is a link out of the repository; outside of one, out of its own folder."""
    if not os.path.islink(path):
        return False
    folder = os.path.dirname(os.path.abspath(path))
    return not is_inside(top_of(folder) or folder, path)


def _is_small_file(path: str) -> bool:
    try:
        small = os.path.isfile(path) and os.path.getsize(path) <= _LARGEST_SIBLING
        return small and not _leads_out(path)
    except OSError:
        return False
