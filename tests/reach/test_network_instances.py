"""Ways of instances, which need more than tasks: what they reach, by routes and by endpoints."""

from __future__ import annotations

import copy

import pytest

from tests.reach.network import (
    Change,
    endpoint,
    group,
    instances,
    isolated,
    ref,
    rule,
    told,
)
from tests.reach.test_network_out import applied, properties, put, without


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([without("InnerRoute")], [("ECS621", "error", "Fleet/Properties/VPCZoneIdentifier")]),
        (
            [put("Fleet", VPCZoneIdentifier=[ref("OuterA"), ref("OuterB")])],
            [("ECS621", "error", "Fleet/Properties/VPCZoneIdentifier")],
        ),
        (
            [
                put("Fleet", VPCZoneIdentifier=[ref("OuterA"), ref("OuterB")]),
                put("OuterA", MapPublicIpOnLaunch=True),
                put("OuterB", MapPublicIpOnLaunch=True),
            ],
            [],
        ),
        ([put("Fleet", VPCZoneIdentifier={"Fn::ImportValue": "subnets"})], []),
        (
            [put("Fleet", MinSize="0"), without("InnerRoute")],
            [("ECS621", "error", "Fleet/Properties/VPCZoneIdentifier")],
        ),
        (
            [put("TaskGroup", SecurityGroupEgress=[rule(80, CidrIp="0.0.0.0/0")])],
            [("ECS621", "error", "TaskGroup/Properties/SecurityGroupEgress/0")],
        ),
    ],
)
def test_instances(changes: list[Change], expected: list[tuple[str, str, str]]) -> None:
    assert told(applied(instances(), *changes)) == expected


def test_instances_with_endpoints() -> None:
    made = applied(instances(), without("InnerRoute", "Nat"))
    properties(made, "Task")["ContainerDefinitions"][0]["Image"] = {"Fn::ImportValue": "image"}
    made["Resources"]["EndpointGroup"] = group(SecurityGroupIngress=[rule(443, CidrIp="10.0.0.0/16")])
    for name in ("ecs", "ecs-agent", "ecs-telemetry"):
        made["Resources"][name.title().replace("-", "")] = endpoint(name)
    assert told(made) == []
    less = copy.deepcopy(made)
    del less["Resources"]["EcsAgent"]
    assert [line[:2] for line in told(less)] == [("ECS621", "error")]
    del made["Resources"]["EcsTelemetry"]
    assert [line[:2] for line in told(made)] == [("ECS623", "warning")]


def test_sessions_are_a_warning() -> None:
    made = applied(isolated(), put("Service", EnableExecuteCommand=True))
    assert [line[:2] for line in told(made)] == [("ECS623", "warning")]
    made["Resources"]["Sessions"] = endpoint("ssmmessages")
    assert told(made) == []
