"""Progress of long runs: click's bar on a terminal, and nothing anywhere else."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ecslint.cli import progress

RUN = """
import sys
from ecslint.cli import main, progress
progress.FIRST = progress.AGAIN = 0.0
main([sys.argv[1], "--isolated", *sys.argv[2:]])
"""
TASK = '{"family": "a", "containerDefinitions": [{"name": "a", "image": "a:1", "memory": 64}]}'


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> _Terminal:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(progress, "FIRST", 0.0)
    monkeypatch.setattr(progress, "AGAIN", 0.0)
    return _Terminal()


def test_files_are_counted_and_no_trace_is_left(terminal: _Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal)
    assert list(progress.with_progress(["a", "b"])) == ["a", "b"]
    assert "ecslint" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[A\x1b[K")


def test_nothing_where_it_would_be_in_the_way(terminal: _Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal)
    assert list(progress.with_progress(["a"], quiet=True)) == ["a"]
    monkeypatch.setenv("CI", "true")
    assert list(progress.with_progress(["a"])) == ["a"]
    assert terminal.getvalue() == ""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.delenv("CI")
    assert list(progress.with_progress(["a"])) == ["a"]
    assert sys.stderr.getvalue() == ""


def run(folder: Path, command: str, **settings: str) -> str:
    """Run a command with a terminal as its standard error; return what the terminal has got."""
    pty = pytest.importorskip("pty")
    for number in range(5):
        (folder / f"taskdef{number}.json").write_text(TASK)
    environment = {name: value for name, value in os.environ.items() if name != "CI"} | settings
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            [sys.executable, "-c", RUN, command, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            env=environment,
        ):
            os.close(theirs)
            parts = []
            try:
                while part := os.read(ours, 65536):
                    parts.append(part)
            except OSError:  # Linux says so when the other end is closed
                pass
    finally:
        os.close(ours)
    return b"".join(parts).decode()


@pytest.mark.parametrize("command", ["check", "cost", "capacity", "rollout"])
def test_a_terminal_gets_clicks_bar_and_keeps_nothing_of_it(command: str, tmp_path: Path) -> None:
    shown = run(tmp_path, command)
    assert "ecslint" in shown
    assert "5/5" in shown
    assert "\x1b[A\x1b[K" in shown


def test_ci_gets_no_bar_even_on_a_terminal(tmp_path: Path) -> None:
    assert "5/5" not in run(tmp_path, "check", CI="true")
