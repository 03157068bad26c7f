"""What messages ask for that takes more than one value: gateways, routes, entries, groups, statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ecslint.finding import Finding

Json = dict[str, Any]
Remedy = Callable[[Json, Finding, re.Match[str]], None]


def at(made: Json, pointer: str) -> tuple[Any, str | int]:
    """Return what holds the place that a pointer leads to, and its last step."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    place: Any = made
    for step in steps[:-1]:
        place = place[int(step)] if isinstance(place, list) else place[step]
    last = steps[-1]
    return place, int(last) if isinstance(place, list) else last


def _of(made: Json, kind: str) -> list[tuple[str, Json]]:
    return [
        (name, item["Properties"])
        for name, item in made["Resources"].items()
        if item["Type"] == f"AWS::EC2::{kind}"
    ]


def _table(made: Json, subnet: str) -> Any:
    """Return the route table of a subnet, made anew where it has none."""
    for _, link in _of(made, "SubnetRouteTableAssociation"):
        if link["SubnetId"] == {"Ref": subnet}:
            return link["RouteTableId"]
    found = made["Resources"]
    found["MoreTable"] = {
        "Type": "AWS::EC2::RouteTable",
        "Properties": {"VpcId": found[subnet]["Properties"]["VpcId"]},
    }
    link = {"SubnetId": {"Ref": subnet}, "RouteTableId": {"Ref": "MoreTable"}}
    found[f"{subnet}More"] = {"Type": "AWS::EC2::SubnetRouteTableAssociation", "Properties": link}
    return {"Ref": "MoreTable"}


def public_of(made: Json) -> str:
    """Return a subnet with a route to an internet gateway."""
    tables = [route["RouteTableId"] for _, route in _of(made, "Route") if route.get("GatewayId")]
    for name, _ in _of(made, "Subnet"):
        if _table(made, name) in tables:
            return name
    raise AssertionError("no public subnet")


def nat_and_route(made: Json, found: Finding, match: re.Match[str]) -> None:
    subnets = [name for name in re.findall(r'"(\w+)"', match[1]) if name in made["Resources"]]
    gateway = {"SubnetId": {"Ref": public_of(made)}, "AllocationId": "eipalloc-0a1b2c3d4e5f60719"}
    waits = [name for name, item in made["Resources"].items() if item["Type"].endswith("GatewayAttachment")]
    made["Resources"]["MoreNat"] = {
        "Type": "AWS::EC2::NatGateway",
        "DependsOn": waits,
        "Properties": gateway,
    }
    for number, subnet in enumerate(subnets):
        table = _table(made, subnet)
        for name, route in _of(made, "Route"):
            if route["RouteTableId"] == table and route.get("DestinationCidrBlock") == "0.0.0.0/0":
                del made["Resources"][name]
        made["Resources"][f"MoreRoute{number}"] = {
            "Type": "AWS::EC2::Route",
            "Properties": {
                "RouteTableId": table,
                "DestinationCidrBlock": "0.0.0.0/0",
                "NatGatewayId": {"Ref": "MoreNat"},
            },
        }
        for service in made["Resources"].values():
            if service["Type"] == "AWS::ECS::Service":
                known = service.get("DependsOn", [])
                gone = [known] if isinstance(known, str) else known
                service["DependsOn"] = [
                    *(name for name in gone if name in made["Resources"]),
                    f"MoreRoute{number}",
                ]


def public_subnet(made: Json, found: Finding, match: re.Match[str]) -> None:
    made["Resources"][match[1]]["Properties"]["SubnetId"] = {"Ref": public_of(made)}


def acl_entry(made: Json, found: Finding, match: re.Match[str]) -> None:
    low, high = int(match[3]), int(match[4] or match[3])
    made["Resources"][f"More{match[1]}{match[2]}{low}"] = {
        "Type": "AWS::EC2::NetworkAclEntry",
        "Properties": {
            "NetworkAclId": {"Ref": match[1]},
            "RuleNumber": 5,
            "Protocol": 6,
            "RuleAction": "allow",
            "Egress": match[2] == "outbound",
            "CidrBlock": "0.0.0.0/0",
            "PortRange": {"From": low, "To": high},
        },
    }


def dual_stack_host(made: Json, found: Finding, match: re.Match[str]) -> None:
    place, last = at(made, str(found.pointer))
    place[last] = re.sub(r"\.dkr\.ecr\.([\w-]+)\.amazonaws\.com", r".dkr-ecr.\1.on.aws", place[last])


def statement(made: Json, found: Finding, match: re.Match[str]) -> None:
    place, last = at(made, str(found.pointer))
    document = place[last].get("PolicyDocument", place[last]) if isinstance(place[last], dict) else None
    action = {"Effect": "Allow", "Action": match[1].split(" and "), "Resource": "*"}
    if isinstance(document, dict) and "Statement" in document:
        document["Statement"].append(action)
    else:
        place.append({"Statement": [action]})


def deny_removed(made: Json, found: Finding, match: re.Match[str]) -> None:
    place, last = at(made, str(found.pointer))
    place.pop(last)


def another_group(made: Json, found: Finding, match: re.Match[str]) -> None:
    place, last = at(made, str(found.pointer))
    vpc = next(name for name, _ in _of(made, "VPC"))
    rule = {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}
    made["Resources"]["MoreGroup"] = {
        "Type": "AWS::EC2::SecurityGroup",
        "Properties": {"GroupDescription": "x", "VpcId": {"Ref": vpc}, "SecurityGroupIngress": [rule]},
    }
    owner = place[last] if isinstance(place[last], dict) else place
    name = "SecurityGroups" if isinstance(place[last], dict) else last
    owner[name] = [{"Fn::GetAtt": ["MoreGroup", "GroupId"]}]


def plug_in(made: Json, found: Finding, match: re.Match[str]) -> None:
    for item in made["Resources"].values():
        if item["Type"] == "AWS::EC2::LaunchTemplate":
            data = item["Properties"]["LaunchTemplateData"]["UserData"]
            data["Fn::Base64"] = data["Fn::Base64"].replace("\n", "\ndocker plugin install x\n", 1)


LARGER: tuple[tuple[str, Remedy], ...] = (
    (
        r"^(.*) have no route to the internet.*; add a NAT gateway (?:and a route to it|or the endpoints)$",
        nat_and_route,
    ),
    (
        r"^(.*) has no route to the internet.*; add a NAT gateway (?:and a route to it|or the endpoints)$",
        nat_and_route,
    ),
    (r'^NAT gateway "(\w+)" is in .*; use a public subnet$', public_subnet),
    (
        r'^network ACL "(\w+)" (?:has no rule for|denies) (inbound|outbound) ports? (\d+)(?:-(\d+))? ',
        acl_entry,
    ),
    (r"; use the host ACCOUNT.dkr-ecr.REGION.on.aws$", dual_stack_host),
    (r"; add ([\w: -]+) there$", statement),
    (r"; add a statement that allows ([\w:]+)$", statement),
    (r"; narrow the Deny down or remove it$", deny_removed),
    (r"^the default security group of the VPC does not allow .*; use another group$", another_group),
    (r'; run "docker plugin install" in UserData$', plug_in),
)
"""Messages, and what is done that they say."""
