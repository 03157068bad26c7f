"""What surrounds the tasks, scheduled tasks, Express services, task sets; limits and environments of
``ecslint cost``."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecslint.capacity.scheduled import runs_a_month
from ecslint.cost.prices import around, list_prices
from tests.command import Done, invoke

TASK = """
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: "1024"
      Memory: "2048"
      ContainerDefinitions: [{Name: web, Image: "web:1"}]
"""
SERVICE = """
  Web:
    Type: AWS::ECS::Service
    Properties: {TaskDefinition: !Ref Task, LaunchType: FARGATE, DesiredCount: 2}
"""
RULE = """
  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: SCHEDULE
      Targets:
        - Id: run
          Arn: arn:aws:ecs:us-east-1:111122223333:cluster/main
          EcsParameters: {TaskDefinitionArn: !Ref Task, TaskCount: 2, LaunchType: FARGATE}
"""


def cost(*arguments: str) -> Done:
    return invoke(["cost", "--isolated", *arguments])


def of(resources: str, tmp_path: Path, *arguments: str, region: str = "us-east-1") -> dict[str, Any]:
    path = tmp_path / "template.yaml"
    path.write_text(f"Resources:{resources}")
    result = cost("--format", "json", "--region", region, *arguments, str(path))
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def month(found: dict[str, Any], name: str) -> str | None:
    """Return the upper monthly amount of an estimate."""
    (estimate,) = [e for e in found["estimates"] if e["name"] == name]
    return None if estimate["monthly"] is None else str(estimate["monthly"]["high"])


@pytest.mark.parametrize(
    ("expression", "runs"),
    [
        ("rate(1 hour)", 730),
        ("rate(5 minutes)", 8760),
        ("rate(1 day)", 30.4),
        ("cron(0 3 * * ? *)", 30.4),
        ("cron(0/15 8-17 ? * MON-FRI *)", 868.6),
        ("cron(0 12 1 * ? *)", 1.0),
        ("cron(0 12 L * ? *)", 1.0),
        ("cron(0 12 ? * 2#1 *)", 1.0),
        ("cron(0 0 ? JAN,JUL SUN *)", 0.7),
        ("at(2026-11-20T13:00:00)", None),
        ("rate(0 minutes)", None),
        ("cron(61 0 * * ? *)", None),
        ("cron(0/0 0 * * ? *)", None),
        ("nonsense", None),
    ],
)
def test_how_often_schedules_run(expression: str, runs: float | None) -> None:
    found = runs_a_month(expression)
    assert (None if found is None else round(float(found), 1)) == runs


def test_a_schedule_is_never_priced_as_if_it_always_ran(tmp_path: Path) -> None:
    found = of(TASK + RULE.replace("SCHEDULE", "rate(1 hour)"), tmp_path)
    (estimate,) = found["estimates"]
    assert (estimate["kind"], estimate["monthly"], found["total"]) == ("schedule", None, None)
    assert "730 runs a month of 2 tasks come to $1.20 a month" in estimate["not_estimated"][0]
    assert "$72.08 if they always run" in estimate["not_estimated"][0]
    found = of(TASK + RULE.replace("SCHEDULE", "rate(1 hour)"), tmp_path, "--assume", "run-minutes=15")
    # 730 × 2 × 15 / 60 × 0.04937
    assert found["total"]["monthly"]["high"] == "18.02"
    # a run is billed for a minute at least
    found = of(TASK + RULE.replace("SCHEDULE", "rate(1 hour)"), tmp_path, "--assume", "run-minutes=0.1")
    assert found["total"]["monthly"]["high"] == "1.20"


def test_express_services_have_a_range(tmp_path: Path) -> None:
    express = """
  Api:
    Type: AWS::ECS::ExpressGatewayService
    Properties:
      ExecutionRoleArn: arn:aws:iam::111122223333:role/exec
      InfrastructureRoleArn: arn:aws:iam::111122223333:role/infra
      PrimaryContainer: {Image: "api:1"}
      SIZE
      ScalingTarget: {MinTaskCount: 2, MaxTaskCount: 6}
