"""Prices of what surrounds tasks, from AWS' published offer files, as they are.

Offer files are what https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/SERVICE/current/REGION/index.json
gives, for AWSELB, AmazonEC2, AmazonVPC, AWSSecretsManager, AmazonECR, AmazonEFS, awskms and AmazonCloudWatch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, NamedTuple

from tools.offer_prices import OfferError

_PREFIX: Final = re.compile(r"(?:[A-Z]{2,4}\d?|[a-z]{2}(?:-[a-z]+)+-\d)-")


class Figure(NamedTuple):
    """A figure of an offer: where it holds, its name in a file of prices, and the price as text."""

    region: str
    what: str
    price: str


_EBS: Final = {
    "EBS:VolumeUsage": "ebs_standard_gb_month",
    "EBS:VolumeUsage.piops": "ebs_io1_gb_month",
    "EBS:VolumeP-IOPS.piops": "ebs_io1_iops_month",
    **{f"EBS:VolumeUsage.{kind}": f"ebs_{kind}_gb_month" for kind in ("gp2", "gp3", "io2", "st1", "sc1")},
    **{f"EBS:VolumeP-IOPS.{kind}": f"ebs_{kind}_iops_month" for kind in ("gp3", "io2")},
    "EBS:VolumeP-Throughput.gp3": "ebs_gp3_mibps_month",
}
NAMES: Final[dict[str, dict[str, str]]] = {
    "AWSELB": {
        "LoadBalancerUsage LoadBalancing:Application": "alb_hour",
        "LCUUsage LoadBalancing:Application": "alb_lcu_hour",
        "LoadBalancerUsage LoadBalancing:Network": "nlb_hour",
        "LCUUsage LoadBalancing:Network": "nlb_lcu_hour",
    },
    "AmazonEC2": {"NatGateway-Hours": "nat_hour", "NatGateway-Bytes": "nat_gb", **_EBS},
    "AmazonVPC": {"VpcEndpoint-Hours": "endpoint_hour"},
    "AWSSecretsManager": {"AWSSecretsManager-Secrets": "secret_month"},
    "AmazonECR": {"TimedStorage-ByteHrs": "ecr_gb_month"},
    "AmazonEFS": {"TimedStorage-ByteHrs": "efs_gb_month"},
    "awskms": {"KMS-Keys": "kms_key_month"},
    "AmazonCloudWatch": {"CW:MetricMonitorUsage": "metric_month", "DataProcessing-Bytes": "log_gb"},
}
"""Usage types (with the operation, where it decides) by service, and what they are called in a file of
prices."""


def figures(offer: dict[str, Any], currency: str) -> list[Figure]:
    """Return what an offer says in a currency. Raises ``OfferError`` for one that says nothing of use."""
    names = NAMES.get(str(offer.get("offerCode")))
    if names is None or not isinstance(offer.get("products"), dict):
        raise OfferError(f"not an offer file of {', '.join(NAMES)}")
    found = sorted(set(_figures(offer, names, currency)))
    if not found:
        raise OfferError(f"no price of what surrounds tasks in {currency}")
    return found


def _figures(offer: dict[str, Any], names: dict[str, str], currency: str) -> Iterator[Figure]:
    for sku, product in offer["products"].items():
        attributes = product.get("attributes", {})
        usage = _PREFIX.sub("", attributes.get("usagetype", ""), count=1)
        name = names.get(f"{usage} {attributes.get('operation', '')}") or names.get(usage)
        region, price = attributes.get("regionCode"), first_price(offer, sku, currency)
        if name is None or not region or price is None:
            continue
        if name == "ebs_gp3_mibps_month":
            price /= 1024  # the offer has it per GiB/s
        yield Figure(region, name, format(price.normalize(), "f"))


def first_price(offer: dict[str, Any], sku: str, currency: str) -> Decimal | None:
    """Return the price on demand of a product: that of its first tier which is not free."""
    tiers = [
        (Decimal(dimension.get("beginRange", "0")), Decimal(dimension["pricePerUnit"][currency]))
        for term in offer.get("terms", {}).get("OnDemand", {}).get(sku, {}).values()
        for dimension in term.get("priceDimensions", {}).values()
        if currency in dimension.get("pricePerUnit", {})
    ]
    return next((price for _, price in sorted(tiers) if price > 0), None)


def apply_figures(table: dict[str, Any], offer: dict[str, Any]) -> int:
    """Put the figures of an offer into ``schemas/surroundings-prices.json``; return how many there are."""
    found = figures(offer, table["currency"])
    code, version = offer["offerCode"], str(offer.get("version", ""))
    source = f"offer-{code}-{version}"
    kept = {(row["region"], row["what"]): row for row in table["figures"]}
    for region, what, price in found:
        day = str(offer.get("publicationDate", ""))[:10]
        kept[region, what] = {"region": region, "what": what, "price": price, "as_of": day, "source": source}
    table["figures"] = [kept[key] for key in sorted(kept)]
    table["figure_sources"][source] = f"{code} bulk offer {version}"
    return len(found)
