"""However a run of several processes is ended, none of them is left, and none says a word.

A process that lints is made to wait indefinitely: the test ends (all streams are closed) only if it is ended.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import HANGS, ROOT

DRIVER = """
import os, signal, sys, threading
from ecslint.__main__ import run
from ecslint.engine import pool, processes

how, number, where = sys.argv.pop(1), int(sys.argv.pop(1)), sys.argv.pop(1)
if how != "goes on":  # whoever runs the tests may ignore it (nohup), which is inherited
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
first, start, check, end = os.getpid(), processes._start, pool.Single.check, pool._Processes.end

def wait():
    while True:
        threading.Event().wait()

def started(*given):
    if where == "start":
        os.kill(first, number)
        if number != signal.SIGKILL:
            os.kill(os.getpid(), number)  # as a terminal that is closed sends it to all
    start(*given)

def checked(single, unit):
    if os.getpid() == first or how == "goes on":
        return check(single, unit)
    if where == "work":
        os.kill(first, number)
    os.write(1, b"works\\n")
    wait()

def ended(others, done):
    if how == "twice":
        os.kill(first, number)
    end(others, done)
    os.write(1, b"in order\\n")

processes._start, pool.Single.check, pool._Processes.end = started, checked, ended
if where == "unstoppable":  # a process that ends by no signal but SIGKILL
    where, hang_on = "work", processes.hang_on
    def deaf(line):
        hang_on(line)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    processes.hang_on = deaf
run()
"""


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command, to be continued with how, by which signal and where it is ended."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    task = {"family": "web", "containerDefinitions": [{"name": "web", "image": "a:1", "memory": 64}]}
    for number in range(50):
        (tmp_path / f"td{number}.json").write_text(json.dumps({**task, "bogus": number}))
    return [sys.executable, "-c", DRIVER]


ARGUMENTS = ("check", "--isolated", "--no-cache", "--jobs", "2", ".")


def done(command: list[str], *how: str, ignored: bool = False) -> subprocess.CompletedProcess[bytes]:
    """Run it until every process has closed its streams."""
    prefix = [sys.executable, "-c", IGNORING] if ignored else []
    return subprocess.run(
        [*prefix, *command, *how, *ARGUMENTS],
        capture_output=True,
        start_new_session=True,
        timeout=HANGS,
        check=False,
    )


IGNORING = """
import os, signal, sys
signal.signal(signal.SIGHUP, signal.SIG_IGN)
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.mark.needs("linux")
@pytest.mark.parametrize("where", ["start", "work", "unstoppable"])
@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP", "SIGKILL"])
def test_no_process_is_left_when_the_first_is_ended(command: list[str], number: str, where: str) -> None:
    by = getattr(signal, number)
    ended = done(command, "once", str(int(by)), where)
    assert ended.returncode == (-by if by == signal.SIGKILL else 128 + by)
    assert ended.stdout.replace(b"works\n", b"").replace(b"in order\n", b"") == b""
    assert ended.stderr == b""


@pytest.mark.needs("linux")
@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP"])
def test_a_second_signal_does_not_cut_the_end_short(command: list[str], number: str) -> None:
    by = getattr(signal, number)
    ended = done(command, "twice", str(int(by)), "work")
    assert (ended.returncode, ended.stderr) == (128 + by, b"")
    assert ended.stdout.endswith(b"in order\n")


@pytest.mark.needs("linux")
def test_what_nohup_ignores_stays_ignored(command: list[str]) -> None:
    ended = done(command, "goes on", str(int(signal.SIGHUP)), "start", ignored=True)
    assert ended.returncode == 1
    assert ended.stdout.count(b"bogus") >= 50


@pytest.mark.needs("linux")
def test_no_process_is_left_when_the_terminal_is_closed(command: list[str]) -> None:
    ours, theirs = os.openpty()
    output, into = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", LEADING, *command, "once", "0", "nowhere", *ARGUMENTS],
        stdin=theirs,
        stdout=into,
        stderr=into,
        start_new_session=True,
    ) as first:
        os.close(theirs)
        os.close(into)
        with open(output, "rb") as stream:
            assert stream.readline() == b"works\n"
            os.close(ours)
            assert stream.read().replace(b"works\n", b"") == b"in order\n"  # until all have closed it
    assert first.returncode == 128 + signal.SIGHUP


LEADING = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
