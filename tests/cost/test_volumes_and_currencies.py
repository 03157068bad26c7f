"""EBS volumes of tasks, Container Insights, images; figures of a file in another currency stand alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cost.test_whole_bill import SERVICE, TASK, cost, of


def volume(**settings: object) -> str:
    block = json.dumps({"Name": "data", "ManagedEBSVolume": {"RoleArn": "arn:aws:iam::1:role/e", **settings}})
    return SERVICE.replace("DesiredCount: 2}", f"DesiredCount: 2, VolumeConfigurations: [{block}]}}")


def lines(found: dict[str, Any], name: str = "Web") -> dict[str, Any]:
    (estimate,) = (e for e in found["estimates"] if e["name"] == name)
    return {line["what"]: line for line in estimate["lines"]}


@pytest.mark.parametrize(
    ("settings", "what", "monthly"),
    [
        # 2 volumes * 100 GB * 0.08; us-east-1
        ({"SizeInGiB": 100}, "GB of EBS gp3", "16.00"),
        # 2 * (4000 - 3000) * 0.005, 2 * (200 - 125) * 0.04
        ({"SizeInGiB": 100, "Iops": 4000}, "IOPS of EBS gp3", "10.00"),
        ({"SizeInGiB": 100, "Throughput": 200}, "MiB/s of EBS gp3", "6.00"),
        # io2 has no free IOPS: 2 * 1000 * 0.065
        ({"SizeInGiB": 100, "VolumeType": "io2", "Iops": 1000}, "IOPS of EBS io2", "130.00"),
        ({"SizeInGiB": 100, "VolumeType": "st1"}, "GB of EBS st1", "9.00"),
    ],
)
def test_volumes_of_tasks(settings: dict[str, object], what: str, monthly: str, tmp_path: Path) -> None:
    found = lines(of(TASK + volume(**settings), tmp_path))
    assert found[what]["monthly"] == {"low": monthly, "high": monthly}
    assert found[what]["prices_of"] == "2026-08-10"


def test_what_gp3_has_anyway_costs_nothing_more(tmp_path: Path) -> None:
    found = lines(of(TASK + volume(SizeInGiB=100, Iops=3000, Throughput=125), tmp_path))
    assert sorted(found) == ["FARGATE", "GB of EBS gp3"]


@pytest.mark.parametrize(
    ("settings", "region", "reason"),
    [
        (
            {"SnapshotId": "snap-0123456789abcdef0"},
            "us-east-1",
            "the size of the volumes is not known, it is that",
        ),
        ({"SizeInGiB": 10}, "eu-west-3", "no price known for GB of EBS gp3 (ebs_gp3_gb_month) in eu-west-3"),
        (
            {"SizeInGiB": 10, "VolumeType": "io2", "Iops": 64000},
            "us-east-1",
            "(ebs_io2_iops_month above 32000)",
        ),
    ],
)
def test_never_a_wrong_zero(settings: dict[str, object], region: str, reason: str, tmp_path: Path) -> None:
    found = of(TASK + volume(**settings), tmp_path, region=region)
    assert reason in str(lines(found).values())
    assert not found["total"]["complete"]


def test_only_fargate_leaves_volumes_out(tmp_path: Path) -> None:
    found = of(TASK + volume(SizeInGiB=100), tmp_path, "--only", "fargate")
    assert list(lines(found)) == ["FARGATE"]


CLUSTER = """
  Main:
    Type: AWS::ECS::Cluster
    Properties: {ClusterSettings: [{Name: containerInsights, Value: VALUE}]}
  Images: {Type: AWS::ECR::Repository}
"""


def test_container_insights_and_images(tmp_path: Path) -> None:
    words = ("--assume", "insights-gb=10", "--assume", "insights-metrics=100", "--assume", "ecr-gb=5")
    found = of(CLUSTER.replace("VALUE", "enabled"), tmp_path, *words, region="eu-west-2")
    main = lines(found, "Main")
    # 10 GB * 0.5985 of logs, 100 metrics * 0.30, 5 GB of images * 0.10
    assert main["GB of performance logs"]["monthly"]["low"] == "5.99"
    assert main["metrics"]["monthly"]["low"] == "30.00"
    assert lines(found, "Images")["images"]["monthly"]["low"] == "0.50"
    enhanced = of(CLUSTER.replace("VALUE", "enhanced"), tmp_path, *words, region="eu-west-2")
    assert "no price known for metrics" in lines(enhanced, "Main")["metrics"]["not_estimated"]


def test_figures_in_another_currency_stand_alone(tmp_path: Path) -> None:
    """Dollars of the list are never shown as yuan."""
    prices = tmp_path / "prices.json"
    rates = {"vcpu_hour": "0.3", "gb_hour": "0.03"}
    prices.write_text(json.dumps({"currency": "CNY", "regions": {"cn-north-1": {"linux_x86": rates}}}))
    network = "NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [subnet-1], AssignPublicIp: ENABLED}}}"
    public = SERVICE.replace("DesiredCount: 2}", f"DesiredCount: 2, {network}")
    found = of(TASK + public, tmp_path, "--prices", str(prices), region="cn-north-1")
    assert lines(found)["FARGATE"]["monthly"]["low"] == "525.60"
    assert lines(found)["public IPv4"]["not_estimated"] == "no price known for a public IPv4 address in CNY"
    elsewhere = of(TASK + SERVICE, tmp_path, "--prices", str(prices), region="us-east-1")
    assert elsewhere["total"] is None
    assert elsewhere["estimates"][0]["not_estimated"] == ["no prices of us-east-1 are known (in CNY)"]
    shown = cost("--prices", str(prices), "--region", "cn-north-1", str(tmp_path / "template.yaml")).stdout
    assert "CNY 525.60" in shown
    assert "$" not in shown
    assert "Prices in CNY: the figures of" in shown
