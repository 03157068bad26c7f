"""With many files, most are forgotten once they have been checked: nothing else may change by that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import samples
from ecslint.config.lookup import Configuration
from ecslint.documents.frontends import kind_row
from ecslint.documents.subject import ParsedFile, TaskReference
from ecslint.engine import run as engine
from ecslint.engine.inputs import Inputs


def run(folder: Path) -> engine.Result:
    return engine.run(Inputs([str(folder)]), Configuration(isolated=True))


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
