"""Make a file for ``ecslint cost --prices`` of AWS' published offer files, in whatever currency they have.

    python -m tools.own_prices OFFER.json … > prices.json

For Regions that the list does not have: those of China (CNY; offers are at
https://pricing.cn-north-1.amazonaws.com.cn), of the European sovereign partition (EUR), and new ones.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tools.offer_prices import OfferError, apply_offer
from tools.offer_surroundings import figures


def currency_of(offer: dict[str, Any]) -> str:
    """Return the currency of an offer; raises ``OfferError`` if there is none, or several."""
    found: set[str] = {
        currency
        for terms in offer.get("terms", {}).get("OnDemand", {}).values()
        for term in terms.values()
        for dimension in term.get("priceDimensions", {}).values()
        for currency in dimension.get("pricePerUnit", {})
    }
    if len(found) != 1:
        raise OfferError(f"prices in {' and '.join(sorted(found)) or 'no currency'}")
    return found.pop()


def made(offers: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the file of prices that offers make together. Raises ``OfferError``."""
    currencies = {currency_of(offer) for offer in offers}
    if len(currencies) != 1:
        raise OfferError(f"offers in {' and '.join(sorted(currencies)) or 'no currency'}")
    table: dict[str, Any] = {"currency": currencies.pop(), "regions": {}, "unpriced_regions": {}}
    around: dict[str, dict[str, str]] = {}
    for offer in offers:
        if offer.get("offerCode") == "AmazonECS":
            apply_offer(table, offer)
        else:
            for region, what, price in figures(offer, table["currency"]):
                around.setdefault(region, {})[what] = price
    regions: dict[str, Any] = {}
    for name in sorted({*table["regions"], *around}):
        known = table["regions"].get(name, {})
        kept = {key: known[key] for key in known if key not in ("name", "confidence", "verified")}
        regions[name] = {**kept, **({"surroundings": around[name]} if name in around else {})}
    days = [str(offer.get("publicationDate", ""))[:10] for offer in offers]
    return {"as_of": min(days), "currency": table["currency"], "regions": regions}


def main(arguments: list[str]) -> int:
    """Run the command line; return the exit status."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        offers = [json.loads(Path(path).read_text(encoding="utf-8")) for path in arguments]
        print(json.dumps(made(offers), indent=1, ensure_ascii=False))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
