"""AWS' published offer files as they are: into the tables, and into a file for ``--prices``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke
from tests.tools.offers import ECS, published
from tools import own_prices, price_page, refresh_prices, refresh_surroundings
from tools.offer_surroundings import figures

ELB = (
    ("LoadBalancerUsage", "0.0270000000", "LoadBalancing:Application"),
    ("LCUUsage", "0.0080000000", "LoadBalancing:Application"),
    ("TS-LoadBalancerUsage", "0.0055000000", "LoadBalancing:Application"),
    ("Outposts-LoadBalancerUsage", "0.0300000000", "LoadBalancing:Application"),
    ("LoadBalancerUsage", "0.0280000000", "LoadBalancing:Network"),
    ("LoadBalancerUsage", "0.0300000000", "LoadBalancing"),
)


def write(folder: Path, name: str, offer: dict[str, Any]) -> Path:
    path = folder / name
    path.write_text(json.dumps(offer))
    return path


def test_fargate_in_a_new_region(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "table.json"
    table.write_text(refresh_prices.TABLE.read_text(encoding="utf-8"))
    monkeypatch.setattr(refresh_prices, "TABLE", table)
    path = write(tmp_path, "offer.json", published("AmazonECS", "sa-west-1", "SAW1-", ECS))
    assert refresh_prices.main(["--offer", str(path)]) == 0
    made = json.loads(table.read_text(encoding="utf-8"))
    region = made["regions"]["sa-west-1"]
    assert region["linux_x86"] == {"vcpu_hour": "0.04048", "gb_hour": "0.004445"}
    assert region["windows"] == {"vcpu_hour": "0.046552", "os_vcpu_hour": "0.046", "gb_hour": "0.00511175"}
    assert region["ephemeral_gb_hour"] == "0.000111"
    assert region["verified"]["windows"]["as_of"] == "2026-11-03"
    assert "sa-west-1" not in made["unpriced_regions"]


def test_what_surrounds_tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "table.json"
    table.write_text(refresh_surroundings.TABLE.read_text(encoding="utf-8"))
    monkeypatch.setattr(refresh_surroundings, "TABLE", table)
    volumes = (
        ("EBS:VolumeUsage.gp3", "0.0952000000"),
        ("EBS:VolumeP-Throughput.gp3", "46.0800000000"),
        ("NatGateway-Hours", "0.0520000000"),
    )
    paths = [
        write(tmp_path, "elb.json", published("AWSELB", "eu-central-1", "EUC1-", ELB)),
        write(tmp_path, "ec2.json", published("AmazonEC2", "eu-central-1", "EUC1-", volumes)),
    ]
    assert refresh_surroundings.main(["--offer", *map(str, paths)]) == 0
    made = json.loads(table.read_text(encoding="utf-8"))
    rows = {row["what"]: row for row in made["figures"] if row["region"] == "eu-central-1"}
    assert rows["alb_hour"] == {
        "region": "eu-central-1",
        "what": "alb_hour",
        "price": "0.027",
        "as_of": "2026-11-03",
        "source": "offer-AWSELB-20261103172723",
    }
    assert rows["nlb_hour"]["price"] == "0.028"
    assert rows["ebs_gp3_gb_month"]["price"] == "0.0952"
    assert rows["ebs_gp3_mibps_month"]["price"] == "0.045"
    assert refresh_surroundings.problems(made) == []


@pytest.mark.parametrize(
    ("code", "prefix", "row", "wanted"),
    [
        ("AWSSecretsManager", "USE1-", ("AWSSecretsManager-Secrets", "0.4000000000"), "secret_month 0.4"),
        (
            "AmazonECR",
            "",
            ("TimedStorage-ByteHrs", [("0", "0.5", "0"), ("0.5", "Inf", "0.1")]),
            "ecr_gb_month 0.1",
        ),
        ("awskms", "us-east-1-", ("KMS-Keys", "1.0000000000"), "kms_key_month 1"),
        ("AmazonVPC", "", ("VpcEndpoint-Hours", "0.0100000000"), "endpoint_hour 0.01"),
        ("AmazonCloudWatch", "", ("DataProcessing-Bytes", "0.5000000000"), "log_gb 0.5"),
    ],
)
def test_each_service(code: str, prefix: str, row: Any, wanted: str) -> None:
    (found,) = figures(published(code, "us-east-1", prefix, [row]), "USD")
    assert f"{found.what} {found.price}" == wanted


def test_yuan_make_a_file_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    yuan = [(usage, "0.2" if price > "0.00" else price) for usage, price in ECS]
    paths = [
        write(tmp_path, "ecs.json", published("AmazonECS", "cn-north-1", "CNN1-", yuan, currency="CNY")),
        write(tmp_path, "elb.json", published("AWSELB", "cn-north-1", "CNN1-", ELB, currency="CNY")),
    ]
    assert own_prices.main([str(path) for path in paths]) == 0
    prices = tmp_path / "prices.json"
    prices.write_text(capsys.readouterr().out)
    task = tmp_path / "taskdef.json"
    data = {"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "1024"}
    task.write_text(
        json.dumps({**data, "memory": "2048", "containerDefinitions": [{"name": "w", "image": "w:1"}]})
    )
    words = ["--isolated", "--region", "cn-north-1", "--prices", str(prices), str(task)]
    shown = invoke(["cost", *words]).stdout
    assert "CNY 438.00" in shown  # (0.2 + 2 * 0.2) * 730
    assert json.loads(prices.read_text())["regions"]["cn-north-1"]["surroundings"]["alb_hour"] == "0.027"


def test_bad_offers_are_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ecs = write(tmp_path, "ecs.json", published("AmazonECS", "us-east-1", "USE1-", ECS))
    assert refresh_surroundings.main(["--offer", str(ecs)]) == 2
    assert "not an offer file of AWSELB" in capsys.readouterr().out
    yuan = write(tmp_path, "cn.json", published("AWSELB", "cn-north-1", "CNN1-", ELB, currency="CNY"))
    assert refresh_surroundings.main(["--offer", str(yuan)]) == 2
    assert "no price of what surrounds tasks in USD" in capsys.readouterr().out
    assert own_prices.main([str(ecs), str(yuan)]) == 2
    assert "offers in CNY and USD" in capsys.readouterr().err
    assert own_prices.main([str(tmp_path / "nowhere.json")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_the_page_of_prices_is_what_the_tables_say() -> None:
    assert price_page.main(["--check"]) == 0
    page = price_page.PAGE.read_text(encoding="utf-8")
    for region in ("cn-north-1", "eusc-de-east-1", "me-west-1", "sa-west-1"):
        assert f"- {region}: " in page
    zone = "| hosted zone of a Cloud Map namespace, month | `cloud_map_month` | all 36 Regions below |"
    assert f"{zone} 2026-09-20 |" in page
