"""The processes that lint end with the first one, however that ends: by ``kill -9``, by a closed terminal.

The first process holds one end of a pipe of which nothing is ever read. When it is gone, the system closes
that end, and a thread in each of the other processes, which waits for nothing else, ends its process.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Numbers of the signals that end a run: Ctrl-C, the end of a job, a terminal that is closed."""


class Lifeline(NamedTuple):
    """The pipe; both ends are open in the first process until it is done."""

    reader: Connection
    """What the other processes wait at."""
    writer: Connection | None
    """What the first process holds; other processes have it if they are forks."""

    def close(self) -> None:
        """Let go: processes that have not ended yet do so at once."""
        self.reader.close()
        if self.writer is not None:
            self.writer.close()


def lifeline() -> Lifeline:
    """Return a new pipe."""
    import multiprocessing

    reader, writer = multiprocessing.Pipe(duplex=False)
    return Lifeline(reader, writer)


@contextmanager
def held_back() -> Iterator[None]:
    """Let signals that end a run wait while processes are started.

    What runs at a fork would swallow or show Ctrl-C; a process that has just been forked still has the
    handlers of the first one, and the first one does not know it yet. New processes begin with these signals
    held back, until ``hang_on``.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hang_on(line: Lifeline) -> None:
    """Make a new process end with the first one, and by a signal without a word.

    Ctrl-C reaches all processes of a terminal; the first one sees to it. What was ignored
    (``nohup``) stays so.
    """
    if line.writer is not None:
        line.writer.close()  # a fork has the end of the first process as well
    threading.Thread(target=_end_with, args=(line.reader,), daemon=True).start()
    for number in ENDING:
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


def _end_with(reader: Connection) -> None:
    """Wait until the other end is closed, then end this process, whatever it is doing."""
    with contextlib.suppress(OSError):  # Windows says so by an error
        reader.poll(None)
    os._exit(1)
