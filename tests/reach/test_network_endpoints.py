"""Ways to services of AWS by endpoints: what they reach, and what their policies allow."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reach.network import (
    Change,
    att,
    isolated,
    ref,
    resource,
    rule,
    told,
)
from tests.reach.test_network_out import SUBNETS, add, applied, outputs, parameter, properties, put, without


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([without("Api")], [("ECS620", "error", SUBNETS)]),
        ([without("Layers")], [("ECS620", "error", SUBNETS)]),
        ([without("Logs"), without("Secrets")], [("ECS620", "error", SUBNETS)]),
        ([without("Layers"), outputs("Vpc")], [("ECS620", "warning", SUBNETS)]),
        (
            [put("Layers", RouteTableIds=[ref("OuterTable")])],
            [("ECS620", "error", "Layers/Properties/RouteTableIds")],
        ),
        ([put("Api", PrivateDnsEnabled=False)], [("ECS620", "error", "Api/Properties/PrivateDnsEnabled")]),
        ([put("Api", PrivateDnsEnabled={"Ref": "AWS::NoValue"})], []),
        (
            [
                put("Api", PrivateDnsEnabled=False),
                add("Zone", resource("Route53::HostedZone", Name="x", VPCs=[{"VPCId": ref("Vpc")}])),
            ],
            [],
        ),
        (
            [put("EndpointGroup", SecurityGroupIngress=[rule(80, CidrIp="10.0.0.0/16")])],
            [("ECS620", "error", "EndpointGroup/Properties/SecurityGroupIngress/0")],
        ),
        ([put("EndpointGroup", SecurityGroupIngress=[rule(443, CidrIp="10.0.0.0/16")])], []),
        ([put("EndpointGroup", SecurityGroupIngress=[rule(443, CidrIp=att("Vpc", "CidrBlock"))])], []),
        (
            [put("EndpointGroup", SecurityGroupIngress=[rule(443, CidrIp="10.0.0.0/24")])],
            [("ECS620", "error", "EndpointGroup/Properties/SecurityGroupIngress/0")],
        ),
        (
            [put("EndpointGroup", SecurityGroupIngress=[rule(443, CidrIp="10.0.16.0/24")])],
            [("ECS620", "warning", "EndpointGroup/Properties/SecurityGroupIngress/0")],
        ),
        ([parameter("Any"), put("EndpointGroup", SecurityGroupIngress=[rule(443, CidrIp=ref("Any"))])], []),
        ([parameter("Any"), put("Api", SecurityGroupIds=[ref("Any")])], []),
        ([put("Api", SubnetIds=[ref("OuterB")])], []),
        (
            [put("TaskGroup", SecurityGroupEgress=[rule(443, CidrIp="10.0.0.0/16")])],
            [("ECS620", "error", "TaskGroup/Properties/SecurityGroupEgress/0")],
        ),
        (
            [
                put(
                    "TaskGroup",
                    SecurityGroupEgress=[
                        rule(443, DestinationSecurityGroupId=ref("EndpointGroup")),
                        rule(443, DestinationPrefixListId="pl-1"),
                    ],
                )
            ],
            [],
        ),
        # another VPC's endpoint does not serve
        (
            [
                add("Other", resource("EC2::VPC", CidrBlock="10.9.0.0/16", EnableDnsHostnames=True)),
                put("Api", VpcId=ref("Other"), SubnetIds=[], SecurityGroupIds=["sg-0a1b2c3d4e5f60718"]),
            ],
            [("ECS620", "error", SUBNETS)],
        ),
        ([put("Vpc", EnableDnsHostnames=False)], [("ECS622", "error", "Vpc/Properties/EnableDnsHostnames")]),
        # Fargate needs no endpoint of ECS, and platform 1.3.0 logs in by other means
        ([without("Api", "Secrets"), put("Service", PlatformVersion="1.3.0")], []),
        ([without("Dkr"), put("Service", PlatformVersion="1.3.0")], [("ECS620", "error", SUBNETS)]),
        (
            [
                without("Api"),
                add(
                    "X",
                    resource("CloudFormation::Stack", TemplateURL="https://x", Parameters={"V": ref("Vpc")}),
                ),
            ],
            [],
        ),
    ],
)
def test_ways_by_endpoints(changes: list[Change], expected: list[tuple[str, str, str]]) -> None:
    assert sorted(told(applied(isolated(), *changes))) == sorted(expected)


def policy(resource_pattern: Any, **more: Any) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": resource_pattern,
        **more,
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


@pytest.mark.parametrize(
    ("document", "closed"),
    [
        (policy("arn:aws:s3:::own-bucket/*"), True),
        (policy("*"), False),
        (policy("arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"), False),
        (policy({"Fn::Sub": "arn:aws:s3:::prod-${AWS::Region}-starport-layer-bucket/*"}), False),
        (policy({"Fn::ImportValue": "bucket"}), False),
        (policy("arn:aws:s3:::own-bucket/*", Action="s3:*"), True),
        (policy("*", Action="s3:PutObject"), True),
        (policy("*", Effect="Deny"), True),
        (policy("*", Condition={"StringEquals": {"aws:PrincipalAccount": "1"}}), False),
    ],
)
def test_the_policy_of_the_endpoint_for_layers(document: dict[str, Any], closed: bool) -> None:
    lines = told(applied(isolated(), put("Layers", PolicyDocument=document)))
    assert lines == ([("ECS620", "error", "Layers/Properties/PolicyDocument")] if closed else [])


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("nginx:1.27", ["error"]),
        ("public.ecr.aws/nginx/nginx:1.27", ["error"]),
        ("ghcr.io/example/web:1", ["error"]),
        ("registry.example.internal/web:1", []),
        ({"Fn::ImportValue": "image"}, []),
        ({"Fn::Sub": "nginx:${AWS::StackName}"}, ["error"]),
    ],
)
def test_only_private_repositories_come_by_endpoints(image: Any, expected: list[str]) -> None:
    made = isolated()
    properties(made, "Task")["ContainerDefinitions"][0]["Image"] = image
    assert [severity for _, severity, _ in told(made)] == expected
