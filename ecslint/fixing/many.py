"""Fix many files: in several processes where that pays. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ecslint.config.lookup import Configuration
from ecslint.engine.inputs import ENOUGH
from ecslint.engine.run import SHORT_RUN
from ecslint.fixing.fix import Fixed, Linting, fix_one_of_many, is_wanted
from ecslint.fixing.together import fix_together, found_together, is_read_together
from ecslint.source.read import InputError, read_bytes

BOM = b"\xef\xbb\xbf"


class Outcome(NamedTuple):
    """What fixes make of a file, before anything is written."""

    path: str
    """The file."""
    old: bytes
    """What is in it; empty where nothing is to be written."""
    fixed: Fixed
    """What was fixed, and what is left; without the text where nothing is to be written."""


def outcomes(paths: list[str], configuration: Configuration, *, unsafe: bool, jobs: int) -> Iterator[Outcome]:
    """Yield what fixes make of files, however many processes look. Raises ``WorkerError``.

    Files that are read together come last and one after the other: a module of Terraform is what all of
    its files are by then, some of which the caller has written.
    """
    alone = [path for path in paths if not is_read_together(path)]
    yield from _alone(alone, configuration, unsafe, jobs)
    found = found_together([path for path in paths if is_read_together(path)], configuration)
    linting = Linting(configuration)
    for path, findings in found.items():
        if any(is_wanted(finding, unsafe) for finding in findings):
            yield from filter(None, (_outcome(path, linting, unsafe),))
        else:
            yield Outcome(path, b"", Fixed("", [], findings, []))


def _alone(paths: list[str], configuration: Configuration, unsafe: bool, jobs: int) -> Iterator[Outcome]:
    """Yield what fixes make of files that are read alone, in their order."""
    if jobs == 1 or len(paths) < ENOUGH:
        linting = Linting(configuration, many=len(paths) > SHORT_RUN)
        yield from filter(None, (_outcome(path, linting, unsafe) for path in paths))
        return
    from ecslint.engine.pool import CHUNK, METHOD, processors
    from ecslint.engine.processes import Processes
    from ecslint.engine.reader import WorkerError

    processes = Processes(jobs or processors(), METHOD, _ready, configuration, unsafe)
    done = False
    try:
        waiting = [
            processes.submit(_outcomes_of, paths[at : at + CHUNK]) for at in range(0, len(paths), CHUNK)
        ]
        for found in waiting:
            yield from found()
        done = True
    except processes.broken:
        raise WorkerError("a process that fixes files was ended; --jobs 1 uses one only") from None
    finally:
        processes.end(done)


_state: list[tuple[Linting, bool]] = []
"""What this process fixes with, if it does so for another one."""


def _ready(configuration: Configuration, unsafe: bool) -> None:
    """Make a new process ready."""
    _state.append((Linting(configuration, many=True), unsafe))


def _outcomes_of(paths: list[str]) -> list[Outcome]:
    """Return what fixes make of some files, in another process."""
    return [found for path in paths if (found := _outcome(path, *_state[-1])) is not None]


def _outcome(path: str, linting: Linting, unsafe: bool) -> Outcome | None:
    """Return what fixes make of a file, ``None`` where it is no text or gone meanwhile: linting says so."""
    try:
        data = read_bytes(path)
    except InputError:
        return None
    fixed = fixed_bytes(path, data, linting, unsafe)
    if fixed is None or fixed.fixed:
        return None if fixed is None else Outcome(path, data, fixed)
    return Outcome(path, b"", fixed._replace(text=""))


def fixed_bytes(path: str, data: bytes, linting: Linting, unsafe: bool) -> Fixed | None:
    """Return what fixes make of a file, ``None`` where it is no text."""
    text = text_of(data)
    if text is None:
        return None
    if path != "-" and is_read_together(path):
        return fix_together(path, text, linting.configuration, unsafe=unsafe)
    return fix_one_of_many(linting, path, text, unsafe=unsafe)


def text_of(data: bytes) -> str | None:
    """Return the text of a UTF-8 file; other encodings are not fixed."""
    try:
        return data.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError:
        return None
