"""What a run stands on goes away: the current folder, the temporary one, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ecslint.documents.aws_cli.commands import MAX_COMMANDS
from ecslint.source.read import InputError
from tests.conftest import HANGS, ROOT
from tests.program import program

TASK = {"family": "web", "containerDefinitions": [{"name": "a", "image": "b:1", "memory": 64, "bogus": 1}]}
GONE = """
import os, sys
sys.path.insert(0, sys.argv.pop(1))
from ecslint.__main__ import run
os.rmdir(os.getcwd())
run()
"""
PLAIN = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from ecslint.__main__ import run
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
    assert b"the current folder is gone" in done.stderr


@pytest.mark.parametrize(
    "arguments", [("check", "td.json"), ("check", "-j", "2", "."), ("check", "--fix", ".")]
)
def test_without_a_temporary_folder_all_is_linted(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "td.json").write_text(json.dumps(TASK))
    nowhere = {name: str(tmp_path / "nowhere") for name in ("TMPDIR", "TEMP", "TMP")}
    done = run(PLAIN, tmp_path, *arguments, **nowhere)
    assert done.returncode == 1, done.stderr
    assert b"bogus" in done.stdout


@pytest.mark.needs("proc")
@pytest.mark.slow
def test_want_of_memory_is_one_line(tmp_path: Path) -> None:
    members = ",".join(f'"k{number}": ["{number}"]' for number in range(300_000))
    (tmp_path / "large.json").write_text(f'{{"containerDefinitions": [], {members}}}')
    (tmp_path / "td.json").write_text(json.dumps(TASK))
    said = []
    for limit in (110, 140, 180):
        done = run(LIMITED, tmp_path, str(limit << 20), "check", "--isolated", "--jobs", "1", ".")
        assert b"Traceback" not in done.stderr, done.stderr
        assert done.returncode in (1, 2)
        assert len(done.stderr.splitlines()) <= 3
        said.append(done.stderr + done.stdout)
    assert any(b"memory" in text.lower() for text in said), said


PLAN = '{"format_version": "1.2", "planned_values": {"root_module": {"resources": ['
SHAPES: dict[str, Callable[[], str]] = {
    "blocks.tf": lambda: 'resource "aws_ecs_cluster" "a" {\n  name = "a"\n}\n' * 60_000,
    "large.tf": lambda: 'resource "aws_ecs_cluster" "a" {\n  name = "a"\n}\n' * 120_000,
    "brackets.tf": lambda: "locals {\n  a = " + "[" * 3_000_000 + "\n}\n",
    "text.tf": lambda: 'resource "aws_ecs_cluster" "a" {\n  name = "' + "x" * 4_000_000 + '"\n}\n',
    "script.sh": lambda: "#!/bin/sh\n" + "aws ecs run-task --cluster a --count 0\n" * 50_000,
    "line.sh": lambda: "#!/bin/sh\naws ecs run-task " + "--cluster a " * 160_000 + "\n",
    "words.sh": lambda: "#!/bin/sh\n" + "aws ecs run-task --tags '" + "a=[" * 600_000 + "'\n",
    "open.sh": lambda: 'aws ecs run-task --overrides "$(cat <<E\n' * 45_000,
    "quoted.sh": lambda: "aws ecs run-task --overrides '" + '{"a":[' * 330_000 + "'\n",
    "page.md": lambda: "```sh\naws ecs run-task --cluster a --count 0\n```\n" * 40_000,
    "large.sh": lambda: "#!/bin/sh\n" + "aws ecs run-task --cluster a --count 0\n" * 700_000,
    "flow.yml": lambda: "a:\n" + "- run: aws ecs run-task --cluster a --count 0\n" * 400_000,
    "var.tfvars": lambda: "a = " + "[" * 3_000_000,
    "plan.json": lambda: (
        PLAN + '{"type": "aws_ecs_service", "name": "b", "values": {"name": "x"}},' * 400_000 + "{}]}}}"
    ),
    "input.json": lambda: (
        '{"serviceName": "a", "taskDefinition": "a", "tags": [' + '{"key": "a"},' * 2_000_000 + "{}]}"
    ),
    "images.json": lambda: "[" + '{"name": "a", "imageUri": "b:1"},' * 900_000 + "{}]",
    "manifest.yml": lambda: (
        "name: a\ntype: Backend Service\nimage: {location: 'a:1'}\nvariables:\n" + "  A: b\n" * 900_000
    ),
    "stack.yml": lambda: (
        "Resources:\n"
        + "".join(
            f"  R{number}: {{Type: AWS::ECS::Cluster, Properties: {{ClusterName: c{number}}}}}\n"
            for number in range(124_000)
        )
    ),
}
"""Texts by the names of their files, made when they are asked for: they are large."""


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.needs("proc")
@pytest.mark.parametrize("name", SHAPES)
def test_inputs_of_every_shape_take_less_than_a_gigabyte(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(SHAPES[name]())
    (tmp_path / "td.json").write_text(json.dumps(TASK))
    done = run(
        LIMITED, tmp_path, str(1 << 30), "check", "--isolated", "--jobs", "1", "--format", "concise", "."
    )
    said = done.stdout + done.stderr
    assert b"Traceback" not in said
    assert b"out of memory" not in said
    assert done.returncode in (1, 2), said[-500:]
    assert b"bogus" in done.stdout, "the other file is linted"


def test_scripts_of_the_largest_size_are_read(tmp_path: Path) -> None:
    from ecslint.documents.aws_cli import read

    for name in ("script.sh", "line.sh", "words.sh", "open.sh", "quoted.sh", "page.md"):
        assert 1_700_000 < len(SHAPES[name]()) <= read._MAX_BYTES, name
    for name, text in (("s.sh", SHAPES["script.sh"]()), ("p.md", SHAPES["page.md"]())):
        errors: list[InputError] = []
        units = list(read.read_scripts([str(tmp_path / name)], errors, lambda _, text=text: text.encode()))
        assert len(units) == 1
        assert len(units[0].subjects) == MAX_COMMANDS


LARGE = (
    *("large.json", "large.yml", "large.tf", "large.tf.json", "large.md", "large.sh", "Makefile", "large.mk"),
    *("large.template", "large.taskdef", "large.jsonc", "large.tftpl", "appspec.yml", "manifest.yml"),
)


@pytest.mark.parametrize("name", LARGE)
def test_a_file_of_two_hundred_megabytes_is_not_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text('{"family": "web", "containerDefinitions": []')
    os.truncate(tmp_path / name, 200 << 20)
    (tmp_path / "td.json").write_text(json.dumps(TASK))
    done = program("check", "--isolated", "--jobs", "1", name, "td.json", memory=160 << 20)
    assert b"memory" not in done.stderr
    assert done.returncode == 2, done.stderr
    assert b"is larger than 32 MB" in done.stderr
    assert b"bogus" in done.stdout, "the other file is linted"


@pytest.mark.needs("/dev/full")
def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "td.json").write_text(json.dumps(TASK))
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ecslint", "check", "td.json"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "ECSLINT_TRACEBACK": ""},
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=HANGS,
            check=False,
        )
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert done.stderr.endswith(b"standard output: No space left on device\n")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.needs("mount")
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "."),
        ("check", "-j", "2", "."),
        ("check", "--fix", "."),
        ("check", "--report", "json:report.json", "."),
        ("check", "--baseline", "b.json", "--update-baseline", "."),
        ("check", "--add-ignores", "."),
        ("cost", "--region", "eu-west-1", "."),
        ("init", "--yes"),
    ],
    ids=" ".join,
)
def test_on_a_disk_without_room_nothing_is_lost(
    arguments: tuple[str, ...], small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixable = {**TASK, "status": "ACTIVE", "revision": 1}
    for number in range(3):
        (small_disk / f"td{number}.json").write_text(json.dumps(fixable))
    with open(small_disk / "ballast", "wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(b"x" * 512)
    before = {path.name: path.read_bytes() for path in small_disk.iterdir()}
    places = {name: str(small_disk) for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME")}
    monkeypatch.chdir(small_disk)
    environment = {name: value for name, value in os.environ.items() if name != "ECSLINT_TRACEBACK"}
    done = program(*arguments, environment={**environment, **places})
    assert b"Traceback" not in done.stderr + done.stdout
    assert done.returncode in (0, 1, 2)
    after = {path.name: path.read_bytes() for path in small_disk.iterdir() if path.is_file()}
    assert {name: after[name] for name in before} == before
    assert [name for name in after if name.endswith(".tmp")] == []
    if arguments[1] in (".", "-j", "--report"):
        assert b"bogus" in done.stdout, done.stderr
    if len(arguments) > 2 and arguments[0] == "check" and arguments[1] != "-j":
        assert done.returncode == 2
        assert b"No space left on device" in done.stderr


@pytest.mark.slow
@pytest.mark.exhaustive
def test_a_hundred_thousand_files_are_linted(tmp_path: Path) -> None:
    texts = {
        "x.json": "{}", "y.yml": "a: 1\n", "m.tf": "locals {}\n", "s.sh": "echo a\n",
        "r.md": "# a\n", "z.py": "x = 1\n", "q.yaml": "kind: Pod\n", "Makefile": "a:\n\ttrue\n",
        "p.template": "{}", "n.txt": "a",
    }  # fmt: skip
    for number in range(10_000):
        folder = tmp_path / f"d{number % 100}" / f"e{number}"
        folder.mkdir(parents=True)
        for name, text in texts.items():
            (folder / name).write_text(text)
    (tmp_path / "d99" / "td.json").write_text(json.dumps(TASK))
    arguments = ("check", "--isolated", "--jobs", "1", "--format", "concise", ".")
    done = run(LIMITED, tmp_path, str(512 << 20), *arguments)
    assert done.returncode == 1, done.stderr
    assert done.stdout.count(b"\n") == done.stdout.count(b"d99/td.json:") > 0
    assert done.stderr == b""


AS_USER = """
import ctypes, os, sys
sys.path.insert(0, sys.argv.pop(1))
if os.geteuid() == 0:
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0
    for number in (1, 2):
        libc.prctl(24, number, 0, 0, 0)
    for number in range(3):
        sets[number] &= ~0b110
    assert libc.capset(header, sets) == 0
