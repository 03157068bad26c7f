"""Fargate prices from AWS' published offer files, as they are.

An offer file is what https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonECS/current/index.json
(or the file of one Region beside it) gives: products with their usage types, and a price of each under
``terms``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

_USAGE = re.compile(
    r"(?:[A-Z0-9]+-)?Fargate-(?:(?P<kind>ARM|Windows)-)?"
    r"(?P<what>vCPU-Hours:perCPU|GB-Hours|OS-Hours:perCPU|EphemeralStorage-GB-Hours)"
)
_PLATFORMS = {None: "linux_x86", "ARM": "linux_arm64", "Windows": "windows"}
_RATES = {"vCPU-Hours:perCPU": "vcpu_hour", "GB-Hours": "gb_hour", "OS-Hours:perCPU": "os_vcpu_hour"}


class OfferError(ValueError):
    """A file that is not an offer of Amazon ECS, or that is in another currency."""


def apply_offer(table: dict[str, Any], offer: dict[str, Any]) -> int:
    """Put the prices of an offer into a table of prices; return how many figures it has for Fargate."""
    if offer.get("offerCode") != "AmazonECS" or not isinstance(offer.get("products"), dict):
        raise OfferError("not an offer file of AmazonECS")
    day = str(offer.get("publicationDate", ""))[:10]
    source = {"as_of": day, "source": f"AmazonECS bulk offer {offer.get('version', '')}".strip()}
    count = 0
    for sku, product in offer["products"].items():
        attributes = product.get("attributes", {})
        match = _USAGE.fullmatch(attributes.get("usagetype", ""))
        region, price = attributes.get("regionCode"), _price(offer, sku, table["currency"])
        if match is None or not region or price is None:
            continue
        count += 1
        known = table["regions"].setdefault(
            region,
            {"name": attributes.get("location", region), "confidence": "single-source", "verified": {}},
        )
        table["unpriced_regions"].pop(region, None)
        if match["what"].startswith("Ephemeral"):
            known["ephemeral_gb_hour"] = price
            known["verified"]["ephemeral_gb_hour"] = source
        else:
            platform = _PLATFORMS[match["kind"]]
            known.setdefault(platform, {})[_RATES[match["what"]]] = price
            known["verified"][platform] = source
    if not count:
        raise OfferError(f"no price of Fargate in {table['currency']}")
    table["regions"] = dict(sorted(table["regions"].items()))
    return count


def _price(offer: dict[str, Any], sku: str, currency: str) -> str | None:
    """Return the price on demand of a product, if it has a single one in this currency."""
    found = [
        dimension["pricePerUnit"].get(currency)
        for term in offer.get("terms", {}).get("OnDemand", {}).get(sku, {}).values()
        for dimension in term.get("priceDimensions", {}).values()
    ]
    if len(found) != 1 or found[0] is None:
        return None
    text = format(Decimal(found[0]).normalize(), "f")
    return text if Decimal(text) > 0 else None
