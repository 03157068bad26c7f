"""The program: ``ecslint``, or ``python -m ecslint``."""

from __future__ import annotations

import contextlib
import os
import sys
import threading

from ecslint.cli import main


def run() -> None:
    """Run the command line, and end the process.

    Python would first take apart all that was loaded, which takes a fifth of the time for one file. Nothing
    of ours waits for that: files are closed where they were written, and standard output has been flushed.
    """
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int | None) or _others_wait_for_the_end():
            raise
        if sys.stderr is not None:
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.flush()
        os._exit(end.code or 0)


def _others_wait_for_the_end() -> bool:
    """Say whether somebody has something to do yet: a thread, other processes, a profiler."""
    watched = sys.gettrace() is not None or sys.getprofile() is not None or "coverage" in sys.modules
    processes = sys.modules.get("multiprocessing")
    working = processes is not None and bool(processes.active_children())
    return watched or working or threading.active_count() > 1


if __name__ == "__main__":
    run()
