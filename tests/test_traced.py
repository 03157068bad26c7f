"""System calls of a run over a hostile tree: no program, no connection, no write but what was asked for."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import HANGS, ROOT
from tests.fuzz.frontends import PLAN

pytestmark = [pytest.mark.needs("strace"), pytest.mark.needs("linux")]

TASK = {
    "family": "web",
    "cpu": 256,
    "status": "ACTIVE",
    "containerDefinitions": [{"name": "web", "image": "nginx:1", "memory": "64", "bogus": 1}],
}
CALLS = "%network,execve,execveat,openat,open,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,"
CALLS += "link,linkat,symlink,symlinkat,truncate,chmod,fchmodat,chown,fchownat,mknod,mknodat,ptrace,mount"
_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC")
_NAME = re.compile(r'"((?:[^"\\]|\\.)*)"')
HARMLESS = ("/dev/null", "/dev/shm/", "/dev/tty")
"""What is written to without a trace: locks between processes of ours are in ``/dev/shm``."""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree with all that a stranger may hope to have run or read."""
    folder = tmp_path / "tree"
    folder.mkdir()
    ran = f"#!/bin/sh\ntouch {tmp_path}/ran\n"
    for name in ("git", "python3", "cfn-lint", "sh", ".git/hooks/post-checkout"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(ran)
        (folder / name).chmod(0o755)
    for name in ("yaml", "click", "sitecustomize", "usercustomize", "pydantic", "ecslint_plugin"):
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    (folder / ".cfnlintrc").write_text("append_rules: [.]\n")
    (folder / "bare").mkdir()
    (folder / "bare" / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "bare" / "config").write_text("[core]\nfsmonitor = ./git\n")
    (folder / "link.json").symlink_to("/etc/passwd")
    (folder / "out").symlink_to("/etc")
    os.mkfifo(folder / "pipe.json")
    (folder / "td.json").write_text(json.dumps(TASK))
    (folder / "tag.yml").write_text(
        "family: !!python/object/apply:os.system [./git]\ncontainerDefinitions: []\n"
    )
    include = {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "http://127.0.0.1/x"}}}
    template = {"Resources": {"T": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Family": include}}}}
    (folder / "t.template").write_text(json.dumps(template))
    module = 'resource "aws_ecs_task_definition" "a" {\n  family = file("/etc/hostname")\n'
    (folder / "main.tf").write_text(
        f'module "m" {{\n  source = "git::ssh://127.0.0.1/x"\n}}\n{module}  container_definitions = '
        'templatefile("../../../etc/hostname", {})\n}\n'
    )
    _frontends(folder)
    monkeypatch.chdir(folder)
    return folder


def _frontends(folder: Path) -> None:
    """Add what the other frontends read, with all that they may be lured to start, fetch or read."""
    outside = folder.parent / "outside"
    outside.mkdir()
    for name in ("main.tf", "x.sh", "task.json"):
        (outside / name).write_text("outside")
    files = {
        "infra/main.tf": 'module "a" {\n  source = "../../outside"\n}\n'
        'module "b" {\n  source = "./linked"\n}\n'
        'module "c" {\n  source = "registry.terraform.io/terraform-aws-modules/ecs/aws"\n}\n'
        'data "external" "x" {\n  program = ["../git"]\n}\n'
        'resource "aws_ecs_task_definition" "a" {\n  family = file("../../outside/task.json")\n'
        '  container_definitions = file("linked/task.json")\n'
        '  provisioner "local-exec" {\n    command = "../git"\n  }\n}\n',
        "deploy.sh": '`./git`; $(./git)\naws ecs run-task --overrides "$(./git)" --count `./git`\n'
        "aws ecs register-task-definition --cli-input-json file://../outside/task.json\n"
        "aws ecs register-task-definition --cli-input-json http://127.0.0.1/task.json\n",
        "Makefile": "X := $(shell ./git)\nall:\n\t@aws ecs run-task --count $(shell ./git)\n",
        "README.md": "```sh\naws ecs run-task --task-definition $(./git)\n```\n![x](http://127.0.0.1/x.png)\n",
        ".github/workflows/ci.yml": "jobs:\n  a:\n    steps:\n    - run: aws ecs run-task --count $(./git)\n",
        "copilot/api/manifest.yml": "name: api\ntype: Backend Service\nimage: {build: ./git}\n"
        "env_file: ../../../outside/task.json\ncpu: 256\nmemory: 512\n",
        "plan.json": json.dumps(PLAN),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "infra" / "linked").symlink_to(outside)
    (folder / "infra" / "linked.tf").symlink_to(outside / "main.tf")
    (folder / "linked.sh").symlink_to(outside / "x.sh")


def traced(folder: Path, *arguments: str) -> list[str]:
    """Run a command; return the calls that were made, without those that failed or only read."""
    log = folder.parent / "calls"
    cache = folder.parent / "cache"
    environment = {**os.environ, "PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(cache)}
    environment.pop("PYTHONPATH", None)
    script = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from ecslint.__main__ import run; run()"
    command = [
        "strace",
        "-f",
        "-qq",
        "-y",
        "-s",
        "4096",
        "-e",
        f"trace={CALLS}",
        "-o",
        str(log),
        sys.executable,
    ]
    done = subprocess.run(
        [*command, "-I", "-B", "-c", script, *arguments],
        capture_output=True,
        env=environment,
        timeout=HANGS,
        check=False,
    )
    assert done.returncode in (0, 1, 2), done.stderr
    assert b"Traceback" not in done.stderr
    assert not (folder.parent / "ran").exists()
    assert f"<{folder.parent / 'outside'}/" not in log.read_text(errors="replace"), (
        "a file outside was opened"
    )
    lines = [line.partition(" ")[2].strip() for line in log.read_text(errors="replace").splitlines()]
    calls = [line for line in lines if not line.startswith(("---", "+++", "<..."))]
    return [call for call in calls if not call.startswith("open") or _WRITES.search(call)]


def programs(calls: list[str]) -> list[str]:
    return [call for call in calls if call.startswith(("execve", "ptrace", "mount"))]


def connections(calls: list[str]) -> list[str]:
    """Return what has to do with the network; pairs of sockets inside the process are none."""
    return [
        call for call in calls if re.match(r"(socket|connect|bind|listen|send\w*|recv\w*|accept\w*)\(", call)
    ]


def written(calls: list[str]) -> set[str]:
    """Return the names that were written, made or removed."""
    found = {
        name
        for call in calls
        if not call.startswith(("execve", "socket"))
        for name in _NAME.findall(call)
        if not name.startswith(HARMLESS)
    }
    return {os.path.relpath(name, os.getcwd()) if name.startswith("/") else name for name in found}


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--no-cache", "."),
        ("check", "--no-cache", "-j", "2", "."),
        ("check", "--diff", "td.json"),
        ("check", "--no-cache", "infra/main.tf", "deploy.sh", "plan.json", "copilot/api/manifest.yml"),
        ("reach", "."),
        ("rollout", "."),
        ("capacity", "."),
        ("firelens", "td.json"),
        ("cost", "--region", "eu-west-1", "."),
    ],
    ids=" ".join,
)
def test_a_run_starts_nothing_connects_to_nothing_and_writes_nothing(
    tree: Path, arguments: tuple[str, ...]
) -> None:
    calls = traced(tree, *arguments)
    assert len(programs(calls)) == 1, programs(calls)
    assert connections(calls) == []
    assert {name for name in written(calls) if not name.startswith("../cache/ecslint")} == set()


def test_what_was_asked_for_is_all_that_is_written(tree: Path) -> None:
    calls = traced(tree, "check", "--no-cache", "--fix", "--report", "json:report.json", "td.json")
    assert len(programs(calls)) == 1
    assert connections(calls) == []
    names = {re.sub(r"^\.ecslint-.*\.tmp$", "TEMPORARY", os.path.basename(name)) for name in written(calls)}
    assert names == {"td.json", "report.json", "TEMPORARY"}


def test_a_revision_is_read_by_git_alone(tree: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tree / "repo")], check=True, capture_output=True)
    (tree / "repo" / "td.json").write_text(json.dumps(TASK))
    for name in ("infra", "copilot", "deploy.sh", "Makefile", "plan.json"):
        (tree / name).rename(tree / "repo" / name)
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for arguments in (["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run(["git", *who, *arguments], cwd=tree / "repo", check=True, capture_output=True)
    calls = traced(tree, "cost", "--region", "eu-west-1", "--diff", "HEAD", "repo")
    first, *others = programs(calls)
    assert sys.executable in first
    assert others
    assert all(re.match(r'execve\("/[^"]*/git", ', call) for call in others)
    assert connections(calls) == []
    assert {name for name in written(calls) if not name.startswith("../cache/ecslint")} == set()
