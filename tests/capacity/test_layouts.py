"""Layouts of subnets with the arithmetic done by hand; most come in pairs at both sides of a boundary.

Usable addresses: /28 has 11, /27 has 27, /26 has 59, /25 has 123, /24 has 251.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ecslint.capacity.collect import plans
from ecslint.capacity.plan import Plan
from ecslint.capacity.render import problems
from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.inputs import Inputs
from ecslint.engine.run import run
from ecslint.project.context import read_context
from ecslint.source.read import load

Resources = dict[str, Any]


def subnets(*prefixes: int, first: int = 0) -> Resources:
    """Return subnets S0, S1, … with blocks 10.0.0.0/p, 10.0.1.0/p, …."""
    found: Resources = {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}}
    for index, prefix in enumerate(prefixes, first):
        block = f"10.0.{index}.0/{prefix}"
        properties = {"VpcId": {"Ref": "Vpc"}, "CidrBlock": block}
        found[f"S{index}"] = {"Type": "AWS::EC2::Subnet", "Properties": properties}
    return found


def refs(*numbers: int) -> list[Any]:
    return [{"Ref": f"S{number}"} for number in numbers]


def service(count: Any, *numbers: int, name: str = "Web", **more: Any) -> Resources:
    properties = {
        "TaskDefinition": "web:1",
        "LaunchType": "FARGATE",
        "DesiredCount": count,
        "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": refs(*numbers)}},
        **more,
    }
    return {name: {"Type": "AWS::ECS::Service", "Properties": properties}}


def deploy(most: int | None = None, least: int | None = None, **more: Any) -> dict[str, Any]:
    found = {"MaximumPercent": most, "MinimumHealthyPercent": least, **more}
    return {"DeploymentConfiguration": {key: value for key, value in found.items() if value is not None}}


def scaled(low: int, high: int, name: str = "Web") -> Resources:
    properties = {
        "MinCapacity": low,
        "MaxCapacity": high,
        "ResourceId": {"Fn::Sub": f"service/main/${{{name}.Name}}"},
        "ScalableDimension": "ecs:service:DesiredCount",
        "ServiceNamespace": "ecs",
    }
    return {
        f"{name}Target": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": properties}
    }


def balancer(*numbers: int, kind: str = "application") -> Resources:
    properties = {"Type": kind, "Subnets": refs(*numbers)}
    return {"Alb": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": properties}}


def nat(number: int) -> Resources:
    return {"Nat": {"Type": "AWS::EC2::NatGateway", "Properties": {"SubnetId": refs(number)[0]}}}


def endpoint(*numbers: int) -> Resources:
    properties = {"VpcEndpointType": "Interface", "ServiceName": "x", "SubnetIds": refs(*numbers)}
    return {"Endpoint": {"Type": "AWS::EC2::VPCEndpoint", "Properties": properties}}


def group(low: int, high: int, *numbers: int) -> Resources:
    properties = {"MinSize": str(low), "MaxSize": str(high), "VPCZoneIdentifier": refs(*numbers)}
    return {"Group": {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": properties}}


def plan(*resources: Resources, described: Any = None, **sections: Any) -> Plan:
    template = {**sections, "Resources": {k: v for part in resources for k, v in part.items()}}
    (document,) = load("template.json", json.dumps(template).encode())
    ((_, found),) = plans([read(document)], described)
    return found


RUN, PEAK, STUCK = "to run", "at peak", "no deployment of Web can"
HALF = deploy(100, 50)

LAYOUTS: list[tuple[str, list[Resources], list[tuple[str, int, str, int]]]] = [
    # the desired count: 11 fit into a /28
    ("11 in a /28", [subnets(28), service(11, 0, **HALF)], []),
    ("12 in a /28", [subnets(28), service(12, 0, **HALF)], [("error", 12, RUN, 11)]),
    ("27 in a /27", [subnets(27), service(27, 0, **HALF)], []),
    ("28 in a /27", [subnets(27), service(28, 0, **HALF)], [("error", 28, RUN, 27)]),
    ("22 in two /28", [subnets(28, 28), service(22, 0, 1, **HALF)], []),
    ("23 in two /28", [subnets(28, 28), service(23, 0, 1, **HALF)], [("error", 23, RUN, 22)]),
    ("sizes may differ: 11 + 27 = 38", [subnets(28, 27), service(38, 0, 1, **HALF)], []),
    ("39 are too many for 38", [subnets(28, 27), service(39, 0, 1, **HALF)], [("error", 39, RUN, 38)]),
    ("a subnet named twice counts once", [subnets(28), service(12, 0, 0, **HALF)], [("error", 12, RUN, 11)]),
    # a rolling deployment, 200 % unless said
    ("5 × 200 % = 10 of 11", [subnets(28), service(5, 0)], []),
    ("6 × 200 % = 12 of 11", [subnets(28), service(6, 0)], [("warning", 12, PEAK, 11)]),
    ("11 × 200 % = 22 of 22", [subnets(28, 28), service(11, 0, 1)], []),
    ("12 × 200 % = 24 of 22", [subnets(28, 28), service(12, 0, 1)], [("warning", 24, PEAK, 22)]),
    ("10 × 110 % = 11 of 11", [subnets(28), service(10, 0, **deploy(110))], []),
    ("10 × 120 % = 12 of 11", [subnets(28), service(10, 0, **deploy(120))], [("warning", 12, PEAK, 11)]),
    ("9 × 125 % = 11.25, so 11 of 11", [subnets(28), service(9, 0, **deploy(125))], []),
    ("11 of 11 and no task may stop", [subnets(28), service(11, 0)], [("error", 11, STUCK, 11)]),
    # other kinds of deployment: all tasks twice
    ("blue/green 2 × 5 = 10", [subnets(28), service(5, 0, **deploy(100, Strategy="BLUE_GREEN"))], []),
    (
        "blue/green 2 × 6 = 12 whatever maximumPercent says",
        [subnets(28), service(6, 0, **deploy(100, Strategy="BLUE_GREEN"))],
        [("error", 6, STUCK, 11)],
    ),
    (
        "canary 2 × 6 = 12",
        [subnets(28), service(6, 0, **deploy(Strategy="CANARY"))],
        [("error", 6, STUCK, 11)],
    ),
    ("CodeDeploy 2 × 5 = 10", [subnets(28), service(5, 0, DeploymentController={"Type": "CODE_DEPLOY"})], []),
    (
        "CodeDeploy 2 × 6 = 12",
        [subnets(28), service(6, 0, DeploymentController={"Type": "CODE_DEPLOY"})],
        [("error", 6, STUCK, 11)],
    ),
    # autoscaling: the most tasks count at peak, the least at rest
    ("2 to 13 × 200 % = 26 of 27", [subnets(27), service(2, 0), scaled(2, 13)], []),
    ("2 to 14 × 200 % = 28 of 27", [subnets(27), service(2, 0), scaled(2, 14)], [("warning", 28, PEAK, 27)]),
    (
        "the least of 12 is more than the desired 2",
        [subnets(28), service(2, 0, **HALF), scaled(12, 20)],
        [("error", 12, RUN, 11)],
    ),
    # what else is there
    ("10 + 1 NAT = 11", [subnets(28), service(10, 0, **HALF), nat(0)], []),
    ("11 + 1 NAT = 12", [subnets(28), service(11, 0, **HALF), nat(0)], [("error", 11, RUN, 11)]),
    ("20 + 2 of an endpoint = 22", [subnets(28, 28), service(20, 0, 1, **HALF), endpoint(0, 1)], []),
    (
        "21 + 2 of an endpoint = 23",
        [subnets(28, 28), service(21, 0, 1, **HALF), endpoint(0, 1)],
        [("error", 21, RUN, 22)],
    ),
    ("an ALB has 8 at peak: 19 + 8 = 27", [subnets(27), service(19, 0, **HALF), balancer(0)], []),
    (
        "20 + 8 = 28 of 27",
        [subnets(27), service(20, 0, **HALF), balancer(0)],
        [("warning", 20, PEAK, 27)],
    ),
    (
        "an NLB wants 8 as well: 19 + 8 = 27",
        [subnets(27), service(19, 0, **HALF), balancer(0, kind="network")],
        [],
    ),
    ("what is in other subnets does not count", [subnets(28, 28), service(11, 0, **HALF), nat(1)], []),
    # several services
    (
        "5 + 6 share a /28",
        [subnets(28), service(5, 0, **HALF), service(6, 0, name="Api", **HALF)],
        [],
    ),
    (
        "6 + 6 do not fit together",
        [subnets(28), service(6, 0, **HALF), service(6, 0, name="Api", **HALF)],
        [("error", 12, RUN, 11)],
    ),
    (
        "11 in S0 push the 11 of S0 and S1 into S1",
        [subnets(28, 28), service(11, 0, **HALF), service(11, 0, 1, name="Api", **HALF)],
        [],
    ),
    (
        "11 in S0 leave 11 for the 12 of S0 and S1",
        [subnets(28, 28), service(11, 0, **HALF), service(12, 0, 1, name="Api", **HALF)],
        [("error", 23, RUN, 22)],
    ),
    (
        "a service that cannot fit is named alone",
        [subnets(28, 28), service(12, 0, **HALF), service(1, 0, 1, name="Api", **HALF)],
        [("error", 12, RUN, 11)],
    ),
    # instances take addresses too: 8 tasks + 3 instances = 11
    ("8 tasks and 3 instances", [subnets(28), service(8, 0, **HALF), group(3, 3, 0)], []),
    ("9 and 3 instances", [subnets(28), service(9, 0, **HALF), group(3, 3, 0)], [("error", 12, RUN, 11)]),
    (
        "9 tasks and 2 instances, 3 at most",
        [subnets(28), service(9, 0, **HALF), group(2, 3, 0)],
        [("warning", 12, PEAK, 11)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("resources", "expected"), [row[1:] for row in LAYOUTS], ids=[row[0] for row in LAYOUTS]
)
def test_layout(resources: list[Resources], expected: list[tuple[str, int, str, int]]) -> None:
    found = problems(plan(*resources))
    assert len(found) == len(expected), found
    for (severity, text), (level, need, when, have) in zip(found, expected, strict=True):
        assert severity == level
        if when == STUCK:
            assert text.startswith(when)
            assert f"{need} " in text
            assert str(have) in text
            continue
        assert f"{need} address{'es' if need > 1 else ''} {when}" in text
        assert f"ha{'s' if 'have' not in text else 've'} {have}" in text


def test_the_message_holds_the_arithmetic() -> None:
    ((_, text),) = problems(plan(subnets(28, 28), service(12, 0, 1)))
    assert text == (
        "Web needs 24 addresses at peak (12 tasks × 200 %), 10.0.0.0/28 and 10.0.1.0/28 have 22; "
        "use subnets of /27, or lower maximumPercent to 183"
    )
    # 12 × 183 % = 21.96, so 21 of 22
    assert problems(plan(subnets(28, 28), service(12, 0, 1, **deploy(183)))) == []


def test_what_others_take_is_named() -> None:
    ((_, text),) = problems(plan(subnets(28), service(11, 0, **HALF), nat(0)))
    assert text == (
        "Web needs 11 addresses to run (11 tasks), 10.0.0.0/28 has 11, 1 of them for Nat; "
        "use a /27, or run at most 10 tasks"
    )


UNKNOWN: list[tuple[str, list[Resources]]] = [
    ("count", [subnets(28), service({"Ref": "Given"}, 0)]),
    ("maximumPercent", [subnets(28), service(11, 0, **deploy({"Ref": "Given"}))]),
    ("one of two subnets", [subnets(28), service(100, 0, NetworkConfiguration={
        "AwsvpcConfiguration": {"Subnets": [{"Ref": "S0"}, {"Ref": "Given"}]}})]),
    ("autoscaling", [subnets(28), service(11, 0, **HALF), {"T": {
        "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
        "Properties": {"MinCapacity": {"Ref": "Given"}, "MaxCapacity": 30, "ResourceId": {"Ref": "Web"}}}}]),
    ("controller", [subnets(28), service(11, 0, DeploymentController={"Type": {"Ref": "Given"}})]),
    ("daemon", [subnets(28), service(30, 0, SchedulingStrategy="DAEMON")]),
]  # fmt: skip


@pytest.mark.parametrize("resources", [row[1] for row in UNKNOWN], ids=[row[0] for row in UNKNOWN])
def test_unknown_is_no_problem(resources: list[Resources]) -> None:
    assert problems(plan(*resources, Parameters={"Given": {"Type": "String"}})) == []


def test_a_block_that_is_not_known_is_no_supply() -> None:
    resources = subnets(28)
    resources["S0"]["Properties"]["CidrBlock"] = {"Ref": "Given"}
    assert problems(plan(resources, service(100, 0), Parameters={"Given": {"Type": "String"}})) == []


@pytest.mark.parametrize(("prefix", "count"), [(28, 1), (27, 0)])
def test_blocks_that_the_template_computes(prefix: int, count: int) -> None:
    bits = 32 - prefix
    cut = {"Fn::Cidr": [{"Fn::GetAtt": ["Vpc", "CidrBlock"]}, 4, bits]}
    resources = subnets(28)
    resources["S0"]["Properties"]["CidrBlock"] = {"Fn::Select": [1, cut]}
    found = plan(resources, service(12, 0, **HALF))
    assert found.subnets["S0"].cidr == f"10.0.0.{2**bits}/{prefix}"
    assert len(problems(found)) == count


def test_blocks_from_a_pool_have_a_size() -> None:
    resources = subnets(28)
    resources["S0"]["Properties"] = {"VpcId": {"Ref": "Vpc"}, "Ipv4IpamPoolId": "p", "Ipv4NetmaskLength": 28}
    assert len(problems(plan(resources, service(12, 0, **HALF)))) == 1


def test_ipv6_has_no_end_and_dual_stack_has() -> None:
    resources = subnets(28, 28)
    resources["S0"]["Properties"]["Ipv6CidrBlock"] = "2001:db8::/64"
    assert len(problems(plan(resources, service(12, 0, **HALF)))) == 1
    resources["S1"]["Properties"] = {"VpcId": {"Ref": "Vpc"}, "Ipv6Native": True}
    assert problems(plan(resources, service(500, 0, 1))) == []


def test_resources_that_are_not_made_do_not_count() -> None:
    conditions = {"Never": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}}
    parameters = {"Stage": {"Type": "String", "Default": "test"}}
    other = service(11, 0, name="Api", **HALF)
    assert len(problems(plan(subnets(28), service(11, 0, **HALF), other))) == 1
    other["Api"]["Condition"] = "Never"
    sections = {"Conditions": conditions, "Parameters": parameters}
    assert problems(plan(subnets(28), service(11, 0, **HALF), other, **sections)) == []


def test_a_finding_says_when_it_holds(tmp_path: Path) -> None:
    template = {
        "Parameters": {"Stage": {"Type": "String", "Default": "test"}},
        "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
        "Resources": {**subnets(28), **service({"Fn::If": ["IsProd", 12, 2]}, 0, **HALF)},
    }
    (tmp_path / "t.json").write_text(json.dumps(template))
    findings = lint(str(tmp_path / "t.json"))
    assert [(f.rule, f.when, f.pointer) for f in findings] == [
        ("ECS604", "when IsProd is true", "/Resources/Web/Properties/DesiredCount/Fn::If/1")
    ]


def lint(path: str, *context: str) -> list[Any]:
    configuration = Configuration({"select": ("ECS6",), "context": context}, isolated=True)
    result = run(Inputs([path], configuration=configuration), configuration)
    assert not result.crashes
    return result.findings


def describe(path: Path, **free: int) -> str:
    found = [
        {
            "SubnetId": f"subnet-{key}",
            "CidrBlock": "10.0.0.0/28",
            "AvailabilityZone": "eu-west-1a",
            "AvailableIpAddressCount": count,
            "Tags": [{"Key": "aws:cloudformation:logical-id", "Value": key}],
        }
        for key, count in free.items()
    ]
    path.write_text(json.dumps({"Subnets": found}))
    return str(path)


@pytest.mark.parametrize(("count", "free", "rules"), [
    (4, 8, []),  # 4 × 200 % = 8
    (4, 7, [("ECS605", "warning")]),
    (9, 8, [("ECS604", "warning")]),  # the nine may run already
    (12, 8, [("ECS604", "error")]),  # a /28 never has twelve
])  # fmt: skip
def test_free_addresses_of_described_subnets(
    tmp_path: Path, count: int, free: int, rules: list[tuple[str, str]]
) -> None:
    definition = {
        "serviceName": "web",
        "taskDefinition": "web:1",
        "desiredCount": count,
        "launchType": "FARGATE",
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-S0"]}},
    }
    path = tmp_path / "service.json"
    path.write_text(json.dumps(definition))
    context = describe(tmp_path / "subnets.json", S0=free)
    assert [(f.rule, str(f.severity)) for f in lint(str(path), context)] == rules
    assert lint(str(path)) == []


def test_free_addresses_of_a_deployed_template(tmp_path: Path) -> None:
    described = read_context([describe(tmp_path / "subnets.json", S0=7)]).known["Subnets"]
    found = plan(subnets(28), service(4, 0), described=described)
    ((severity, text),) = problems(found)
    assert (severity, text.partition(";")[0]) == (
        "warning",
        "Web needs 8 addresses at peak (4 tasks × 200 %), 10.0.0.0/28 has 7 free",
    )
