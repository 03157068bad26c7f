"""Deployments worked out by hand from AWS' texts before they were run; the derivations stand beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rollout.test_command import rollout

Data = dict[str, Any]


def template(
    desired: int,
    deployment: Data | None = None,
    group: Data | None = None,
    check: Data | None = None,
    **service: Any,
) -> Data:
    """Return a template with a Fargate service, behind a target group if ``group`` is given."""
    container: Data = {"Name": "app", "Image": "app:1", "PortMappings": [{"ContainerPort": 80}]}
    if check is not None:
        container["HealthCheck"] = {"Command": ["CMD", "true"], **check}
    task = {
        "Family": "app",
        "RequiresCompatibilities": ["FARGATE"],
        "NetworkMode": "awsvpc",
        "Cpu": "256",
        "Memory": "512",
        "ContainerDefinitions": [container],
    }
    properties: Data = {
        "TaskDefinition": {"Ref": "Task"},
        "LaunchType": "FARGATE",
        "DesiredCount": desired,
        "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0aaa1111bbbb2222c"]}},
        "DeploymentConfiguration": deployment or {},
        **service,
    }
    resources: Data = {
        "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": task},
        "Service": {"Type": "AWS::ECS::Service", "Properties": properties},
    }
    if group is not None:
        delay = group.pop("delay", None)
        attributes = [{"Key": "deregistration_delay.timeout_seconds", "Value": str(delay)}] if delay else []
        resources["Group"] = {
            "Type": "AWS::ElasticLoadBalancingV2::TargetGroup",
            "Properties": {
                "Protocol": "HTTP",
                "Port": 80,
                "VpcId": "vpc-1",
                "TargetType": "ip",
                "TargetGroupAttributes": attributes,
                **group,
            },
        }
        entry = {"TargetGroupArn": {"Ref": "Group"}, "ContainerName": "app", "ContainerPort": 80}
        properties["LoadBalancers"] = [entry]
    return {"Resources": resources}


def percents(least: int, most: int, **more: Any) -> Data:
    return {"MinimumHealthyPercent": least, "MaximumPercent": most, **more}


CASES: list[tuple[str, Data, list[str], tuple[int, int], tuple[int, int] | None]] = [
    # L 6, U 9: 3 start, 45 s later 3 more (or 70 s after that, once the first 3 are gone), then 45 + 70
    (
        "150 % in two batches",
        template(6, percents(100, 150), {"HealthCheckIntervalSeconds": 15, "delay": 60}),
        ["--start-seconds", "30", "--stop-seconds", "10"],
        (160, 230),
        (9, 12),
    ),
    # L 0, U 2: both stop and start at once, or 5 s later; one check of 20 s after 60 s
    (
        "stop first, container check",
        template(2, percents(0, 100), None, {"Interval": 20}),
        ["--start-seconds", "60", "--stop-seconds", "5"],
        (80, 85),
        (2, 4),
    ),
    # L 5, U 9: 2 stop and 4 start; at 85 s 4 stop and 3 start; at 170 s 1 stops, gone at 200 s.
    # With draining tasks counted: 2 and 2 (at 30 s), 2 (115 s), 1 (145 s), healthy and gone at 230 s.
    ("60 and 130 % of 7", template(7, percents(60, 130)), [], (200, 230), (9, 12)),
    # 75 + 3 pauses of 600 + 900 + 330
    (
        "linear by quarters",
        template(
            3,
            {
                "Strategy": "LINEAR",
                "BakeTimeInMinutes": 15,
                "LinearConfiguration": {"StepPercent": 25, "StepBakeTimeInMinutes": 10},
            },
            {},
        ),
        [],
        (3105, 3105),
        (6, 6),
    ),
    # 34 does not divide 100: two pauses; 75 + 2 × 60 + 0 + 330
    (
        "linear by thirds",
        template(
            3,
            {
                "Strategy": "LINEAR",
                "BakeTimeInMinutes": 0,
                "LinearConfiguration": {"StepPercent": 34, "StepBakeTimeInMinutes": 1},
            },
            {},
        ),
        [],
        (525, 525),
        (6, 6),
    ),
    # 45 + 10, ten minutes for the shift (thirty by the older text), 120 + 30
    (
        "blue/green behind a Network Load Balancer",
        template(
            2,
            {"Strategy": "BLUE_GREEN", "BakeTimeInMinutes": 0},
            {"Protocol": "TCP", "HealthCheckIntervalSeconds": 10, "delay": 120},
        ),
        [],
        (805, 2005),
        (4, 4),
    ),
    # unhealthy after 3 × 10 s; healthy again 90 + 2 × 10 after RUNNING, within the grace period
    (
        "a slow start that the grace period covers",
        template(
            2,
            percents(100, 200),
            {
                "HealthCheckIntervalSeconds": 10,
                "HealthyThresholdCount": 2,
                "UnhealthyThresholdCount": 3,
            },
            HealthCheckGracePeriodSeconds=110,
        ),
        ["--boot-seconds", "90"],
        (485, 485),
        (4, 4),
    ),
    # healthy from 75 s on: half of the tasks are enough, a minute of bake time, the old ones go later
    (
        "early success",
        template(
            4,
            percents(
                50,
                200,
                BakeTimeInMinutes=1,
                EarlySuccessCriteria={
                    "Enable": True,
                    "HealthyPercent": 50,
                    "SourceServiceRevisionCleanup": "DEFERRED",
                },
            ),
            {},
        ),
        [],
        (135, 135),
        None,
    ),
]


def run(data: Data, tmp_path: Path, *arguments: str) -> Data:
    path = tmp_path / "template.json"
    path.write_text(json.dumps(data))
    (found,) = json.loads(rollout("--format", "json", *arguments, str(path)).stdout)["deployments"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("data", "arguments", "seconds", "addresses"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_times(
    data: Data,
    arguments: list[str],
    seconds: tuple[int, int],
    addresses: tuple[int, int] | None,
    tmp_path: Path,
) -> None:
    found = run(data, tmp_path, *arguments)
    assert found["verdict"] == "converges"
    assert (found["seconds"]["low"], found["seconds"]["high"]) == seconds
    if addresses is not None:
        assert (found["peak_addresses"]["low"], found["peak_addresses"]["high"]) == addresses


def test_a_grace_period_that_ends_too_early(tmp_path: Path) -> None:
    group = {"HealthCheckIntervalSeconds": 10, "HealthyThresholdCount": 2, "UnhealthyThresholdCount": 3}
    data = template(2, percents(100, 200), group, HealthCheckGracePeriodSeconds=60)
    assert run(data, tmp_path, "--boot-seconds", "90")["verdict"] == "never healthy"


@pytest.mark.parametrize(("canary", "verdict"), [(540, "converges"), (541, "rejected")])
def test_the_33_hours_of_cloudformation(canary: int, verdict: str, tmp_path: Path) -> None:
    deployment = {
        "Strategy": "CANARY",
        "BakeTimeInMinutes": 1440,
        "CanaryConfiguration": {"CanaryPercent": 10, "CanaryBakeTimeInMinutes": canary},
    }
    assert run(template(2, deployment, {}), tmp_path)["verdict"] == verdict


def test_code_deploy_canary(tmp_path: Path) -> None:
    data = template(2, None, {}, DeploymentController={"Type": "CODE_DEPLOY"})
    data["Resources"]["Deploy"] = {
        "Type": "AWS::CodeDeploy::DeploymentGroup",
        "Properties": {
            "DeploymentConfigName": "CodeDeployDefault.ECSCanary10Percent15Minutes",
            "ECSServices": [{"ClusterName": "main", "ServiceName": {"Fn::GetAtt": ["Service", "Name"]}}],
            "BlueGreenDeploymentConfiguration": {
                "TerminateBlueInstancesOnDeploymentSuccess": {"TerminationWaitTimeInMinutes": 60}
            },
        },
    }
    # 75 + 900 + 3600 + 330
    assert run(data, tmp_path)["seconds"] == {"low": 4905, "high": 4905}


def test_one_spare_instance_for_a_fixed_host_port(tmp_path: Path) -> None:
    data = template(3, percents(100, 200))
    resources = data["Resources"]
    del resources["Service"]["Properties"]["LaunchType"]
    del resources["Service"]["Properties"]["NetworkConfiguration"]
    resources["Service"]["Properties"]["CapacityProviderStrategy"] = [
        {"CapacityProvider": {"Ref": "Provider"}, "Weight": 1}
    ]
    task = resources["Task"]["Properties"]
    task |= {"RequiresCompatibilities": ["EC2"], "NetworkMode": "bridge"}
    task["ContainerDefinitions"][0]["PortMappings"] = [{"ContainerPort": 80, "HostPort": 80}]
    resources["Provider"] = {
        "Type": "AWS::ECS::CapacityProvider",
        "Properties": {"AutoScalingGroupProvider": {"AutoScalingGroupArn": {"Ref": "Instances"}}},
    }
    resources["Instances"] = {
        "Type": "AWS::AutoScaling::AutoScalingGroup",
        "Properties": {"MinSize": 1, "MaxSize": 4},
    }
    found = run(data, tmp_path)
    # one at a time: 85 until healthy, 30 until the port is free again, three times
    assert found["seconds"] == {"low": 345, "high": 345}
    assert found["peak_addresses"] is None
    resources["Instances"]["Properties"]["MaxSize"] = 3
    assert run(data, tmp_path)["verdict"] == "blocked"
