"""Prices of Fargate and of public IPv4 addresses, as exact decimals in US dollars per hour.

The table is ``schemas/fargate-prices.json``, which says where and when each figure was read. A file of one's
own can take the place of any figure (a private discount, a new Region).
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final

from ecslint.base.pattern import regex
from ecslint.base.read_file import read_file
from ecslint.base.schemas import load_json
from ecslint.base.written import first_problem
from ecslint.config.settings import ConfigError
from ecslint.facts.partitions import is_region

HOURS: Final = Decimal(730)
"""Hours of a month, as in the AWS Pricing Calculator and on most price pages."""
FREE_GB: Final = Decimal(20)
"""Ephemeral storage that comes with each task."""
PLATFORMS: Final = ("linux_x86", "linux_arm64", "windows")
_RATES: Final = ("vcpu_hour", "gb_hour", "os_vcpu_hour")
_TOP: Final = ("as_of", "currency", "public_ipv4_hour", "discount_percent", "regions")
_REGION: Final = (*PLATFORMS, "ephemeral_gb_hour", "spot", "surroundings", "instances")
_CURRENCY: Final = regex(r"[A-Z]{3}")


@dataclass(frozen=True)
class Rate:
    """What one hour of a task costs: per vCPU (with the licence of Windows in it) and per GB of memory."""

    vcpu: Decimal
    """Price of a vCPU for an hour."""
    gb: Decimal
    """Price of a GB of memory for an hour."""
    as_of: str = ""
    """When it was read last."""


@dataclass(frozen=True)
class Prices:
    """A price table."""

    as_of: str
    """The day on which AWS published the prices, YYYY-MM-DD."""
    rechecked: str
    """The day on which they were last compared, YYYY-MM-DD."""
    ipv4: Decimal | None
    """One public IPv4 address for an hour, in every Region; ``None``: no price in this currency is known."""
    on_demand: Mapping[tuple[str, str], Rate]
    """(Region, platform) → rate."""
    spot: Mapping[tuple[str, str], Rate]
    """Rates of Fargate Spot by Region and platform."""
    ephemeral: Mapping[str, Decimal]
    """Region → one GB of ephemeral storage for an hour."""
    unpriced: Mapping[str, str] = field(default_factory=dict)
    """Region → why there is no price."""
    override: str = ""
    """The file whose figures went over those of the table."""
    currency: str = "USD"
    """The currency of all prices, e.g. ``USD``."""
    plan: str = ""
    """The Savings Plan whose rates stand for those on demand, and where."""
    around: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    """(Region, what) → figures that a custom file has for what surrounds the tasks."""

    @property
    def regions(self) -> list[str]:
        """Return the Regions that have prices, sorted."""
        return sorted(self.ephemeral)

    def knows(self, region: str) -> bool:
        """Say whether there is any price of a Region."""
        return region in self.ephemeral or any((region, p) in self.on_demand for p in PLATFORMS)

    @property
    def date(self) -> str:
        """Say how old the figures are."""
        if self.currency != "USD":
            return f"the figures of {self.override} alone, for AWS' lists here are in US dollars"
        text = (
            f"list prices of AWS, published {self.as_of} and partly read again since (each line has its date)"
        )
        if self.plan:
            text += f", with a Compute Savings Plan for {self.plan} (no upfront payment)"
        return f"{text}, with the figures of {self.override}" if self.override else text

    def stale(self, dates: Iterable[str], today: datetime.date) -> str:
        """Return the oldest of the dates that is more than a year ago, ``""`` if none is."""
        limit = today.replace(year=today.year - 1, day=min(today.day, 28)).isoformat()
        return min((day for day in dates if day and day < limit), default="")


@cache
def list_prices() -> Prices:
    """Return the prices that come with ecslint."""
    table = load_json("fargate-prices.json")
    prices = Prices(table["as_of"], table["rechecked"], Decimal(table["public_ipv4_hour"]), {}, {}, {})
    return _with_regions(prices, table["regions"], table["unpriced_regions"])


def _with_regions(
    prices: Prices, regions: dict[str, Any], unpriced: Mapping[str, str] | None = None
) -> Prices:
    on_demand, spot, ephemeral = dict(prices.on_demand), dict(prices.spot), dict(prices.ephemeral)
    around = dict(prices.around)
    for name, region in regions.items():
        verified = region.get("verified", {})
        for platform in PLATFORMS:
            if platform in region:
                day = verified.get(platform, {}).get("as_of") or prices.as_of
                known = on_demand.get((name, platform))
                on_demand[name, platform] = _rate({"as_of": day, **region[platform]}, known)
        for platform, rates in region.get("spot", {}).items():
            spot[name, platform] = _rate(rates, spot.get((name, platform)))
        around.update({(name, what): price for what, price in region.get("around", {}).items()})
        if "ephemeral_gb_hour" in region:
            ephemeral[name] = Decimal(region["ephemeral_gb_hour"])
    return replace(
        prices,
        on_demand=on_demand,
        spot=spot,
        ephemeral=ephemeral,
        unpriced=unpriced or prices.unpriced,
        around=around,
    )


def _rate(rates: dict[str, Any], known: Rate | None = None) -> Rate:
    """Make a rate; a part that is not given is that of ``known``."""
    as_of = rates.get("as_of", "")
    gb = Decimal(rates["gb_hour"]) if "gb_hour" in rates else known.gb if known else Decimal(0)
    if "vcpu_hour" not in rates:
        return Rate(known.vcpu if known else Decimal(0), gb, as_of)
    return Rate(Decimal(rates["vcpu_hour"]) + Decimal(rates.get("os_vcpu_hour", 0)), gb, as_of)


PLANS: Final = ("1y", "3y")
"""Terms of Compute Savings Plans without payment upfront."""


def with_plan(prices: Prices, term: str) -> Prices:
    """Return the prices with the rates of a Compute Savings Plan (``1y`` or ``3y``), where they are known.

    Those are x86 and ARM64 in one Region; anything else stays on demand.
    """
    table = load_json("fargate-prices.json")["savings_plans"]
    rates = table[f"{term}_no_upfront"]
    lower = {
        (table["region"], platform): _rate({**figures, "as_of": table["as_of"]})
        for platform, figures in rates.items()
    }
    return replace(prices, on_demand={**prices.on_demand, **lower}, plan=f"{term} in {table['region']}")


AROUND: Final = (
    "alb_hour", "alb_lcu_hour", "nlb_hour", "nlb_lcu_hour", "nat_hour", "nat_gb", "endpoint_hour", "log_gb",
    "efs_gb_month", "kms_key_month", "secret_month", "ecr_gb_month", "ebs_gb_month", "cloud_map_month",
    "managed_fee_hour", "metric_month",
    *(f"ebs_{kind}_gb_month" for kind in ("gp2", "gp3", "io1", "io2", "st1", "sc1", "standard")),
    *(f"ebs_{kind}_iops_month" for kind in ("gp3", "io1", "io2")), "ebs_gp3_mibps_month",
)  # fmt: skip
"""What a price of the surroundings can be called; ``schemas/prices.schema.json`` has the same names."""


def around(prices: Prices, region: str, what: str) -> tuple[Decimal, str] | None:
    """Return a price of what surrounds tasks (``alb_hour``, or an instance type) with its date.

    ``None`` if there is none. The table is ``schemas/surroundings-prices.json``.
    """
    own = prices.around.get((region, what))
    if own is not None:
        return own, ""
    return _list_around().get((region, what)) if prices.currency == "USD" else None


@cache
def _list_around() -> dict[tuple[str, str], tuple[Decimal, str]]:
    table = load_json("surroundings-prices.json")
    dates = {name: source.get("as_of", "") for name, source in table["sources"].items()}
    found: dict[tuple[str, str], tuple[Decimal, str]] = {}
    for name, region in table["regions"].items():
        flat = {
            "nat_hour": (region["nat"]["hour"], dates["nat"]),
            "nat_gb": (region["nat"]["gb_processed"], dates["nat"]),
            "log_gb": (region["logs"]["ingest_gb"], dates["logs"]),
            "endpoint_hour": (region["endpoint_hour"], dates["endpoint"]),
            "efs_gb_month": (region["efs_gb_month"], dates["efs"]),
            "kms_key_month": (region["kms_key_month"], dates["kms"]),
        }
        balancer = region.get("load_balancer", {})
        flat |= {what: (balancer[what], balancer["as_of"]) for what in AROUND[:4] if what in balancer}
        flat |= {kind: (price, dates["instances"]) for kind, price in region["instances"].items()}
        found |= {(name, what): (Decimal(price), day) for what, (price, day) in flat.items()}
    for row in table["figures"]:
        found[row["region"], row["what"]] = (Decimal(row["price"]), row["as_of"])
    return found


def read_prices(path: str | None) -> Prices:
    """Return the list prices, with the figures of the file ``path`` over them.

    The file is JSON: ``{"as_of": "2026-11-01", "discount_percent": 12, "public_ipv4_hour": "0.004",
    "regions": {"eu-west-1": {"linux_x86": {"vcpu_hour": "0.036", "gb_hour": "0.004"}}}}``, everything
    optional. A Region may have ``ephemeral_gb_hour``, ``spot`` (by platform), ``surroundings`` (by name, e.g.
    ``alb_hour``) and ``instances`` (by type), and Windows ``os_vcpu_hour``, as well; ``currency`` is what all
    figures are in: with another one than USD no figure of the list counts. The discount goes off vCPU and
    memory on demand, except of what the file itself prices. Raises ``ConfigError`` for an unusable file.
    """
    prices = list_prices()
    if path is None:
        return prices
    own = _read(path)
    currency = own.get("currency", "USD")
    if currency != prices.currency:
        prices = replace(prices, on_demand={}, spot={}, ephemeral={}, ipv4=None, currency=currency)
    if "discount_percent" in own:
        share = 1 - _number(own["discount_percent"], path, "discount_percent", Decimal(100)) / 100
        _expect(share > 0, path, "discount_percent is 100, and nothing on Fargate is free")
        lower = {key: Rate(r.vcpu * share, r.gb * share, r.as_of) for key, r in prices.on_demand.items()}
        prices = replace(prices, on_demand=lower)
    if "public_ipv4_hour" in own:
        prices = replace(prices, ipv4=_number(own["public_ipv4_hour"], path, "public_ipv4_hour"))
    made = {name: _region(name, data, path) for name, data in own.get("regions", {}).items()}
    _whole(made, prices, path)
    prices = _with_regions(replace(prices, as_of=str(own.get("as_of", prices.as_of))), made)
    shown = f"{path} ({own['as_of']})" if "as_of" in own else path
    return replace(prices, override=shown, as_of=list_prices().as_of)


def _whole(regions: dict[str, Any], prices: Prices, path: str) -> None:
    """Refuse a part of a price where the list has no other part of it."""
    for name, region in regions.items():
        for platform in PLATFORMS:
            rates = region.get(platform, {})
            if rates and (name, platform) not in prices.on_demand:
                for rate in _RATES[:2]:
                    _expect(rate in rates, path, f"regions.{name}.{platform} needs {rate}")
        for platform, rates in region["spot"].items():
            if (name, platform) not in prices.spot:
                for rate in _RATES[:2]:
                    _expect(rate in rates, path, f"regions.{name}.spot.{platform} needs {rate}")


_LARGEST = 4 << 20
"""Bytes of a price file."""


def _read(path: str) -> dict[str, Any]:
    try:
        own = json.loads(read_file(path, _LARGEST), parse_float=Decimal)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not valid JSON: {error}") from None
    problem = first_problem("prices", own)
    if problem is not None:
        raise ConfigError(f"{path}: {problem}")
    found: dict[str, Any] = own
    return found


def _region(name: str, data: Any, path: str) -> dict[str, Any]:
    """Return the figures of a Region as exact decimals."""
    where = f"regions.{name}"
    _expect(is_region(name), path, f"{where} is not the name of an AWS Region, such as eu-west-1")
    found: dict[str, Any] = {
        platform: _platform(data[platform], path, f"{where}.{platform}")
        for platform in PLATFORMS
        if platform in data
    }
    if "ephemeral_gb_hour" in data:
        found["ephemeral_gb_hour"] = _paid(data["ephemeral_gb_hour"], path, f"{where}.ephemeral_gb_hour")
    found["spot"] = {
        platform: _platform(rates, path, f"{where}.spot.{platform}")
        for platform, rates in data.get("spot", {}).items()
    }
    found["around"] = {
        what: _paid(price, path, f"{where}.{group}.{what}")
        for group in ("surroundings", "instances")
        for what, price in data.get(group, {}).items()
    }
    return found


def _platform(rates: Any, path: str, where: str) -> dict[str, object]:
    found: dict[str, object] = {
        rate: _number(rates[rate], path, f"{where}.{rate}") for rate in _RATES if rate in rates
    }
    _expect(bool(found), path, f"{where} has no price")
    for rate in _RATES[:2]:
        _expect(found.get(rate) != 0, path, f"{where}.{rate} is 0, and nothing on Fargate is free")
    if "as_of" in rates:
        found["as_of"] = rates["as_of"]
    return found


def _expect(condition: bool, path: str, problem: str) -> None:
    if not condition:
        raise ConfigError(f"{path}: {problem}")


def _paid(value: Any, path: str, where: str) -> Decimal:
    """Return a price that is more than 0: a zero would pass for a figure that is known."""
    price = _number(value, path, where)
    _expect(price != 0, path, f"{where} is 0; remove it, or give its price")
    return price


def _number(value: Any, path: str, where: str, most: Decimal = Decimal(1000)) -> Decimal:
    try:
        is_number = isinstance(value, str | int | Decimal) and not isinstance(value, bool)
        number = Decimal(value) if is_number else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not (number.is_finite() and 0 <= number <= most):
        raise ConfigError(f"{path}: {where}: {str(value)[:40]!r} is no number from 0 to {most}")
    return number
