"""Progress of long runs: on a terminal only."""

from __future__ import annotations

import io
import sys

import pytest

from ecslint.cli import progress


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
    assert terminal.getvalue() == "\recslint: 1 files\recslint: 2 files\r\x1b[K"


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
