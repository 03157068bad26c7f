"""Public images that stopped or stayed unhealthy for a value, as reported: found there, silent when fixed.

A case names its source and error, and has the container with the fault and the corrected one. ``task`` are
further members of the task definition (``good_task`` of the corrected one), ``path`` the two paths that a
load balancer asks for its health checks (``port`` of the container), ``mount`` the two users of an access
point. ``at`` is the pointer of the finding, from the container on, or ``path``. A case without ``rule`` is
one that no file proves.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

FOLDER = Path(__file__).parent.parent / "cases" / "images"
CASES = [case for file in sorted(FOLDER.glob("*.json")) for case in json.loads(file.read_text())]
ROLE = "arn:aws:iam::111122223333:role/"
BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/a/0123456789abcdef"
SUBNETS = ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"]


def capitalised(data: Any, keep: bool = False) -> Any:
    """Return members in the notation of templates; keys of options and labels stay as they are."""
    if isinstance(data, dict):
        return {
            k if keep else k[0].upper() + k[1:]: capitalised(v, k in ("options", "dockerLabels"))
            for k, v in data.items()
        }
    return [capitalised(item) for item in data] if isinstance(data, list) else data


def task_definition(case: dict[str, Any], which: str) -> dict[str, Any]:
    """Return the task definition of a case."""
    container = {"name": "app", "essential": True, **case[which]}
    container.setdefault(
        "logConfiguration",
        {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": "/ecs/app",
                "awslogs-region": "eu-west-1",
                "awslogs-stream-prefix": "ecs",
            },
        },
    )
    return {
        "family": "case",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "2048",
        "memory": "8192",
        "executionRoleArn": f"{ROLE}ecsTaskExecutionRole",
        "taskRoleArn": f"{ROLE}app-task",
        **case.get("task", {}),
        **(case.get("good_task", {}) if which == "good" else {}),
        "containerDefinitions": [container],
    }


def template(case: dict[str, Any], which: str) -> dict[str, Any]:
    """Return a template with the task, its service, and the target group that asks the path."""
    task = capitalised(task_definition(case, which))
    group = {
        "VpcId": "vpc-0a1b2c3d4e5f60718",
        "Port": case["port"],
        "Protocol": "HTTP",
        "TargetType": "ip",
        "HealthCheckPath": case["path"][which == "good"],
    }
    service = {
        "Cluster": "main",
        "TaskDefinition": {"Ref": "Task"},
        "LaunchType": "FARGATE",
        "DesiredCount": 2,
        "HealthCheckGracePeriodSeconds": 300,
        "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": SUBNETS}},
        "LoadBalancers": [
            {"ContainerName": "app", "ContainerPort": case["port"], "TargetGroupArn": {"Ref": "Group"}}
        ],
    }
    listener = {
        "LoadBalancerArn": BALANCER,
        "Port": 80,
        "Protocol": "HTTP",
        "DefaultActions": [{"Type": "forward", "TargetGroupArn": {"Ref": "Group"}}],
    }
    return {
        "Resources": {
            "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": task},
            "Service": {"Type": "AWS::ECS::Service", "DependsOn": "Listener", "Properties": service},
            "Group": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": group},
            "Listener": {"Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": listener},
        }
    }


def findings(case: dict[str, Any], which: str, folder: Path) -> set[tuple[str, str, str]]:
    """Return rule, severity and pointer of what is reported on a case; pointers in the notation of tasks."""
    stack = "path" in case
    file = folder / ("template.json" if stack else "task-definition.json")
    file.write_text(json.dumps((template if stack else task_definition)(case, which), indent=1))
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(file)])
    assert result.exit_code in (0, 1), result.output
    found = json.loads(result.stdout)["findings"]
    return {(f["rule"], f["severity"], f["pointer"]) for f in found}


def pointer_of(case: dict[str, Any]) -> str:
    """Return the pointer at which the finding of a case is expected."""
    at: str = case["at"]
    if at == "path":
        return "/Resources/Group/Properties/HealthCheckPath"
    return at[1:] if at.startswith("~") else f"/containerDefinitions/0{at}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_image_is_reported_where_it_is(case: dict[str, Any], tmp_path: Path) -> None:
    bad, good = findings(case, "bad", tmp_path), findings(case, "good", tmp_path)
    wanted = (case["rule"], pointer_of(case)) if case["rule"] else None
    assert wanted is None or wanted in {(rule, pointer) for rule, _, pointer in bad}, bad
    assert case["rule"] not in {rule for rule, _, _ in good}, good
    assert "error" not in {severity for _, severity, _ in good}, good
