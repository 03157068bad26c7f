"""Inputs of the ECS API are judged by the rules for templates, at the input's own places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

GROUP = (
    "arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:"
    "12345678-1234-1234-1234-123456789012:autoScalingGroupName/pool"
)


def provider(**members: Any) -> dict[str, Any]:
    """Return the input of create-capacity-provider with these members of its Auto Scaling group."""
    return {"name": "pool", "autoScalingGroupProvider": {"autoScalingGroupArn": GROUP, **members}}


CLUSTER = {"clusterName": "main", "capacityProviders": ["FARGATE", "FARGATE_SPOT"]}
LOGGING = {"executeCommandConfiguration": {"logging": "OVERRIDE"}}


EXPRESS: dict[str, Any] = {
    "executionRoleArn": "arn:aws:iam::111122223333:role/execution",
    "infrastructureRoleArn": "arn:aws:iam::111122223333:role/infrastructure",
    "serviceName": "web",
    "primaryContainer": {"image": "public.ecr.aws/nginx/nginx:1.27", "containerPort": 80},
    "cpu": "256",
    "memory": "512",
    "healthCheckPath": "/",
    "networkConfiguration": {
        "subnets": ["subnet-0a1b2c3d4e5f60718"],
        "securityGroups": ["sg-0a1b2c3d4e5f60718"],
    },
}


def strategy(*items: tuple[str, int, int]) -> list[dict[str, Any]]:
    """Return a default strategy of providers with weight and base."""
    return [{"capacityProvider": name, "weight": weight, "base": base} for name, weight, base in items]


BAD = [
    (provider(managedScaling={"minimumScalingStepSize": 10, "maximumScalingStepSize": 5}), "ECS654"),
    ({**provider(), "name": "ecs-pool"}, "ECS580"),
    ({**CLUSTER, "clusterName": "my cluster"}, "ECS580"),
    ({**CLUSTER, "configuration": LOGGING}, "ECS654"),
    (
        {**CLUSTER, "defaultCapacityProviderStrategy": strategy(("FARGATE", 1, 1), ("FARGATE_SPOT", 1, 1))},
        "ECS502",
    ),
    (
        {
            "cluster": "main",
            "capacityProviders": ["FARGATE"],
            "defaultCapacityProviderStrategy": strategy(("FARGATE_SPOT", 1, 0)),
        },
        "ECS589",
    ),
]
PLACES = [
    "/autoScalingGroupProvider/managedScaling/minimumScalingStepSize",
    "/name",
    "/clusterName",
    "/configuration/executeCommandConfiguration/logging",
    "/defaultCapacityProviderStrategy/1/base",
    "/defaultCapacityProviderStrategy/0/capacityProvider",
]
GOOD = [
    provider(managedScaling={"minimumScalingStepSize": 5, "maximumScalingStepSize": 5}),
    provider(managedTerminationProtection="ENABLED"),
    {**CLUSTER, "defaultCapacityProviderStrategy": strategy(("FARGATE", 1, 1), ("FARGATE_SPOT", 1, 0))},
    {"cluster": "main", "capacityProviders": [], "defaultCapacityProviderStrategy": []},
    {"name": "pool", "autoScalingGroupProvider": {"managedScaling": {"targetCapacity": 90}}},
    EXPRESS,
    {key: value for key, value in EXPRESS.items() if key not in ("cpu", "memory", "serviceName")},
    {
        "serviceArn": "arn:aws:ecs:us-east-1:111122223333:service/main/web",
        "primaryContainer": EXPRESS["primaryContainer"],
        "scalingTarget": {"minTaskCount": 1, "maxTaskCount": 4},
    },
    {
        "daemonName": "agent",
        "clusterArn": "arn:aws:ecs:us-east-1:111122223333:cluster/main",
        "daemonTaskDefinitionArn": "arn:aws:ecs:us-east-1:111122223333:daemon-task-definition/agent:1",
        "capacityProviderArns": ["arn:aws:ecs:us-east-1:111122223333:capacity-provider/pool"],
    },
    {
        "daemonArn": "arn:aws:ecs:us-east-1:111122223333:daemon/main/agent",
        "daemonTaskDefinitionArn": "arn:aws:ecs:us-east-1:111122223333:daemon-task-definition/agent:2",
        "capacityProviderArns": ["arn:aws:ecs:us-east-1:111122223333:capacity-provider/pool"],
    },
    {"cluster": "main", "settings": [{"name": "containerInsights", "value": "enhanced"}]},
    {"cluster": "${CLUSTER}", "capacityProviders": ["{{ provider }}"], "defaultCapacityProviderStrategy": []},
]


def findings(folder: Path, data: object, *options: str) -> list[dict[str, Any]]:
    """Return what is found of warning severity or above in an input."""
    path = folder / "input.json"
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    said = invoke(["check", "--isolated", "--format", "json", str(path), *options]).stdout
    return [found for found in json.loads(said)["findings"] if found["severity"] == "error"]


@pytest.mark.parametrize(("case", "place"), list(zip(BAD, PLACES, strict=True)), ids=PLACES)
def test_what_a_rule_says_stands_at_the_input(
    tmp_path: Path, case: tuple[dict[str, Any], str], place: str
) -> None:
    data, rule = case
    assert [(found["rule"], found["pointer"]) for found in findings(tmp_path, data)] == [(rule, place)]


@pytest.mark.parametrize("number", range(len(GOOD)))
def test_what_may_be_given_elsewhere_is_no_error(tmp_path: Path, number: int) -> None:
    assert findings(tmp_path, GOOD[number]) == []


def test_messages_use_the_names_of_the_api(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, BAD[0][0])
    assert found["message"].startswith("minimumScalingStepSize (10) is above maximumScalingStepSize (5)")


def test_the_members_of_an_update_stay_as_they_are(tmp_path: Path) -> None:
    data = {"cluster": "main", "configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE"}}}
    assert findings(tmp_path, {**data, "serviceConnectDefaults": {"namespace": "x"}}) == []
