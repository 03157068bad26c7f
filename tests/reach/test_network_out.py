"""What tasks and instances reach outside their VPC: open, closed, closed twice, and not known."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.reach.network import (
    Change,
    att,
    fargate_task,
    findings,
    instances,
    isolated,
    ref,
    resource,
    rule,
    subnet,
    template,
    told,
)

NOWHERE = {"IpProtocol": "icmp", "FromPort": 252, "ToPort": 86, "CidrIp": "255.255.255.255/32"}
SUBNETS = "Service/Properties/NetworkConfiguration/AwsvpcConfiguration/Subnets"
PUBLIC = "Service/Properties/NetworkConfiguration/AwsvpcConfiguration"


def properties(made: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = made["Resources"][name]["Properties"]
    return found


def network(made: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = properties(made, "Service")["NetworkConfiguration"]["AwsvpcConfiguration"]
    return found


def without(*names: str) -> Change:
    def change(made: dict[str, Any]) -> None:
        for name in names:
            del made["Resources"][name]
        service = made["Resources"]["Service"]
        service["DependsOn"] = [name for name in service["DependsOn"] if name in made["Resources"]]

    return change


def put(name: str, **members: Any) -> Change:
    def change(made: dict[str, Any]) -> None:
        properties(made, name).update(members)

    return change


def add(name: str, what: dict[str, Any]) -> Change:
    def change(made: dict[str, Any]) -> None:
        made["Resources"][name] = what

    return change


def outer(made: dict[str, Any]) -> None:
    network(made)["Subnets"] = [ref("OuterA"), ref("OuterB")]


def public(value: Any) -> Change:
    def change(made: dict[str, Any]) -> None:
        network(made)["AssignPublicIp"] = value

    return change


def outputs(name: str) -> Change:
    def change(made: dict[str, Any]) -> None:
        made["Outputs"] = {"Id": {"Value": ref(name), "Export": {"Name": "id"}}}

    return change


def parameter(name: str, **members: Any) -> Change:
    def change(made: dict[str, Any]) -> None:
        made.setdefault("Parameters", {})[name] = {"Type": "String", **members}

    return change


def separate(port: int) -> dict[str, Any]:
    return resource("EC2::SecurityGroupEgress", GroupId=ref("TaskGroup"), **rule(port, CidrIp="0.0.0.0/0"))


def applied(made: dict[str, Any], *changes: Change) -> dict[str, Any]:
    for change in changes:
        change(made)
    return made


@pytest.mark.parametrize("make", [template, isolated, instances])
def test_nothing_is_said_of_what_is_open(make: Any) -> None:
    assert told(make()) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # routes
        ([without("InnerRoute")], [("ECS620", "error", SUBNETS)]),
        ([without("InnerRoute"), put("Service", DesiredCount=0)], [("ECS620", "warning", SUBNETS)]),
        ([without("InnerRoute"), outputs("InnerTable")], [("ECS620", "warning", SUBNETS)]),
        ([without("InnerRoute"), outputs("TaskGroup")], [("ECS620", "error", SUBNETS)]),
        ([without("InnerALink", "InnerBLink")], [("ECS620", "error", SUBNETS)]),
        ([without("InnerALink")], [("ECS620", "warning", SUBNETS)]),
        ([without("Attachment")], [("ECS620", "error", "OuterRoute/Properties/GatewayId")]),
        ([put("Nat", ConnectivityType="private")], [("ECS620", "error", "Nat/Properties/ConnectivityType")]),
        ([put("Nat", SubnetId=ref("InnerA"))], [("ECS620", "error", "Nat/Properties/SubnetId")]),
        ([outer], [("ECS620", "error", PUBLIC)]),
        ([outer, public("DISABLED")], [("ECS620", "error", f"{PUBLIC}/AssignPublicIp")]),
        ([outer, public("ENABLED")], []),
        ([outer, parameter("Any"), public(ref("Any"))], []),
        (
            [outer, parameter("Any", Default="DISABLED"), public(ref("Any"))],
            [("ECS620", "error", "/Parameters/Any/Default")],
        ),
        ([put("InnerRoute", NatGatewayId={"Fn::ImportValue": "nat"})], []),
        (
            [
                put(
                    "InnerRoute",
                    NatGatewayId={"Ref": "AWS::NoValue"},
                    TransitGatewayId="tgw-0a1b2c3d4e5f60718",
                )
            ],
            [],
        ),
        ([put("InnerRoute", DestinationCidrBlock="10.1.0.0/16")], [("ECS620", "error", SUBNETS)]),
        ([parameter("Any"), put("InnerRoute", DestinationCidrBlock=ref("Any"))], []),
        ([parameter("Any"), put("InnerALink", RouteTableId=ref("Any"))], []),
        ([without("InnerRoute"), add("X", resource("Custom::Routes", Table=ref("InnerTable")))], []),
        (
            [
                without("InnerRoute"),
                add("X", resource("EC2::VPNGatewayRoutePropagation", RouteTableIds=[ref("InnerTable")])),
            ],
            [],
        ),
        # security groups
        (
            [put("TaskGroup", SecurityGroupEgress=[NOWHERE])],
            [("ECS620", "error", "TaskGroup/Properties/SecurityGroupEgress")],
        ),
        ([put("TaskGroup", SecurityGroupEgress=[rule(443, CidrIp="0.0.0.0/0")])], []),
        ([put("TaskGroup", SecurityGroupEgress=[rule(443, DestinationPrefixListId="pl-1")])], []),
        (
            [put("TaskGroup", SecurityGroupEgress=[rule(443, CidrIp="10.0.0.0/8")])],
            [("ECS620", "error", "TaskGroup/Properties/SecurityGroupEgress/0")],
        ),
        ([put("TaskGroup", SecurityGroupEgress=[])], []),
        (
            [
                put("TaskGroup", SecurityGroupEgress=[NOWHERE]),
                add(
                    "X",
                    resource(
                        "EC2::SecurityGroupEgress", GroupId=ref("TaskGroup"), **rule(443, CidrIp="0.0.0.0/0")
                    ),
                ),
            ],
            [],
        ),
        (
            [
                add(
                    "X",
                    resource(
                        "EC2::SecurityGroupEgress", GroupId=ref("TaskGroup"), **rule(80, CidrIp="0.0.0.0/0")
                    ),
                )
            ],
            [],
        ),
        # closed twice
        (
            [put("TaskGroup", SecurityGroupEgress=[NOWHERE]), without("InnerRoute")],
            [("ECS620", "error", "TaskGroup/Properties/SecurityGroupEgress"), ("ECS620", "error", SUBNETS)],
        ),
    ],
)
def test_ways_to_the_internet(changes: list[Change], expected: list[tuple[str, str, str]]) -> None:
    assert sorted(told(applied(template(), *changes))) == sorted(expected)


def acl(*entries: tuple[int, bool, str, int, int, str]) -> Change:
    """Give the private subnets a network ACL: number, egress, action, first and last port, block."""

    def change(made: dict[str, Any]) -> None:
        found = made["Resources"]
        found["Acl"] = resource("EC2::NetworkAcl", VpcId=ref("Vpc"))
        for name in ("InnerA", "InnerB"):
            found[f"{name}Acl"] = resource(
                "EC2::SubnetNetworkAclAssociation", SubnetId=ref(name), NetworkAclId=ref("Acl")
            )
        for index, (number, egress, action, low, high, block) in enumerate(entries):
            found[f"Entry{index}"] = resource(
                "EC2::NetworkAclEntry",
                NetworkAclId=ref("Acl"),
                RuleNumber=number,
                Egress=egress,
                RuleAction=action,
                Protocol=6,
                PortRange={"From": low, "To": high},
                CidrBlock=block,
            )

    return change


ALL = "0.0.0.0/0"
OUT, BACK = (100, True, "allow", 0, 65535, ALL), (100, False, "allow", 0, 65535, ALL)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([OUT, BACK], []),
        ([BACK], ["ECS615 Acl/Properties", "ECS620 Acl/Properties"]),
        ([OUT], ["ECS615 Acl/Properties", "ECS620 Acl/Properties"]),
        ([OUT, BACK, (50, True, "deny", 443, 443, ALL)], ["ECS620 Entry2/Properties"]),
        ([OUT, BACK, (150, True, "deny", 443, 443, ALL)], []),
        ([OUT, BACK, (50, True, "deny", 443, 443, "10.0.0.0/8")], []),
        ([OUT, BACK, (50, True, "deny", 443, 443, "198.51.100.0/24")], []),
        ([OUT, (100, False, "allow", 1024, 65535, ALL)], []),
        ([OUT, (100, False, "allow", 8080, 8080, ALL)], ["ECS620 Acl/Properties"]),
        ([OUT, (100, False, "allow", 49152, 65535, ALL), (110, False, "allow", 8080, 8080, ALL)], []),
        (
            [(100, True, "allow", 443, 443, ALL), (110, True, "allow", 1024, 65535, "10.0.0.0/16"), BACK],
            [],
        ),
        ([(100, True, "allow", 443, 443, ALL), BACK], ["ECS615 Acl/Properties"]),
        (
            [OUT, (100, False, "allow", 32768, 60999, ALL)],
            ["ECS615 Acl/Properties"],
        ),
    ],
)
def test_network_acls_count_by_number_and_both_ways(entries: list[Any], expected: list[str]) -> None:
    lines = told(applied(template(), acl(*entries)))
    assert sorted({f"{rule_id} {place}" for rule_id, _, place in lines}) == expected


def test_an_acl_whose_entries_come_from_elsewhere_is_not_judged() -> None:
    made = applied(template(), acl(OUT, (100, False, "allow", 8080, 8080, ALL)), parameter("Any"))
    properties(made, "Entry1")["RuleNumber"] = ref("Any")
    assert told(made) == []
    made = applied(template(), acl(OUT), add("X", resource("Custom::Entries", Acl=ref("Acl"))))
    assert told(made) == []


def test_entries_of_the_default_acl_come_before_its_own() -> None:
    deny = resource(
        "EC2::NetworkAclEntry",
        NetworkAclId=att("Vpc", "DefaultNetworkAcl"),
        RuleNumber=50,
        Egress=True,
        RuleAction="deny",
        Protocol=-1,
        CidrBlock=ALL,
    )
    lines = told(applied(template(), add("Deny", deny)))
    assert {place for _, _, place in lines} == {"Deny/Properties"}
    assert (
        told(
            applied(
                template(), add("Deny", {**deny, "Properties": {**deny["Properties"], "RuleNumber": 200}})
            )
        )
        == []
    )


def test_a_condition_decides_on_the_way() -> None:
    made = applied(template(), parameter("Stage", Default="test", AllowedValues=["test", "prod"]))
    made["Conditions"] = {"IsProd": {"Fn::Equals": [ref("Stage"), "prod"]}}
    for name in ("Nat", "InnerRoute"):
        made["Resources"][name]["Condition"] = "IsProd"
    made["Resources"]["Service"]["DependsOn"] = ["Listener"]
    (found,) = findings(made)
    assert (found.rule, found.when) == ("ECS620", "when IsProd is false")
    network(made)["AssignPublicIp"] = {"Fn::If": ["IsProd", "DISABLED", "ENABLED"]}
    network(made)["Subnets"] = {
        "Fn::If": ["IsProd", [ref("InnerA"), ref("InnerB")], [ref("OuterA"), ref("OuterB")]]
    }
    assert told(made) == []


def test_ipv6_may_be_another_way() -> None:
    made = applied(template(), without("InnerRoute"))
    for name in ("InnerA", "InnerB"):
        properties(made, name)["Ipv6CidrBlock"] = {"Fn::ImportValue": "block"}
    assert [rule_id for rule_id, _, _ in told(made)] == ["ECS620"]
    made["Resources"]["Six"] = resource(
        "EC2::Route",
        RouteTableId=ref("InnerTable"),
        DestinationIpv6CidrBlock="::/0",
        EgressOnlyInternetGatewayId={"Fn::ImportValue": "gateway"},
    )
    assert told(made) == []


def test_a_scheduled_task_is_asked_as_well() -> None:
    network_of_rule = {"Subnets": [ref("OuterA")], "AssignPublicIp": "DISABLED"}
    made = template()
    made["Resources"]["Nightly"] = resource(
        "Events::Rule",
        ScheduleExpression="rate(1 day)",
        Targets=[
            {
                "Id": "task",
                "Arn": "arn:aws:ecs:eu-west-1:111122223333:cluster/main",
                "RoleArn": "arn:aws:iam::111122223333:role/events",
                "EcsParameters": {
                    "TaskDefinitionArn": ref("Task"),
                    "LaunchType": "FARGATE",
                    "NetworkConfiguration": {"AwsVpcConfiguration": network_of_rule},
                },
            }
        ],
    )
    (line,) = told(made)
    assert line[:2] == ("ECS620", "error")
    assert line[2].endswith("AwsVpcConfiguration/AssignPublicIp")
    network_of_rule["AssignPublicIp"] = "ENABLED"
    assert told(made) == []


def test_a_cut_is_said_once_for_all_services() -> None:
    made = applied(template(), put("TaskGroup", SecurityGroupEgress=[NOWHERE]))
    other = copy.deepcopy(made["Resources"]["Service"])
    del other["Properties"]["LoadBalancers"]
    made["Resources"]["Second"] = other
    assert len(told(made)) == 1


def test_tasks_without_a_definition_here_are_not_asked() -> None:
    made = applied(template(), without("InnerRoute"), put("Service", TaskDefinition="web:1"))
    del made["Resources"]["Task"]
    assert told(made) == []
    made = applied(template(), without("InnerRoute"))
    made["Transform"] = "Some::Macro"
    assert told(made) == []


def test_another_stack_may_do_the_rest() -> None:
    made = template()
    for name in (
        "Vpc",
        "Gateway",
        "Attachment",
        "InnerTable",
        "OuterTable",
        "InnerRoute",
        "OuterRoute",
        "Nat",
    ):
        del made["Resources"][name]
    for name in ("OuterALink", "OuterBLink", "InnerALink", "InnerBLink"):
        del made["Resources"][name]
    made["Resources"]["Service"]["DependsOn"] = ["Listener"]
    text = {"Fn::ImportValue": "vpc"}
    for body in made["Resources"].values():
        if body["Properties"].get("VpcId") == ref("Vpc"):
            body["Properties"]["VpcId"] = text
    assert told(made) == []
    properties(made, "TaskGroup")["SecurityGroupEgress"] = [NOWHERE]
    assert [line[:2] for line in told(made)] == [("ECS620", "error")]


def test_what_is_shared_is_made_once() -> None:
    assert subnet("10.0.0.0/24", 0) == subnet("10.0.0.0/24", 0)
    assert fargate_task() == fargate_task()
