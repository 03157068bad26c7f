"""Make ``schemas/fargate-prices.json`` from a file of collected prices, or check it.

    python tools/refresh_prices.py PRICES.json           write the table from collected prices
    python tools/refresh_prices.py --offer OFFER.json    put AWS' published offer file over the table
    python tools/refresh_prices.py --check               is the table in the repository sound?
    python tools/refresh_prices.py --check PRICES.json   … and is it what these prices make?

The collected file holds per Region the public on-demand rates of AWS (the feed behind
https://aws.amazon.com/fargate/pricing/), the Spot rates with their dates, and where each was read again.
Figures become texts here, so that nothing is ever rounded on its way through binary numbers.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from tools.generated import refresh
from tools.offer_prices import apply_offer

TABLE = Path(__file__).parent.parent / "schemas" / "fargate-prices.json"
PLATFORMS = ("linux_x86", "linux_arm64", "windows")
NEWER = dict.fromkeys(("me-west-1", "sa-west-1"), "opened after the price list was read")
"""Regions that the collected prices do not know of."""
RATES = ("vcpu_hour", "gb_hour", "os_vcpu_hour")


def make(collected: dict[str, Any]) -> dict[str, Any]:
    """Return the table that the product ships."""
    regions = {name: _region(data) for name, data in sorted(collected["regions"].items())}
    cited = _cited(regions) | {"S1"}
    address = collected["supplementary"]["public_ipv4_hour"]
    cited |= set(re.findall(r"S\d+", f"{address['source']} {address.get('rechecked', '')}"))
    cited |= set(re.findall(r"S\d+", collected["as_of_note"]))
    return {
        "title": "Prices of AWS Fargate and of public IPv4 addresses, in US dollars per hour",
        "currency": collected["currency"],
        "as_of": collected["as_of"],
        "as_of_note": collected["as_of_note"],
        "rechecked": collected["rechecked"],
        "hours_per_month": str(collected["hours_per_month"]),
        "ephemeral_free_gb": str(collected["ephemeral_free_gb"]),
        "public_ipv4_hour": _text(address["value"]),
        "public_ipv4_source": {"as_of": address["as_of"], "source": address["source"]},
        "regions": regions,
        "savings_plans": _plans(collected["compute_savings_plan"]),
        "unpriced_regions": {**collected["unpriced_regions"], **NEWER},
        "sources": [
            {**source, "what": _clean(source["what"])}
            for source in collected["sources"]
            if source["id"] in cited
        ],
    }


def _plans(data: dict[str, Any]) -> dict[str, Any]:
    """Return the rates of Compute Savings Plans that are known in full, by term and platform."""
    found: dict[str, Any] = {"region": data["region"], "as_of": data["as_of"], "source": data["source"]}
    for term in ("1y_no_upfront", "3y_no_upfront"):
        found[term] = {
            platform: {rate: _text(data[platform][term][rate]) for rate in RATES[:2]}
            for platform in PLATFORMS[:2]
        }
    return found


def _region(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": data["name"]}
    for platform in PLATFORMS:
        if data.get(platform):
            found[platform] = {rate: _text(data[platform][rate]) for rate in RATES if rate in data[platform]}
    found["ephemeral_gb_hour"] = _text(data["ephemeral_gb_hour"])
    spot = {}
    for platform, rates in (data.get("spot") or {}).items():
        if rates:
            figures = {rate: _text(rates[rate]) for rate in RATES if rate in rates}
            spot[platform] = {**figures, "as_of": rates["as_of"], "source": rates["source"]}
    if spot:
        found["spot"] = spot
    found["confidence"] = data["confidence"]
    found["verified"] = data["verified"]
    return found


def _text(number: Decimal | int) -> str:
    return format(Decimal(number), "f")


def _clean(text: str) -> str:
    """Leave out remarks that name a place nobody can look up."""
    return re.sub(r"\s*\((?:index files?|code search) [^()]*\)", "", text)


def _cited(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = set(re.findall(r"S\d+", str(node.get("source", ""))))
        return own.union(*(_cited(value) for value in node.values()))
    return set()


def problems(table: dict[str, Any]) -> list[str]:
    """Say what is not sound in a table."""
    found = []
    known = {source["id"] for source in table["sources"]}
    found += [f"source {name} is cited and not listed" for name in sorted(_cited(table) - known)]
    for name, region in table["regions"].items():
        offers = [(platform, region[platform]) for platform in PLATFORMS if platform in region]
        offers += [(f"spot.{platform}", rates) for platform, rates in region.get("spot", {}).items()]
        offers.append(("", {"ephemeral_gb_hour": region["ephemeral_gb_hour"]}))
        if "linux_x86" not in region:
            found.append(f"{name}: no price of linux_x86")
        for platform, rates in offers:
            for rate, text in rates.items():
                if rate.endswith("_hour") and not (isinstance(text, str) and 0 < Decimal(text) < 1):
                    found.append(f"{name}.{platform}.{rate}: {text!r} is no price")
        for platform, rates in region.get("spot", {}).items():
            if Decimal(rates["vcpu_hour"]) >= Decimal(region[platform]["vcpu_hour"]):
                found.append(f"{name}: Spot costs more than on demand for {platform}")
    return found


def _offer(path: Path) -> int:
    """Put an offer file over the table, and say what is not sound then."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    try:
        count = apply_offer(table, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        print(f"{path}: {error}")
        return 2
    wrong = problems(table)
    if wrong:
        print("\n".join(wrong))
        return 1
    TABLE.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{count} figures of {path}")
    return 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Refresh or check the table of Fargate prices.")
    parser.add_argument("collected", nargs="?", type=Path, help="file with collected prices")
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    parser.add_argument("--offer", type=Path, help="offer file of AmazonECS, as AWS publishes it")
    options = parser.parse_args(arguments)
    if options.offer is not None:
        return _offer(options.offer)
    if options.collected is None and not options.check:
        parser.error("name a file with collected prices, or use --check")
    made = None
    if options.collected is not None:
        text = options.collected.read_text(encoding="utf-8")
        made = json.dumps(make(json.loads(text, parse_float=Decimal)), indent=1, ensure_ascii=False) + "\n"
    return refresh(TABLE, made, options.collected, problems, options.check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
