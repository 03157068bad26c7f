"""Other processes that work for this one: started when there is something to do, and ended with it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TypeVar

from ecslint.base.collector import COLLECTING
from ecslint.engine.lifeline import Lifeline, hang_on, held_back, lifeline

T = TypeVar("T")
R = TypeVar("R")


class Processes:
    """A number of processes, each made ready by the same call."""

    def __init__(self, jobs: int, method: str, ready: Callable[..., None], *arguments: object) -> None:
        """Use ``jobs`` processes, started by ``fork`` or ``spawn``; each calls ``ready`` first."""
        # These take as long to import as fifty files to check, and runs in one process do not need them.
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor
        from concurrent.futures.process import BrokenProcessPool

        self.broken: tuple[type[Exception], ...] = (BrokenProcessPool,)
        """What is raised when a process was ended from outside."""
        self._line = lifeline()
        line = self._line if method == "fork" else self._line._replace(writer=None)
        self._executor = ProcessPoolExecutor(
            jobs,
            mp_context=multiprocessing.get_context(method),
            initializer=_start,
            initargs=(line, ready, arguments),
        )

    def submit(self, function: Callable[[T], R], argument: T) -> Callable[[], R]:
        """Let a process call a function; return what waits for the result. Raises one of ``broken``."""
        with held_back():
            return self._executor.submit(function, argument).result

    def end(self, done: bool) -> None:
        """End the processes; at once where what they are doing is of no use any more."""
        if not done:
            for process in list((self._executor._processes or {}).values()):
                process.terminate()
            self._line.close()  # and those that do not listen
        self._executor.shutdown(cancel_futures=True)
        self._line.close()


def _start(line: Lifeline, ready: Callable[..., None], arguments: tuple[object, ...]) -> None:
    """Make a new process ready."""
    hang_on(line)
    gc.set_threshold(*COLLECTING)
    gc.freeze()  # what was there before the fork stays shared
    ready(*arguments)
