"""``ecslint capacity``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.command import Done, invoke

TEMPLATE = """
Resources:
  A:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: vpc-1, CidrBlock: 10.0.1.0/28, AvailabilityZone: eu-west-1a}
  Nat:
    Type: AWS::EC2::NatGateway
    Properties: {SubnetId: !Ref A}
  Web:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: web:1
      LaunchType: FARGATE
      DesiredCount: 4
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref A]}}
  Api:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: web:1
      LaunchType: FARGATE
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!ImportValue Subnet]}}
"""


def capacity(*arguments: str) -> Done:
    return invoke(["capacity", "--isolated", *arguments])


def test_table(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE)
    result = capacity(str(path))
    assert result.exit_code == 0
    lines = [line.split() for line in result.output.splitlines()]
    # 4 tasks × 200 % + 1 of the NAT gateway = 9 of 11
    assert ["A", "10.0.1.0/28", "eu-west-1a", "11", "5", "9", "2", "18", "%"] in lines
    assert ["Web", "(service)", "4", "8"] in lines
    assert "not counted: Api: not all of its subnets are known" in result.output


def test_json(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE.replace("DesiredCount: 4", "DesiredCount: 6"))
    (plan,) = json.loads(capacity(str(path), "--format", "json").output)["plans"]
    (subnet,) = plan["subnets"]
    assert (subnet["addresses"], subnet["at_rest"], subnet["at_peak"], subnet["left_at_peak"]) == (
        11,
        7,
        13,
        -2,
    )
    assert sum(user["at_peak"] for user in subnet["users"]) == 13
    assert [p["severity"] for p in plan["problems"]] == ["warning"]


def test_services_of_their_own_share_described_subnets(tmp_path: Path) -> None:
    for name, count in (("a", 2), ("b", 3)):
        definition = {
            "serviceName": name,
            "taskDefinition": "web:1",
            "desiredCount": count,
            "launchType": "FARGATE",
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
        }
        (tmp_path / f"{name}.json").write_text(json.dumps(definition))
    subnets = tmp_path / "subnets.txt"
    described = {"SubnetId": "subnet-1", "CidrBlock": "10.0.1.0/24", "AvailableIpAddressCount": 9}
    subnets.write_text(json.dumps({"Subnets": [described]}))
    output = capacity(str(tmp_path), "--context", str(subnets)).output
    assert (
        "a and b need 10 addresses at peak (2 tasks × 200 % + 3 tasks × 200 %), 10.0.1.0/24 has 9 free"
        in output
    )


def test_nothing_to_show(tmp_path: Path) -> None:
    result = capacity(str(tmp_path))
    assert result.exit_code == 0
    assert "no subnet" in result.output


def test_a_context_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    result = capacity(str(tmp_path), "--context", str(tmp_path / "x.json"))
    assert result.exit_code == 2
    assert "describe-subnets" in result.output
