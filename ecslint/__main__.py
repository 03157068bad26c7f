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


def run() -> None:
    """Run the command line as a program of its own, which may set the process up for a short run."""
    gc.set_threshold(*COLLECTING)
    # pydantic would scan every installed distribution for plug-ins of its own before the first model.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # End as Ctrl-C ends: processes that lint are ended as well, and nothing half written is left.
    signal.signal(signal.SIGTERM, _terminated)
    try:
        main()
    finally:
        # When it ends, Python looks through all that there is once more, which frees nothing that matters.
        gc.freeze()


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


if __name__ == "__main__":
    run()
