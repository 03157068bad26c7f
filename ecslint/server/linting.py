"""Lints an edited file and what is linked to it, as the command line would lint them together.

Files that are open are linted anew; of the others only those that refer to one of these. What else may be a
counterpart is known by its family alone, until a check asks for more.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ecslint.config.lookup import Configuration
from ecslint.config.settings import ConfigError, Settings
from ecslint.documents import read
from ecslint.documents.frontends import frontend_for_path, kind_row
from ecslint.documents.subject import ParsedFile, Unit
from ecslint.engine.dispatch import Crash
from ecslint.engine.redact import without_secrets
from ecslint.engine.run import Memories, Selections, run
from ecslint.finding import Finding
from ecslint.project.links import family_of, unresolved_references
from ecslint.server.store import Entry, Store
from ecslint.source.read import InputError
from ecslint.suppression.baseline import Baseline, read_baseline, without_accepted

MOST_TOGETHER: Final = 50
"""Files of the disk that refer to an edited one and are linted with it."""


class Outcome(NamedTuple):
    """What was found in an open file."""

    path: str
    """The file."""
    version: int | None
    """The version of its text as the editor counts; ``None`` where it does not."""
    units: list[ParsedFile]
    """The file's documents."""
    findings: list[Finding]
    """What was found in it."""
    silenced: list[tuple[Finding, str]]
    """Findings that a suppression or the baseline suppresses, with the reason."""


@dataclass
class Lint:
    """What came of linting a file and what is linked to it."""

    outcomes: list[Outcome] = field(default_factory=list)
    """One for each open file concerned."""
    crashes: list[Crash] = field(default_factory=list)
    """Checks that raised."""
    problem: str | None = None
    """Why nothing could be linted: a configuration that cannot be used, a file that cannot be read."""


