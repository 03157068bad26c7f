"""Offer files in the shape in which AWS publishes them, with every member that theirs have."""

from __future__ import annotations

from typing import Any

ECS = (
    # usage type below the prefix of the Region, price in us-east-1 of 2025-08-28
    ("ECS-EC2-GB-Hours", "0.0000000000"),
    ("ECS-EC2-vCPU-Hours", "0.0000000000"),
    ("Fargate-vCPU-Hours:perCPU", "0.0404800000"),
    ("Fargate-GB-Hours", "0.0044450000"),
    ("Fargate-ARM-vCPU-Hours:perCPU", "0.0323800000"),
    ("Fargate-ARM-GB-Hours", "0.0035600000"),
    ("Fargate-Windows-vCPU-Hours:perCPU", "0.0465520000"),
    ("Fargate-Windows-OS-Hours:perCPU", "0.0460000000"),
    ("Fargate-Windows-GB-Hours", "0.0051117500"),
    ("Fargate-EphemeralStorage-GB-Hours", "0.0001110000"),
    ("ECS-Anywhere-Instance-hours", "0.0102500000"),
)


def published(
    code: str,
    region: str,
    prefix: str,
    rows: Any,
    *,
    currency: str = "USD",
    operation: str = "",
    version: str = "20261103172723",
) -> dict[str, Any]:
    """Return an offer file. A price is text, or a list of (begin, end, price) where it has tiers."""
    products: dict[str, Any] = {}
    terms: dict[str, Any] = {}
    for number, (usage, price, *own) in enumerate(rows):
        sku = f"{code.upper():.4}{number:012}"
        products[sku] = {
            "sku": sku,
            "productFamily": "Compute",
            "attributes": {
                "servicecode": code,
                "location": "Somewhere",
                "locationType": "AWS Region",
                "usagetype": f"{prefix}{usage}",
                "operation": own[0] if own else operation,
                "regionCode": region,
                "servicename": "A service",
            },
        }
        tiers = [("0", "Inf", price)] if isinstance(price, str) else price
        terms[sku] = {
            f"{sku}.JRTCKXETXF": {
                "offerTermCode": "JRTCKXETXF",
                "sku": sku,
                "effectiveDate": "2026-11-01T00:00:00Z",
                "priceDimensions": {
                    f"{sku}.JRTCKXETXF.{begin}": {
                        "rateCode": f"{sku}.JRTCKXETXF.{begin}",
                        "description": f"{value} per unit",
                        "beginRange": begin,
                        "endRange": end,
                        "unit": "hours",
                        "pricePerUnit": {currency: value},
                        "appliesTo": [],
                    }
                    for begin, end, value in tiers
                },
                "termAttributes": {},
            }
        }
    return {
        "formatVersion": "v1.0",
        "disclaimer": "This pricing list is for informational purposes only.",
        "offerCode": code,
        "version": version,
        "publicationDate": "2026-11-03T17:27:23Z",
        "products": products,
        "terms": {"OnDemand": terms, "Reserved": {}},
        "attributesList": {},
    }
