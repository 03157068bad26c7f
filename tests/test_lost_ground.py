"""What a run stands on goes away: the current folder, the temporary one, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import HANGS, ROOT

TASK = {"family": "web", "containerDefinitions": [{"name": "a", "image": "b:1", "memory": 64, "bogus": 1}]}
GONE = """
import os, sys
sys.path.insert(0, sys.argv.pop(1))
from ecslint.__main__ import run
os.rmdir(os.getcwd())
run()
"""
LIMITED = """
import resource, sys
sys.path.insert(0, sys.argv.pop(1))
from ecslint.__main__ import run
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
run()
"""


def run(program: str, folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != "ECSLINT_TRACEBACK"}
    return subprocess.run(
        [sys.executable, "-c", program, str(ROOT), *arguments],
        cwd=folder,
        env={**environment, **variables},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=HANGS,
        check=False,
    )


@pytest.mark.needs("linux")
@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "."),
        ("check", "-"),
        ("cost",),
        ("cost", "--diff", "HEAD"),
        ("config",),
        ("rollout",),
    ],
    ids=" ".join,
)
def test_a_current_folder_that_is_gone_is_said_as_such(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    done = run(GONE, tmp_path / "gone", *arguments)
    assert done.stderr == b"ecslint: the current folder is gone: change to one that exists\n"
    assert done.returncode == 2


@pytest.mark.needs("linux")
@pytest.mark.parametrize("arguments", [("init", "--yes"), ("check", "--report", "json:x.json")], ids=" ".join)
def test_what_cannot_be_written_in_a_folder_that_is_gone_is_named(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "td.json").write_text(json.dumps(TASK))
    (tmp_path / "gone").mkdir()
    extra = () if arguments[0] == "init" else (str(tmp_path / "td.json"),)
    done = run(GONE, tmp_path / "gone", *arguments, *extra)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"standard output" not in done.stderr
    assert b"No such file or directory" in done.stderr


@pytest.mark.parametrize(
    "arguments", [("check", "td.json"), ("check", "-j", "2", "."), ("check", "--fix", ".")]
)
def test_without_a_temporary_folder_all_is_linted(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "td.json").write_text(json.dumps(TASK))
    nowhere = {name: str(tmp_path / "nowhere") for name in ("TMPDIR", "TEMP", "TMP")}
    program = LIMITED.replace("import resource, sys", "import sys").replace("resource.setrlimit", "str")
    program = program.replace("(resource.RLIMIT_AS, (limit, limit))", "(limit)")
    done = run(program, tmp_path, "0", *arguments, **nowhere)
    assert done.returncode == 1, done.stderr
    assert b"bogus" in done.stdout


@pytest.mark.needs("proc")
def test_want_of_memory_is_one_line(tmp_path: Path) -> None:
    members = ",".join(f'"k{number}": ["{number}"]' for number in range(300_000))
    (tmp_path / "large.json").write_text(f'{{"containerDefinitions": [], {members}}}')
    (tmp_path / "td.json").write_text(json.dumps(TASK))
    for limit in (110, 140, 180):
        done = run(LIMITED, tmp_path, str(limit << 20), "check", "--isolated", "--jobs", "1", ".")
        assert b"Traceback" not in done.stderr, done.stderr
        assert done.returncode in (1, 2)
        assert len(done.stderr.splitlines()) <= 3
