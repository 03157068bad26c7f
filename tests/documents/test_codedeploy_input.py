"""Inputs of create-deployment-group and update-deployment-group are judged by the rules for templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

LISTENER = (
    "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/0123456789abcdef/0123456789ab"
)
GROUP: dict[str, Any] = {
    "applicationName": "web",
    "deploymentGroupName": "web",
    "serviceRoleArn": "arn:aws:iam::111122223333:role/deploy",
    "deploymentConfigName": "CodeDeployDefault.ECSAllAtOnce",
    "autoRollbackConfiguration": {"enabled": True, "events": ["DEPLOYMENT_FAILURE"]},
    "deploymentStyle": {"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"},
    "blueGreenDeploymentConfiguration": {
        "terminateBlueInstancesOnDeploymentSuccess": {
            "action": "TERMINATE",
            "terminationWaitTimeInMinutes": 5,
        },
        "deploymentReadyOption": {"actionOnTimeout": "CONTINUE_DEPLOYMENT"},
    },
    "ecsServices": [{"clusterName": "main", "serviceName": "web"}],
    "loadBalancerInfo": {
        "targetGroupPairInfoList": [
            {
                "targetGroups": [{"name": "blue"}, {"name": "green"}],
                "prodTrafficRoute": {"listenerArns": [LISTENER]},
            }
        ]
    },
}
PAIR = "/loadBalancerInfo/targetGroupPairInfoList/0"
WRONG = [
    ({"deploymentStyle": {"deploymentType": "IN_PLACE"}}, "/deploymentStyle/deploymentType"),
    ({"autoRollbackConfiguration": {"enabled": True}}, "/autoRollbackConfiguration"),
    (
        {"loadBalancerInfo": {"targetGroupInfoList": [{"name": "blue"}]}},
        "/loadBalancerInfo/targetGroupInfoList",
    ),
    (
        {
            "loadBalancerInfo": {
                "targetGroupPairInfoList": [
                    {
                        "targetGroups": [{"name": "blue"}, {"name": "blue"}],
                        "prodTrafficRoute": {"listenerArns": [LISTENER]},
                    }
                ]
            }
        },
        f"{PAIR}/targetGroups/1/name",
    ),
    ({"deploymentGroupName": "web/blue"}, "/deploymentGroupName"),
]


def errors(folder: Path, data: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return severity, pointer and message of the errors and warnings of an input."""
    file = folder / "group.json"
    file.write_text(json.dumps(data, indent=1), encoding="utf-8")
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(file)])
    return [
        (f["severity"], f["pointer"], f["message"])
        for f in json.loads(result.stdout)["findings"]
        if f["severity"] != "info"
    ]


def test_complete_group(tmp_path: Path) -> None:
    assert errors(tmp_path, GROUP) == []


@pytest.mark.parametrize(("change", "pointer"), WRONG, ids=[pointer for _, pointer in WRONG])
def test_wrong_group(tmp_path: Path, change: dict[str, Any], pointer: str) -> None:
    found = errors(tmp_path, {**GROUP, **change})
    assert ("error", pointer) in [(level, place) for level, place, _ in found], found
    # Sentences have the names of this file.
    assert not any("TargetGroups" in text or "DeploymentType" in text for _, _, text in found)


def test_update_leaves_out_what_stays(tmp_path: Path) -> None:
    update = {
        "applicationName": "web",
        "currentDeploymentGroupName": "web",
        "ecsServices": GROUP["ecsServices"],
        "deploymentStyle": GROUP["deploymentStyle"],
    }
    assert [level for level, _, _ in errors(tmp_path, update) if level == "error"] == []
