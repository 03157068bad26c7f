"""Inputs in files that are called templates: words left to replace, and what else they may replace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ecslint import api
from ecslint.finding import Severity

TASK = {
    "family": "Family Prefix",
    "executionRoleArn": "TASK EXEC ROLE",
    "containerDefinitions": [{"name": "my app", "image": "nginx:1.27", "memory": 256, "essential": True}],
}
TASK_SET = {
    "taskDefinition": "SET TASK DEFINITION",
    "launchType": "FARGATE",
    "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-0a1b2c3d"]}},
    "loadBalancers": [{"targetGroupArn": "BLUE TG ARN", "containerName": "web", "containerPort": 80}],
    "serviceRegistries": [],
    "scale": {"value": 100, "unit": "PERCENT"},
}


def errors(folder: Path, name: str, data: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    (folder / name).write_text(json.dumps(data, indent=1), encoding="utf-8")
    monkeypatch.chdir(folder)
    found = api.lint_paths([name]).findings
    return [finding.rule for finding in found if finding.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("task.template.json", TASK, []),
        ("task.json", TASK, ["ECS404", "ECS404"]),
        ("task.template.json", {**TASK, "executionRoleArn": "ecsTaskExecutionRole"}, ["ECS404", "ECS404"]),
        ("task-set.json", TASK_SET, []),
        ("task-set.json", {**TASK_SET, "scale": {"value": 100, "unit": "PARTS"}}, ["ECS012"]),
    ],
)
def test_words_left_to_replace(
    name: str, data: Any, expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert errors(tmp_path, name, data, monkeypatch) == expected
