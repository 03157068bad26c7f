"""Prices of Fargate and of public IPv4 addresses, as exact decimals in US dollars per hour.

The table is ``schemas/fargate-prices.json``, which says where and when each figure was read. A file of one's
own can take the place of any figure (a private discount, a new Region).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final

from ecslint.base.schemas import load_json
from ecslint.config.settings import ConfigError

HOURS: Final = Decimal(730)
"""Hours of a month, as in the AWS Pricing Calculator and on most price pages."""
FREE_GB: Final = Decimal(20)
"""Ephemeral storage that comes with each task."""
PLATFORMS: Final = ("linux_x86", "linux_arm64", "windows")
_RATES: Final = ("vcpu_hour", "gb_hour", "os_vcpu_hour")
_TOP: Final = ("as_of", "public_ipv4_hour", "discount_percent", "regions")
_REGION: Final = (*PLATFORMS, "ephemeral_gb_hour", "spot")


@dataclass(frozen=True)
class Rate:
    """What one hour of a task costs: per vCPU (with the licence of Windows in it) and per GB of memory."""

    vcpu: Decimal
    gb: Decimal
    as_of: str = ""
    """When a Spot rate was read: those change."""


@dataclass(frozen=True)
class Prices:
    """A price table."""

    as_of: str
    rechecked: str
    ipv4: Decimal
    """One public IPv4 address for an hour, in every Region."""
    on_demand: Mapping[tuple[str, str], Rate]
    """(Region, platform) → rate."""
    spot: Mapping[tuple[str, str], Rate]
    ephemeral: Mapping[str, Decimal]
    """Region → one GB of ephemeral storage for an hour."""
    unpriced: Mapping[str, str] = field(default_factory=dict)
    """Region → why there is no price."""
    override: str = ""
    """The file whose figures went over those of the table."""

    @property
    def regions(self) -> list[str]:
        return sorted(self.ephemeral)

    @property
    def date(self) -> str:
        """Say how old the figures are."""
        text = f"list prices of AWS, published {self.as_of}"
        if self.rechecked:
            text += f", most of them checked again {self.rechecked}"
        return f"{text}, with the figures of {self.override}" if self.override else text


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
    for name, region in regions.items():
        for platform in PLATFORMS:
            if platform in region:
                on_demand[name, platform] = _rate(region[platform])
        for platform, rates in region.get("spot", {}).items():
            spot[name, platform] = _rate(rates)
        if "ephemeral_gb_hour" in region:
            ephemeral[name] = Decimal(region["ephemeral_gb_hour"])
    return replace(
        prices,
        on_demand=on_demand,
        spot=spot,
        ephemeral=ephemeral,
        unpriced=unpriced or prices.unpriced,
    )


def _rate(rates: dict[str, Any]) -> Rate:
    vcpu = Decimal(rates["vcpu_hour"]) + Decimal(rates.get("os_vcpu_hour", 0))
    return Rate(vcpu, Decimal(rates["gb_hour"]), rates.get("as_of", ""))


def read_prices(path: str | None) -> Prices:
    """Return the list prices, with the figures of the file ``path`` over them.

    The file is JSON: ``{"as_of": "2026-11-01", "discount_percent": 12, "public_ipv4_hour": "0.004",
    "regions": {"eu-west-1": {"linux_x86": {"vcpu_hour": "0.036", "gb_hour": "0.004"}}}}``, everything
    optional. A Region may have ``ephemeral_gb_hour`` and ``spot`` (by platform), and Windows
    ``os_vcpu_hour``, as well. The discount goes off vCPU and memory on demand, except of what the file itself
    prices. Raises ``ConfigError`` for a file that cannot be used.
    """
    prices = list_prices()
    if path is None:
        return prices
    own = _read(path)
    if "discount_percent" in own:
        share = 1 - _number(own["discount_percent"], path, "discount_percent", Decimal(100)) / 100
        lower = {key: Rate(r.vcpu * share, r.gb * share) for key, r in prices.on_demand.items()}
        prices = replace(prices, on_demand=lower)
    if "public_ipv4_hour" in own:
        prices = replace(prices, ipv4=_number(own["public_ipv4_hour"], path, "public_ipv4_hour"))
    regions = own.get("regions", {})
    _expect(isinstance(regions, dict), path, "regions is no object")
    prices = _with_regions(prices, {name: _region(name, data, path) for name, data in regions.items()})
    shown = f"{path} ({own['as_of']})" if "as_of" in own else path
    return replace(prices, override=shown)


def _read(path: str) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as file:
            own = json.load(file, parse_float=Decimal)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not valid JSON: {error}") from None
    _expect(isinstance(own, dict), path, "the file holds no object")
    _keys(own, _TOP, path, "")
    found: dict[str, Any] = own
    return found


def _region(name: str, data: Any, path: str) -> dict[str, Any]:
    _expect(isinstance(data, dict), path, f"regions.{name} is no object")
    _keys(data, _REGION, path, f"regions.{name}")
    found: dict[str, Any] = {}
    for platform in PLATFORMS:
        if platform in data:
            found[platform] = _platform(data[platform], path, f"regions.{name}.{platform}")
    if "ephemeral_gb_hour" in data:
        where = f"regions.{name}.ephemeral_gb_hour"
        found["ephemeral_gb_hour"] = _number(data["ephemeral_gb_hour"], path, where)
    spot = data.get("spot", {})
    _expect(isinstance(spot, dict), path, f"regions.{name}.spot is no object")
    _keys(spot, PLATFORMS[:2], path, f"regions.{name}.spot")
    found["spot"] = {
        platform: _platform(rates, path, f"regions.{name}.spot.{platform}")
        for platform, rates in spot.items()
    }
    return found


def _platform(rates: Any, path: str, where: str) -> dict[str, Any]:
    _expect(isinstance(rates, dict), path, f"{where} is no object")
    _keys(rates, (*_RATES, "as_of"), path, where)
    for rate in _RATES[:2]:
        _expect(rate in rates, path, f"{where} needs {rate}")
    found: dict[str, Any] = {
        rate: _number(rates[rate], path, f"{where}.{rate}") for rate in _RATES if rate in rates
    }
    found["as_of"] = str(rates.get("as_of", ""))
    return found


def _keys(data: dict[str, Any], known: tuple[str, ...], path: str, where: str) -> None:
    for key in data:
        if key not in known:
            shown = f"{where}.{key}" if where else key
            raise ConfigError(f"{path}: unknown key {shown!r}; known are {', '.join(known)}")


def _expect(condition: bool, path: str, problem: str) -> None:
    if not condition:
        raise ConfigError(f"{path}: {problem}")


def _number(value: Any, path: str, where: str, most: Decimal = Decimal(1000)) -> Decimal:
    try:
        is_number = isinstance(value, str | int | Decimal) and not isinstance(value, bool)
        number = Decimal(value) if is_number else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not (number.is_finite() and 0 <= number <= most):
        raise ConfigError(f"{path}: {where}: {str(value)[:40]!r} is no number from 0 to {most}")
    return number