from ecslint.__main__ import run
run()
"""
"""An ordinary user: root without the right to read and write what its modes forbid (see capabilities(7))."""


@pytest.mark.needs("linux")
def test_what_an_ordinary_user_may_not_read_is_named(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "closed").mkdir(parents=True)
    for name in ("td.json", "secret.json", "closed/td.json"):
        (tree / name).write_text(json.dumps(TASK))
    (tree / "secret.json").chmod(0)
    (tree / "closed").chmod(0)
    try:
        done = run(AS_USER, tree, "check", "--isolated", "--format", "concise", ".")
        one = run(AS_USER, tree, "check", "--isolated", "secret.json")
    finally:
        (tree / "closed").chmod(0o755)
    assert b"Traceback" not in done.stderr + one.stderr
    assert (done.returncode, one.returncode) == (2, 2)
    assert b"secret.json: permission denied" in done.stderr
    assert b"closed" in done.stderr
    assert b"td.json:1:" in done.stdout, "the other file is linted"
    assert len(one.stderr.splitlines()) == 1


@pytest.mark.needs("linux")
@pytest.mark.parametrize("arguments", [("check", "."), ("check", "-j", "2", ".")], ids=" ".join)
def test_a_home_and_a_tree_that_cannot_be_written_change_nothing(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    tree, home = tmp_path / "tree", tmp_path / "home"
    home.mkdir()
    tree.mkdir()
    for number in range(400):
        (tree / f"td{number}.json").write_text(json.dumps(TASK))
    places = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "TMPDIR": str(home)}
    home.chmod(0o555)
    tree.chmod(0o555)
    try:
        done = run(AS_USER, tree, *arguments, "--format", "concise", **places)
    finally:
        home.chmod(0o755)
        tree.chmod(0o755)
    assert done.returncode == 1, done.stderr
    assert done.stdout.count(b"bogus") == 400
    assert b"Traceback" not in done.stderr
    assert list(home.iterdir()) == []
    assert not (tree / ".ecslint_cache").exists()
