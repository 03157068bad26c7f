"""A kind of input takes one module and one row: here a toy format, read by the whole house."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.base.route import Route
from ecslint.documents import frontends
from ecslint.documents.frontends import FRONTENDS, Frontend, KindRow
from ecslint.documents.subject import Kind, Prefix, Subject
from ecslint.model.base import build
from ecslint.model.task import TaskDefinition
from ecslint.source.document import Document
from tests.command import invoke

MEMBERS = {"cpu": "units", "memory": "megabytes", "family": "toy"}


class ToyOrigin(Prefix):
    """Members of a toy task have names of their own."""

    def route(self, route: Route) -> Route:
        return tuple(MEMBERS.get(str(step), step) for step in route)


def recognise(document: Document) -> Kind | None:
    return "toy-task" if isinstance(document.data, dict) and "toy" in document.data else None


def read_toy(document: Document, kind: Kind) -> list[Subject]:
    data = {api: document.data.get(toy) for api, toy in MEMBERS.items()}
    model = build(TaskDefinition, {**data, "requiresCompatibilities": ["FARGATE"]})
    return [Subject(model, document, ToyOrigin())]


@pytest.fixture
def toys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    row = Frontend(
        (KindRow("toy-task", is_self_contained=True),), f"{__name__}:read_toy", recognise, (b"toy:",)
    )
    monkeypatch.setattr(frontends, "FRONTENDS", [*FRONTENDS, row])
    monkeypatch.setattr("ecslint.documents.FRONTENDS", [*FRONTENDS, row])
    monkeypatch.chdir(tmp_path)
    for number in range(60):
        (tmp_path / f"toy{number:02}.yaml").write_text("toy: web\nunits: '512'\nmegabytes: '512'\n")
    return tmp_path


@pytest.mark.parametrize("arguments", [["--no-cache"], [], ["--jobs", "2", "--no-cache"], ["--jobs", "2"]])
def test_a_toy_format_is_recognised_linted_cached_run_in_parallel_and_reported(
    toys: Path, arguments: list[str]
) -> None:
    command = ["check", "--isolated", "--select", "ECS101", "--format", "concise", *arguments, "."]
    for _ in range(2):
        result = invoke(command)
        assert result.exit_code == 1
        assert result.output.count(":3:12: error ECS101") == 60
