"""Fuzzing guided by coverage, with atheris: libFuzzer changes bytes and keeps what reaches new code."""

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
    from tests.fuzz.material import FRAGMENTS, SCALARS, seeds
    from tests.fuzz.runner import SECONDS

    names = [only] if only else list(targets.TARGETS)

    counts: Counter[str] = Counter()

    def one(data: bytes) -> None:
        name = names[data[0] % len(names)] if data else names[0]
        counts[name] += 1
        if counts.total() % 10_000 == 0:  # libFuzzer ends the process when it likes
            print(", ".join(f"{count} {each}" for each, count in counts.most_common()), file=sys.stderr)
        started = time.process_time()  # libFuzzer's own limit counts what other processes take as well
        targets.TARGETS[name][2](Random(data[:2]), data[2:])
        if time.process_time() - started > SECONDS:
            raise TimeoutError(f"{name}: more than {SECONDS} s")

    folder = Path(tempfile.mkdtemp(prefix="ecslint-corpus-"))
    for index, (_, text) in enumerate(seeds()):
        if len(text) < 4000:
            head = bytes((index % len(names), index % 251))
            (folder / str(index)).write_bytes(head + text.encode("utf-8", "surrogatepass"))
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
    limits = ["-timeout=60", "-rss_limit_mb=1024", f"-dict={words}", "-max_len=4096"]
    if seconds:
        limits.append(f"-max_total_time={seconds:.0f}")
    own = [option for option in options if not option.startswith("-")]  # what is found goes to the first
    flags = [option for option in options if option.startswith("-")]
    atheris.Setup([sys.argv[0], *own, str(folder), *limits, *flags], one)
    atheris.Fuzz()
    return 0


def _escaped(token: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in token.encode("utf-8", "surrogatepass"))