class Linter:
    """Lints the open files of a store.

    ``overrides`` are settings that the client gives, by field of ``Settings``; ``config`` is a configuration
    file for all files, and ``baseline`` the path of a baseline.
    """

    def __init__(
        self,
        store: Store,
        overrides: dict[str, object] | None = None,
        config: str | None = None,
        baseline: str | None = None,
    ) -> None:
        self.store = store
        self._overrides = {**(overrides or {}), **({} if baseline is None else {"baseline": baseline})}
        self._config = config
        self._baselines: dict[str, tuple[tuple[int, int], Baseline]] = {}
        self._configuration: Configuration | None = None
        self._selections: Selections = {}
        self._memories: Memories = {}

    @property
    def configuration(self) -> Configuration:
        """What finds the settings of a file; raises ``ConfigError``."""
        if self._configuration is None:
            self._configuration = Configuration(self._overrides, self._config)
        return self._configuration

    def forget_configuration(self) -> None:
        """Read configuration files again: one of them may have changed."""
        self._configuration = None
        self._selections.clear()
        self._memories.clear()
        self._baselines.clear()

    def settings(self, path: str) -> Settings:
        """Return the settings of a file, those without any configuration where that cannot be used."""
        try:
            return self.configuration.settings_for(path)
        except ConfigError:
            return Settings()

    def lint(self, path: str) -> Lint:
        """Lint an open file, and with it the open files that its findings or theirs rest on."""
        done = Lint()
        try:
            if self.configuration.settings_for(path).excludes(path):
                done.outcomes.append(self._nothing(path))
                return done
            fresh, others = self._together(path)
            self._run(done, fresh, others)
        except ConfigError as error:
            done.problem = str(error)
        except InputError as error:
            done.problem = str(error)
            done.outcomes.append(self._nothing(path))
        return done

    def parsed(self, path: str) -> list[ParsedFile]:
        """Return the parsed files that a file belongs together with, its own first, none of them linked.

        Nothing where its configuration, or the file itself, cannot be read.
        """
        try:
            fresh, others = self._together(path)
        except (ConfigError, InputError):
            return []
        own = fresh.pop(path, [])
        again = (unit if isinstance(unit, ParsedFile) else read(unit.document) for unit in others)
        return [*own, *(unit for units in fresh.values() for unit in units), *again]

    def _nothing(self, path: str) -> Outcome:
        return Outcome(path, self.store.open[path].text.version, [], [], [])

    def _run(self, done: Lint, fresh: dict[str, list[ParsedFile]], others: list[Unit]) -> None:
        units = [unit for own in fresh.values() for unit in own]
        for key in [key for key in self._memories if key[0] not in self.store.open]:
            del self._memories[key]
        result = run(
            [*units, *others], self.configuration, selections=self._selections, memories=self._memories
        )
        done.crashes = result.crashes
        kept, accepted, _ = without_accepted(result.findings, fresh, self.configuration, self._read_baseline)
        both = [*result.silenced, *accepted]
        findings = without_secrets(kept, result.units)
        hidden = without_secrets([finding for finding, _ in both], result.units)
        silenced = [(finding, reason) for finding, (_, reason) in zip(hidden, both, strict=True)]
        for path in fresh:
            file = self.store.open.get(path)
            if file is None:
                continue
            own = [finding for finding in findings if finding.path == path]
            quiet = [pair for pair in silenced if pair[0].path == path]
            done.outcomes.append(Outcome(path, file.text.version, fresh[path], own, quiet))

    def _read_baseline(self, path: str) -> Baseline:
        """Return a baseline, an empty one if it is not there (any more).

        Raises ``ConfigError`` for one that cannot be used.
        """
        try:
            status = os.stat(path)
        except OSError:
            return Baseline(Counter(), os.path.dirname(os.path.abspath(path)))
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._baselines.get(path)
        if known is None or known[0] != stamp:
            known = self._baselines[path] = (stamp, read_baseline(path))
        return known[1]

    def _together(self, path: str) -> tuple[dict[str, list[ParsedFile]], list[Unit]]:
        """Return the parsed files that are linted together, by path, and others that they may refer to."""
        if frontend_for_path(path) is not None:
            return self._module(path)
        own = self.store.units(path)
        rows = [kind_row(unit.kind) for unit in own]
        fresh = {path: own}
        refers, holds = any(r.refers_to_tasks for r in rows), any(r.holds_tasks for r in rows)
        if not (refers or holds):
            return fresh, []
        known = {entry.path: entry for entry in self._around(path)}
        known.pop(path, None)
        families = {subject.task_family for unit in own for subject in unit.subjects}
        asking = {os.path.dirname(path)} if refers else set()
        for entry in known.values():
            if not entry.refers_to_tasks or not (holds or entry.path in self.store.open):
                continue
            is_open = entry.path in self.store.open
            if is_open or (len(fresh) < MOST_TOGETHER and _may_mean(entry, families)):
                fresh[entry.path] = self.store.units(entry.path) if is_open else entry.units()
                asking.add(os.path.dirname(entry.path))
        return fresh, self._others(known, fresh, asking)

    def _others(
        self, known: dict[str, Entry], fresh: dict[str, list[ParsedFile]], asking: set[str]
    ) -> list[Unit]:
        """Return what files that are linted may refer to, beside each other.

        Open ones join ``fresh``. ``asking`` are the folders of files that refer to task definitions.
        """
        others: list[Unit] = []
        for entry in known.values():
            directory = os.path.dirname(entry.path)
            if entry.path in fresh or not any(may_see(folder, directory) for folder in asking):
                continue
            if entry.path in self.store.open:
                fresh[entry.path] = self.store.units(entry.path)
            elif entry.holds_tasks:
                # Nothing is found out about these, and yet others may find something in them.
                others += entry.checked()
            elif directory in asking:
                others += [unit._replace(context_only=True) for unit in entry.units()]
        return others

    def _around(self, path: str) -> Iterator[Entry]:
        """Yield the files that a file may refer to, and those that may refer to it."""
        directory = os.path.dirname(path)
        seen = set()
        for entry in self.store.around(directory):
            if not entry.refers_to_tasks or may_see(os.path.dirname(entry.path), directory):
                seen.add(entry.path)
                yield entry
        for other in list(self.store.open):
            above = os.path.dirname(other)
            if above != directory and frontend_for_path(other) is None and may_see(above, directory):
                yield from (entry for entry in self.store.around(above) if entry.path not in seen)

    def _module(self, path: str) -> tuple[dict[str, list[ParsedFile]], list[Unit]]:
        """Return the parsed files of a Terraform module."""
        from ecslint.documents.terraform.loader import paths_of

        frontend = frontend_for_path(path)
        assert frontend is not None
        folder = os.path.dirname(path)
        paths = dict.fromkeys([*paths_of(folder), *(p for p in self.store.open if _is_part(p, folder))])
        errors: list[InputError] = []
        fresh: dict[str, list[ParsedFile]] = {path: []}
        for unit in frontend.read_together(list(paths), errors, self.store.read):
            fresh.setdefault(os.path.normpath(unit.document.path), []).append(unit)
        return fresh, []


def may_see(directory: str, other: str) -> bool:
    """Say whether ``ecslint.project.links.relatives`` of a folder yields files of another one."""
    above = os.path.dirname(directory)
    if other in (directory, above):
        return True
    return "task" in os.path.basename(other).lower() and os.path.dirname(other) in (directory, above)


def _is_part(path: str, folder: str) -> bool:
    return os.path.dirname(path) == folder and frontend_for_path(path) is not None


def _may_mean(entry: Entry, families: Iterable[object]) -> bool:
    """Say whether a file may refer to a task definition of one of these families."""
    wanted = set()
    for unit in entry.units():
        wanted |= {family_of(reference) for reference in unresolved_references(unit)}
    named = {family for family in families if isinstance(family, str) and family}
    return not wanted or None in wanted or not named or bool(wanted & named)
