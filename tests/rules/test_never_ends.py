"""Containers that never end (ECS451) or end at once (ECS485), and ports of equal images (ECS475)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

FARGATE = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "512", "memory": "1024"}
ADOT = "public.ecr.aws/aws-observability/aws-otel-collector:v0.43.0"


def reported(folder: Path, rule: str, *containers: dict[str, Any]) -> list[str]:
    """Return the severities of a rule's findings on a task of these containers."""
    given = [{"image": "example/app:1", **container} for container in containers]
    file = folder / "task-definition.json"
    file.write_text(json.dumps({"family": "web", **FARGATE, "containerDefinitions": given}))
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(file)])
    return [f["severity"] for f in json.loads(result.stdout)["findings"] if f["rule"] == rule]


def awaited(folder: Path, **container: Any) -> list[str]:
    """Return the severities of ECS451 on a container whose end another one waits for."""
    waits = {"name": "web", "dependsOn": [{"containerName": "job", "condition": "SUCCESS"}]}
    return reported(folder, "ECS451", {"name": "job", "essential": False, **container}, waits)


@pytest.mark.parametrize(
    "command",
    [
        ["sleep", "infinity"],
        ["sh", "-c", "mkdir /x && tail -f /dev/null"],
        ["celery", "-A", "app", "worker", "-l", "info"],
        ["bundle", "exec", "sidekiq", "-C", "config/sidekiq.yml"],
        ["php", "artisan", "queue:work", "--tries=3"],
        ["rq", "worker", "default"],
        ["airflow", "scheduler"],
    ],
)
def test_what_never_ends_is_not_awaited(command: list[str], tmp_path: Path) -> None:
    assert awaited(tmp_path, command=command) == ["warning"]


@pytest.mark.parametrize(
    "command",
    [
        ["sleep", "30"],
        ["sh", "-c", "tail -f /dev/null & migrate"],
        ["celery", "-A", "app", "call", "app.seed"],
        ["php", "artisan", "queue:work", "--stop-when-empty"],
        ["rq", "worker", "--burst", "default"],
        ["airflow", "db", "migrate"],
    ],
)
def test_what_may_end_is_awaited(command: list[str], tmp_path: Path) -> None:
    assert awaited(tmp_path, command=command) == []


def test_a_sidecar_does_not_end(tmp_path: Path) -> None:
    assert awaited(tmp_path, image=ADOT) == ["warning"]
    assert awaited(tmp_path, image=ADOT, command=["--config=/etc/ecs/ecs-default-config.yaml"]) == ["warning"]
    assert awaited(tmp_path, image=ADOT, command=["validate", "--config=/a.yaml"]) == []


@pytest.mark.parametrize(("command", "found"), [(["python3"], 1), (["node"], 1), (["python3", "a.py"], 0)])
def test_an_interpreter_ends_without_input(command: list[str], found: int, tmp_path: Path) -> None:
    assert len(reported(tmp_path, "ECS485", {"name": "a", "command": command})) == found
    terminal = {"interactive": True, "pseudoTerminal": True}
    assert reported(tmp_path, "ECS485", {"name": "a", "command": command, **terminal}) == []


def test_two_of_an_image_that_is_no_stand_in(tmp_path: Path) -> None:
    first, second = {"name": "cache", "image": "redis:7"}, {"name": "queue", "image": "redis:7"}
    mapped = {**first, "portMappings": [{"containerPort": 6379}]}
    assert reported(tmp_path, "ECS475", first, second) == ["warning"]
    assert reported(tmp_path, "ECS475", mapped, second) == ["warning"]
    told = {**second, "command": ["redis-server", "--port", "6380"]}
    assert reported(tmp_path, "ECS475", mapped, told) == []
    copied = {"name": "web", "portMappings": [{"containerPort": 6379}]}
    assert reported(tmp_path, "ECS475", copied, second) == ["info"]
