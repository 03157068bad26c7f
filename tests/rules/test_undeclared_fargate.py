"""Fargate's rules hold for a task definition that does not name it, where a service runs it there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rules.definitions import ec2, web
from tests.rules.helpers import findings

SERVICE = {"cluster": "main", "serviceName": "web", "taskDefinition": "web", "desiredCount": 1}
SIZE: dict[str, Any] = {
    "requiresCompatibilities": None,
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
}
CASES = [
    ("ECS101", ec2(web(), **{**SIZE, "memory": "4096"})),
    ("ECS120", ec2(web(privileged=True), **SIZE)),
    ("ECS125", ec2(web(stopTimeout=121), **SIZE)),
    ("ECS130", ec2(web(linuxParameters={"capabilities": {"add": ["NET_ADMIN"]}}), **SIZE)),
    ("ECS140", ec2(web(resourceRequirements=[{"type": "GPU", "value": "1"}]), **SIZE)),
]


@pytest.mark.parametrize(("rule", "definition"), CASES)
def test_the_launch_type_of_the_service_counts(rule: str, definition: dict[str, Any], tmp_path: Path) -> None:
    def found(definition: dict[str, Any], launch_type: str) -> list[tuple[str, str, str]]:
        (tmp_path / "task-definition.json").write_text(json.dumps(definition))
        service = json.dumps({**SERVICE, "launchType": launch_type})
        return findings(service, tmp_path, rule, name="service.json")

    assert found(definition, "EC2") == []
    assert found({**definition, "requiresCompatibilities": ["EC2"]}, "FARGATE") == []
    # only the service is linted, so that the finding shows there
    assert found(definition, "FARGATE") == [(rule, "error", "/launchType")]
