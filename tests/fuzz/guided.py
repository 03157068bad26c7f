"""Fuzzing guided by coverage, with atheris: libFuzzer changes bytes and keeps what reaches new code.

What it starts from, and a part of what it goes on with, is made as in runs that are not guided: bytes alone
hardly ever become a plan of Terraform or a tree of git.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random


def guided(only: str, seconds: float, options: list[str]) -> int:
    """Run libFuzzer over the readers and rules; ``options`` are its own (``-max_len=4096``, a folder).

    Does not come back: libFuzzer ends the process, with status 70 or above for a failure, whose input it
    keeps in the current folder.
    """
    import atheris

    with atheris.instrument_imports(include=["ecslint"]):
        from tests.fuzz import targets
    from tests.fuzz.material import FRAGMENTS, SCALARS
    from tests.fuzz.runner import SECONDS

    names = only.split(",") if only else list(targets.TARGETS)

    counts: Counter[str] = Counter()

    def one(data: bytes) -> None:
        name = names[data[0] % len(names)] if data else names[0]
        counts[name] += 1
        if counts.total() % 1_000 == 0:  # libFuzzer ends the process when it likes
            print(", ".join(f"{count} {each}" for each, count in counts.most_common()), file=sys.stderr)
        started = time.process_time()  # libFuzzer's own limit counts what other processes take as well
        targets.TARGETS[name][2](Random(data[:2]), data[2:])
        if time.process_time() - started > SECONDS:
            raise TimeoutError(f"{name}: more than {SECONDS} s")

    def made(index: int) -> bytes:
        """Return an input of a target, after the two bytes that say which target and which choices."""
        head = bytes((index % len(names), index // len(names) % 251))
        return head + targets.TARGETS[names[head[0]]][1](Random(index))

    def changed(data: bytes, most: int, seed: int) -> bytes:
        if seed % 3 == 0:
            return made(seed)[:most]
        return bytes(atheris.Mutate(data, most))

    folder = Path(tempfile.mkdtemp(prefix="ecslint-corpus-"))
    for index in range(20 * len(names)):
        (folder / str(index)).write_bytes(made(index))
    words = folder.with_suffix(".dict")
    tokens = {
        *FRAGMENTS,
        *(s for s in SCALARS if isinstance(s, str)),
        "containerDefinitions",
        "Resources",
        "Properties",
    }
    words.write_text(
        "\n".join(f'"{_escaped(token)}"' for token in sorted(tokens) if token and len(token) < 60)
    )
    limits = ["-timeout=60", "-rss_limit_mb=1024", f"-dict={words}", "-max_len=20000"]
    if seconds:
        limits.append(f"-max_total_time={seconds:.0f}")
    own = [option for option in options if not option.startswith("-")]  # what is found goes to the first
    flags = [option for option in options if option.startswith("-")]
    atheris.Setup([sys.argv[0], *own, str(folder), *limits, *flags], one, custom_mutator=changed)
    atheris.Fuzz()
    return 0


def _escaped(token: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in token.encode("utf-8", "surrogatepass"))
