"""Several processes find the same as one, in the same order, in every format."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ecslint.config.lookup import Configuration
from ecslint.documents.subject import CheckedFile, parsed
from ecslint.engine import pool as parallel
from ecslint.engine.inputs import Inputs
from ecslint.engine.run import Single, run
from ecslint.model.task import TaskDefinition
from ecslint.report import formats
from tests.command import invoke
from tests.conftest import HANGS, ROOT


def put(path: Path, data: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data if isinstance(data, str) else json.dumps(data, indent=1))


def task(family: Any, **more: Any) -> dict[str, Any]:
    container = {"name": "web", "image": "nginx:1", "memory": 64, "portMappings": [{"containerPort": 80}]}
    return {"family": family, "containerDefinitions": [{**container, **more}]}


def service(reference: Any, container: str = "wbe") -> dict[str, Any]:
    balancers = [{"targetGroupArn": "arn", "containerName": container, "containerPort": 81}]
    return {"serviceName": "a", "cluster": "c", "taskDefinition": reference, "loadBalancers": balancers}


def stack(reference: Any) -> dict[str, Any]:
    balancers = [{"TargetGroupArn": "arn", "ContainerName": "wbe", "ContainerPort": 81}]
    properties = {"TaskDefinition": reference, "LoadBalancers": balancers, "DesiredCount": 1}
    return {"Resources": {"S": {"Type": "AWS::ECS::Service", "Properties": properties}}}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with every kind of file, and with whatever makes one file matter to another."""
    monkeypatch.chdir(tmp_path)
    for number in range(10):
        put(tmp_path / f"tasks/{number:02}.json", task(f"f{number}", bogus=1, memory=-number))
    put(tmp_path / "apart/service.json", service("f7"))
    put(tmp_path / "apart/other.json", service("${FAMILY}"))
    put(tmp_path / "pair/service.json", service("pair:3"))
    put(tmp_path / "pair/td.json", [{**task("pair"), "cpu": 256}, task("pair2")])
    put(tmp_path / "stacks/by-family.json", stack("f9"))
    put(tmp_path / "stacks/unknown.json", stack({"Ref": "P"}))
    put(tmp_path / "stacks/nobody.json", stack("nobody"))
    put(tmp_path / "deploy/appspec.yml", APPSPEC)
    put(tmp_path / "deploy/stack.json", stack("f3"))
    put(tmp_path / "deploy/imagedefinitions.json", [{"name": "wbe", "imageUri": "a:1"}])
    put(tmp_path / "deploy/td.json", task("f99"))
    put(tmp_path / "documents.yml", SEVERAL)
    put(tmp_path / "broken.json", '{"family": "web", "containerDefinitions": [{"name": }')
    put(tmp_path / "empty.json", "")
    put(tmp_path / "other.json", {"a": 1})
    put(tmp_path / "ignored.yml", IGNORED)
    (tmp_path / "tasks/binary.json").write_bytes(b'{"containerDefinitions": "\0"}')
    (tmp_path / "ecslint.toml").write_text(CONFIGURATION)
    return tmp_path


APPSPEC = """\
version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION>
        LoadBalancerInfo: {ContainerName: nothing, ContainerPort: 1}
"""
SEVERAL = """\
family: one
containerDefinitions: [{name: a, image: "b:1", memory: 1, bogus: 1}]
---
family: two
containerDefinitions: [{name: a, image: "b:1", memory: 1, bogus: 1}]
"""
IGNORED = """\
# ecslint: ignore[ECS010] known
family: ignored
containerDefinitions:
  - {name: a, image: "b:1", memory: 64, bogus: 1}  # ecslint: ignore[ECS010] known
  - {name: b, image: "b:1", memory: 64}  # ecslint: ignore[ECS010] not needed
"""
CONFIGURATION = """\
[[suppress]]
rule = "ECS709"
file = "tasks/01.json"
reason = "because"
[[suppress]]
rule = "ECS152"
file = "tasks/02.json"
reason = "nothing needs it"
"""


