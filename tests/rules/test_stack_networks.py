"""Address blocks of subnets and VPCs in templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.helpers import findings

TEMPLATE = """
Parameters:
  Vpc: {Type: String}
  Other: {Type: String}
Resources:
  Main: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/24}}
  Second: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.8.0.0/24}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Main, CidrBlock: 10.0.0.0/28}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Main, CidrBlock: 10.0.0.16/28}}
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: web:1
      LaunchType: FARGATE
      DesiredCount: 1
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref A, !Ref B]}}
"""
A = "/Resources/A/Properties/CidrBlock"
B = "/Resources/B/Properties/CidrBlock"
MORE = "  More: {Type: AWS::EC2::VPCCidrBlock, Properties: {%s}}\n  Service:"


def test_nothing_is_wrong(tmp_path: Path) -> None:
    assert findings(TEMPLATE, tmp_path, "ECS601") == []


@pytest.mark.parametrize(
    ("block", "wrong"),
    [
        ("10.0.0.0", True),
        ("10.0.0.300/28", True),
        ('"01.23.45.67/ 89"', True),
        ("2001:db8::/64", False),
        ("SUBNET_CIDR", False),
        ('""', False),
    ],
)
def test_what_is_no_block(block: str, wrong: bool, tmp_path: Path) -> None:
    text = TEMPLATE.replace("10.0.0.0/28", block)
    assert findings(text, tmp_path, "ECS601") == ([("ECS601", "error", A)] if wrong else [])


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ("", True),
        ("VpcId: !Ref Main, CidrBlock: 10.1.0.0/24", False),
        ("VpcId: !Ref Second, CidrBlock: 10.1.0.0/24", True),
        ("VpcId: !Ref Vpc, CidrBlock: 10.1.0.0/24", False),  # may be this one
        ("VpcId: !Ref Main, CidrBlock: !Ref Other", False),
        ("VpcId: !Ref Main, Ipv4IpamPoolId: pool", False),
        ("VpcId: !Ref Second, CidrBlock: !Ref Other", True),
        ("VpcId: !Ref Main, AmazonProvidedIpv6CidrBlock: true", True),
    ],
)
def test_a_vpc_may_have_more_blocks(more: str, wrong: bool, tmp_path: Path) -> None:
    text = TEMPLATE.replace("10.0.0.16/28", "10.1.0.0/28")
    text = text.replace("  Service:", MORE % more, 1) if more else text
    assert findings(text, tmp_path, "ECS601") == ([("ECS601", "error", B)] if wrong else [])


@pytest.mark.parametrize(
    ("a", "b", "wrong"),
    [
        ("!Ref Main", "!Ref Main", True),
        ("!Ref Main", "!GetAtt Main.VpcId", True),
        ("!Ref Vpc", "!Ref Vpc", True),
        ("!Ref Vpc", "!Ref Other", False),
        ("vpc-1", "vpc-1", True),
        ("vpc-1", "vpc-2", False),
        ('""', '""', False),
        ("!ImportValue vpc", "!ImportValue vpc", False),
    ],
)
def test_only_subnets_of_one_vpc_can_overlap(a: str, b: str, wrong: bool, tmp_path: Path) -> None:
    text = TEMPLATE.replace("VpcId: !Ref Main", f"VpcId: {a}", 1).replace("VpcId: !Ref Main", f"VpcId: {b}")
    text = text.replace("10.0.0.16/28", "10.0.0.0/28")
    assert findings(text, tmp_path, "ECS601") == ([("ECS601", "error", B)] if wrong else [])
