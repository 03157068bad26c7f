"""Scalable targets and scaling policies of services: what is refused, and what is none of a service's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rules.helpers import findings, messages

RESOURCES = """
  Cluster: {Type: AWS::ECS::Cluster}
  Topic: {Type: AWS::SNS::Topic}
  Service: {Type: AWS::ECS::Service, Properties: {TaskDefinition: web:1, Cluster: !Ref Cluster}}
  Table:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: dynamodb
      ScalableDimension: dynamodb:table:ReadCapacityUnits
      ResourceId: table/web
      MinCapacity: 5
      MaxCapacity: 1
"""
TARGET = {
    "ServiceNamespace": "ecs",
    "ScalableDimension": "ecs:service:DesiredCount",
    "ResourceId": "service/main/web",
    "MinCapacity": 1,
    "MaxCapacity": 1,
}
TRACKING = {
    "TargetValue": 50,
    "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
}
BLOCK = "TargetTrackingScalingPolicyConfiguration"
STEPS = "StepScalingPolicyConfiguration"
POLICY = {
    "PolicyName": "web",
    "PolicyType": "TargetTrackingScaling",
    "ServiceNamespace": "ecs",
    "ScalableDimension": "ecs:service:DesiredCount",
    "ResourceId": "service/main/web",
    BLOCK: TRACKING,
}
ANY = {"Ref": "Any"}


def template(kind: str, properties: dict[str, Any]) -> str:
    """Return a template with one resource of these properties; ``None`` leaves one out."""
    given = {key: value for key, value in properties.items() if value is not None}
    resource = {"Own": {"Type": f"AWS::ApplicationAutoScaling::{kind}", "Properties": given}}
    body = yaml.safe_dump(resource, default_flow_style=True, width=10_000).strip()[1:-1]
    return f"Parameters: {{Any: {{Type: Number}}}}\nResources:{RESOURCES}  {body}\n"


def found(kind: str, properties: dict[str, Any], folder: Path) -> list[str]:
    text = template(kind, properties)
    return [
        f"{severity} {pointer.removeprefix('/Resources/Own/Properties/')}"
        for _, severity, pointer in findings(text, folder, "ECS595")
    ]


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({}, []),
        ({"MinCapacity": 0}, []),
        ({"MinCapacity": -1}, ["error MinCapacity"]),
        ({"MinCapacity": 2}, ["error MinCapacity"]),
        ({"MinCapacity": 2, "MaxCapacity": ANY}, []),
        ({"MaxCapacity": None}, ["error /Resources/Own/Properties"]),
        ({"ServiceNamespace": "ec2"}, ["error ServiceNamespace"]),
        ({"ScalableDimension": "ecs:service:Count"}, ["error ScalableDimension"]),
        ({"ScalableDimension": ANY}, []),
        ({"ServiceNamespace": "ec2", "ScalableDimension": "other", "MinCapacity": 9}, []),
        (
            {"ServiceNamespace": None, "ScalableDimension": "other", "MinCapacity": 1},
            ["error /Resources/Own/Properties", "error ScalableDimension"],
        ),
        ({"ServiceNamespace": None, "ScalableDimension": "other", "ResourceId": "table/x"}, []),
        ({"ResourceId": "service/web"}, ["error ResourceId"]),
        ({"ResourceId": "service//web"}, ["error ResourceId"]),
        ({"ResourceId": "task/main/web"}, ["error ResourceId"]),
        ({"ResourceId": "service/main/arn:aws:ecs:web"}, ["error ResourceId"]),
        ({"ResourceId": {"Ref": "Service"}}, ["error ResourceId"]),
        ({"ResourceId": {"Fn::Sub": "service/main/${Service}"}}, ["error ResourceId"]),
        ({"ResourceId": {"Fn::Sub": "service/main/${Service.ServiceArn}"}}, ["error ResourceId"]),
        ({"ResourceId": {"Fn::Sub": "service/main/${Service.Name}"}}, []),
        ({"ResourceId": {"Fn::Sub": "service/${Cluster}/${Service.Name}"}}, []),
        ({"ResourceId": {"Fn::Sub": "service/${Cluster.Arn}/web"}}, ["warning ResourceId"]),
        ({"ResourceId": {"Fn::Sub": "service/${Cluster}"}}, ["error ResourceId"]),
        ({"ResourceId": {"Fn::Sub": "service/${Cluster}/"}}, ["error ResourceId"]),
        ({"ResourceId": {"Fn::Sub": "web/${Cluster}/${Service.Name}"}}, ["error ResourceId"]),
        ({"ResourceId": {"Fn::Sub": "web/${Any}"}}, ["error ResourceId"]),
        ({"ResourceId": {"Fn::Sub": "service/${Any}"}}, []),
        ({"ResourceId": {"Fn::Sub": "serv${Any}"}}, []),
        ({"ResourceId": {"Fn::Sub": "${Any}/web"}}, []),
        ({"ResourceId": {"Fn::Sub": "service/main/${Topic.TopicName}"}}, []),
        ({"ResourceId": ANY}, []),
        (
            {
                "ServiceNamespace": None,
                "ScalableDimension": None,
                "ResourceId": {"Fn::Sub": "service/${Any}/web"},
            },
            ["error /Resources/Own/Properties", "error /Resources/Own/Properties"],
        ),
        (
            {"ServiceNamespace": None, "ScalableDimension": None, "ResourceId": {"Ref": "Service"}},
            ["error /Resources/Own/Properties", "error /Resources/Own/Properties", "error ResourceId"],
        ),
    ],
)
def test_targets(properties: dict[str, Any], expected: list[str], tmp_path: Path) -> None:
    assert sorted(found("ScalableTarget", {**TARGET, **properties}, tmp_path)) == sorted(expected)


def tracking(**members: Any) -> dict[str, Any]:
    return {BLOCK: {**TRACKING, **members}}


def metric(name: Any, **members: Any) -> dict[str, Any]:
    return tracking(PredefinedMetricSpecification={"PredefinedMetricType": name, **members})


METRIC = f"error {BLOCK}/PredefinedMetricSpecification/PredefinedMetricType"
NO_TARGET = {"ServiceNamespace": None, "ScalableDimension": None, "ResourceId": None}


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({}, []),
        ({"ResourceId": None}, ["error /Resources/Own/Properties"]),
        ({"ResourceId": None, "ScalingTargetId": ANY}, []),
        ({"ResourceId": "web"}, ["error ResourceId"]),
        (NO_TARGET, ["error /Resources/Own/Properties"]),  # the metric is that of a service
        ({**NO_TARGET, "ScalingTargetId": {"Ref": "Table"}, **tracking(TargetValue=500)}, []),
        ({"PolicyType": "PredictiveScaling"}, ["error PolicyType"]),
        (
            {
                "PolicyType": "PredictiveScaling",
                "PredictiveScalingPolicyConfiguration": {"x": 1},
                BLOCK: None,
            },
            [],
        ),
        ({**NO_TARGET, **metric("DynamoDBReadCapacityUtilization")}, []),
        ({"PolicyType": ANY}, []),
        ({"PolicyType": "StepScaling"}, ["error PolicyType"]),
        ({BLOCK: None}, ["error PolicyType"]),
        (tracking(PredefinedMetricSpecification=None), [f"error {BLOCK}"]),
        (tracking(PredefinedMetricSpecification=None, CustomizedMetricSpecification={"Metrics": []}), []),
        (tracking(PredefinedMetricSpecification=None, TargetValue=ANY), []),
        (metric(ANY), []),
        (metric("ECSServiceAverageMemoryUtilization"), []),
        (metric("ASGAverageCPUUtilization"), [METRIC]),
        (metric("ALBRequestCountPerTarget"), [METRIC]),
        (metric("ALBRequestCountPerTarget", ResourceLabel="app/a/b/targetgroup/c/d"), []),
        (tracking(TargetValue=100), []),
        (tracking(TargetValue=101), [f"warning {BLOCK}/TargetValue"]),
        (tracking(TargetValue=0), [f"warning {BLOCK}/TargetValue"]),
        (tracking(TargetValue=1), []),
        (tracking(ScaleInCooldown=0, ScaleOutCooldown=0), []),
        (tracking(ScaleInCooldown=-1), [f"error {BLOCK}/ScaleInCooldown"]),
        (tracking(ScaleOutCooldown=-1), [f"error {BLOCK}/ScaleOutCooldown"]),
        (tracking(ScaleOutCooldown=ANY), []),
    ],
)
def test_policies(properties: dict[str, Any], expected: list[str], tmp_path: Path) -> None:
    assert found("ScalingPolicy", {**POLICY, **properties}, tmp_path) == expected


def step(low: Any = None, high: Any = None) -> dict[str, Any]:
    bounds = {"MetricIntervalLowerBound": low, "MetricIntervalUpperBound": high, "ScalingAdjustment": 1}
    return {name: value for name, value in bounds.items() if value is not None}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([step(0)], ""),
        ([step(0, 10), step(10)], ""),
        ([step(10), step(0, 10)], ""),
        ([step(None, -10), step(-10, 0)], ""),
        ([step(None, 0), step(0)], ""),
        ([step(0, 10), step(20)], "/1"),
        ([step(0, 10), step(9)], "/1"),
        ([step(20), step(0, 10)], "/0"),
        ([step(0, 10)], "/0/MetricIntervalUpperBound"),
        ([step(-10, 0)], "/0/MetricIntervalLowerBound"),
        ([step(-10)], "/0/MetricIntervalLowerBound"),
        ([step(5)], ""),
        ([step(0, 1)], "/0/MetricIntervalUpperBound"),
        ([step(-1, 0)], "/0/MetricIntervalLowerBound"),
        ([step(None, 0), step(0, 10)], "/1/MetricIntervalUpperBound"),
        ([step(-10, 0), step(0)], "/0/MetricIntervalLowerBound"),
        ([step(None, -5)], ""),
        ([step()], "/0"),
        ([step(0, 10), step()], "/1"),
        ([step(10, 10)], "/0"),
        ([step(10, 0)], "/0"),
        ([step("0", "10"), step("10")], ""),
        ([step(ANY, 10), step(20)], ""),
        ([step("x", 10), step(20)], ""),
        ([step(0, 10), ANY, step(20)], ""),
        ([], ""),
    ],
)
def test_steps(steps: list[dict[str, Any]], expected: str, tmp_path: Path) -> None:
    block = {"StepAdjustments": steps, "AdjustmentType": "ChangeInCapacity"}
    properties = {**POLICY, "PolicyType": "StepScaling", BLOCK: None, STEPS: block}
    place = f"error {STEPS}/StepAdjustments{expected}"
    assert found("ScalingPolicy", properties, tmp_path) == ([place] if expected or not steps else [])


def test_cooldown_of_steps(tmp_path: Path) -> None:
    block = {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": [step(0)], "Cooldown": -1}
    properties = {**POLICY, "PolicyType": "StepScaling", BLOCK: None, STEPS: block}
    assert found("ScalingPolicy", properties, tmp_path) == [f"error {STEPS}/Cooldown"]
    properties = {**properties, STEPS: {**block, "StepAdjustments": ANY, "Cooldown": 5}}
    assert found("ScalingPolicy", properties, tmp_path) == []


def test_what_a_policy_lacks_to_say_what_it_scales(tmp_path: Path) -> None:
    for properties, words in (
        (NO_TARGET, "the policy says nowhere what it scales"),
        ({"ResourceId": None}, "ResourceId is missing"),
        ({"ServiceNamespace": None, "ResourceId": None}, "ResourceId is missing"),
    ):
        text = template("ScalingPolicy", {**POLICY, **properties})
        (message,) = messages(text, tmp_path, "ECS595")
        assert words in message


def test_targets_that_are_no_share(tmp_path: Path) -> None:
    for target, words in (
        (101, "is 101, "),
        (101, "never scales out"),
        (100.5, "is 100.5, "),
        (0, "scales out without end"),
    ):
        text = template("ScalingPolicy", {**POLICY, **tracking(TargetValue=target)})
        (message,) = messages(text, tmp_path, "ECS595")
        assert words in message


def test_how_steps_miss_each_other(tmp_path: Path) -> None:
    for steps, words in (
        ([step(0, 10), step(20)], "leaves a gap to the one before it, which ends at 10, this begins at 20"),
        ([step(0, 10), step(9)], "overlaps the one before it, which ends at 10, this begins at 9"),
        ([step(0), step(5)], "overlaps the one before it, which ends at no bound"),
        ([step(10, 0)], "begins at 10 and ends at 0"),
    ):
        block = {"StepAdjustments": steps, "AdjustmentType": "ChangeInCapacity"}
        properties = {**POLICY, "PolicyType": "StepScaling", BLOCK: None, STEPS: block}
        (message,) = messages(template("ScalingPolicy", properties), tmp_path, "ECS595")
        assert words in message
