"""Put AWS' published price feeds over ``schemas/surroundings-prices.json``, or check the table.

    python -m tools.refresh_surroundings FOLDER           put the feeds in FOLDER over the table
    python -m tools.refresh_surroundings --offer OFFER …  put AWS' published offer files over the table
    python -m tools.refresh_surroundings --check          is the table in the repository sound?
    python -m tools.refresh_surroundings --check FOLDER   … and does it say what these feeds say?

A feed is the JSON that a price page of AWS loads (``natgateway.json``, ``vpc.json``, ``efs.json``,
``kms.json``, ``cloudwatch.json``), as it is: rows by the name of the Region and of what is paid. What no feed
in the folder says stays: instances, and what has no feed, such as load balancers, volumes and secrets; offer
files (``tools.offer_surroundings``) say those.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, NamedTuple

from tools.generated import refresh
from tools.offer_surroundings import apply_figures

SCHEMAS: Final = Path(__file__).parent.parent / "schemas"
TABLE: Final = SCHEMAS / "surroundings-prices.json"
_INSTANCES: Final = re.compile(r'("instances": )\{([^}]*)\}')
_FIGURE: Final = re.compile(r'(\n  )\{\n   ("region": [^{}]*?)\n  \}')
_DATE: Final = re.compile(r"20\d\d-\d\d-\d\d")


class Row(NamedTuple):
    """A figure: the source it belongs to, the row of the feed, and the keys of the table below a Region."""

    source: str
    name: str
    keys: tuple[str, ...]


FEEDS: Final = {
    "natgateway.json": (
        Row("nat", "Hourly charge for NAT Gateways", ("nat", "hour")),
        Row("nat", "Charge for per GB data processed by NatGateways", ("nat", "gb_processed")),
    ),
    "vpc.json": (Row("endpoint", "Hourly charge for VPC Endpoints per Hrs", ("endpoint_hour",)),),
    "efs.json": (Row("efs", "General Purpose Storage GB Mo", ("efs_gb_month",)),),
    "kms.json": (Row("kms", "Encryption Key", ("kms_key_month",)),),
    "cloudwatch.json": (Row("logs", "Logs Collected Data Ingestion", ("logs", "ingest_gb")),),
}


def applied(table: dict[str, Any], folder: Path, names: dict[str, str]) -> dict[str, Any]:
    """Return the table with the figures of the feeds in a folder; ``names`` are names of Regions → Region."""
    made: dict[str, Any] = json.loads(json.dumps(table))
    for file, rows in FEEDS.items():
        path = folder / file
        if not path.exists():
            continue
        feed = json.loads(path.read_text(encoding="utf-8"))
        if feed["manifest"]["currencyCode"] != table["currency"]:
            raise SystemExit(f"{path}: not in {table['currency']}")
        for row in rows:
            made["sources"][row.source]["as_of"] = feed["manifest"]["hawkFilePublicationDate"][:10]
            for location, figures in feed["regions"].items():
                region = made["regions"].get(names.get(location, ""))
                if region is not None and row.name in figures:
                    _put(region, row.keys, _text(figures[row.name]["price"]))
    return made


def _put(region: dict[str, Any], keys: tuple[str, ...], value: str) -> None:
    for key in keys[:-1]:
        region = region.setdefault(key, {})
    region[keys[-1]] = value


def _text(price: str) -> str:
    """Write a price without zeros at its end."""
    text = format(Decimal(price), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def written(table: dict[str, Any]) -> str:
    """Return the table as text, the instances of a Region and each single figure on one line."""
    text = json.dumps(table, indent=1, ensure_ascii=False)
    text = _FIGURE.sub(lambda found: f"{found[1]}{{ {' '.join(found[2].split())} }}", text)
    return _INSTANCES.sub(lambda found: f"{found[1]}{{ {' '.join(found[2].split())} }}", text) + "\n"


def problems(table: dict[str, Any]) -> list[str]:
    """Return what is wrong with a table."""
    found = []
    for name, source in table["sources"].items():
        if name != "load_balancer" and not _DATE.fullmatch(source.get("as_of", "")):
            found.append(f"sources.{name} has no date")
    for figure in table["figures"]:
        where = f"{figure['region']}.{figure['what']}"
        if not _DATE.fullmatch(figure["as_of"]) or figure["source"] not in table["figure_sources"]:
            found.append(f"{where} has no date, or no source")
        if not _is_price(figure["price"]):
            found.append(f"{where}: {figure['price']!r} is no price")
    for region, data in table["regions"].items():
        for where, value in _figures(data, region):
            if not _is_price(value):
                found.append(f"{where}: {value!r} is no price")
    return found


def _figures(data: dict[str, Any], where: str) -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _figures(value, f"{where}.{key}")
        elif key not in ("as_of", "source"):
            yield f"{where}.{key}", value


def _is_price(value: Any) -> bool:
    try:
        return isinstance(value, str) and 0 < Decimal(value) < 1000
    except InvalidOperation:
        return False


def _offers(paths: list[Path]) -> int:
    """Put offer files over the table, and say what is not sound then."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    count = 0
    for path in paths:
        try:
            count += apply_figures(table, json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            print(f"{path}: {error}")
            return 2
    wrong = problems(table)
    if wrong:
        print("\n".join(wrong))
        return 1
    TABLE.write_text(written(table), encoding="utf-8")
    print(f"{count} figures")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Refresh or check the prices of what surrounds tasks.")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--offer", type=Path, nargs="+", help="offer files, as AWS publishes them")
    options = parser.parse_args(arguments)
    if options.offer:
        return _offers(options.offer)
    if options.folder is None and not options.check:
        parser.error("name a folder with feeds, or --check")
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    made = None
    if options.folder is not None:
        prices = json.loads((SCHEMAS / "fargate-prices.json").read_text(encoding="utf-8"))
        names = {region["name"]: code for code, region in prices["regions"].items()}
        made = written(applied(table, options.folder, names))
    return refresh(TABLE, made, options.folder, problems, options.check)


if __name__ == "__main__":
    sys.exit(main())
