"""What a tool of the repository drops is a warning only."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ecslint.facts import deployment_tools as facts
from tests.command import invoke

DEFINITION = {
    "family": "web",
    "revision": 7,
    "status": "ACTIVE",
    "deleteRequestedAt": "2026-01-01",
    "containerDefinitions": [{"name": "web", "image": "public.ecr.aws/nginx/nginx:1.27", "memory": 512}],
}
STEP = f"jobs: {{deploy: {{steps: [{{uses: aws-actions/{facts.ACTION}@v2}}]}}}}\n"


@pytest.fixture
def deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "deploy" / "web"
    folder.mkdir(parents=True)
    (folder / "task-definition.json").write_text(json.dumps(DEFINITION, indent=1), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def severities(*options: str) -> dict[str, str]:
    arguments = ["check", "--format", "json", "--select", "ECS015", "deploy", *options]
    found = json.loads(invoke(arguments).stdout)["findings"]
    return {finding["pointer"]: finding["severity"] for finding in found}


def workflow(folder: Path, text: str = STEP) -> None:
    (folder / ".github" / "workflows").mkdir(parents=True)
    (folder / ".github" / "workflows" / "deploy.yml").write_text(text, encoding="utf-8")


def test_nobody_drops_it(deep: Path, tmp_path: Path) -> None:
    workflow(tmp_path, "jobs: {}\n")
    assert set(severities().values()) == {"error"}


def test_the_action_drops_what_it_knows(deep: Path, tmp_path: Path) -> None:
    workflow(tmp_path)
    assert severities() == {"/revision": "warning", "/status": "warning", "/deleteRequestedAt": "error"}


def test_a_workflow_of_another_repository_says_nothing(deep: Path, tmp_path: Path) -> None:
    (deep / ".git").mkdir()
    workflow(tmp_path)
    assert set(severities().values()) == {"error"}


@pytest.mark.parametrize("name", sorted(facts.ECSPRESSO))
def test_ecspresso_drops_all(deep: Path, name: str) -> None:
    (deep / name).write_text("region: eu-west-1\n", encoding="utf-8")
    assert set(severities().values()) == {"warning"}


def test_what_describe_prints_stays_an_error(deep: Path, tmp_path: Path) -> None:
    workflow(tmp_path)
    wrapped = json.dumps({"taskDefinition": DEFINITION})
    (deep / "task-definition.json").write_text(wrapped, encoding="utf-8")
    assert severities()["/taskDefinition"] == "error"


def test_the_severity_of_the_configuration_holds(deep: Path, tmp_path: Path) -> None:
    workflow(tmp_path)
    (tmp_path / "ecslint.toml").write_text('[severity]\nECS015 = "error"\n', encoding="utf-8")
    assert set(severities("--config", "ecslint.toml").values()) == {"error"}


@pytest.mark.needs("pipes")
def test_a_pipe_is_not_opened(deep: Path, tmp_path: Path) -> None:
    workflow(tmp_path)
    (tmp_path / ".github" / "workflows" / "deploy.yml").unlink()
    os.mkfifo(tmp_path / ".github" / "workflows" / "deploy.yml")
    assert set(severities().values()) == {"error"}