def outcome(*arguments: str, stdin: bytes = b"") -> tuple[int, bytes]:
    result = invoke(["check", *arguments], input=stdin)
    return result.exit_code, result.output_bytes


def reported(folder: Path, *arguments: str) -> tuple[int, dict[str, bytes]]:
    """Lint once, with a report in each format; return the status and the reports by their formats."""
    folder.mkdir()
    reports = [word for form in formats() for word in ("--report", f"{form}:{folder / form}")]
    status, _ = outcome("-q", *reports, *arguments)
    return status, {form: (folder / form).read_bytes() for form in formats()}


def test_every_format_is_the_same_to_the_byte(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    out = tmp_path_factory.mktemp("reports")
    status, one = reported(out / "1", "--jobs", "1")
    assert all(len(report) > 1000 for report in one.values())
    assert reported(out / "2", "--jobs", "2") == (status, one)
    several = reported(out / "5", "--jobs", "5", "--verbose")
    assert several == reported(out / "1v", "-j1", "-v")


@pytest.mark.parametrize("form", ["text", "concise", "json", "jsonl"])
def test_what_is_written_while_it_runs_is_the_same_to_the_byte(form: str, tree: Path) -> None:
    assert outcome("--format", form, "--jobs", "2") == outcome("--format", form, "--jobs", "1")


@pytest.mark.parametrize(
    "arguments",
    [
        ("tasks/03.json", "missing.json", "apart/service.json", "other.json", "-", "stacks", "tasks"),
        ("apart/service.json",),
        ("--force-exclude", "other.json", "tasks/03.json", "missing.json"),
        ("--isolated", "--profile", "strict", "--statistics"),
        ("--no-ignores", "--select", "ECS0,ECS4", "--fail-on", "info"),
        ("--select", "ECS999"),
    ],
)
def test_every_way_to_call_it_is_the_same(arguments: tuple[str, ...], tree: Path) -> None:
    stdin = json.dumps(task("stdin", bogus=1)).encode()
    one = outcome(*arguments, "--jobs", "1", stdin=stdin)
    assert one[1]
    assert outcome(*arguments, "--jobs", "3", stdin=stdin) == one


def test_what_rests_on_several_files_is_found(tree: Path) -> None:
    text = outcome("--format", "concise", "--jobs", "2")[1].decode()
    for path in ("apart/service.json", "pair/service.json", "stacks/by-family.json", "deploy/appspec.yml"):
        lines = [line for line in text.splitlines() if line.startswith(path)]
        assert any('"wbe"' in line or '"nothing"' in line for line in lines), path


def test_context_files_count(tree: Path) -> None:
    put(tree / "known.json", {"taskDefinition": task("nobody")})
    one = outcome("--context", "known.json", "--format", "json", "--jobs", "1")
    assert one != outcome("--format", "json", "--jobs", "1")
    assert outcome("--context", "known.json", "--format", "json", "--jobs", "2") == one


def test_baselines_and_fixes(tree: Path) -> None:
    outcome("--baseline", "b1.json", "--update-baseline", "--jobs", "1")
    outcome("--baseline", "b2.json", "--update-baseline", "--jobs", "2")
    assert (tree / "b1.json").read_bytes() == (tree / "b2.json").read_bytes()
    (tree / "b2.json").unlink()
    put(tree / "tasks/00.json", task("f0", nonsense=1))
    one = outcome("--baseline", "b1.json", "--jobs", "1")
    assert outcome("--baseline", "b1.json", "--jobs", "2") == one
    before = (tree / "pair/td.json").read_bytes()
    _, fixed = outcome("--fix", "--jobs", "2")
    assert (tree / "pair/td.json").read_bytes() != before
    first, _, rest = fixed.partition(b"\n")
    assert first.startswith(b"ecslint: fixed ")
    assert rest == outcome("--jobs", "1")[1]


def test_a_rule_that_crashes(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import ecslint.checks.task.metadata as module

    def crash(*_: object) -> Any:
        raise ValueError("rule out of order")

    monkeypatch.setattr(module, "tag_problems", crash)
    code, output = outcome("--jobs", "1")
    assert code == 2
    assert b"rule out of order" in output
    if sys.platform == "linux":  # elsewhere other processes do not know of the change
        assert outcome("--jobs", "2") == (code, output)


def test_a_configuration_out_of_order_is_one_line(tree: Path) -> None:
    (tree / "tasks/ecslint.toml").write_text("select = 1")
    assert outcome("--jobs", "2") == outcome("--jobs", "1")
    assert outcome("--jobs", "2")[0] == 2


def test_few_files_need_no_other_process(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lint_in_pool(*_: object) -> Any:
        raise AssertionError("a process too many")

    monkeypatch.setattr(parallel, "lint_in_pool", lint_in_pool)
    assert outcome()[0] == 2
    monkeypatch.setattr("ecslint.engine.inputs.ENOUGH", 10)
    with pytest.raises(AssertionError, match="too many"):
        outcome()


def test_from_some_files_on_others_help(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = outcome("--format", "json", "--jobs", "1")
    monkeypatch.setattr("ecslint.engine.inputs.ENOUGH", 10)
    monkeypatch.setattr(parallel, "processors", lambda: 2)
    assert outcome("--format", "json") == one
    monkeypatch.setattr(parallel, "processors", lambda: 1)
    assert outcome("--format", "json") == one


def test_processes_that_start_anew_find_the_same(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = outcome("--format", "json", "--jobs", "1")
    monkeypatch.setattr(parallel, "METHOD", "spawn")
    assert outcome("--format", "json", "--jobs", "2") == one


def test_what_travels_can_be_asked_for_everything_again(tree: Path) -> None:
    import pickle

    configuration = Configuration(isolated=True)
    units = list(Inputs([str(tree / "pair/td.json"), str(tree / "stacks/nobody.json")]))
    sent: list[CheckedFile] = pickle.loads(
        pickle.dumps([Single(configuration).check(unit) for unit in parsed(units)])
    )
    assert [task.task_family for task in sent[0].tasks] == ["pair", "pair2"]
    assert sent[0].tasks[0].kind == "TaskDefinition"
    model = sent[0].tasks[0].subject().model
    assert isinstance(model, TaskDefinition)
    assert model.family == "pair"
    assert sent[0].document.data[0]["cpu"] == 256
    assert not sent[1].tasks
    again = run(sent, configuration)
    assert again.findings == run(Inputs([u.document.path for u in units]), configuration).findings


DRIVER = """
import os, signal, sys
from ecslint.engine import pool
from ecslint.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
what, when = sys.argv.pop(1), int(sys.argv.pop(1))
first, real, linted = os.getpid(), pool.Single.check, 0

def check(single, unit):
    global linted
    linted += os.getpid() != first
    if linted == when and what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if linted == when and what == "interrupt":
        os.killpg(0, signal.SIGINT)
    return real(single, unit)

pool.Single.check = check
main()
"""


def ended(tree: Path, what: str, when: int) -> subprocess.CompletedProcess[bytes]:
    """Run in two processes, of which one ends something when it has so many files; all have ended then."""
    for number in range(12):
        put(tree / f"more/{number}.json", task(f"m{number}", bogus=1))
    command = [sys.executable, "-c", DRIVER, what, str(when), "check", "--jobs", "2", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command,
        cwd=tree,
        env=environment,
        capture_output=True,
        start_new_session=True,
        timeout=HANGS,  # it waits for all that hold the streams, so for every process
        check=False,
    )


@pytest.mark.needs("linux")
@pytest.mark.parametrize("when", [1, 9])
def test_a_process_that_is_killed_is_one_line(when: int, tree: Path) -> None:
    done = ended(tree, "kill", when)
    assert b"Traceback" not in done.stdout + done.stderr
    assert done.returncode == 2
    assert b"was ended" in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.needs("linux")
@pytest.mark.parametrize("when", [1, 9])
def test_an_interrupt_ends_all_processes_quietly(when: int, tree: Path) -> None:
    done = ended(tree, "interrupt", when)
    assert b"Traceback" not in done.stdout + done.stderr
    assert done.returncode == 130
