"""Paths of other systems: drives and computers of Windows, accents of macOS, names that differ in case."""

from __future__ import annotations

import ntpath
import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ecslint.base.tree import is_inside, portable, relative
from ecslint.config.settings import Settings
from ecslint.project.git import git_program
from ecslint.report._shared import relative_path
from ecslint.source.discovery.walk import discover
from tests.command import invoke

ROOT = "C:\\Users\\me\\repo"


@contextmanager
def windows(monkeypatch: pytest.MonkeyPatch, here: str = ROOT) -> Iterator[None]:
    """Let the code of paths be that of Windows, in this folder."""
    with monkeypatch.context() as patch:
        patch.setattr(os, "path", ntpath)
        patch.setattr(os, "sep", "\\")
        patch.setattr(os, "getcwd", lambda: here)
        yield


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("C:\\Users\\me\\repo", True),
        ("c:/users/ME/Repo/a/task.json", True),
        ("C:\\Users\\me\\repo\\..\\repo\\a", True),
        ("C:\\Users\\me\\repository\\a", False),
        ("C:\\Users\\me\\repo\\..\\other", False),
        ("D:\\Users\\me\\repo\\a", False),
        ("D:a", False),
        ("\\\\server\\share\\repo", False),
        ("//server/share/repo", False),
        ("\\\\?\\C:\\Windows\\win.ini", False),
        ("\\\\.\\pipe\\x", False),
        ("a\0b", True),
    ],
)
def test_what_is_inside_a_tree_of_windows(path: str, inside: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with windows(monkeypatch):
        assert is_inside(ROOT, path) is inside


def test_another_computer_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    with windows(monkeypatch):
        monkeypatch.setattr(ntpath, "realpath", lambda path: asked.append(path) or path)
        for path in ("\\\\server\\share\\x", "//server/share/x"):
            assert not is_inside(ROOT, path)
    assert set(asked) == {ROOT}


def test_a_path_on_another_drive_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    with windows(monkeypatch):
        assert relative("C:\\Users\\me\\repo\\a\\b.json") == "a/b.json"
        assert relative("D:\\a\\b.json") == "D:/a/b.json"
        assert relative("\\\\server\\share\\b.json") == "//server/share/b.json"
        assert relative_path("D:\\a\\b.json") == "D:/a/b.json"
        assert Settings(directory=ROOT, exclude=("c/*.json",)).excludes("D:\\a\\b.json") is False
        assert Settings(directory=ROOT, exclude=("a/*.json",)).excludes("C:\\Users\\me\\repo\\a\\b.json")


def test_programs_of_the_current_folder_are_not_started_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    with windows(monkeypatch):
        monkeypatch.setattr(ntpath, "isfile", lambda _: True)
        monkeypatch.setattr(os, "access", lambda *_: True)
        assert git_program(["", ".", "bin", "..\\git"]) is None


@pytest.mark.parametrize("name", ["C:\\x.json", "C:x.json", "\\\\server\\x\\y.json", "/x.json", "..\\x.json"])
def test_a_configuration_names_no_file_of_another_drive(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from ecslint.config.file import _inside
    from ecslint.config.settings import ConfigError

    with windows(monkeypatch), pytest.raises(ConfigError, match="lies outside"):
        _inside(name, ROOT, "ecslint.toml")


COMPOSED, APART = unicodedata.normalize("NFC", "tâche.json"), unicodedata.normalize("NFD", "tâche.json")


def test_a_name_with_accents_is_the_same_however_it_is_spelt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert portable(APART) == COMPOSED
    monkeypatch.chdir(tmp_path)
    task = '{"Family": "web", "containerDefinitions": [{"name": "a", "image": "a:1", "memory": 128}]}'
    Path(APART).write_text(task)
    Path("ecslint.toml").write_text(f'[per-file-ignores]\n"{COMPOSED}" = ["ECS"]\n')
    assert invoke(["check", APART]).exit_code == 0
    Path("ecslint.toml").unlink()
    invoke(["check", "--baseline", "b.json", "--update-baseline", APART])
    Path(APART).rename(COMPOSED)  # as it is on another system
    assert invoke(["check", "--baseline", "b.json", COMPOSED]).exit_code == 0


def test_names_that_differ_in_case_are_two_files_where_the_system_has_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.json", "A.json"):
        Path(name).write_text("{}")
    found = [file.path for file in discover(["a.json", "./a.json", "A.json"])]
    assert found == (["a.json", "A.json"] if len(list(tmp_path.iterdir())) == 2 else ["a.json"])
    with windows(monkeypatch):
        monkeypatch.setattr(ntpath, "isdir", lambda _: False)
        assert [file.path for file in discover(["a.json", "A.json", ".\\A.JSON"])] == ["a.json"]


@pytest.mark.parametrize("name", ["CON", "NUL", "aux.json", "task.json.", "task.json ", "a:b.json", "COM1"])
def test_names_that_windows_reserves_are_names_elsewhere(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = invoke(["check", name])
    assert result.exit_code == 2
    assert "no such file" in result.output
