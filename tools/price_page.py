"""Make ``docs/prices.md``: which prices are known where, from when they are, and where from.

python -m tools.price_page           write the page
python -m tools.price_page --check   is the page in the repository what the tables say?
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "prices.md"
HEAD: Final = """# Prices: what is known

`ecslint cost` works offline, with tables that are part of it. Each figure has a source and a date; each line
of an estimate shows the date, and a figure older than a year is a warning.
**Where no price is known, the line says so** (`no price known for X in R`), and the total covers the other
lines only: an unknown price never counts as 0.

Prices that are missing here, or that differ for you (a discount, another currency, a new Region), come from
a file (`--prices FILE`), which may hold any part of the tables. In a clone of the repository,
`python -m tools.own_prices OFFER.json … > prices.json` makes one from AWS' [offer files][offers], in their
currency; with a currency other than USD, no list price is used beside it.

    {"as_of": "2026-11-01",
     "regions": {"eu-west-3": {"surroundings": {"alb_hour": "0.03", "ebs_gp3_gb_month": "0.09"}}}}

[offers]: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html
"""
WORDS: Final = {
    "alb_hour": "Application Load Balancer, hour",
    "alb_lcu_hour": "Application Load Balancer, LCU-hour",
    "nlb_hour": "Network Load Balancer, hour",
    "nlb_lcu_hour": "Network Load Balancer, LCU-hour",
    "nat_hour": "NAT gateway, hour",
    "nat_gb": "NAT gateway, GB",
    "endpoint_hour": "interface endpoint, hour in a zone",
    "log_gb": "log ingestion, GB (and log events of Container Insights)",
    "metric_month": "custom metric, month (and metrics of Container Insights)",
    "efs_gb_month": "EFS, GB-month",
    "kms_key_month": "KMS key, month",
    "secret_month": "secret, month",
    "ecr_gb_month": "ECR images, GB-month",
    "cloud_map_month": "hosted zone of a Cloud Map namespace, month",
    "managed_fee_hour": "fee of ECS Managed Instances, hour",
}


def known() -> dict[str, dict[str, str]]:
    """Return the Regions of each figure with the day on which it was read."""
    sys.path.insert(0, str(ROOT))
    from ecslint.cost.prices import AROUND, around, list_prices

    prices = list_prices()
    names = sorted({*prices.regions, *prices.unpriced})
    found: dict[str, dict[str, str]] = {}
    for what in AROUND:
        days = {region: around(prices, region, what) for region in names}
        found[what] = {region: figure[1] for region, figure in days.items() if figure is not None}
    return found


def _days(days: dict[str, str]) -> str:
    dates = sorted(set(days.values()))
    return "–" if not dates else dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"


def _where(days: dict[str, str], everywhere: int) -> str:
    if not days:
        return "nowhere"
    if len(days) == everywhere:
        return f"all {everywhere} Regions below"
    return ", ".join(sorted(days))


def _table(prices: dict[str, Any], figures: dict[str, dict[str, str]]) -> Iterator[str]:
    everywhere = len(prices["regions"])
    yield "| what | name in a file | known in | read |"
    yield "|---|---|---|---|"
    for platform, words in (
        ("linux_x86", "Linux x86-64"),
        ("linux_arm64", "Linux ARM64"),
        ("windows", "Windows, with its licence"),
    ):
        rows = {name: row for name, row in prices["regions"].items() if platform in row}
        days = {
            name: row["verified"].get(platform, {}).get("as_of") or prices["as_of"]
            for name, row in rows.items()
        }
        missing = sorted(prices["regions"].keys() - rows.keys())
        where = _where(days, everywhere) if not missing else f"all below but {', '.join(missing)}"
        yield f"| Fargate, {words} | `{platform}` | {where} | {_days(days)} |"
        spot = {n: r["spot"][platform]["as_of"] for n, r in rows.items() if platform in r.get("spot", {})}
        if spot:
            where = _where(spot, everywhere)
            yield f"| Fargate Spot, {words} | `spot.{platform}` | {where} | {_days(spot)} |"
    address = prices["public_ipv4_source"]["as_of"]
    yield f"| public IPv4 address, hour | `public_ipv4_hour` | everywhere, the same | {address} |"
    for what, days in figures.items():
        words = WORDS.get(what) or _volume(what)
        yield f"| {words} | `{what}` | {_where(days, everywhere)} | {_days(days)} |"


def _volume(what: str) -> str:
    """Return the words for a figure of EBS volumes: ``ebs_gp3_iops_month`` is ``EBS gp3, IOPS-month``."""
    kind, _, unit = what.removeprefix("ebs_").removesuffix("_month").rpartition("_")
    units = {"gb": "GB", "iops": "IOPS", "mibps": "MiB/s"}
    return f"EBS {kind or 'of any other type'}, {units[unit]}-month"


def text() -> str:
    """Return the page."""
    prices = json.loads((ROOT / "schemas" / "fargate-prices.json").read_text(encoding="utf-8"))
    around = json.loads((ROOT / "schemas" / "surroundings-prices.json").read_text(encoding="utf-8"))
    plans = prices["savings_plans"]
    single = sorted(n for n, row in prices["regions"].items() if row["confidence"] == "single-source")
    parts = [HEAD, "## Figures", "", *_table(prices, known()), ""]
    parts += [
        f"Compute Savings Plans (`--savings-plan`) are known for {plans['region']} ({plans['as_of']}). Linux "
        "instances on demand are known by type in all Regions below, Windows instances nowhere.",
        "",
        "## Regions",
        "",
        ", ".join(sorted(prices["regions"])) + ".",
        "",
        f"The figures of Fargate rest on one source in {', '.join(single)}.",
        "",
        "## Regions without prices",
        "",
        *[f"- {name}: {why}" for name, why in sorted(prices["unpriced_regions"].items())],
        "",
        "## Sources",
        "",
        *[
            f"- {source['what']}" + (f" ({source['date']})" if source["date"] else "")
            for source in prices["sources"]
        ],
        *[
            f"- {row['what']}" + (f" ({row['as_of']})" if "as_of" in row else "")
            for row in around["sources"].values()
        ],
        *[f"- {what}" for what in around["figure_sources"].values()],
        "",
    ]
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Run the command line; return the exit status."""
    made = text()
    if arguments == ["--check"]:
        same = PAGE.read_text(encoding="utf-8") == made
        print("" if same else f"{PAGE} is not what the tables say: python -m tools.price_page", end="")
        return 0 if same else 1
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
