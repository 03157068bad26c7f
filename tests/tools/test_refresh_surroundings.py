"""Prices of what surrounds tasks, from AWS' published feeds as they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import refresh_surroundings as tool

NAMES = {"EU (Ireland)": "eu-west-1", "Asia Pacific (Tokyo)": "ap-northeast-1"}


def feed(folder: Path, **figures: str) -> None:
    rows = {name: {"price": price, "rateCode": "X"} for name, price in figures.items()}
    manifest = {"currencyCode": "USD", "hawkFilePublicationDate": "2027-02-03T10:00:00Z"}
    regions = {"EU (Ireland)": rows, "EU (Nowhere)": rows}
    (folder / "natgateway.json").write_text(json.dumps({"manifest": manifest, "regions": regions}))


def test_the_table_in_the_repository_is_sound() -> None:
    assert tool.main(["--check"]) == 0
    table = json.loads(tool.TABLE.read_text(encoding="utf-8"))
    assert tool.written(table) == tool.TABLE.read_text(encoding="utf-8")


def test_a_feed_changes_its_figures_and_their_date(tmp_path: Path) -> None:
    table = json.loads(tool.TABLE.read_text(encoding="utf-8"))
    feed(tmp_path, **{"Hourly charge for NAT Gateways": "0.0510000000"})
    made = tool.applied(table, tmp_path, NAMES)
    assert made["regions"]["eu-west-1"]["nat"] == {"hour": "0.051", "gb_processed": "0.048"}
    assert made["regions"]["ap-northeast-1"] == table["regions"]["ap-northeast-1"]
    assert made["sources"]["nat"]["as_of"] == "2027-02-03"
    assert made["sources"]["kms"] == table["sources"]["kms"]
    assert "EU (Nowhere)" not in str(made)


def test_check_says_what_differs_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tool.TABLE.read_bytes()
    feed(tmp_path, **{"Hourly charge for NAT Gateways": "0.0510000000"})
    assert tool.main(["--check", str(tmp_path)]) == 1
    assert "surroundings-prices.json is not what" in capsys.readouterr().err
    assert tool.TABLE.read_bytes() == before


def test_what_is_no_price_is_found() -> None:
    table = json.loads(tool.TABLE.read_text(encoding="utf-8"))
    table["regions"]["eu-west-1"]["nat"]["hour"] = "0"
    table["sources"]["nat"]["as_of"] = "lately"
    assert tool.problems(table) == ["sources.nat has no date", "eu-west-1.nat.hour: '0' is no price"]
