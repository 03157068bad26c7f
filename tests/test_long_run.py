"""With many files, most are forgotten once they have been checked: nothing else may change by that."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import samples
from ecslint.config.lookup import Configuration
from ecslint.documents.frontends import kind_row
from ecslint.documents.subject import ParsedFile, TaskReference
from ecslint.engine import inputs
from ecslint.engine import run as engine
from ecslint.engine.inputs import Inputs
from ecslint.fixing import many
from tests.command import invoke
from tests.steps import assert_linear


def run(folder: Path) -> engine.Result:
    return engine.run(Inputs([str(folder)], lints=True), Configuration(isolated=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(12):
        samples.write(str(tmp_path / f"task-{number}.json"), samples.task_text(number))
    many = "---\n".join(json.dumps(samples.task_definition(number)) + "\n" for number in range(20, 24))
    (tmp_path / "many.yaml").write_text(many)
    (tmp_path / "containers.json").write_text(json.dumps(samples.task_definition(7)["containerDefinitions"]))
    family = samples.task_definition(5)["family"]
    balancer = {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/a/b"}
    service: dict[str, Any] = {
        "serviceName": "five",
        "taskDefinition": family,
        "launchType": "FARGATE",
        "loadBalancers": [{**balancer, "containerName": "nobody", "containerPort": 1}],
    }
    (tmp_path / "zz-service.json").write_text(json.dumps(service))
    return tmp_path


def test_findings_are_those_of_a_short_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SHORT_RUN", 10_000)
    short = run(folder)
    monkeypatch.setattr(engine, "SHORT_RUN", 0)
    long = run(folder)
    assert long.findings == short.findings
    assert any('"nobody"' in f.message for f in long.findings)
    assert not long.crashes


def test_what_was_checked_is_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SHORT_RUN", 10_000)
    short = run(folder)
    monkeypatch.setattr(engine, "SHORT_RUN", 0)
    long = run(folder)
    assert len(long.units) == len(short.units)
    for one, other in zip(long.units, short.units, strict=True):
        assert one.document.data == other.document.data
        assert one.document.span(()) == other.document.span(())
        assert isinstance(other, ParsedFile)
        assert isinstance(one, ParsedFile) != kind_row(one.kind).is_self_contained
        for mine, theirs in zip(one.tasks, other.subjects, strict=kind_row(one.kind).holds_tasks):
            again = mine.subject() if isinstance(mine, TaskReference) else mine
            assert repr(mine.task_family) == repr(theirs.task_family)
            assert mine.kind == again.kind == theirs.kind
            assert repr(again.model) == repr(theirs.model)
            assert again.context.arguments.keys() | {"Settings"} == theirs.context.arguments.keys() | {
                "Settings"
            }


def test_analyses_get_the_models_of_all_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a run that wants findings forgets files: a price needs the models of every one."""
    monkeypatch.setattr(inputs, "ENOUGH", 3)
    samples.write_task_definitions(str(tmp_path), 8)
    assert all(isinstance(unit, ParsedFile) for unit in Inputs([str(tmp_path)]))
    done = invoke(["cost", "--isolated", "--format", "json", str(tmp_path)])
    assert len(json.loads(done.stdout)["estimates"]) == 8


TF = """
resource "aws_ecs_task_definition" "t{number}" {{
  family                = "t{number}"
  container_definitions = jsonencode([{{ name = "a", image = "nginx:1.27", memory = 128,
    portMappings = [{{ containerPort = 80, protocol = "TCP" }}] }}])
}}
"""


@pytest.mark.parametrize("kind", ["json", "tf"])
def test_fixes_of_a_folder_take_steps_in_proportion_to_its_files(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is around a folder, and what its files say together, is looked at once and not for each file."""
    monkeypatch.setattr(many, "SHORT_RUN", 0)

    def prepare(size: int) -> Callable[[], object]:
        folder = tmp_path / str(size)
        folder.mkdir()
        for number in range(size):
            if kind == "tf":
                (folder / f"{number}.tf").write_text(TF.format(number=number).replace("TCP", "tcp"))
            else:
                broken = {**samples.task_definition(number), "cpu": "257"}
                (folder / f"{number}.json").write_text(json.dumps(broken))
        command = ["check", "--isolated", "--no-cache", "--jobs", "1", "--diff", str(folder)]
        return lambda: invoke(command)

    assert_linear(prepare, 24)
