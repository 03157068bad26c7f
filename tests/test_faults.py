"""Kills, full disks, closed streams, files that come and go: nothing is lost, and nobody sees a traceback."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ecslint.report import formats
from ecslint.report._shared import LONGEST
from tests.command import invoke
from tests.conftest import HANGS, ROOT
from tests.program import program
from tests.share import EXHAUSTIVE

TASK = {
    "family": "web",
    "cpu": 256,
    "status": "ACTIVE",
    "containerDefinitions": [{"name": "web", "image": "nginx:1", "memory": "64", "bogus": 1}],
}
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
ENVIRONMENT.pop("PYTHONUNBUFFERED", None)  # without a buffer a full disk cannot be told from a full folder


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number in range(5):
        (tmp_path / f"td{number}.json").write_text(json.dumps(TASK, indent=1))
    (tmp_path / "report.json").write_text('{"old": 1}')
    (tmp_path / "baseline.json").write_text('{"version": 1, "entries": []}')
    return tmp_path


WRITING = (
    ["--fix", "--report", "json:report.json", "."],
    ["--baseline", "baseline.json", "--update-baseline", "."],
)


def whole(folder: Path) -> None:
    """Assert that every file is the old or the new one, and whole."""
    for path in folder.glob("td*.json"):
        data = json.loads(path.read_text())
        assert data["family"] == "web"
        assert ("status" in data) == (data["cpu"] == 256)
        assert data["containerDefinitions"][0]["bogus"] == 1
    report = json.loads((folder / "report.json").read_text())
    assert report == {"old": 1} or len(report["files"]) == 5
    baseline = json.loads((folder / "baseline.json").read_text())
    assert baseline["version"] == 1


KILLER = """
import contextlib, io, os, signal, sys, tempfile
from ecslint.cli import main

arguments = sys.argv[1:]
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main(["check", "--isolated", "--exit-zero", "td0.json"])  # so all is loaded

def kill_at(limit):
    calls = 0
    def deadly(name, module=os):
        real = getattr(module, name)
        def call(*args, **kwargs):
            nonlocal calls
            calls += 1
            if calls == limit:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)
        setattr(module, name, call)
    for name in ("replace", "chmod", "fsync", "unlink", "fdopen"):
        deadly(name)
    deadly("mkstemp", tempfile)

def kill_after(limit):
    calls = 0
    def watch(frame, event, argument):
        nonlocal calls
        calls += event in ("call", "c_call")
        if calls == limit:
            os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(watch)
    return lambda: calls

