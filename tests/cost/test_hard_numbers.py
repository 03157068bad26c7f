"""Numbers and names that cannot be: a clear line, no overflow and no wrong zero."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

TASK = {
    "Type": "AWS::ECS::TaskDefinition",
    "Properties": {
        "Family": "web",
        "NetworkMode": "awsvpc",
        "Cpu": "256",
        "Memory": "512",
        "RequiresCompatibilities": ["FARGATE"],
        "ContainerDefinitions": [{"Name": "web", "Image": "nginx"}],
    },
}


def put(folder: Path, count: Any, others: dict[str, Any] | None = None, **deployment: Any) -> Path:
    service = {
        "LaunchType": "FARGATE",
        "TaskDefinition": {"Ref": "Task"},
        "DesiredCount": count,
        "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0123456789abcdef0"]}},
        "DeploymentConfiguration": deployment,
    }
    resources = {"Task": TASK, "Web": {"Type": "AWS::ECS::Service", "Properties": service}, **(others or {})}
    path = folder / "template.json"
    path.write_text(json.dumps({"Resources": resources}))
    return path


def cost(path: Path, *options: str) -> Any:
    return invoke(["cost", "--isolated", "--region", "eu-west-1", *options, path])


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (-3, "the desired count is -3"),
        (10**30, "the desired count is more than 1000000000"),
        ("many", "the desired count is not known"),
        (2.5, "the desired count is not known"),
    ],
)
def test_counts_that_cannot_be_are_not_estimated(tmp_path: Path, count: Any, said: str) -> None:
    done = cost(put(tmp_path, count))
    assert done.exit_code == 0
    assert f"not estimated: {said}" in done.stdout
    for command in ("capacity", "rollout"):
        assert invoke([command, "--isolated", put(tmp_path, count)]).exit_code == 0


def test_a_million_tasks_have_their_price(tmp_path: Path) -> None:
    assert "$9,010,025.00" in cost(put(tmp_path, 1_000_000)).stdout


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        ("0", "regions.eu-west-1.linux_x86.vcpu_hour is 0, and nothing on Fargate is free"),
        ("cheap", "'cheap' is no number from 0 to 1000"),
        ("-1", "'-1' is no number from 0 to 1000"),
    ],
)
def test_prices_of_nothing_or_of_text(tmp_path: Path, figure: str, said: str) -> None:
    prices = tmp_path / "prices.json"
    rates = {"vcpu_hour": figure, "gb_hour": "0.004"}
    prices.write_text(json.dumps({"regions": {"eu-west-1": {"linux_x86": rates}}}))
    done = cost(put(tmp_path, 2), "--prices", str(prices))
    assert done.exit_code == 2
    assert said in done.stderr


def test_contradicting_values_of_a_parameter(tmp_path: Path) -> None:
    done = cost(put(tmp_path, {"Ref": "Count"}), "--var", "Count=2", "--var", "Count=3")
    assert done.exit_code == 2
    assert "--var gives 'Count' two values, '2' and '3'" in done.stderr


def test_a_region_that_is_not_known(tmp_path: Path) -> None:
    path = put(tmp_path, 2)
    for region in ("mars-north-1", "cn-north-1", "eusc-de-east-1", "me-west-1", "sa-west-1"):
        done = invoke(["cost", "--isolated", "--region", region, path])
        assert f"not estimated: no prices of {region} are known" in done.stdout
        assert "$" not in done.stdout


def test_a_bake_time_that_ecs_does_not_take(tmp_path: Path) -> None:
    path = put(tmp_path, 2, Strategy="BLUE_GREEN", BakeTimeInMinutes=10**12)
    done = invoke(["rollout", "--isolated", path])
    assert "rejected: bakeTimeInMinutes is 1000000000000, and 1440 is the most" in done.stdout


def test_what_is_not_priced_is_named(tmp_path: Path) -> None:
    others = {
        "Db": {"Type": "AWS::RDS::DBInstance", "Properties": {}},
        "Repo": {"Type": "AWS::ECR::Repository", "Properties": {}},
        "Cluster": {
            "Type": "AWS::ECS::Cluster",
            "Properties": {"ClusterSettings": [{"Name": "containerInsights", "Value": "enhanced"}]},
        },
    }
    shown = " ".join(cost(put(tmp_path, 2, others)).stdout.split())
    assert "Not priced here: Db (database)." in shown
    by_use = "Cluster (Container Insights): --assume insights-gb=N, --assume insights-metrics=N"
    assert by_use in shown
    assert "Repo (images): --assume ecr-gb=N" in shown
    assert "Not priced here" not in cost(put(tmp_path, 2, others), "--only", "fargate").stdout


def test_notes_that_say_the_same_are_one(tmp_path: Path) -> None:
    gateway = {"Type": "AWS::EC2::NatGateway", "Properties": {"SubnetId": "subnet-0123456789abcdef0"}}
    shown = cost(put(tmp_path, 2, {"One": gateway, "Two": gateway})).stdout
    assert "One, Two: nat-gb is taken to be 0 (--assume nat-gb=N)." in shown