"""
    found = of(express.replace("SIZE", 'Cpu: "1024"\n      Memory: "2048"'), tmp_path)
    assert found["total"]["monthly"] == {"low": "72.08", "high": "216.24"}
    found = of(express.replace("      SIZE\n", ""), tmp_path)
    assert "name different defaults" in found["estimates"][0]["not_estimated"][0]


def test_task_sets_have_their_share(tmp_path: Path) -> None:
    sets = """
  Web:
    Type: AWS::ECS::Service
    Properties: {Cluster: main, DesiredCount: 3, DeploymentController: {Type: EXTERNAL}}
  Green:
    Type: AWS::ECS::TaskSet
    Properties:
      Cluster: main
      Service: !Ref Web
      TaskDefinition: !Ref Task
      LaunchType: FARGATE
      Scale: {Unit: PERCENT, Value: 50}
"""
    found = of(TASK + sets, tmp_path)
    # half of three tasks, rounded up
    assert [(e["kind"], e["tasks"]["high"]) for e in found["estimates"]] == [("task-set", "2")]
    assert found["total"]["monthly"]["high"] == "72.08"


AROUND = """
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Subnets: [subnet-1, subnet-2]}
  Inner:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Type: network, Scheme: internal, Subnets: [subnet-1, subnet-2]}
  Address: {Type: AWS::EC2::EIP}
  Spare: {Type: AWS::EC2::EIP}
  Nat:
    Type: AWS::EC2::NatGateway
    Properties: {SubnetId: subnet-1, AllocationId: !GetAtt Address.AllocationId}
  Logs:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.us-east-1.logs
      VpcId: vpc-1
      SubnetIds: [subnet-1, subnet-2]
  Key: {Type: AWS::KMS::Key}
  Group: {Type: AWS::Logs::LogGroup}
  Launch:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateData: {InstanceType: t3.medium}}
  Instances:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: 1
      MaxSize: 3
      LaunchTemplate: {LaunchTemplateId: !Ref Launch, Version: "1"}
