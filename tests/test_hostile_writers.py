"""Whoever else is at work in a tree: what is written lands where it was asked for, and loses nothing.

Something happens before each call to the system in turn; what may have become of the files is the same for
all.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ecslint.base.atomic_write import ChangedMeanwhileError, make_folder, write_atomically
from ecslint.engine.cache import Store
from ecslint.engine.reader import CACHE
from tests.meanwhile import NEW, OLD, SAVED, at_every_step, repository


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(repository(tmp_path))
    return tmp_path / "tree"


def _save(tree: Path) -> None:
    (tree / "sub/task.json").write_bytes(SAVED)


def _save_by_rename(tree: Path) -> None:
    (tree / "sub/new").write_bytes(SAVED)
    (tree / "sub/new").replace(tree / "sub/task.json")


def _remove(tree: Path) -> None:
    (tree / "sub/task.json").unlink()


def _pipe(tree: Path) -> None:
    _remove(tree)
    os.mkfifo(tree / "sub/task.json")


def _folder(tree: Path) -> None:
    _remove(tree)
    (tree / "sub/task.json").mkdir()


def _link(tree: Path) -> None:
    _remove(tree)
    (tree / "sub/task.json").symlink_to(tree.parent / "out/task.json")


def _folder_to_link(tree: Path) -> None:
    (tree / "sub").rename(tree / "moved")
    (tree / "sub").symlink_to(tree.parent / "out")


def _folder_gone(tree: Path) -> None:
    (tree / "sub").rename(tree / "moved")


EVENTS = (_save, _save_by_rename, _remove, _pipe, _folder, _link, _folder_to_link, _folder_gone)


@pytest.mark.needs("pipes")
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__[1:])
def test_whatever_happens_while_a_file_is_fixed(event: Callable[[Path], None], tree: Path) -> None:
    ended: list[str] = []

    def fix() -> None:
        ended.append("failed")
        write_atomically("sub/task.json", NEW, expected=OLD)
        ended[-1] = "written"

    calls = at_every_step(tree, event, fix)
    assert len(calls) > 15
    assert {"open", "fsync", "replace"} <= set(calls)
    assert ended.pop() == "written"
    for call, end in zip(calls, ended, strict=True):
        if event in (_save, _save_by_rename, _remove, _pipe, _link) and end == "written":
            assert call == "replace"  # the only moment that is left


@pytest.mark.parametrize("event", [_save, _save_by_rename], ids=lambda event: event.__name__[1:])
def test_what_an_editor_saves_is_there_whenever_it_does(event: Callable[[Path], None], tree: Path) -> None:
    lost = []

    def fix() -> None:
        try:
            write_atomically("sub/task.json", NEW, expected=OLD)
        finally:
            lost.append((tree / "sub/task.json").read_bytes() != SAVED)

    calls = at_every_step(tree, event, fix)
    assert [call for call, gone in zip(calls, lost, strict=False) if gone] == ["replace"]


@pytest.mark.needs("pipes")
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__[1:])
def test_whatever_happens_while_a_report_is_written(event: Callable[[Path], None], tree: Path) -> None:
    # A pipe takes the place of a file in the instant before it is opened: nothing waits for its reader.
    assert "replace" in at_every_step(tree, event, lambda: write_atomically("sub/task.json", NEW))


@pytest.mark.needs("pipes")
def test_what_was_fixed_goes_to_no_pipe_that_took_the_place_of_the_file(tree: Path) -> None:
    _pipe(tree)
    reader = os.open(tree / "sub/task.json", os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(ChangedMeanwhileError):
        write_atomically("sub/task.json", NEW, expected=OLD)
    with pytest.raises(ChangedMeanwhileError):
        write_atomically("sub/task.json", NEW, new=True)
    assert os.read(reader, 100) == b""
    os.close(reader)


def _made(tree: Path) -> None:
    if not (tree / "sub/new.toml").exists():
        (tree / "sub/new.toml").write_bytes(SAVED)


@pytest.mark.parametrize("hard_links", [True, False])
@pytest.mark.parametrize("event", [_made, _folder_to_link, _folder_gone], ids=lambda e: e.__name__[1:])
def test_what_is_made_takes_no_place(
    event: Callable[[Path], None], hard_links: bool, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not hard_links:
        monkeypatch.setattr(os, "link", missing)
    lost = []

    def make() -> None:
        try:
            write_atomically("sub/new.toml", NEW, new=True)
        finally:
            lost.append(event is _made and (tree / "sub/new.toml").read_bytes() != SAVED)

    calls = at_every_step(tree, event, make)
    overwritten = [call for call, gone in zip(calls, lost, strict=False) if gone]
    # Once it is made, there is nothing that could be lost any more: the link to the temporary file goes.
    assert overwritten == (["unlink"] if hard_links else ["replace"]) or event is not _made


@pytest.mark.parametrize("event", [_folder_to_link, _folder_gone], ids=lambda event: event.__name__[1:])
def test_no_folder_is_made_outside(event: Callable[[Path], None], tree: Path) -> None:
    assert "mkdir" in at_every_step(tree, event, lambda: make_folder("sub/deep/er/still"))


def test_the_cache_is_written_into_its_folder_only(tree: Path) -> None:
    secret = b"s" * 32

    def save() -> None:
        store = Store(CACHE, secret)
        for number in range(100):
            store.put(str(number), [])
        store.save()

    def swapped(folder: Path) -> None:
        if (folder / CACHE).is_dir():
            (folder / CACHE).rename(folder / f"moved{len(list(folder.iterdir()))}")
        (folder / CACHE).symlink_to(folder.parent / "out")

    def fresh() -> None:
        if (tree / CACHE).is_symlink():
            (tree / CACHE).unlink()
        save()

    assert "replace" in at_every_step(tree, swapped, fresh)
