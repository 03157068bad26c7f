"""Services with target groups and subnets that are known: times, ports, protocols and VPCs."""

from __future__ import annotations

from typing import Any

import pytest

from ecslint.model.account import Cluster, Clusters, Subnet, Subnets
from ecslint.model.base import build
from ecslint.model.target_group import TargetGroup, TargetGroups
from ecslint.source.templating.placeholders import mark_placeholders
from tests.rules.services import CLASSIC, balanced, seen
from tests.rules.test_services import BRIDGE, ENTRY, FARGATE, GROUP, UNKNOWN, WEB, found, network, strategy


def groups(**members: Any) -> TargetGroups:
    known = TargetGroups()
    known.add(build(TargetGroup, {"TargetGroupArn": GROUP, **members}))
    return known


def mapped(*mappings: Any, **container: Any) -> dict[str, Any]:
    return {**BRIDGE, "containerDefinitions": [{**WEB, "portMappings": list(mappings), **container}]}


UDP = {"containerPort": 80, "protocol": "udp"}
TCP = {"containerPort": 80}
ARN = ["loadBalancers.0.targetGroupArn"]
PORT = ["loadBalancers.0.containerPort"]


@pytest.mark.parametrize(
    ("group", "task", "expected"),
    [
        ({"Protocol": "UDP"}, mapped(UDP), []),
        ({"Protocol": "UDP"}, mapped(TCP), PORT),
        ({"Protocol": "UDP"}, mapped(TCP, UDP), []),
        ({"Protocol": "TCP_UDP"}, mapped(TCP), []),
        ({"Protocol": "TCP_UDP"}, mapped(UDP), []),
        ({"Protocol": "HTTP"}, mapped(UDP), PORT),
        ({"Protocol": "HTTP"}, mapped({**UDP, "protocol": "UDP"}), PORT),
        ({"Protocol": "HTTP"}, mapped(TCP), []),
        ({"Protocol": "HTTP"}, mapped({"containerPort": 81}), []),
        ({"Protocol": "HTTP"}, mapped(UDP, {"containerPort": "${PORT}"}), []),
        ({"Protocol": "HTTP"}, mapped({**UDP, "protocol": "${PROTOCOL}"}), []),
        ({"Protocol": "HTTP"}, mapped("${MAPPING}", UDP), []),
        ({"Protocol": UNKNOWN}, mapped(UDP), []),
        ({"TargetType": "ip"}, mapped(TCP), ARN),
        ({"TargetType": "instance"}, mapped(TCP), []),
        ({"TargetType": "alb"}, None, ARN),
        ({"TargetType": "ip"}, None, []),
        ({"TargetType": "ip"}, {**mapped(TCP), "networkMode": "none"}, []),
        ({"TargetType": UNKNOWN}, mapped(TCP), []),
    ],
)
def test_target_groups(group: dict[str, Any], task: dict[str, Any] | None, expected: list[str]) -> None:
    assert seen("ECS547", balanced(), task, TargetGroups=groups(**group)) == expected


@pytest.mark.parametrize(
    ("port", "task", "wrong"),
    [
        ("8080", mapped(TCP), ""),
        ("traffic-port", mapped(TCP), None),
        ("80", mapped({"containerPort": 80, "hostPort": 80}), None),
        ("81", mapped({"containerPort": 80, "hostPort": 80}), " warning"),
        ("81", mapped({"containerPort": 80, "hostPort": "${PORT}"}), None),
        ("81", {**mapped(TCP), "networkMode": "host"}, None),
        ("81", mapped("${MAPPING}"), None),
        (UNKNOWN, mapped(TCP), None),
        ("81", {**BRIDGE, "containerDefinitions": [WEB, "${CONTAINER}"]}, None),
        ("81", mapped(TCP, name="other"), None),
    ],
)
def test_ports_of_health_checks(port: Any, task: dict[str, Any], wrong: str | None) -> None:
    expected = [] if wrong is None else [f"{ARN[0]}{wrong}"]
    assert seen("ECS547", balanced(), task, TargetGroups=groups(HealthCheckPort=port)) == expected
    known = groups(HealthCheckPort=port)
    assert seen("ECS547", balanced(), task, TargetGroups=known, kind="TaskSet") == expected


def starting(seconds: int, **health: Any) -> dict[str, Any]:
    check = {"command": ["CMD", "true"], "startPeriod": seconds, **health}
    return {**FARGATE, "containerDefinitions": [{**WEB, "healthCheck": check}]}


GRACE = "healthCheckGracePeriodSeconds"


@pytest.mark.parametrize(
    ("start", "health", "advised"),
    [
        (100, {}, 250),
        (100, {"interval": 60}, 280),
        (100, {"interval": 60, "retries": 2}, 250),
        (100, {"interval": 60, "retries": 4}, 340),
        (100, {"interval": "${INTERVAL}"}, 250),
        (100, {"interval": 60, "retries": "${RETRIES}"}, 280),
    ],
)
def test_the_grace_period_that_is_advised(start: int, health: dict[str, Any], advised: int) -> None:
    assert seen("ECS550", balanced(), starting(start, **health)) == [f"{GRACE}: set {GRACE} {advised}"]


def test_why_a_grace_period_is_too_short() -> None:
    (problem,) = found("ECS550", balanced(), starting(100))
    assert "the load balancer by default allows 60" in problem.message
    assert "; set 250" in problem.message
    known = groups(HealthCheckIntervalSeconds=10)
    (problem,) = found("ECS550", balanced(), starting(20), TargetGroups=known)
    assert "before they are healthy" in problem.message
    (problem,) = found("ECS550", {**balanced(), GRACE: 149}, starting(100), TargetGroups=known)
    assert "the load balancer allows 20" in problem.message
    assert "slow tasks are stopped 50 seconds before they are healthy" in problem.message
    assert problem.message.endswith("; set 190")
    assert found("ECS550", {**balanced(), GRACE: 150}, starting(100), TargetGroups=known) == []


