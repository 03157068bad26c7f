"""Prices from AWS' offer files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tools import refresh_prices
from tools.offer_prices import OfferError, apply_offer


def offer(region: str, prices: dict[str, str], currency: str = "USD") -> dict[str, Any]:
    """Return an offer file in the shape that AWS publishes."""
    products, terms = {}, {}
    for number, (usage, price) in enumerate(prices.items()):
        sku = f"SKU{number}"
        products[sku] = {
            "sku": sku,
            "attributes": {"location": "Somewhere", "usagetype": usage, "regionCode": region},
        }
        dimension = {"unit": "hours", "pricePerUnit": {currency: price}}
        terms[sku] = {f"{sku}.T": {"priceDimensions": {f"{sku}.T.D": dimension}}}
    return {
        "offerCode": "AmazonECS",
        "version": "20261101000000",
        "publicationDate": "2026-11-01T00:00:00Z",
        "products": products,
        "terms": {"OnDemand": terms},
    }


PRICES = {
    "MEW1-Fargate-vCPU-Hours:perCPU": "0.0500000000",
    "MEW1-Fargate-GB-Hours": "0.0055000000",
    "MEW1-Fargate-ARM-vCPU-Hours:perCPU": "0.0400000000",
    "MEW1-Fargate-ARM-GB-Hours": "0.0044000000",
    "MEW1-Fargate-Windows-OS-Hours:perCPU": "0.0460000000",
    "MEW1-Fargate-EphemeralStorage-GB-Hours": "0.0001300000",
    "MEW1-ECS-EC2-GB-Hours": "0.0000000000",
}


def table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(refresh_prices.TABLE.read_text(encoding="utf-8"))
    return found


def test_a_new_region(tmp_path: Path) -> None:
    made = table()
    assert apply_offer(made, offer("me-west-1", PRICES)) == 6
    region = made["regions"]["me-west-1"]
    assert region["linux_x86"] == {"vcpu_hour": "0.05", "gb_hour": "0.0055"}
    assert region["linux_arm64"]["vcpu_hour"] == "0.04"
    assert region["windows"] == {"os_vcpu_hour": "0.046"}
    assert region["ephemeral_gb_hour"] == "0.00013"
    assert region["verified"]["linux_x86"]["as_of"] == "2026-11-01"
    assert "me-west-1" not in made["unpriced_regions"]
    assert refresh_prices.problems(made) == []


def test_a_known_region_gets_the_date() -> None:
    made = table()
    apply_offer(made, offer("us-east-1", {"USE1-Fargate-vCPU-Hours:perCPU": "0.0404800000"}))
    region = made["regions"]["us-east-1"]
    assert region["linux_x86"]["vcpu_hour"] == table()["regions"]["us-east-1"]["linux_x86"]["vcpu_hour"]
    assert region["verified"]["linux_x86"]["as_of"] == "2026-11-01"


@pytest.mark.parametrize(
    "data", [{}, {"offerCode": "AmazonEC2", "products": {}}, offer("cn-north-1", PRICES, "CNY")]
)
def test_what_is_no_offer(data: dict[str, Any]) -> None:
    with pytest.raises(OfferError):
        apply_offer(table(), data)
