"""Runs targets on random inputs, for long runs with a limit of time and memory for each execution."""

from __future__ import annotations

import hashlib
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from random import Random

from tests.fuzz import scratch
from tests.fuzz.material import seeds
from tests.fuzz.targets import TARGETS

SECONDS = 2.0
MEMORY = 1 << 30


class TooSlowError(Exception):
    """An execution took longer than it may."""


class Runner:
    """Executions in an order that the seed decides; ``failures`` counts them by what went wrong."""

    def __init__(
        self, seed: int = 0, only: str = "", folder: str | None = None, *, limited: bool = True
    ) -> None:
        self.seed = seed
        self._limited = limited
        self.targets = {name: entry for name, entry in TARGETS.items() if not only or name in only.split(",")}
        self.folder = Path(folder).resolve() if folder else None
        seeds()  # read before the current folder is another one
        self.counts: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.slowest: dict[str, float] = {}

    def run(
        self, seconds: float = 0.0, executions: int = 0, *, turn: float = 0.0, progress: bool = False
    ) -> None:
        """Run for some seconds, or so many executions, whichever comes first; 0 is no limit.

        ``turn`` gives every target so many seconds of the processor's time, one after another, beginning with
        that of the seed's number; otherwise they are mixed by their shares.
        """
        names = list(self.targets)
        weights = [self.targets[name][0] for name in names]
        started = shown = time.monotonic()
        number = 0
        with scratch.inside(), limits() if self._limited else nullcontext():
            while not executions or number < executions:
                random = Random(f"{self.seed}/{number}")
                name = random.choices(names, weights)[0]
                if turn:  # by time, so that a fast target is run more often
                    name = names[(self.seed + int(time.process_time() / turn)) % len(names)]
                self.execute(name, f"{self.seed}/{number}", self.targets[name][1](random))
                number += 1
                if number % 64 == 0:
                    now = time.monotonic()
                    if seconds and now - started >= seconds:
                        return
                    if progress and now - shown > 10:
                        shown = now
                        rate = number / (now - started)
                        print(
                            f"{number:,} executions, {rate:,.0f} a second, {self.failures.total()} failures",
                            flush=True,
                        )

    def execute(self, name: str, key: str, data: bytes) -> None:
        """Run one target on one input; a failure is counted and its input kept."""
        self.counts[name] += 1
        started = time.monotonic()
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS if self._limited else 0)
        try:
            self.targets[name][2](Random(key), data)
        except Exception as error:  # whatever it is, it is what fuzzing looks for
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            self._failed(name, key, data, error)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        self.slowest[name] = max(self.slowest.get(name, 0.0), time.monotonic() - started)

    def _failed(self, name: str, key: str, data: bytes, error: Exception) -> None:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if "/ecslint/" in f.filename]
        place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        kind = f"{type(error).__name__}{place}" if place else f"{name}: {str(error)[:100]}"
        text = f"{name}: {type(error).__name__}: {str(error)[:150]}{place}"
        self.failures[kind] += 1
        if self.folder is not None and self.failures[kind] <= 2:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / f"{name}-{hashlib.sha256(data).hexdigest()[:8]}"
            path.write_bytes(key.encode() + b"\n" + data)
            print(f"{path}: {text}", file=sys.stderr, flush=True)

    def replay(self, path: str) -> int:
        """Run a kept input again, without a net."""
        key, _, data = Path(path).read_bytes().partition(b"\n")
        with scratch.inside():
            self.targets[Path(path).name.partition("-")[0]][2](Random(key.decode()), data)
        return 0


@contextmanager
def limits() -> Iterator[None]:
    """Limit the memory of the process, and let the alarm of an execution raise."""

    def alarm(*_: object) -> None:
        raise TooSlowError(f"more than {SECONDS} s")

    old_memory = resource.getrlimit(resource.RLIMIT_DATA)
    old_alarm = signal.signal(signal.SIGVTALRM, alarm)
    hard = old_memory[1]
    resource.setrlimit(
        resource.RLIMIT_DATA, (MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard), hard)
    )
    try:
        yield
    finally:
        signal.signal(signal.SIGVTALRM, old_alarm)
        resource.setrlimit(resource.RLIMIT_DATA, old_memory)
