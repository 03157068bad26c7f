"""Rows of docs/mapping.md, run: what another tool's check reports, the rule that answers it reports too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ecslint.catalogue import pages
from tests.command import invoke

CONTAINER = {"name": "web", "image": "public.ecr.aws/nginx/nginx:1.27"}


def task(*, container: dict[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    """Return a task definition for instances with other members of it, or of its container."""
    return {
        "family": "web",
        "containerDefinitions": [{**CONTAINER, "memory": 256, **(container or {})}],
        **members,
    }


def service(**members: Any) -> dict[str, Any]:
    """Return a service on Fargate with other members."""
    network = {"subnets": ["subnet-0a1b2c3d4e5f60718"], "assignPublicIp": "ENABLED"}
    own = {"cluster": "main", "serviceName": "web", "taskDefinition": "web:1", "desiredCount": 1}
    return {
        **own,
        "launchType": "FARGATE",
        "networkConfiguration": {"awsvpcConfiguration": network},
        **members,
    }


EFS = {"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-0a1b2c3d4e5f60718"}}
PORT = {"fileSystemId": "fs-0a1b2c3d4e5f60718", "transitEncryptionPort": 2999}
IAM = {"fileSystemId": "fs-0a1b2c3d4e5f60718", "authorizationConfig": {"iam": "ENABLED"}}
ROWS = {
    "securityhub:ECS.1": [task(networkMode="host", container={"user": "root"})],
    "securityhub:ECS.2": [service()],
    "securityhub:ECS.3": [task(pidMode="host")],
    "securityhub:ECS.4": [task(container={"privileged": True})],
    "securityhub:ECS.5": [task()],
    "securityhub:ECS.8": [task(container={"environment": [{"name": "AWS_SECRET_ACCESS_KEY", "value": "x"}]})],
    "securityhub:ECS.9": [task()],
    "securityhub:ECS.10": [service(platformVersion="1.3.0")],
    "securityhub:ECS.18": [
        task(volumes=[EFS]),
        task(volumes=[{"name": "data", "efsVolumeConfiguration": PORT}]),
        task(volumes=[{"name": "data", "efsVolumeConfiguration": IAM}]),
    ],
    "securityhub:ECS.20": [task(container={"user": "root"})],
    "checkov:CKV_AWS_97": [task(volumes=[{"name": "data", "efsVolumeConfiguration": PORT}])],
    "controltower:CT.ECS.PR.5": [task()],
    "controltower:CT.ECS.PR.6": [task()],
}


@pytest.mark.parametrize("row", sorted(ROWS))
def test_the_rule_answers(row: str, tmp_path: Path) -> None:
    rules = [rule.id for rule in pages.rules() if row in rule.values("covers")]
    assert rules, row
    for number, data in enumerate(ROWS[row]):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        arguments = ["check", "--isolated", "--no-cache", "--format", "json", str(path)]
        result = invoke([*arguments, "--select", ",".join(rules)])
        assert {f["rule"] for f in json.loads(result.stdout)["findings"]} & set(rules), (row, number)


def test_a_pinned_platform_version_that_is_not_retired_is_no_finding(tmp_path: Path) -> None:
    path = tmp_path / "service.json"
    path.write_text(json.dumps(service(platformVersion="1.4.0")), encoding="utf-8")
    result = invoke(
        ["check", "--isolated", "--no-cache", "--format", "json", "--select", "ECS507", str(path)]
    )
    assert json.loads(result.stdout)["findings"] == []
    assert not any("checkov:CKV_AWS_332" in rule.values("covers") for rule in pages.rules())