@pytest.mark.parametrize(
    ("service", "task", "count"),
    [
        (balanced(), None, 1),
        (balanced(), FARGATE, 1),
        (balanced(), starting(10), 0),
        (balanced(), starting(1), 0),
        (balanced(), starting(0), 1),
        ({**balanced(), GRACE: 1}, None, 0),
        ({**balanced(), GRACE: "${GRACE}"}, None, 0),
        ({**balanced(), "service": "web"}, None, 0),
        ({**balanced(), "deploymentController": {"type": "EXTERNAL"}}, None, 0),
        ({"loadBalancers": [CLASSIC]}, None, 0),
        ({"loadBalancers": [ENTRY, ENTRY]}, None, 1),
        ({}, None, 0),
    ],
)
def test_services_without_a_grace_period(
    service: dict[str, Any], task: dict[str, Any] | None, count: int
) -> None:
    assert len(found("ECS551", service, task)) == count


@pytest.mark.parametrize(
    ("service", "task", "group", "count"),
    [
        (balanced(), FARGATE, {}, 1),  # 59 seconds of 60
        ({**balanced(), GRACE: 60}, FARGATE, {}, 0),
        (balanced(), FARGATE, {"UnhealthyThresholdCount": UNKNOWN}, 0),
        (balanced(), FARGATE, None, 0),
        ({"loadBalancers": [ENTRY, {**ENTRY, "targetGroupArn": f"{GROUP}2"}]}, FARGATE, {}, 0),
        ({"loadBalancers": [ENTRY, ENTRY]}, FARGATE, {}, 1),
        ({"loadBalancers": "${BALANCERS}"}, FARGATE, {}, 0),
        ({}, FARGATE, {}, 1),
        ({GRACE: 0}, FARGATE, {}, 0),
        ({GRACE: 1}, FARGATE, {}, 1),
        ({GRACE: -5}, FARGATE, {}, 0),
        ({}, None, {}, 1),
        ({}, starting(10), {}, 0),
        ({}, {**FARGATE, "containerDefinitions": [WEB, "${CONTAINER}"]}, {}, 0),
        ({"vpcLatticeConfigurations": [{"portName": "web"}]}, FARGATE, {}, 0),
    ],
)
def test_grace_periods_without_effect(
    service: dict[str, Any], task: dict[str, Any] | None, group: dict[str, Any] | None, count: int
) -> None:
    context = {} if group is None else {"TargetGroups": groups(**group)}
    assert len(found("ECS552", {GRACE: 59, **service}, task, **context)) == count


def test_the_shortest_time_counts_for_a_grace_period() -> None:
    known = groups()
    known.add(build(TargetGroup, {"TargetGroupArn": f"{GROUP}2", "UnhealthyThresholdCount": 3}))
    service = {"loadBalancers": [ENTRY, {**ENTRY, "targetGroupArn": f"{GROUP}2"}], GRACE: 59}
    (problem,) = found("ECS552", service, FARGATE, TargetGroups=known)
    assert "its first 60; set more" in problem.message
    assert found("ECS552", {**service, GRACE: 60}, FARGATE, TargetGroups=known) == []


def subnets(**vpcs: Any) -> Subnets:
    known = Subnets()
    for name, vpc in vpcs.items():
        known.add(build(Subnet, {"SubnetId": name, "VpcId": vpc}))
    return known


@pytest.mark.parametrize(
    ("vpcs", "group", "expected"),
    [
        ({"a": "vpc-1", "b": "vpc-1"}, "vpc-1", []),
        ({"a": "vpc-1", "b": "vpc-2"}, "vpc-1", ["subnets.1"]),
        ({"a": "vpc-1", "b": UNKNOWN}, "vpc-1", []),
        ({"b": "vpc-2"}, "vpc-2", []),
        ({"b": "vpc-2"}, "vpc-1", ARN),
        ({"b": "vpc-2"}, UNKNOWN, []),
        ({}, "vpc-1", []),
    ],
)
def test_vpcs(vpcs: dict[str, Any], group: Any, expected: list[str]) -> None:
    context = {"Subnets": subnets(**vpcs), "TargetGroups": groups(VpcId=group)}
    service = {**balanced(), **network(subnets=["a", "b"])}
    assert seen("ECS562", service, **context) == expected
    assert seen("ECS562", service, kind="TaskSet", **context) == expected
    assert seen("ECS562", service, kind="RunTask", **context) == [p for p in expected if p == "subnets.1"]


@pytest.mark.parametrize(
    ("provider", "attached", "words"),
    [
        ("wbe", ["web"], '(it has web); use "web"'),
        ("FARGATE", ["FARGATE_SPOT"], "(it has FARGATE_SPOT); attach it with put-cluster-capacity-providers"),
        ("web", [], "(it has none); attach it"),
        ("web", ["web"], None),
        ("web", ["other", "${PROVIDER}"], None),
        ("web", None, None),
        ("${PROVIDER}", ["web"], None),
    ],
)
def test_providers_of_described_clusters(provider: str, attached: Any, words: str | None) -> None:
    known = Clusters()
    known.add(build(Cluster, mark_placeholders({"clusterName": "main", "capacityProviders": attached})))
    service = {"cluster": "main", **strategy({"capacityProvider": provider, "weight": 1})}
    problems = found("ECS589", service, Clusters=known)
    assert [words is not None and words in problem.message for problem in problems] == [True] * bool(words)
