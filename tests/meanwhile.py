"""Letting something happen in a tree before each call to the system in turn that an action makes."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

OLD = b'{"family": "web", "status": "ACTIVE", "containerDefinitions": []}'
NEW = b'{"family": "web", "containerDefinitions": []}'
SAVED = b"saved by an editor"


def repository(folder: Path) -> Path:
    """Make a repository in a folder, and beside it a folder that looks like one of its own."""
    for each in ("tree/.git", "tree/sub/deep", "out/deep"):
        (folder / each).mkdir(parents=True)
    for each in ("tree/sub", "out"):
        (folder / each / "task.json").write_bytes(OLD)
    return folder / "tree"


CALLS = ["open", "stat", "lstat", "fstat", "access", "scandir", "fsync", "fchown", "chmod", "link"]
CALLS += ["replace", "unlink", "mkdir", "readlink"]


class Meanwhile:
    """Lets something happen before the n-th call to the system that writing makes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int, event: Callable[[], None]) -> None:
        self.before: str | None = None
        """The call before which it happened, ``None`` as long as it has not."""
        self._left, self._event, self._busy = number, event, False
        for name in CALLS:
            if hasattr(os, name):
                monkeypatch.setattr(os, name, self._watched(name, getattr(os, name)))

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            if not self._busy:
                self._left -= 1
                if self._left == 0:
                    self.before, self._busy = name, True
                    self._event()
                    self._busy = False
            return real(*given, **named)

        return call


def at_every_step(tree: Path, event: Callable[[Path], None], action: Callable[[], None]) -> list[str]:
    """Do it again and again, until nothing happens any more before it is done; return the calls before which
    something did. Outside nothing may have changed, whatever happened."""
    calls: list[str] = []
    while True:
        _afresh(tree)
        before = content(tree.parent / "out")
        with pytest.MonkeyPatch.context() as patch:
            meanwhile = Meanwhile(patch, len(calls) + 1, lambda: event(tree))
            with contextlib.suppress(OSError):
                action()
        assert content(tree.parent / "out") == before, (event.__name__, meanwhile.before)
        assert list(tree.parent.rglob(".ecslint-*")) == [], (event.__name__, meanwhile.before)
        if meanwhile.before is None:
            return calls
        calls.append(meanwhile.before)
        assert len(calls) < 200


def _afresh(tree: Path) -> None:
    for name in ("sub", "moved"):
        if (tree / name).is_symlink():
            (tree / name).unlink()
        elif (tree / name).exists():
            shutil.rmtree(tree / name)
    (tree / "sub/deep").mkdir(parents=True)
    (tree / "sub/task.json").write_bytes(OLD)


def content(folder: Path) -> dict[str, bytes | None]:
    """Return what is in a folder and below: the bytes of files by their paths, ``None`` for folders."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}
