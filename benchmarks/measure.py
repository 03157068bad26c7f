"""Run commands and say what they cost.

Processor time, user and system, is what is compared: other work on the machine disturbs it far less than the
time on the clock. Commands that are compared run in turn, and the best of several rounds counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

PYTHON = sys.executable


class Cost(NamedTuple):
    """Processor time and time on the clock in seconds, the most memory at a time in MB."""

    cpu: float
    wall: float
    memory: float
    output: str


def environment() -> dict[str, str]:
    """Return the environment for what is measured: compiled bytecode is written, and used."""
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return {**env, "PYTHONPATH": root, "NO_COLOR": "1"}


def cost(command: Sequence[str], folder: str | None = None) -> Cost:
    """Run ``command`` once, whatever its exit status."""
    start = time.perf_counter()
    # What a linter finds may be more than a pipe holds: only the end of what it prints is kept.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder, env=environment()
    ) as process:
        assert process.stdout is not None
        tail = b""
        while chunk := process.stdout.read(1 << 16):
            tail = chunk[-4096:]
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    memory = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return Cost(usage.ru_utime + usage.ru_stime, wall, memory, tail.decode("utf-8", "replace"))


def compare(commands: Mapping[str, Sequence[str]], rounds: int, folder: str | None = None) -> dict[str, Cost]:
    """Run every command ``rounds`` times, in turn, and return the best of each."""
    best: dict[str, Cost] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            now = cost(command, folder)
            if name not in best or now.cpu < best[name].cpu:
                best[name] = now
    return best
