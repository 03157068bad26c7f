"""Linting in several processes: what a document says on its own is found out elsewhere, the rest here.

Other processes read files, and check task definitions and templates as if there were no other files.
Whatever rests on several files is left to this process, as are the few templates for which it turns out
that others matter (``workspace.concerned``). Files keep their order, so the outcome is the same.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeAlias

from ecslint.config import Configuration
from ecslint.documents import read
from ecslint.documents.subject import Unit
from ecslint.engine import Single
from ecslint.inputs import File, Inputs, Wanted, WorkerError
from ecslint.source.read import InputError
from ecslint.workspace import LINKED_KINDS

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


Sent: TypeAlias = list[tuple[list[Unit], tuple[str, str] | None, str | None]]
"""For each file the units, path and message of an error, and the name if it was passed over."""


def lint_elsewhere(wanted: Iterator[Wanted], inputs: Inputs) -> Iterator[tuple[File, bool]]:
    """Yield what the files hold, in their order. Raises ``WorkerError``."""
    jobs = inputs.jobs or processors()
    if jobs == 1:
        for each in wanted:
            yield inputs.read(each), each.named
        return
    executor = ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context(METHOD),
        initializer=_start,
        initargs=(inputs.configuration, inputs.force_exclude),
    )
    done = False
    try:
        yield from _in_order(executor, wanted, inputs, jobs * AHEAD)
        done = True
    except BrokenProcessPool:
        raise WorkerError(
            "a process that lints files was ended, perhaps for want of memory; --jobs 1 uses one only"
        ) from None
    finally:
        if not done:
            _stop(executor)
        executor.shutdown(cancel_futures=True)


def _in_order(
    executor: ProcessPoolExecutor, wanted: Iterator[Wanted], inputs: Inputs, ahead: int
) -> Iterator[tuple[File, bool]]:
    """Hand out the files in chunks, and yield what comes back."""
    pending: deque[tuple[list[Wanted], Future[Sent] | None]] = deque()
    while True:
        chunk = list(itertools.islice(wanted, CHUNK))
        if chunk:
            here = any(each.path == "-" or each.error is not None for each in chunk)
            with _uninterrupted():
                pending.append((chunk, None if here else executor.submit(_lint, chunk)))
        if not pending:
            return
        if chunk and len(pending) < ahead:
            continue
        chunk, future = pending.popleft()
        if future is None:
            for each in chunk:
                yield inputs.read(each), each.named
            continue
        for each, (units, error, passed_over) in zip(chunk, future.result(), strict=True):
            units = [unit if unit.checked is not None else read(unit.document) for unit in units]
            yield File(units, None if error is None else InputError(*error), passed_over), each.named


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait while processes are started: what runs at a fork would swallow it, or show it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stop(executor: ProcessPoolExecutor) -> None:
    """End the processes at once: what they are doing is of no use any more."""
    for process in list((executor._processes or {}).values()):
        process.terminate()


class _Worker:
    """What a process needs to lint."""

    def __init__(self, configuration: Configuration, force_exclude: bool) -> None:
        self.inputs = Inputs((), configuration=configuration, force_exclude=force_exclude)
        self._single = Single(configuration)

    def alone(self, unit: Unit) -> Unit:
        """Return a document checked, or without subjects where that rests on other files."""
        if unit.kind in LINKED_KINDS:
            return unit._replace(subjects=[])
        if unit.kind == "cloudformation":
            path = unit.document.path
            if self.inputs.configuration.settings_for(path).context:
                return unit._replace(subjects=[])
        return self._single.check(unit)


_workers: list[_Worker] = []
"""The one of this process, if it is one."""


def _start(configuration: Configuration, force_exclude: bool) -> None:
    """Make a new process ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the first one sees to it
    _workers.append(_Worker(configuration, force_exclude))


def _lint(chunk: list[Wanted]) -> Sent:
    """Read files, and check what can be checked without others."""
    worker = _workers[-1]
    found: Sent = []
    for wanted in chunk:
        file = worker.inputs.read(wanted)
        error = None if file.error is None else (file.error.path, file.error.message)
        found.append(([worker.alone(unit) for unit in file.units], error, file.passed_over))
    return found