"""


def test_surroundings(tmp_path: Path) -> None:
    found = of(TASK + SERVICE + AROUND, tmp_path)
    # 0.0225 and two addresses of 0.005, by 730 hours
    assert month(found, "Balancer") == "23.73"
    assert month(found, "Inner") == "16.43"
    # 0.045, and the address, which is not counted twice
    assert month(found, "Nat") == "36.50"
    assert month(found, "Spare") == "3.65"
    assert not [e for e in found["estimates"] if e["name"] == "Address"]
    assert month(found, "Logs") == "14.60"
    assert month(found, "Key") == "1.00"
    (instances,) = [e for e in found["estimates"] if e["name"] == "Instances"]
    assert instances["monthly"] == {"low": "30.37", "high": "91.10"}
    (logs,) = [e for e in found["estimates"] if e["name"] == "Group"]
    assert (logs["monthly"], logs["by_use"]) == (None, "$0.5 a GB, --assume log-gb=N")
    assert found["total"]["complete"]


def test_an_hour_of_a_monthly_price_has_ten_decimals(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    zone = "{Type: AWS::ServiceDiscovery::PrivateDnsNamespace, Properties: {Name: a.local, Vpc: vpc-1}}"
    path.write_text(f"Resources:{TASK}{SERVICE}\n  Names: {zone}\n")
    lines = cost("--region", "us-east-1", str(path)).stdout.splitlines()
    (line,) = [line.split() for line in lines if line.startswith("Names")]
    assert line[-2:] == ["$0.0006849315", "$0.50"]  # 0.5 / 730


def test_only_fargate(tmp_path: Path) -> None:
    found = of(TASK + SERVICE + AROUND, tmp_path, "--only", "fargate")
    assert [e["name"] for e in found["estimates"]] == ["Web"]
    assert found["total"]["monthly"]["high"] == "72.08"


def test_assumptions_are_settings(tmp_path: Path) -> None:
    found = of(TASK + SERVICE + AROUND, tmp_path, "--assume", "log-gb=20", "--assume", "lcu=2")
    assert month(found, "Group") == "10.00"
    assert month(found, "Balancer") == "35.41"
    (tmp_path / "ecslint.toml").write_text("[cost.assume]\nlog-gb = 4\n")
    arguments = [
        "cost",
        "--format",
        "json",
        "--region",
        "us-east-1",
        "--config",
        str(tmp_path / "ecslint.toml"),
    ]
    result = invoke([*arguments, str(tmp_path / "template.yaml")])
    assert result.exit_code == 0


@pytest.mark.parametrize("text", ["log-gb", "log-gb=-1", "log-gb=much", "gb=1", "log-gb=1e99"])
def test_assumptions_that_are_none(tmp_path: Path, text: str) -> None:
    result = cost("--assume", text, str(tmp_path))
    assert result.exit_code == 2
    assert result.output.strip().splitlines()[-1].startswith("Error: --assume")


def test_a_price_that_is_not_known_is_no_zero(tmp_path: Path) -> None:
    found = of(TASK + SERVICE + AROUND, tmp_path, region="eu-north-1")
    assert month(found, "Balancer") == "7.30"
    assert not found["total"]["complete"]
    (balancer,) = [e for e in found["estimates"] if e["name"] == "Balancer"]
    assert (
        "no price known for Application Load Balancer (alb_hour) in eu-north-1"
        in balancer["not_estimated"][0]
    )


def test_own_prices_of_the_surroundings(tmp_path: Path) -> None:
    prices = tmp_path / "prices.json"
    prices.write_text(json.dumps({"regions": {"eu-north-1": {"surroundings": {"alb_hour": "0.02"}}}}))
    found = of(TASK + SERVICE + AROUND, tmp_path, "--prices", str(prices), region="eu-north-1")
    assert month(found, "Balancer") == "21.90"
    prices.write_text(json.dumps({"regions": {"eu-north-1": {"surroundings": {"alb": "0.02"}}}}))
    assert cost("--prices", str(prices), str(tmp_path)).exit_code == 2


def test_part_of_a_price_and_another_currency(tmp_path: Path) -> None:
    prices = tmp_path / "prices.json"
    prices.write_text(json.dumps({"regions": {"us-east-1": {"linux_x86": {"vcpu_hour": "0.03"}}}}))
    found = of(TASK + SERVICE, tmp_path, "--prices", str(prices))
    # (0.03 + 2 × 0.004445) × 2 × 730
    assert found["total"]["monthly"]["high"] == "56.78"
    rates = {"vcpu_hour": "0.3", "gb_hour": "0.01"}
    prices.write_text(json.dumps({"currency": "CNY", "regions": {"cn-north-1": {"linux_x86": rates}}}))
    found = of(TASK + SERVICE, tmp_path, "--prices", str(prices), region="cn-north-1")
    assert (found["currency"], found["total"]["monthly"]["high"]) == ("CNY", "467.20")
    shown = cost("--prices", str(prices), "--region", "cn-north-1", str(tmp_path / "template.yaml")).output
    assert "CNY 467.20" in shown
    assert "$" not in shown
    prices.write_text(json.dumps({"regions": {"cn-north-1": {"linux_x86": {"vcpu_hour": "0.3"}}}}))
    assert "needs gb_hour" in cost("--prices", str(prices), str(tmp_path)).output


def test_spot_and_savings_plans(tmp_path: Path) -> None:
    assert of(TASK + SERVICE, tmp_path, "--spot")["total"]["monthly"]["high"] == "22.94"
    # (0.032384 + 2 × 0.003556) × 2 × 730
    assert of(TASK + SERVICE, tmp_path, "--savings-plan", "1y")["total"]["monthly"]["high"] == "57.66"


def test_every_line_has_its_date(tmp_path: Path) -> None:
    found = of(TASK + SERVICE + AROUND, tmp_path)
    dates = {line["what"]: line["prices_of"] for e in found["estimates"] for line in e["lines"]}
    assert dates["FARGATE"] == "2026-09-29"
    assert dates["NAT gateway"] == "2025-10-28"


def test_old_prices_are_said() -> None:
    prices, today = list_prices(), datetime.date(2026, 11, 29)
    assert prices.stale(["2026-09-29", ""], today) == ""
    assert prices.stale(["2026-09-29", "2025-10-27", "2025-11-30"], today) == "2025-10-27"
    assert prices.stale(["2027-02-28"], datetime.date(2028, 2, 29)) == ""


def test_fail_above(tmp_path: Path) -> None:
    of(TASK + SERVICE, tmp_path)
    new, old = tmp_path / "template.yaml", tmp_path / "old.yaml"
    old.write_text(new.read_text().replace("DesiredCount: 2", "DesiredCount: 1"))
    region = ("--region", "us-east-1")
    assert cost(*region, "--fail-above", "80", str(new)).exit_code == 0
    result = cost(*region, "--fail-above", "$70", str(new))
    assert result.exit_code == 1
    assert "$72.08 a month is more than the $70.00 allowed" in result.output
    assert cost(*region, "--diff", str(old), "--fail-above", "100%", str(new)).exit_code == 0
    result = cost(*region, "--diff", str(old), "--fail-above", "99%", str(new))
    assert result.exit_code == 1
    assert "a rise of 100.0 % is more than the 99 % allowed" in result.output
    assert cost(*region, "--diff", str(old), "--fail-above", "36", str(new)).exit_code == 1
    assert cost(*region, "--diff", str(old), "--fail-above", "36.04", str(new)).exit_code == 0
    for wrong in ("10%", "much", "-1"):
        assert cost(*region, "--fail-above", wrong, str(new)).exit_code == 2


def test_a_budget_of_everything(tmp_path: Path) -> None:
    of(TASK + SERVICE, tmp_path)
    config = tmp_path / "ecslint.toml"
    config.write_text("[cost]\ntotal-budget = 50\n")
    arguments = ["cost", "--region", "us-east-1", str(tmp_path / "template.yaml")]
    before = Path.cwd()
    try:
        import os

        os.chdir(tmp_path)
        result = invoke(arguments)
    finally:
        os.chdir(before)
    assert result.exit_code == 1
    assert "more than the $50.00 allowed" in result.output


def test_environments_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    text = "Parameters: {Count: {Type: Number, Default: 1}}\nResources:" + TASK + SERVICE
    path.write_text(text.replace("DesiredCount: 2", "DesiredCount: !Ref Count"))
    files = []
    for name, count in (("dev", 1), ("prod", 4)):
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps({"Count": count}))
        files += ["--parameters", str(file)]
    found = json.loads(cost("--region", "us-east-1", "--format", "json", *files, str(path)).stdout)
    assert [e["total"]["monthly"]["high"] for e in found["environments"]] == ["36.04", "144.16"]
    shown = cost("--region", "us-east-1", *files, str(path)).output.splitlines()
    assert shown[1].split() == ["Web", "$36.04", "$144.16"]


def test_differences_name_files_and_follow_renames(tmp_path: Path) -> None:
    for side, folder, count in (("old", "a", 1), ("new", "b", 2)):
        for service in ("Web", "Api"):
            path = tmp_path / side / folder / f"{service.lower()}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                "Resources:" + TASK + SERVICE.replace("DesiredCount: 2", f"DesiredCount: {count}")
            )
    base, now = str(tmp_path / "old"), str(tmp_path / "new")
    result = cost("--region", "us-east-1", "--format", "json", "--diff", base, now)
    changes = json.loads(result.stdout)["changes"]
    assert [(c["path"], c["before"]["path"]) for c in changes] == [
        ("b/api.yaml", "a/api.yaml"),
        ("b/web.yaml", "a/web.yaml"),
    ]
    assert {c["percent"] for c in changes} == {100.0}
    assert json.loads(result.stdout)["total"]["percent"] == 100.0
    assert "Web, b/api.yaml" in cost("--region", "us-east-1", "--diff", base, now).output


def test_prices_of_the_surroundings_are_sound() -> None:
    assert around(list_prices(), "us-east-1", "t3.medium") == (Decimal("0.0416"), "2025-11-04")
    for region in list_prices().regions:
        for what in ("nat_hour", "endpoint_hour", "log_gb", "efs_gb_month", "kms_key_month", "t3.medium"):
            found = around(list_prices(), region, what)
            assert found is not None, (region, what)
            assert 0 < found[0] < 2
            datetime.date.fromisoformat(found[1])
