"""From paths to units: find the files, read them, see what they are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.documents.frontends import frontend_for_path, kind_row
from ecslint.documents.sniff import sniff
from ecslint.documents.subject import Unit
from ecslint.engine.reader import CACHE, RESULTS, File, FileReader, Wanted
from ecslint.project.links import MAX_COUNTERPARTS, counterparts
from ecslint.source.discovery.walk import discover
from ecslint.source.read import InputError, load, read_bytes

TEMPLATES = (".tftpl", ".tpl", ".tmpl")
"""Names of files that others may fill in, which are then read as part of those."""

ENOUGH = 200
"""Documents after which further ones are left to other processes and the cache, which take time to start."""
ENOUGH_FOR_CACHE = 20
"""Documents after which a cache that is there is asked: it takes as long to open as these to lint."""


@dataclass
class Inputs:
    """Reads the files of a run. After iteration, ``errors`` and ``skipped`` say what was not linted."""

    paths: Sequence[str]
    """Files and folders as they were named."""
    stdin_name: str = "-"
    """What standard input is called."""
    configuration: Configuration = field(default_factory=Configuration)
    """Where settings come from."""
    force_exclude: bool = False
    """Whether a hook named the files: ``exclude`` holds for them, and foreign ones are no news."""
    errors: list[InputError] = field(default_factory=list)
    """Files that could not be read."""
    skipped: list[str] = field(default_factory=list)
    """Files that the user named and that are nothing ecslint knows."""

    recognised: int = 0
    """Documents that turned out to be of a known kind."""

    looked_at: int = 0
    """Files that have been read so far, whatever they are."""

    lints: bool = False
    """Whether only findings are wanted: of a long run's files, most then come as ``CheckedFile``."""
    jobs: int = 1
    """How many processes lint; 0: as many as there are processors, once there is enough to do."""
    cached: bool = False
    """Whether what was found in files that have not changed since may be taken from a cache."""
    variables: Sequence[str] = ()
    """Files with values of Terraform's variables."""
    _together: dict[str, list[str]] = field(default_factory=dict)
    """Files that are read together, and last, by the reader of their frontend."""

    @cached_property
    def reader(self) -> FileReader:
        """What reads the files one by one."""
        return FileReader(self.stdin_name, self.force_exclude)

    def __iter__(self) -> Iterator[Unit]:
        self.recognised = self.looked_at = 0
        for unit in self._units():
            self.recognised += not unit.context_only
            yield unit

    def total(self) -> int:
        """Return how many files there are to look at, which takes a walk over the folders."""
        count = 0
        for argument in self.paths or (".",):
            with suppress(InputError):
                count += 1 if argument == "-" else sum(1 for _ in discover([argument]))
        return count

    def _units(self) -> Iterator[Unit]:
        seen: set[str] = set()
        alone: dict[str, None] = {}
        held: list[Unit] = []
        self._together.clear()
        for file, named in self._files(seen):
            self.looked_at += 1
            if file.error is not None:
                self.errors.append(file.error)
            if file.skipped is not None:
                self.skipped.append(file.skipped)
            for unit in file.units:
                if named and kind_row(unit.kind).refers_to_tasks:
                    alone[os.path.dirname(unit.document.path)] = None
                if unit.document.path.endswith(TEMPLATES):
                    held.append(unit)
                else:
                    yield unit
        rendered: set[str] = set()
        for paths in self._together.values():
            frontend = frontend_for_path(paths[0])
            for unit in (
                frontend.read_together(paths, self.errors, given=self.variables)
                if frontend is not None
                else ()
            ):
                rendered.add(os.path.realpath(unit.document.path))
                yield unit
        yield from (unit for unit in held if os.path.realpath(unit.document.path) not in rendered)
        read_already = {os.path.normpath(path) for path in seen}
        for directory in alone:
            yield from self._context(directory, read_already)

    def _files(self, seen: set[str]) -> Iterator[tuple[File, bool]]:
        """Yield what the files hold, and whether the user named them; in order, whoever reads them."""
        wanted = self._wanted(seen)
        count = 0
        kept = self.cached and os.path.isfile(os.path.join(CACHE, RESULTS))
        enough = min(ENOUGH, ENOUGH_FOR_CACHE) if kept else ENOUGH
        if self.jobs < 2 or not self.lints:
            for each in wanted:
                file = self.reader.read(each)
                yield file, each.named
                count += sum(kind_row(unit.kind).weight for unit in file.units)
                if count >= enough and self.lints:
                    break
            else:
                return
        from ecslint.engine.pool import lint_in_pool

        left = ENOUGH - count if self.jobs < 2 else 0
        yield from lint_in_pool(wanted, self.reader, self.configuration, self.jobs, self.cached, left)

    def _wanted(self, seen: set[str]) -> Iterator[Wanted]:
        """Yield the files to read; raises ``ConfigError`` for a configuration that is not in order."""
        for each in self._named_and_found(seen):
            if each.error is None:
                settings = self.configuration.settings_for(each.path)
                excluded = settings.excludes(each.path) or _is_one_of(each.path, settings.context)
                if excluded and not self.reader.asked_for(each):
                    continue
                together = frontend_for_path(each.path)
                if together is not None:
                    self._together.setdefault(together.reader, []).append(each.path)
                    continue
            yield each

    def _context(self, directory: str, seen: set[str]) -> Iterator[Unit]:
        """Read the task definitions that a file named on its own may refer to."""
        unread = (path for path in counterparts(directory) if os.path.normpath(path) not in seen)
        for relative in islice(unread, MAX_COUNTERPARTS):
            seen.add(os.path.normpath(relative))
            try:
                data = read_bytes(relative)
                documents = load(relative, data) if sniff(data) else ()
                for document in documents:
                    unit = read(document)
                    row = kind_row(unit.kind)
                    # Another service beside the only task definition makes it unclear whose that is.
                    asks_too = row.refers_to_tasks and os.path.dirname(relative) == directory
                    if row.holds_tasks or asks_too:
                        yield unit._replace(context_only=True)
            except InputError:
                continue  # a relative that cannot be read is no counterpart; naming it reports why

    def _named_and_found(self, seen: set[str]) -> Iterator[Wanted]:
        """Yield each file once, also when it is named twice, and the folders that cannot be read."""
        for argument in self.paths or (".",):
            if argument == "-":
                yield Wanted("-", True)
                continue
            closed: list[InputError] = []
            try:
                for path, named in discover([argument], closed):
                    if path not in seen:
                        seen.add(path)
                        yield Wanted(path, named)
            except InputError as error:
                yield Wanted(argument, True, error)
            for each in closed:
                if not self.configuration.settings_for(each.path).excludes(each.path):
                    yield Wanted(each.path, True, each)


def _is_one_of(path: str, others: Sequence[str]) -> bool:
    if not others:
        return False
    real = os.path.realpath(path)
    return any(os.path.realpath(other) == real for other in others)
