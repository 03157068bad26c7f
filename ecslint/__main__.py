"""The program: ``ecslint``, or ``python -m ecslint``."""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from ecslint.base.collector import COLLECTING
from ecslint.cli import main

_ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def run() -> None:
    """Run the command line as a program of its own, which may set the process up for a short run."""
    gc.set_threshold(*COLLECTING)
    # pydantic would scan every installed distribution for plug-ins of its own before the first model.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # End as Ctrl-C ends: processes that lint are ended as well, and nothing half written is left.
    for number in _ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:  # what is ignored (nohup) stays so
            signal.signal(number, _terminated)
    try:
        main()
    finally:
        # When it ends, Python looks through all that there is once more, which frees nothing that matters.
        gc.freeze()


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    for each in _ENDING:
        signal.signal(each, signal.SIG_IGN)  # a second one would cut short what is put in order now
    sys.exit(128 + number)


if __name__ == "__main__":
    run()
