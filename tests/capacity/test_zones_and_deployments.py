"""Zones, scheduled tasks, mappings by Region, what is not counted, and deployments without addresses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ecslint.capacity.plan import Plan, Subnet, User
from ecslint.capacity.shortage import cannot_deploy
from tests.command import invoke
from tests.cost.test_whole_bill import TASK

SERVICE = """
  Web:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      LaunchType: FARGATE
      DesiredCount: COUNT
      DeploymentConfiguration: {MinimumHealthyPercent: 0, MaximumPercent: 100}
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref A, !Ref B, !Ref C]}}
"""
SUBNETS = """
  A:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: vpc-1, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1a}
  B:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: vpc-1, CidrBlock: 10.0.2.0/24, AvailabilityZone: eu-west-1a}
  C:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: vpc-1, CidrBlock: 10.0.3.0/24, AvailabilityZone: eu-west-1b}
"""


def plan(text: str, tmp_path: Path, *arguments: str) -> dict[str, Any]:
    path = tmp_path / "template.yaml"
    path.write_text(text)
    result = invoke(["capacity", "--isolated", "--format", "json", *arguments, str(path)])
    (found,) = json.loads(result.stdout)["plans"]
    assert isinstance(found, dict)
    return found


def at_rest(found: dict[str, Any]) -> dict[str, int]:
    return {subnet["name"]: subnet["at_rest"] for subnet in found["subnets"]}


def test_tasks_spread_over_zones_then_subnets(tmp_path: Path) -> None:
    found = plan("Resources:" + SUBNETS + TASK + SERVICE.replace("COUNT", "24"), tmp_path)
    assert at_rest(found) == {"A": 6, "B": 6, "C": 12}
    found = plan("Resources:" + SUBNETS + TASK + SERVICE.replace("COUNT", "25"), tmp_path)
    assert at_rest(found) == {"A": 7, "B": 6, "C": 12}


def test_shares_add_up() -> None:
    subnets = {
        key: Subnet(key, key, zone=zone)
        for key, zone in zip("abcde", ("1", "1", "2", None, "2"), strict=True)
    }
    for number in range(60):
        user = User("web", "service", tuple("abcde"), number, number, True)
        plan = Plan(subnets, [user])
        shares = {key: plan.part(user, number, key) for key in subnets}
        assert sum(shares.values()) == number
        zones = [shares["a"] + shares["b"], shares["c"] + shares["e"], shares["d"]]
        assert max(zones) - min(zones) <= 1


def test_scheduled_tasks_come_on_top(tmp_path: Path) -> None:
    job = """
  Job:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: rate(5 minutes)
      FlexibleTimeWindow: {Mode: "OFF"}
      Target:
        Arn: arn:aws:ecs:us-east-1:111122223333:cluster/main
        RoleArn: arn:aws:iam::111122223333:role/run
        EcsParameters:
          TaskDefinitionArn: !Ref Task
          TaskCount: 8
          LaunchType: FARGATE
          NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref C]}}
"""
    found = plan("Resources:" + SUBNETS + TASK + SERVICE.replace("COUNT", "4") + job, tmp_path)
    (subnet,) = [s for s in found["subnets"] if s["name"] == "C"]
    assert (subnet["at_rest"], subnet["at_peak"]) == (2, 10)
    disabled = job.replace("Properties:\n      Sch", "Properties:\n      State: DISABLED\n      Sch")
    found = plan("Resources:" + SUBNETS + TASK + SERVICE.replace("COUNT", "4") + disabled, tmp_path)
    (subnet,) = [s for s in found["subnets"] if s["name"] == "C"]
    assert subnet["at_peak"] == 2


def test_rows_of_a_mapping_are_judged_one_by_one(tmp_path: Path) -> None:
    mapping = """
Mappings:
  Blocks: {eu-west-1: {C: 10.0.3.0/28}, us-east-1: {C: 10.0.3.0/24}}
"""
    narrow = SUBNETS.replace("CidrBlock: 10.0.3.0/24", "CidrBlock: !FindInMap [Blocks, !Ref AWS::Region, C]")
    service = SERVICE.replace("COUNT", "12").replace("[!Ref A, !Ref B, !Ref C]", "[!Ref C]")
    found = plan(mapping + "Resources:" + narrow + TASK + service, tmp_path)
    (problem,) = found["problems"]
    assert problem["severity"] == "warning"
    assert problem["message"].startswith("in eu-west-1: Web needs 12 addresses to run")
    same = mapping.replace("10.0.3.0/24", "10.0.4.0/28")
    found = plan(same + "Resources:" + narrow + TASK + service, tmp_path)
    assert [p["severity"] for p in found["problems"]] == ["error"]
    (subnet,) = [s for s in found["subnets"] if s["name"] == "C"]
    assert subnet["addresses"] == 11


def test_network_load_balancers_want_free_addresses(tmp_path: Path) -> None:
    balancer = """
  Lb:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Type: network, Scheme: internal, SubnetMappings: [{SubnetId: !Ref A}, {SubnetId: !Ref C}]}
