"""Subnets that have IPv6 addresses only: what opens and what closes the ways out of them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.reach.network import att, fargate_service, fargate_task, findings, group, ref, resource, told

ANY = {"IpProtocol": "-1", "CidrIpv6": "::/0"}
HOST = "111122223333.dkr-ecr.eu-west-3.on.aws/web:1"
OLD = "111122223333.dkr.ecr.eu-west-3.amazonaws.com/web:1"


def native() -> dict[str, Any]:
    """Return a service in subnets without IPv4, with a way out by an egress-only gateway."""
    found: dict[str, Any] = {
        "Vpc": resource("EC2::VPC", CidrBlock="10.0.0.0/16", EnableDnsHostnames=True),
        "Block": resource("EC2::VPCCidrBlock", VpcId=ref("Vpc"), AmazonProvidedIpv6CidrBlock=True),
        "Egress": resource("EC2::EgressOnlyInternetGateway", VpcId=ref("Vpc")),
        "InnerTable": resource("EC2::RouteTable", VpcId=ref("Vpc")),
        "Out": resource(
            "EC2::Route",
            RouteTableId=ref("InnerTable"),
            DestinationIpv6CidrBlock="::/0",
            EgressOnlyInternetGatewayId=ref("Egress"),
        ),
        "TaskGroup": group(SecurityGroupEgress=[ANY]),
        "Task": fargate_task(Image=HOST),
        "Service": fargate_service(),
    }
    for index, name in enumerate(("InnerA", "InnerB")):
        block = {"Fn::Cidr": [{"Fn::Select": [0, att("Vpc", "Ipv6CidrBlocks")]}, 4, 64]}
        found[name] = resource(
            "EC2::Subnet",
            VpcId=ref("Vpc"),
            AvailabilityZone={"Fn::Select": [index, {"Fn::GetAZs": ""}]},
            Ipv6Native=True,
            Ipv6CidrBlock={"Fn::Select": [index, block]},
        )
        found[f"{name}Link"] = resource(
            "EC2::SubnetRouteTableAssociation", SubnetId=ref(name), RouteTableId=ref("InnerTable")
        )
    return {"Resources": found}


def image(made: dict[str, Any], value: object) -> None:
    made["Resources"]["Task"]["Properties"]["ContainerDefinitions"][0]["Image"] = value


def test_open_by_an_egress_only_gateway_and_by_an_internet_gateway() -> None:
    made = native()
    assert told(made) == []
    found = made["Resources"]
    found["Gateway"] = resource("EC2::InternetGateway")
    found["Attachment"] = resource(
        "EC2::VPCGatewayAttachment", VpcId=ref("Vpc"), InternetGatewayId=ref("Gateway")
    )
    del found["Egress"], found["Out"]["Properties"]["EgressOnlyInternetGatewayId"]
    found["Out"]["Properties"]["GatewayId"] = ref("Gateway")
    assert told(made) == []


@pytest.mark.parametrize("value", [OLD, att("Repo", "RepositoryUri")])
def test_the_usual_host_of_a_registry_has_no_ipv6(value: object) -> None:
    made = native()
    made["Resources"]["Repo"] = resource("ECR::Repository")
    image(made, value)
    assert told(made) == [("ECS620", "error", "Task/Properties/ContainerDefinitions/0/Image")]
    assert "dkr-ecr.REGION.on.aws" in findings(made)[0].message


def test_by_nat64_or_an_endpoint_it_may_be_reached() -> None:
    made = native()
    image(made, OLD)
    translated = copy.deepcopy(made)
    translated["Resources"]["Nat64"] = resource(
        "EC2::Route",
        RouteTableId=ref("InnerTable"),
        DestinationIpv6CidrBlock="64:ff9b::/96",
        NatGatewayId=ref("Nat"),
    )
    assert told(translated) == []
    made["Resources"]["Dkr"] = resource(
        "EC2::VPCEndpoint",
        VpcId=ref("Vpc"),
        ServiceName={"Fn::Sub": "com.amazonaws.${AWS::Region}.ecr.dkr"},
        VpcEndpointType="Interface",
        SubnetIds=[ref("InnerA")],
    )
    assert told(made) == []


def test_no_route_for_ipv6() -> None:
    made = native()
    del made["Resources"]["Out"]
    assert [(rule, severity) for rule, severity, _ in told(made)] == [("ECS620", "error")]
    assert "no IPv6 route to the internet" in findings(made)[0].message
    other = native()
    other["Resources"]["Out"]["Properties"]["DestinationIpv6CidrBlock"] = ref("Given")
    other["Parameters"] = {"Given": {"Type": "String"}}
    assert told(other) == []


def test_a_group_that_lets_out_ipv4_only() -> None:
    made = native()
    group_of = made["Resources"]["TaskGroup"]["Properties"]
    group_of["SecurityGroupEgress"] = [{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}]
    assert [(rule, severity) for rule, severity, _ in told(made)] == [("ECS620", "error")]
    assert "to the internet over IPv6" in findings(made)[0].message
    del group_of["SecurityGroupEgress"]
    assert told(made) == []  # the rule that AWS adds is for both, where the VPC has an IPv6 block


def test_not_known_whether_a_subnet_has_ipv4() -> None:
    made = native()
    made["Parameters"] = {"Native": {"Type": "String"}}
    for name in ("InnerA", "InnerB"):
        made["Resources"][name]["Properties"]["Ipv6Native"] = ref("Native")
    image(made, OLD)
    assert told(made) == []
