"""Inputs of Application Auto Scaling, EventBridge and its Scheduler are judged by the rules for templates."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

RUN = {
    "TaskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/nightly:3",
    "LaunchType": "FARGATE",
    "NetworkConfiguration": {"awsvpcConfiguration": {"Subnets": ["subnet-0a1b2c3d"]}},
}
TARGET = {
    "Id": "nightly",
    "Arn": "arn:aws:ecs:eu-west-1:111122223333:cluster/main",
    "RoleArn": "arn:aws:iam::111122223333:role/starter",
    "EcsParameters": RUN,
}
TARGETS = {"Rule": "nightly", "Targets": [TARGET]}
SCHEDULE = {
    "Name": "nightly",
    "ClientToken": "7",
    "ScheduleExpression": "cron(0 4 * * ? *)",
    "FlexibleTimeWindow": {"Mode": "OFF"},
    "Target": {key: value for key, value in TARGET.items() if key != "Id"},
}
SERVICE = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/main/web",
    "ScalableDimension": "ecs:service:DesiredCount",
}
SCALABLE = {**SERVICE, "MinCapacity": 2, "MaxCapacity": 5, "Tags": {"team": "web"}}
METRIC = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
POLICY = {
    **SERVICE,
    "PolicyName": "cpu",
    "PolicyType": "TargetTrackingScaling",
    "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 70, "PredefinedMetricSpecification": METRIC},
}
BLOCK = "NetworkConfiguration"


def findings(data: object, folder: Path) -> list[tuple[str, str, str]]:
    """Return rule, place and message of what is found."""
    file = folder / "input.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(file)])
    assert result.exit_code in (0, 1), result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return [(f["rule"], f["pointer"], f["message"]) for f in found if f["severity"] == "error"]


def changed(data: dict[str, Any], path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """Return a copy with another value at a path; ``None`` removes it."""
    out: Any = copy.deepcopy(data)
    node = out
    for step in path[:-1]:
        node = node[step]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return dict(out)


@pytest.mark.parametrize("data", [TARGETS, SCHEDULE, SCALABLE, POLICY])
def test_what_is_right_is_silent(data: dict[str, Any], tmp_path: Path) -> None:
    assert findings(data, tmp_path) == []


@pytest.mark.parametrize(
    ("data", "path", "value", "rule", "pointer"),
    [
        (TARGETS, ("Targets", 0, "Id"), "a b", "ECS181", "/Targets/0/Id"),
        (TARGETS, ("Targets", 0, "EcsParameters", BLOCK), None, "ECS181", "/Targets/0/EcsParameters"),
        (
            TARGETS,
            ("Targets", 0, "EcsParameters", BLOCK, "awsvpcConfiguration", "Subnets"),
            [],
            "ECS181",
            "/Targets/0/EcsParameters/NetworkConfiguration/awsvpcConfiguration/Subnets",
        ),
        (SCHEDULE, ("ScheduleExpression",), "cron(0 4 * * *)", "ECS640", "/ScheduleExpression"),
        (SCHEDULE, ("Target", "EcsParameters", BLOCK), None, "ECS181", "/Target/EcsParameters"),
        (SCALABLE, ("MinCapacity",), 9, "ECS595", "/MinCapacity"),
        (SCALABLE, ("ResourceId",), "service:main/web", "ECS595", "/ResourceId"),
        (
            POLICY,
            (
                "TargetTrackingScalingPolicyConfiguration",
                "PredefinedMetricSpecification",
                "PredefinedMetricType",
            ),
            "ECSServiceAverageCPU",
            "ECS595",
            "/TargetTrackingScalingPolicyConfiguration/PredefinedMetricSpecification/PredefinedMetricType",
        ),
    ],
)
def test_what_is_refused_is_found(
    data: dict[str, Any], path: tuple[str | int, ...], value: object, rule: str, pointer: str, tmp_path: Path
) -> None:
    found = findings(changed(data, path, value), tmp_path)
    assert (rule, pointer) in [each[:2] for each in found]
    assert not any(
        "AwsVpcConfiguration" in message or "AwsvpcConfiguration" in message for *_, message in found
    )


@pytest.mark.parametrize(
    "data",
    [
        {**SCALABLE, "ServiceNamespace": "dynamodb", "MinCapacity": 9},
        {
            "Rule": "nightly",
            "Targets": [{"Id": "a b", "Arn": "arn:aws:lambda:eu-west-1:111122223333:function:f"}],
        },
        {"Targets": [TARGET]},
        {**SERVICE, "ScheduledActionName": "night", "MinCapacity": 9, "MaxCapacity": 2},
        changed(TARGETS, ("Targets", 0, "EcsParameters", BLOCK), "${NETWORK}"),
    ],
)
def test_others_are_silent(data: dict[str, Any], tmp_path: Path) -> None:
    assert findings(data, tmp_path) == []
