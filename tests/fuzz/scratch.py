"""Where targets write: folders of one repository without history, so that no search for files leaves it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

_written: dict[str, bytes] = {}
"""What the files of this process hold."""


@cache
def top() -> str:
    """Return the repository's folder; what searches upwards for files that belong together ends there."""
    found = tempfile.mkdtemp(prefix="ecslint-fuzz-")
    os.mkdir(os.path.join(found, ".git"))
    return found


@cache
def folder(name: str) -> str:
    """Return the folder of a target."""
    path = os.path.join(top(), name)
    os.makedirs(path)
    return path


def write(path: str, data: bytes | None) -> None:
    """Let a file hold some bytes, or be gone; nothing is done if it is so."""
    if _written.get(path) == data:
        return
    if data is None:
        os.remove(path)
        del _written[path]
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    _written[path] = data


@contextmanager
def inside() -> Iterator[None]:
    """Make the repository the current folder, for documents that are named without one."""
    before = os.getcwd()
    os.chdir(top())
    try:
        yield
    finally:
        os.chdir(before)
