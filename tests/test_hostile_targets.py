"""Where what is written goes, what it keeps of the file that it replaces, and runs beside one another."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ecslint.base.atomic_write import make_folder, write_atomically
from ecslint.base.held_folder import held
from ecslint.cli import fixing
from ecslint.engine.cache import user_secret
from tests.command import invoke
from tests.conftest import HANGS, ROOT
from tests.meanwhile import NEW, OLD, content, repository

TASK = {"Family": "web", "containerDefinitions": [{"name": "a", "image": "a:1", "memory": 128}]}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(repository(tmp_path))
    return tmp_path / "tree"


def test_a_link_to_another_repository_leads_out_of_this_one(tree: Path) -> None:
    (tree.parent / "out/.git").mkdir()
    (tree / "other").symlink_to(tree.parent / "out")
    with pytest.raises(PermissionError, match="not written through"):
        write_atomically("other/task.json", NEW)
    with pytest.raises(PermissionError, match="not written through"):
        make_folder("other/workflows")
    (tree / ".github").symlink_to(tree.parent / "out")
    assert invoke(["init", "--yes"]).exit_code == 2
    assert not (tree.parent / "out/workflows").exists()


def test_links_of_links_and_of_folders_without_a_repository(tree: Path) -> None:
    (tree / ".git").rmdir()
    (tree / "a").symlink_to("b")
    (tree / "b").symlink_to(tree / "sub/../../out")
    (tree.parent / "own").mkdir()
    (tree.parent / "own/c.json").symlink_to("../out/task.json")
    for path in ("a/task.json", "b/task.json", str(tree.parent / "own/d/../c.json"), "../own/c.json"):
        with pytest.raises(OSError, match=r"not written through|No such file"):
            write_atomically(path, NEW)
    assert (tree.parent / "out/task.json").read_bytes() == OLD
    (tree / "inside.json").symlink_to("sub/task.json")
    write_atomically("inside.json", NEW)
    assert (tree / "sub/task.json").read_bytes() == NEW


@pytest.mark.parametrize("target", ["nowhere", "../nowhere", "loop", "sub", "/dev/null", "sub/task.json/x"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--report", "json:loop", "sub"),
        ("check", "--add-ignores", "sub"),
        ("check", "--baseline", "loop", "--update-baseline", "sub"),
        ("check", "--fix", "loop"),
        ("init", "--yes"),
    ],
    ids=" ".join,
)
def test_a_link_that_leads_to_no_file_is_a_line(arguments: tuple[str, ...], target: str, tree: Path) -> None:
    for name in ("loop", "ecslint.toml", ".pre-commit-config.yaml"):
        (tree / name).symlink_to(target)
    (tree / "sub/task.json").write_text(json.dumps(TASK))
    before = content(tree.parent)
    result = invoke(arguments)
    assert result.exit_code in (0, 1, 2)
    assert "Traceback" not in result.output
    made = content(tree.parent).keys() - before.keys()
    assert made <= {str(tree / ".github"), *map(str, (tree / ".github").rglob("*"))}


def test_another_name_of_a_file_keeps_what_was_in_it(tree: Path) -> None:
    (tree.parent / "precious").write_bytes(OLD)
    (tree / "td.json").hardlink_to(tree.parent / "precious")
    write_atomically("td.json", NEW, expected=OLD)
    assert (tree.parent / "precious").read_bytes() == OLD
    assert (tree / "td.json").read_bytes() == NEW


@pytest.mark.needs("linux")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444 | 0o200, 0o4755, 0o606])
def test_the_mode_is_kept_and_the_new_file_is_never_readable_by_more(
    mode: int, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tree / "sub/task.json").chmod(mode)
    real, seen = os.fchown, []

    def fchown(handle: int, *owner: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(handle).st_mode))
        real(handle, *owner)

    monkeypatch.setattr(os, "fchown", fchown)
    write_atomically("sub/task.json", NEW, expected=OLD)
    assert set(seen) == {0o600}
    assert stat.S_IMODE((tree / "sub/task.json").stat().st_mode) == mode


@pytest.mark.needs("linux")
@pytest.mark.parametrize("mask", [0o022, 0o077, 0])
def test_a_new_file_has_the_mode_that_the_user_wants(mask: int, tree: Path) -> None:
    before = os.umask(mask)
    try:
        write_atomically("report.json", NEW)
        write_atomically("new.toml", NEW, new=True)
    finally:
        os.umask(before)
    for name in ("report.json", "new.toml"):
        assert stat.S_IMODE((tree / name).stat().st_mode) == 0o666 & ~mask


@pytest.mark.needs("root")
def test_owner_and_group_are_kept(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.chown(tree / "sub/task.json", 1234, 2345)
    (tree / "sub/task.json").chmod(0o675)
    write_atomically("sub/task.json", NEW)
    found = (tree / "sub/task.json").stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (1234, 2345, 0o675)

    def refused(handle: int, owner: int, group: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", refused)  # as for an ordinary user who is not of the group
    write_atomically("sub/task.json", OLD)
    assert stat.S_IMODE((tree / "sub/task.json").stat().st_mode) == 0o655


@pytest.mark.needs("attributes")
def test_attributes_are_kept(tree: Path) -> None:
    os.setxattr(tree / "sub/task.json", "user.origin", b"elsewhere")
    write_atomically("sub/task.json", NEW, expected=OLD)
    assert os.getxattr(tree / "sub/task.json", "user.origin") == b"elsewhere"


@pytest.mark.needs("linux")
def test_other_runs_are_locked_out_while_it_is_compared_and_renamed(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    held_by_it: list[bool] = []
    real_open, real_replace = os.open, os.replace

    def look() -> None:
        folder = real_open(tree / "sub", os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held_by_it.append(True)
        else:
            held_by_it.append(False)
        os.close(folder)

    def opened(path: str, *given: Any, **named: Any) -> int:
        if path == "task.json":
            look()
        return real_open(path, *given, **named)

    def replaced(*given: Any, **named: Any) -> None:
        look()
        real_replace(*given, **named)

    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(os, "replace", replaced)
    write_atomically("sub/task.json", NEW, expected=OLD)
    assert held_by_it == [True, True]


@pytest.mark.needs("linux")
def test_a_lock_that_is_never_given_back_is_not_waited_for(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    with held(str(tree / "sub"), None) as folder, folder.locked():
        write_atomically("sub/task.json", NEW, expected=OLD)
    assert len(waits) == 200
    assert (tree / "sub/task.json").read_bytes() == NEW


def test_two_runs_that_fix_one_tree_do_not_undo_each_other(tree: Path) -> None:
    """The second one runs from its beginning to its end before each file that the first one writes."""
    for number in range(4):
        (tree / f"sub/td{number}.json").write_text(json.dumps({**TASK, "status": "ACTIVE"}))
    real = fixing._write
    inside: list[bool] = []

    def write(*given: Any) -> bool:
        if not inside:
            inside.append(True)
            assert invoke(["check", "--fix", "--unsafe-fixes", "sub"]).exit_code in (0, 1)
            assert invoke(["check", "--add-ignores", "sub"]).exit_code in (0, 1)
        return real(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fixing, "_write", write)
        first = invoke(["check", "--fix", "sub"])
    assert first.output.count("changed meanwhile, left alone") == 1
    for number in range(4):
        data = json.loads((tree / f"sub/td{number}.json").read_text())
        assert "status" not in data
        assert data["family"] == "web"
    assert "reason" in (tree / "ecslint.toml").read_text()


def test_entries_that_are_added_lose_no_save(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "sub/task.json").write_text(json.dumps(TASK))
    real = os.fsync
    for exists in (True, False):
        (tree / "ecslint.toml").unlink(missing_ok=True)
        if exists:
            (tree / "ecslint.toml").write_text("# mine\n")

        def fsync(handle: int) -> None:
            real(handle)
            (tree / "ecslint.toml").write_text("# saved by an editor\n")

        monkeypatch.setattr(os, "fsync", fsync)
        result = invoke(["check", "--add-ignores", "sub"])
        assert result.exit_code == 2
        assert (tree / "ecslint.toml").read_text() == "# saved by an editor\n"


def test_init_overwrites_nothing_that_appears_meanwhile(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answered(text: str, **_: object) -> bool:
        asked.append(text)
        (tree / "ecslint.toml").write_text("# mine\n")
        return True

    monkeypatch.setattr("click.confirm", answered)
    result = invoke(["init"])
    assert asked == ["Write ecslint.toml?"]
    assert result.exit_code == 2
    assert (tree / "ecslint.toml").read_text() == "# mine\n"


@pytest.mark.needs("linux")
def test_a_report_for_a_stream_goes_where_the_stream_does(tree: Path) -> None:
    """Also where that is a file: it is not replaced under the shell's hands."""
    (tree / "sub/task.json").write_text(json.dumps(TASK))
    with open(tree / "log", "wb") as log:
        log.write(b"before\n")
        log.flush()
        command = [sys.executable, "-m", "ecslint", "check", "--report", "json:/dev/stdout", "sub"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run(command, stdout=log, env=environment, timeout=HANGS, check=False)
        log.write(b"after\n")
    text = (tree / "log").read_bytes()
    assert text.startswith(b"before\n")
    assert text.endswith(b"after\n")
    assert b'"findings"' in text
    assert b"1 file" in text


def test_two_first_runs_make_one_key(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tree.parent / "caches"))
    real, keys = os.fsync, []

    def fsync(handle: int) -> None:
        monkeypatch.setattr(os, "fsync", real)
        keys.append(user_secret())
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    keys.append(user_secret())
    assert keys[0] is not None
    assert keys[0] == keys[1]
    key = tree.parent / "caches/ecslint/key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600 or os.name != "posix"
    assert os.listdir(key.parent) == ["key"]
