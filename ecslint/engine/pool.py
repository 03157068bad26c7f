"""Long runs, in several processes: what a document says on its own is found out elsewhere, the rest here.

Other processes read files, and check task definitions and templates as if there were no other files.
Whatever rests on several files is left to this process, as are the few templates for which it turns out
that others matter (``ecslint.project.links.files_to_relint``). Files keep their order, so the outcome is
the same. What is found out about a file on its own can be kept as well, until the file changes
(``ecslint.engine.cache``).
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.documents.frontends import kind_row
from ecslint.documents.subject import CheckedFile, ParsedFile, Unit, parsed
from ecslint.engine.cache import Entry, Keys, Store, encode, open_store, restore, stamp, user_secret
from ecslint.engine.processes import Processes
from ecslint.engine.reader import File, FileReader, Wanted, WorkerError
from ecslint.engine.run import Single
from ecslint.source.document import Document
from ecslint.source.read import InputError, read_bytes

CHUNK = 20
"""Files that travel together: few enough for all to have work until the end, enough to be worth a message."""

AHEAD = 4
"""Chunks a process that are waiting or done; more would only take memory."""


METHOD = "fork" if sys.platform == "linux" else "spawn"
"""A fork starts at once and shares what is loaded; elsewhere it is not safe, or not there."""

MOST = 60
"""Processes that Windows can wait for at once."""


def processors() -> int:
    """Return how many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return min(os.cpu_count() or 1, MOST)


class WorkerResult(NamedTuple):
    """What a process found out about a file."""

    units: list[CheckedFile | Document]
    """Its documents; those that rest on other files are not checked, to be read again by who knows these."""
    error: tuple[str, str] | None = None
    """Path and message."""
    skipped: str | None = None
    """The path of a file that was not recognised."""
    key: str | None = None
    """The key of the file in the cache."""
    entry: Entry | None = None
    """What is to be kept of it, and under which key."""


class _Slot:
    """A file whose turn is to come."""

    __slots__ = ("file", "found", "wanted")

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.file: File | None = None
        self.found: tuple[Callable[[], list[WorkerResult]], int] | None = None
        """Where what is in it comes from: a call that waits for the chunk, and its number in that."""


def lint_in_pool(
    wanted: Iterator[Wanted],
    reader: FileReader,
    configuration: Configuration,
    jobs: int,
    cached: bool,
    here: int = 0,
) -> Iterator[tuple[File, bool]]:
    """Yield what the files hold, in their order. Raises ``WorkerError``.

    ``jobs`` is the number of processes, 0 for as many as there are processors; ``cached`` says whether what
    was found in files that have not changed may be taken from a cache. Of the other files, ``here`` documents
    are linted in this process before others start.
    """
    jobs = jobs or processors()
    keys, store = _cache(configuration) if cached else (None, None)
    processes = (
        _Processes(jobs, reader, configuration, keys, here)
        if jobs > 1
        else _Here(reader, configuration, keys)
    )
    done = False
    try:
        yield from _in_order(processes, wanted, reader, keys, store)
        done = True
    except processes.broken:
        raise WorkerError(
            "a process that lints files was ended, perhaps for want of memory; --jobs 1 uses one only"
        ) from None
    finally:
        processes.end(done)
    if store is not None:
        store.save()


def _cache(configuration: Configuration) -> tuple[Keys | None, Store | None]:
    """Return the cache, if there is to be one."""
    secret = user_secret()
    store = open_store(secret) if secret is not None else None
    if secret is None or store is None:
        return None, None
    return Keys(configuration, secret, stamp()), store


def _in_order(
    processes: _Here | _Processes,
    wanted: Iterator[Wanted],
    reader: FileReader,
    keys: Keys | None,
    store: Store | None,
) -> Iterator[tuple[File, bool]]:
    """Hand out in chunks what is not known yet, and yield all in order."""
    slots: deque[_Slot] = deque()
    chunk: list[_Slot] = []

    def hand_out() -> None:
        found = processes.lint([slot.wanted for slot in chunk])
        for number, slot in enumerate(chunk):
            slot.found = (found, number)
        chunk.clear()

    def first() -> tuple[File, bool]:
        slot = slots.popleft()
        if slot.found is not None:
            slot.file = _received(slot.found[0]()[slot.found[1]], store)
        assert slot.file is not None
        return slot.file, slot.wanted.named

    for each in wanted:
        slot = _Slot(each)
        slots.append(slot)
        if each.path == "-" or each.error is not None:
            slot.file = reader.read(each)
        else:
            slot.file = _known(each, reader, keys, store)
        if slot.file is None:
            chunk.append(slot)
            if len(chunk) == CHUNK:
                hand_out()
        while slots and (slots[0].file or (len(slots) > processes.ahead and slots[0].found)):
            yield first()
    if chunk:
        hand_out()
    while slots:
        yield first()