for line in sys.stdin:
    kind, limit = line.split()
    child = os.fork()
    if child == 0:
        sys.stdout = open(os.devnull, "w")
        calls = (kill_at if kind == "at" else kill_after)(int(limit))
        code = 1
        try:
            main(["check", "--isolated", *arguments])
        except SystemExit as end:
            code = end.code or 0
        if calls is not None:
            sys.setprofile(None)
            with open("calls.txt", "w") as file:
                file.write(str(calls()))
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Killer:
    """A process that runs a command again and again, each time in a process of its own that it kills."""

    def __init__(self, arguments: list[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", KILLER, *arguments],
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def run(self, kind: str, limit: int) -> int:
        """Run the command, killed ``at`` a call that writes or ``after`` any; return its status."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(kind, limit, file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())

    def __enter__(self) -> Killer:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=HANGS)


@pytest.mark.needs("fork")
@pytest.mark.parametrize("arguments", WRITING, ids=["fix", "baseline"])
def test_a_kill_at_every_step_of_writing_leaves_whole_files(arguments: list[str], folder: Path) -> None:
    with Killer(arguments) as killer:
        for step in range(1, 60):
            status = killer.run("at", step)
            whole(folder)
            if status != -signal.SIGKILL:
                break
    assert status == (1 if "--fix" in arguments else 0)
    assert 5 < step < 59
    if "--fix" in arguments:
        data = json.loads((folder / "td4.json").read_text())
        assert "status" not in data
        assert (data["cpu"], data["containerDefinitions"][0]["memory"]) == ("256", 64)


PARTS = 13 if EXHAUSTIVE else 6
"""A run is killed after each of so many equal parts of its calls, but not after the last."""


@pytest.mark.needs("fork")
@pytest.mark.parametrize("arguments", WRITING, ids=["fix", "baseline"])
def test_a_kill_after_any_call_leaves_whole_files(arguments: list[str], folder: Path) -> None:
    (folder / "td4.json").write_text(json.dumps({**TASK, "padding": ["x" * 100] * 2000}, indent=1))
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with Killer(arguments) as killer:
        assert killer.run("after", -1) in (0, 1)
        calls = int((folder / "calls.txt").read_text())
        assert calls > 1000
        (folder / "calls.txt").unlink()
        for part in range(1, PARTS):
            for path, data in before.items():
                path.write_bytes(data)
            assert killer.run("after", calls * part // PARTS) == -signal.SIGKILL
            whole(folder)
            padded = json.loads((folder / "td4.json").read_text())
            assert padded["padding"] == ["x" * 100] * 2000


@pytest.mark.parametrize("step", ["write", "fsync", "open", "replace"])
@pytest.mark.parametrize("arguments", WRITING, ids=["fix", "baseline"])
def test_a_full_disk_is_one_line_for_each_file(
    arguments: list[str], step: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if step == "write":
        real = open

        def opened(path: Any, mode: str = "r", **options: Any) -> Any:
            if mode == "xb":
                return real("/dev/full", "wb", buffering=0)
            return real(path, mode, **options)

        monkeypatch.setattr("ecslint.base.held_folder.open", opened, raising=False)
    elif step == "open":
        monkeypatch.setattr("ecslint.base.held_folder.open", full, raising=False)
    else:
        monkeypatch.setattr(os, step, full)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = invoke(["check", "--isolated", *arguments])
    monkeypatch.undo()
    assert result.exit_code == 2
    lines = [line for line in result.output.splitlines() if "No space left on device" in line]
    assert len(lines) == (5 if "--fix" in arguments else 1)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_entries_that_cannot_be_written_are_one_line(folder: Path) -> None:
    (folder / "ecslint.toml").mkdir()
    done = program("check", "--add-ignores", environment=ENVIRONMENT)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1


@pytest.mark.needs("/dev/full")
@pytest.mark.parametrize(
    "arguments",
    [["check", "."], ["check", "--statistics", "."], ["rules"], ["explain", "ECS101"], ["--help"]],
)
def test_standard_output_that_cannot_be_written_is_one_line(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = program(*arguments, stdout=full, environment=ENVIRONMENT)
    assert done.stderr == b"ecslint: standard output: No space left on device\n"
    assert done.returncode == 2
    assert os.path.exists("/dev/full")


@pytest.mark.parametrize("form", formats())
def test_a_reader_that_goes_away_is_no_news(form: str, folder: Path) -> None:
    for number in range(15):
        (folder / f"more{number}.json").write_text(json.dumps(TASK, indent=1))
    reader, writer = os.pipe()
    os.close(reader)
    done = program("check", "--format", form, ".", stdout=writer, environment=ENVIRONMENT)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (1, 2), (0, 1, 2)])
def test_closed_streams_are_no_trouble(closed: tuple[int, ...], folder: Path) -> None:
    arguments = ("check", "--isolated", "--fix", "--report", "json:report.json", "td0.json", "td1.json")
    done = program(*arguments, closed=closed, environment=ENVIRONMENT)
    assert done.stderr.startswith(b"ecslint: fixed 6 findings" if 2 not in closed else b"")
    assert b"Traceback" not in done.stderr
    assert done.returncode == 1
    assert "status" not in json.loads((folder / "td0.json").read_text())
    assert len(json.loads((folder / "report.json").read_text())["files"]) == 2


def test_a_closed_standard_input_is_one_line() -> None:
    done = program("check", "-", closed=[0], environment=ENVIRONMENT)
    assert done.stderr == b"ecslint: -: standard input is closed\n"
    assert done.returncode == 2


def test_a_report_goes_where_it_should_also_if_that_is_no_file(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((folder / "pipe").read_bytes()))
    reader.start()
    done = program("check", "--report", "json:pipe", "td0.json", environment=ENVIRONMENT)
    reader.join(HANGS)
    assert json.loads(read[0])["summary"]["files"] == 1
    assert (folder / "pipe").is_fifo()
    assert done.returncode == 1
    output, into = os.pipe()
    program("check", "-q", "--report", "jsonl:/dev/stdout", "td0.json", stdout=into, environment=ENVIRONMENT)
    os.close(into)
    with open(output, "rb") as pipe:
        assert b'"rule"' in pipe.read()


@pytest.mark.needs("no privileges")
def test_unreadable_files_are_one_line_each(folder: Path) -> None:
    (folder / "td0.json").chmod(0)
    (folder / "closed").mkdir(mode=0)
    done = program("check", "td0.json", "closed", "td1.json", environment=ENVIRONMENT)
    assert done.returncode == 2
    assert done.stderr.count(b"permission denied") == 2
    assert b"td1.json" in done.stdout


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ENOENT, errno.ESTALE])
def test_files_that_cannot_be_read_do_not_stop_the_others(
    number: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def failing(path: Any, *args: Any, **options: Any) -> int:
        if str(path).endswith("td2.json"):
            raise OSError(number, os.strerror(number), path)
        return real(path, *args, **options)

    monkeypatch.setattr(os, "open", failing)
    result = invoke(["check", "--format", "concise", "."])
    assert result.exit_code == 2
    assert sum("td2.json" in line for line in result.output.splitlines()) == 1
    assert "td3.json" in result.output


def test_folders_that_vanish_while_they_are_walked(folder: Path) -> None:
    for number in range(40):
        (folder / f"d{number}" / "e").mkdir(parents=True)
        (folder / f"d{number}" / "e" / "td.json").write_text(json.dumps(TASK))

    def vanish(path: str, real: Callable[[str], Any] = os.scandir) -> Any:
        found = real(path)
        if path.endswith("d5"):
            for number in range(40):
                below = folder / f"d{number}" / "e"
                if number % 2 and below.exists():
                    (below / "td.json").unlink()
                    below.rmdir()
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "scandir", vanish)
        result = invoke(["check", "--format", "json", "."])
    assert result.exit_code in (1, 2)
    assert "d38/e/td.json" in result.output


@pytest.mark.parametrize("target", ["/dev/zero", "/dev/stdin", "pipe", "nowhere", "."])
@pytest.mark.parametrize("name", ["pyproject.toml", ".gitignore", "ecslint.toml"])
def test_settings_that_are_no_files_are_not_read(name: str, target: str, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / ".git").mkdir()
    (folder / name).symlink_to(target)
    done = program("check", ".", environment=ENVIRONMENT)
    assert done.stderr == b""
    assert done.returncode == 1


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 100_000, "# " + "x" * 2_000_000, "select = ['" + "x" * 900_000 + "']"],
)
def test_a_hostile_configuration_is_one_line(text: str, folder: Path) -> None:
    (folder / "ecslint.toml").write_text(text)
    done = program("check", ".", environment=ENVIRONMENT)
    assert done.returncode == 2
    assert len(done.stderr) < 3000
    assert b"ecslint.toml" in done.stderr
    assert b"Traceback" not in done.stderr


LONG = "x" * 1_000_000
NAME = LONG[:60_000]
WORDS = {"name": "a b " * 9000}
HUGE: dict[str, Any] = {
    "names": {"family": LONG, "containerDefinitions": [{"name": NAME, "image": NAME}]},
    "keys": {"family": "web", LONG: 1, "containerDefinitions": [{"name": "web", LONG[:50_000]: 1}]},
    "enumerations": {"family": "web", "networkMode": LONG, "cpu": "1" * 5000, "containerDefinitions": []},
    "words": {
        "family": "a b " * 100_000,
        "networkMode": "a b " * 20_000,
        "containerDefinitions": [{"name": "a b " * 9000}],
    },
    "template": {
        "Resources": {NAME: {"Type": "AWS::ECS::Service", "Properties": {"Cluster": {"Ref": LONG}}}}
    },
    "condition": {
        "Conditions": {NAME: {"Fn::Equals": [{"Ref": "AWS::Region"}, "a"]}},
        "Resources": {
            "S": {
                "Type": "AWS::ECS::Service",
                "Properties": {"LaunchType": {"Fn::If": [NAME, "FARGATY", "EC2"]}},
            }
        },
    },
}


@pytest.mark.parametrize("kind", HUGE)
def test_a_very_long_value_is_cut_in_messages(kind: str, folder: Path) -> None:
    (folder / "huge.json").write_text(json.dumps(HUGE[kind]))
    forms = ("text", "json", "concise", "github", "junit")
    reports = [word for form in forms for word in ("--report", f"{form}:{form}.out")]
    assert invoke(["check", "--isolated", "--profile", "strict", *reports, "huge.json"]).exit_code == 1
    for finding in json.loads((folder / "json.out").read_text())["findings"]:
        assert len(finding["message"]) <= LONGEST + 100
    for form in ("text", "concise"):
        assert max(map(len, (folder / f"{form}.out").read_text().splitlines())) <= 2 * LONGEST + 300
