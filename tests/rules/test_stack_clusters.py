"""Clusters, capacity providers and Express Gateway services of templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rules.helpers import findings, report

ANY = {"Ref": "Any"}
GROUP = {"AutoScalingGroupArn": "arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:1:autoScalingGroupName/web"}
LOG = {"CloudWatchLogGroupName": "exec"}


def found(rule: str, kind: str, properties: dict[str, Any], folder: Path) -> list[str]:
    """Return what a rule finds in one resource of ``AWS::ECS`` with these properties."""
    template = {
        "Parameters": {"Any": {"Type": "String"}},
        "Resources": {"Own": {"Type": f"AWS::ECS::{kind}", "Properties": properties}},
    }
    return [
        f"{severity} {pointer.removeprefix('/Resources/Own/Properties').lstrip('/')}"
        for _, severity, pointer in findings(yaml.safe_dump(template), folder, rule)
    ]


def strategy(*items: tuple[Any, Any], **more: Any) -> dict[str, Any]:
    listed = [{"CapacityProvider": name, "Base": base} for name, base in items]
    return {"DefaultCapacityProviderStrategy": listed, **more}


def logging(**members: Any) -> dict[str, Any]:
    return {"Configuration": {"ExecuteCommandConfiguration": members}}


def insights(value: Any, name: Any = "containerInsights") -> dict[str, Any]:
    return {"ClusterSettings": [{"Name": name, "Value": value}]}


def scaled(protection: Any, **scaling: Any) -> dict[str, Any]:
    block = {**GROUP, "ManagedTerminationProtection": protection}
    return {"AutoScalingGroupProvider": {**block, "ManagedScaling": scaling} if scaling else block}


BASE = "error DefaultCapacityProviderStrategy/1/Base"
SECOND = "error DefaultCapacityProviderStrategy/1/CapacityProvider"
FIRST = "error DefaultCapacityProviderStrategy/0/CapacityProvider"
EXEC = "error Configuration/ExecuteCommandConfiguration"
VALUE = "ClusterSettings/0/Value"
PROVIDER = "error AutoScalingGroupProvider"


@pytest.mark.parametrize(
    ("rule", "kind", "properties", "expected"),
    [
        ("ECS502", "Cluster", strategy(("FARGATE", 1), ("FARGATE_SPOT", 0)), []),
        ("ECS502", "Cluster", strategy(("FARGATE", 1), ("FARGATE_SPOT", 1)), [BASE]),
        ("ECS502", "Cluster", strategy(("FARGATE", "1"), ("FARGATE_SPOT", "1")), [BASE]),
        ("ECS502", "Cluster", strategy(("FARGATE", 1), ("FARGATE_SPOT", ANY)), []),
        ("ECS502", "Cluster", strategy(("FARGATE", 1), ("web", 0)), [SECOND]),
        ("ECS502", "Cluster", strategy(("web", 1), ("FARGATE", 0), ("web", 0)), [FIRST]),
        ("ECS502", "Cluster", strategy(("web", 1), ("api", 0)), []),
        ("ECS502", "Cluster", strategy(("FARGATE", 1), (ANY, 0)), []),
        ("ECS589", "Cluster", strategy(("web", 1)), [FIRST]),
        ("ECS589", "Cluster", strategy(("web", 1), CapacityProviders=["web"]), []),
        ("ECS589", "Cluster", strategy((ANY, 1), CapacityProviders=["web"]), []),
        ("ECS589", "Cluster", strategy(("web", 1), CapacityProviders=[ANY]), []),
        ("ECS589", "Cluster", strategy(("web", 1), CapacityProviders=ANY), []),
        ("ECS580", "Cluster", {"ClusterName": "a" * 255}, []),
        ("ECS580", "Cluster", {"ClusterName": "a" * 256}, ["error ClusterName"]),
        ("ECS580", "Cluster", {"ClusterName": "ecs-web"}, []),
        ("ECS580", "Cluster", {"ClusterName": "***"}, ["error ClusterName"]),
        ("ECS580", "Cluster", {"Name": "a b"}, []),
        ("ECS580", "CapacityProvider", {"Name": "web"}, []),
        ("ECS580", "CapacityProvider", {"Name": "FargateLike"}, ["error Name"]),
        ("ECS580", "CapacityProvider", {"Name": "a b"}, ["error Name"]),
        ("ECS580", "CapacityProvider", {"Name": ANY}, []),
        ("ECS654", "Cluster", logging(Logging="OVERRIDE"), [f"{EXEC}/Logging"]),
        ("ECS654", "Cluster", logging(Logging="OVERRIDE", LogConfiguration=LOG), []),
        ("ECS654", "Cluster", logging(Logging="OVERRIDE", LogConfiguration=ANY), []),
        ("ECS654", "Cluster", logging(Logging="DEFAULT", LogConfiguration=LOG), [f"{EXEC}/LogConfiguration"]),
        ("ECS654", "Cluster", logging(Logging="NONE", LogConfiguration=LOG), [f"{EXEC}/LogConfiguration"]),
        ("ECS654", "Cluster", logging(LogConfiguration=LOG), [f"{EXEC}/LogConfiguration"]),
        ("ECS654", "Cluster", logging(Logging="NONE", LogConfiguration={}), []),
        ("ECS654", "Cluster", logging(Logging=ANY, LogConfiguration=LOG), []),
        ("ECS654", "Cluster", insights("enabled"), []),
        ("ECS654", "Cluster", insights("on"), [f"error {VALUE}"]),
        ("ECS654", "Cluster", insights(False), [f"error {VALUE}"]),
        ("ECS654", "Cluster", insights("Enhanced"), [f"warning {VALUE}"]),
        ("ECS654", "Cluster", insights(ANY), []),
        ("ECS654", "Cluster", insights("on", "other"), []),
        ("ECS654", "Cluster", {"ClusterSettings": [{"Name": "containerInsights"}]}, []),
        ("ECS654", "CapacityProvider", {"AutoScalingGroupProvider": GROUP}, []),
        ("ECS654", "CapacityProvider", {}, ["error "]),
        (
            "ECS654",
            "CapacityProvider",
            {"AutoScalingGroupProvider": GROUP, "ManagedInstancesProvider": {"x": 1}, "ClusterName": "main"},
            ["error ManagedInstancesProvider"],
        ),
        ("ECS654", "CapacityProvider", {"ManagedInstancesProvider": {"x": 1}, "ClusterName": "main"}, []),
        ("ECS654", "CapacityProvider", {"ManagedInstancesProvider": {"x": 1}}, ["error "]),
        ("ECS654", "CapacityProvider", {"AutoScalingGroupProvider": ANY}, []),
        ("ECS654", "CapacityProvider", scaled("ENABLED", Status="ENABLED"), []),
        (
            "ECS654",
            "CapacityProvider",
            scaled("ENABLED"),
            [f"{PROVIDER}/ManagedTerminationProtection".replace("error", "warning")],
        ),
        (
            "ECS654",
            "CapacityProvider",
            scaled("ENABLED", Status="DISABLED"),
            [f"{PROVIDER}/ManagedTerminationProtection".replace("error", "warning")],
        ),
        ("ECS654", "CapacityProvider", scaled("DISABLED", Status="DISABLED"), []),
        ("ECS654", "CapacityProvider", scaled("ENABLED", Status=ANY), []),
        (
            "ECS654",
            "CapacityProvider",
            scaled("DISABLED", MinimumScalingStepSize=2, MaximumScalingStepSize=1),
            [f"{PROVIDER}/ManagedScaling/MinimumScalingStepSize"],
        ),
        (
            "ECS654",
            "CapacityProvider",
            scaled("DISABLED", MinimumScalingStepSize=2, MaximumScalingStepSize=2),
            [],
        ),
        (
            "ECS654",
            "CapacityProvider",
            scaled("DISABLED", MinimumScalingStepSize=2, MaximumScalingStepSize=ANY),
            [],
        ),
        ("ECS660", "ExpressGatewayService", {}, ["error "]),
        ("ECS660", "ExpressGatewayService", {"PrimaryContainer": {"Image": "web"}}, ["warning "]),
        (
            "ECS660",
            "ExpressGatewayService",
            {"PrimaryContainer": {"Image": "web"}, "ExecutionRoleArn": ANY},
            [],
        ),
        ("ECS660", "ExpressGatewayService", {"TaskDefinitionArn": ANY}, []),
        ("ECS660", "ExpressGatewayService", {"TaskDefinitionArn": ANY, "Cpu": ANY}, ["error Cpu"]),
        ("ECS660", "ExpressGatewayService", {"TaskDefinitionArn": ANY, "HealthCheckPath": "/"}, []),
        (
            "ECS660",
            "ExpressGatewayService",
            {"TaskDefinitionArn": ANY, "HealthCheckPath": "x"},
            ["error HealthCheckPath"],
        ),
    ],
)
def test_resources(
    rule: str, kind: str, properties: dict[str, Any], expected: list[str], tmp_path: Path
) -> None:
    assert found(rule, kind, properties, tmp_path) == expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"Cpu": 256, "Memory": 512}, []),
        ({"Cpu": 256}, []),
        ({"Cpu": 512}, ["error "]),
        ({"Memory": "1 GB"}, []),
        ({"Memory": "3 GB"}, ["error Memory"]),
        ({"Cpu": 300}, ["error Cpu"]),
        ({"Cpu": 300, "Memory": 512}, ["error Cpu"]),
        ({"Cpu": 300, "Memory": ANY}, []),
        ({"Cpu": ANY, "Memory": 512}, []),
        ({"ScalingTarget": {"MinTaskCount": 2, "MaxTaskCount": 2}}, []),
        ({"ScalingTarget": {"MinTaskCount": 3, "MaxTaskCount": 2}}, ["error ScalingTarget/MinTaskCount"]),
        ({"ScalingTarget": {"MinTaskCount": ANY, "MaxTaskCount": 2}}, []),
        ({"ScalingTarget": {"MinTaskCount": 2}}, []),
    ],
)
def test_express_services(properties: dict[str, Any], expected: list[str], tmp_path: Path) -> None:
    given = {"PrimaryContainer": {"Image": "web"}, "ExecutionRoleArn": "r", **properties}
    assert found("ECS660", "ExpressGatewayService", given, tmp_path) == expected


def shared(**members: Any) -> dict[str, Any]:
    return {"Configuration": {"HostSharedAlb": {"Scheme": "internal", **members}}}


ALB = "Configuration/HostSharedAlb"


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        (shared(), []),
        (shared(Protocol="HTTPS", Port=443), []),
        (shared(Protocol="HTTP"), [f"error {ALB}/Protocol"]),
        (shared(Port=80), [f"error {ALB}/Port"]),
        (shared(Port=444), [f"error {ALB}/Port"]),
        (shared(Port=ANY), []),
        (shared(NetworkConfiguration={"Subnets": ["a"]}), [f"error {ALB}/NetworkConfiguration/Subnets"]),
        (shared(NetworkConfiguration={"Subnets": ["a", "b"]}), []),
        (shared(NetworkConfiguration={"Subnets": ANY}), []),
        (shared(NetworkConfiguration={"Subnets": [ANY]}), []),
        ({"Configuration": {"HostSharedAlb": {"Port": 443}}}, [f"warning {ALB}"]),
        ({"Configuration": {"HostSharedAlb": {}}}, []),
        ({"Configuration": {"HostSharedAlb": ANY}}, []),
    ],
)
def test_gateways(properties: dict[str, Any], expected: list[str], tmp_path: Path) -> None:
    assert found("ECS662", "Gateway", properties, tmp_path) == expected


def test_the_other_base_is_named(tmp_path: Path) -> None:
    members = strategy(("a", 0), ("b", 1), ("c", 2))
    template = {"Resources": {"Own": {"Type": "AWS::ECS::Cluster", "Properties": members}}}
    (finding,) = report(yaml.safe_dump(template), tmp_path, "ECS502")
    (place,) = [related["pointer"] for related in finding["related"]]
    assert place == "/Resources/Own/Properties/DefaultCapacityProviderStrategy/1/Base"
    assert finding["message"].startswith("Base is 2,")


HTTP = {"Name": "http", "ContainerPort": 80}
TASK = {
    "RequiresCompatibilities": ["FARGATE"],
    "ContainerDefinitions": [{"Name": "Main", "PortMappings": [HTTP]}],
}
PORTS = "ContainerDefinitions/0/PortMappings"


def ports(*mappings: Any) -> dict[str, Any]:
    return {"ContainerDefinitions": [{"Name": "Main", "PortMappings": list(mappings)}]}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, []),
        ({"RequiresCompatibilities": ["EC2"]}, ["RequiresCompatibilities"]),
        ({"RequiresCompatibilities": ["EC2", "FARGATE"]}, []),
        ({"RequiresCompatibilities": ["EC2", ANY]}, []),
        ({"RequiresCompatibilities": []}, []),
        ({"ContainerDefinitions": [{"Name": "main"}]}, ["ContainerDefinitions"]),
        ({"ContainerDefinitions": [{"Name": "main"}, {"Name": ANY}]}, []),
        ({"ContainerDefinitions": [{"Name": "main"}, ANY]}, []),
        ({"ContainerDefinitions": [{"Name": "side"}, {"Name": "Main", "PortMappings": [HTTP]}]}, []),
        ({"ContainerDefinitions": ANY}, []),
        ({"ContainerDefinitions": [{"Name": "Main"}]}, ["ContainerDefinitions/0"]),
        ({"ContainerDefinitions": [{"Name": "Main", "PortMappings": ANY}]}, []),
        (ports(), [PORTS]),
        (ports(HTTP, {"ContainerPort": 81}), [PORTS]),
        (ports(HTTP, ANY), []),
        (ports(ANY), []),
        (ports({"ContainerPort": 80}), [f"{PORTS}/0"]),
        (ports({**HTTP, "Name": ANY}), []),
        (ports({**HTTP, "Protocol": "udp"}), [f"{PORTS}/0/Protocol"]),
        (ports({**HTTP, "Protocol": "TCP"}), []),
        (ports({**HTTP, "Protocol": ANY}), []),
    ],
)
def test_task_definitions_of_express_services(
    members: dict[str, Any], expected: list[str], tmp_path: Path
) -> None:
    express = {"InfrastructureRoleArn": "r", "TaskDefinitionArn": {"Ref": "Task"}}
    template = {
        "Parameters": {"Any": {"Type": "String"}},
        "Resources": {
            "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {**TASK, **members}},
            "Express": {"Type": "AWS::ECS::ExpressGatewayService", "Properties": express},
        },
    }
    found = findings(yaml.safe_dump(template), tmp_path, "ECS660")
    assert [place.removeprefix("/Resources/Task/Properties/") for _, _, place in found] == expected
    assert {severity for _, severity, _ in found} <= {"error"}