def _known(wanted: Wanted, reader: FileReader, keys: Keys | None, store: Store | None) -> File | None:
    """Return what the cache says of a file, ``None`` if that is nothing."""
    if keys is None or store is None:
        return None
    try:
        data = read_bytes(wanted.path)
    except InputError:
        return None
    asked_for = reader.asked_for(wanted)
    key = keys.of(wanted.path, asked_for, data)
    entry = store.get(key) if key is not None else None
    if entry is None:
        return None
    if entry == ["read"]:
        return reader.read(wanted, data)
    units = restore(entry, wanted.path, data)
    return File(units, skipped=wanted.path if asked_for and not units else None)


def _received(sent: WorkerResult, store: Store | None) -> File:
    """Keep what another process found, and make it ready for use."""
    if store is not None and sent.key is not None and sent.entry is not None:
        store.put(sent.key, sent.entry)
    units: list[Unit] = [unit if isinstance(unit, CheckedFile) else read(unit) for unit in sent.units]
    return File(units, None if sent.error is None else InputError(*sent.error), sent.skipped)


class _Here:
    """Lints in this process, so that what was found can be kept."""

    ahead = 0
    broken: tuple[type[Exception], ...] = ()
    """What is raised when another process ends: there is none."""

    def __init__(self, reader: FileReader, configuration: Configuration, keys: Keys | None) -> None:
        self._worker = _Worker(configuration, reader.force_exclude, keys)

    def lint(self, chunk: list[Wanted]) -> Callable[[], list[WorkerResult]]:
        found = self._worker.lint(chunk)
        return lambda: found

    def end(self, done: bool) -> None:
        """Do nothing: there is nothing to end."""


class _Processes:
    """Lints in other processes, which are started when there is something for them to do."""

    def __init__(
        self, jobs: int, reader: FileReader, configuration: Configuration, keys: Keys | None, here: int
    ) -> None:
        self._local = _Here(reader, configuration, keys)
        self._left = here
        self.ahead = jobs * AHEAD * CHUNK
        self._processes = Processes(jobs, METHOD, _ready, configuration, reader.force_exclude, keys)
        self.broken = self._processes.broken

    def lint(self, chunk: list[Wanted]) -> Callable[[], list[WorkerResult]]:
        if self._left > 0:
            found = self._local.lint(chunk)
            self._left -= sum(_weight(unit) for sent in found() for unit in sent.units)
            return found
        return self._processes.submit(_lint, chunk)

    def end(self, done: bool) -> None:
        """End the processes; at once where what they are doing is of no use any more."""
        self._processes.end(done)


class _Worker:
    """What a process needs to lint."""

    def __init__(self, configuration: Configuration, force_exclude: bool, keys: Keys | None) -> None:
        self._configuration = configuration
        self._reader = FileReader(force_exclude=force_exclude)
        self._single = Single(configuration)
        self._keys = keys

    def lint(self, chunk: list[Wanted]) -> list[WorkerResult]:
        """Read files, and check what can be checked without others."""
        return [self._linted(wanted) for wanted in chunk]

    def _linted(self, wanted: Wanted) -> WorkerResult:
        try:
            data = read_bytes(wanted.path)
        except InputError as error:
            return WorkerResult([], (error.path, error.message))
        file = self._reader.read(wanted, data)
        if file.error is not None:
            return WorkerResult([], (file.error.path, file.error.message))
        units = [self._alone(unit) for unit in parsed(file.units)]
        key = entry = None
        if self._keys is not None:
            key = self._keys.of(wanted.path, self._reader.asked_for(wanted), data)
            entry = encode(units) if key is not None else None
        return WorkerResult(units, None, file.skipped, key, entry)

    def _alone(self, unit: ParsedFile) -> CheckedFile | Document:
        """Return a document checked, or as it is where that rests on other files."""
        row = kind_row(unit.kind)
        if row.refers_to_tasks:
            return unit.document
        if row.takes_context:
            path = unit.document.path
            if self._configuration.settings_for(path).context:
                return unit.document
        return self._single.check(unit)


def _weight(unit: CheckedFile | Document) -> int:
    """Return how many simple documents take as long as one."""
    return kind_row(unit.kind).weight if isinstance(unit, CheckedFile) else 1


_workers: list[_Worker] = []
"""The one of this process, if it is one."""


def _ready(configuration: Configuration, force_exclude: bool, keys: Keys | None) -> None:
    """Make a new process ready."""
    _workers.append(_Worker(configuration, force_exclude, keys))


def _lint(chunk: list[Wanted]) -> list[WorkerResult]:
    return _workers[-1].lint(chunk)