"""
    text = "Resources:" + SUBNETS + TASK + SERVICE.replace("COUNT", "2") + balancer
    peaks = {s["name"]: s["at_peak"] for s in plan(text, tmp_path)["subnets"]}
    assert peaks == {"A": 9, "B": 0, "C": 9}
    chosen = text.replace("!Ref A}", "!Ref A, PrivateIPv4Address: 10.0.1.9}")
    chosen = chosen.replace("!Ref C}]", "!Ref C, PrivateIPv4Address: 10.0.3.9}]")
    peaks = {s["name"]: s["at_peak"] for s in plan(chosen, tmp_path)["subnets"]}
    assert peaks == {"A": 2, "B": 0, "C": 2}


def test_what_is_not_counted_is_named(tmp_path: Path) -> None:
    others = """
  Databases: {Type: AWS::RDS::DBSubnetGroup, Properties: {SubnetIds: [!Ref A, !Ref C]}}
  Function:
    Type: AWS::Lambda::Function
    Properties: {VpcConfig: {SubnetIds: [!Ref A]}}
"""
    found = plan("Resources:" + SUBNETS + TASK + SERVICE.replace("COUNT", "2") + others, tmp_path)
    assert found["not_counted"] == [
        "Databases: the addresses of its databases",
        "Function: the addresses of a Lambda function",
    ]


def test_advice_on_described_subnets_is_no_block_size(tmp_path: Path) -> None:
    context = tmp_path / "subnets.json"
    subnet = {
        "SubnetId": "subnet-0aaa1111bbbb2222c",
        "CidrBlock": "10.0.9.0/24",
        "AvailableIpAddressCount": 3,
    }
    context.write_text(json.dumps({"Subnets": [subnet]}))
    service = SERVICE.replace("COUNT", "4").replace("[!Ref A, !Ref B, !Ref C]", "[subnet-0aaa1111bbbb2222c]")
    service = service.replace("MinimumHealthyPercent: 0, MaximumPercent: 100", "MaximumPercent: 200")
    found = plan("Resources:" + TASK + service, tmp_path, "--context", str(context))
    assert all("/28" not in p["message"] and "add a subnet" in p["message"] for p in found["problems"])
    assert found["problems"]


def test_a_parameter_makes_no_error(tmp_path: Path) -> None:
    text = "Resources:" + SUBNETS.replace("10.0.3.0/24", "10.0.3.0/28") + TASK
    service = SERVICE.replace("[!Ref A, !Ref B, !Ref C]", "[!Ref C]")
    service = service.replace("MinimumHealthyPercent: 0, MaximumPercent: 100", "MaximumPercent: 200")
    found = plan(text + service.replace("COUNT", "11"), tmp_path)
    assert [p["severity"] for p in found["problems"]] == ["error"]
    assert "no deployment of Web can proceed" in found["problems"][0]["message"]
    default = "Parameters: {Count: {Type: Number, Default: 11}}\n"
    found = plan(default + text + service.replace("COUNT", "!Ref Count"), tmp_path)
    assert [p["severity"] for p in found["problems"]] == ["warning"]


def test_a_service_that_cannot_run_is_not_said_to_be_undeployable() -> None:
    subnet = Subnet("a", "a", size=11, literal=True)
    user = User("web", "service", ("a",), 12, 24, True, rolling=True, blocked_without_spare=True, top=12)
    assert list(cannot_deploy(Plan({"a": subnet}, [user]))) == []


def test_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    service = SERVICE.replace("COUNT", "10").replace("MinimumHealthyPercent: 0", "MinimumHealthyPercent: 50")
    narrow = service.replace("[!Ref A, !Ref B, !Ref C]", "[!Ref C]")
    path.write_text("Resources:" + SUBNETS + TASK + narrow)
    shown = invoke(["capacity", "--isolated", "--format", "svg", str(path)]).stdout
    assert shown.startswith("<svg")
    assert "<script" not in shown
    assert "10 at rest" in shown
    # five of ten stop, and hold their addresses for 30 seconds, while five new ones start; then the others
    assert "15 during a deployment" in shown
    (subnet,) = [s for s in plan(path.read_text(), tmp_path)["subnets"] if s["name"] == "C"]
    assert subnet["during_rollout"] == 15


def test_advice_is_large_enough_for_the_zone_with_fewer_subnets(tmp_path: Path) -> None:
    """24 + 24 tasks over two zones: 24 in the zone of C, for which a /27 (27 addresses) is enough."""
    subnets = SUBNETS.replace("/24", "/28")
    service = SERVICE.replace("MinimumHealthyPercent: 0, MaximumPercent: 100", "MaximumPercent: 200")
    path = tmp_path / "template.yaml"
    for count, prefix in (("24", "/27"), ("30", "/26")):
        path.write_text("Resources:" + subnets + TASK + service.replace("COUNT", count))
        text = invoke(["capacity", "--isolated", str(path)]).output
        assert f"use subnets of {prefix}" in text
