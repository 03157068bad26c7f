"""What a service or a task costs on Fargate: exact decimals, and a reason wherever there is no figure.

A line is rounded once, to cents a month; totals are sums of what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from ecslint.base.unresolved import Unresolved
from ecslint.cost.prices import FREE_GB, HOURS, PLATFORMS, Prices
from ecslint.facts import fargate
from ecslint.model.task import TaskDefinition

CENT: Final = Decimal("0.01")
FINE: Final = Decimal("1e-10")
_LARGEST: Final = 15
"""Digits, less one, of an amount that is rounded: decimal arithmetic has 28, ten of them behind the point."""
"""Far below a cent, and far above what dividing by 730 and multiplying by it again loses."""
ON_DEMAND: Final = "FARGATE"
SPOT: Final = "FARGATE_SPOT"
IPV4: Final = "public IPv4"
WORDS: Final = {ON_DEMAND: "Fargate", SPOT: "Fargate Spot", IPV4: IPV4}


class Range(NamedTuple):
    """A count or an amount between two bounds, which are mostly the same."""

    low: Decimal
    """The lower bound."""
    high: Decimal
    """The upper bound."""

    @property
    def is_one(self) -> bool:
        """Say whether both bounds are the same."""
        return self.low == self.high

    def plus(self, other: Range) -> Range:
        """Return the sum of two ranges."""
        return Range(self.low + other.low, self.high + other.high)

    def times(self, factor: Decimal) -> Range:
        """Return the range with both bounds multiplied; ``factor`` is not negative."""
        return Range(self.low * factor, self.high * factor)


ZERO: Final = Range(Decimal(0), Decimal(0))


def total(amounts: Iterable[Range]) -> Range:
    """Add up; nothing is zero."""
    found = ZERO
    for amount in amounts:
        found = found.plus(amount)
    return found


class Size(NamedTuple):
    """What one task is billed for: vCPU, GB of memory and GB of ephemeral storage beyond the free ones."""

    vcpu: Decimal
    """vCPU."""
    gb: Decimal
    """Memory in GB."""
    extra_gb: Decimal = Decimal(0)
    """Ephemeral storage in GB beyond the 20 that cost nothing."""


@dataclass(frozen=True)
class Line:
    """A number of tasks (or addresses) at one price."""

    what: str
    """``FARGATE``, ``FARGATE_SPOT`` or ``public IPv4``."""
    count: Range
    """How many are billed at this price."""
    unit: Decimal | None
    """US dollars an hour for one; ``None``: not estimated."""
    reason: str = ""
    """Why there is no price; empty where there is one."""
    as_of: str = ""
    """The date of a Spot price."""

    @property
    def hourly(self) -> Range:
        """Exact US dollars an hour."""
        return self.count.times(self.unit or Decimal(0))

    @property
    def monthly(self) -> Range:
        """US dollars a month, rounded to cents."""
        return Range(*(cents(amount * HOURS) for amount in self.hourly))


@dataclass(frozen=True)
class Estimate:
    """The cost of one service, task run or task definition. Without lines, ``reason`` says why."""

    kind: str
    """``service``, ``run`` or ``task``."""
    name: str
    """The service's name or logical id, or the family."""
    path: str
    """The file."""
    region: str | None = None
    """The Region that is priced; ``None`` where it is not known."""
    platform: str | None = None
    """``linux_x86``, ``linux_arm64`` or ``windows``."""
    size: Size | None = None
    """What one task is billed for; ``None`` where it is not known."""
    tasks: Range | None = None
    """How many tasks; ``None`` where that is not known."""
    lines: tuple[Line, ...] = ()
    """What is billed, part by part."""
    reason: str = ""
    notes: tuple[str, ...] = ()
    """What the figures take for granted."""
    subject: object = field(default=None, compare=False, repr=False)
    """The subject that was priced, for reports that show more."""
    by_use: str = ""
    """What it costs by use, of which none is assumed: then there are neither lines nor gaps."""

    @property
    def hourly(self) -> Range:
        """Return what it costs in an hour."""
        return total(line.hourly for line in self.lines)

    @property
    def monthly(self) -> Range:
        """Return what it costs in a month of 730 hours."""
        return total(line.monthly for line in self.lines)

    @property
    def priced(self) -> bool:
        """Whether there is a figure at all."""
        return any(line.unit is not None for line in self.lines)

    @property
    def gaps(self) -> list[str]:
        """Why a part of the cost, or all of it, is not estimated."""
        found = [line.reason for line in self.lines if line.unit is None]
        return [self.reason, *found] if self.reason else found


def cents(amount: Decimal) -> Decimal:
    """Round to cents, half a cent upwards; what a month's price lost on its way through hours is made up."""
    return rounded(rounded(amount, FINE), CENT)


def rounded(amount: Decimal, unit: Decimal) -> Decimal:
    """Round to a unit, half of it away from zero; more than a thousand million million stays as it is."""
    return amount if amount.adjusted() > _LARGEST else amount.quantize(unit, ROUND_HALF_UP)


def platform_of(task: TaskDefinition) -> str | None:
    """Return the platform that a task is priced as; ``None`` if it is not known."""
    if task.windows is None:
        return None
    if task.windows:
        return "windows"
    runtime = task.runtime_platform
    if isinstance(runtime, Unresolved):
        return None
    architecture = None if runtime is None else runtime.cpu_architecture
    if isinstance(architecture, Unresolved):
        return None
    return {"ARM64": "linux_arm64", "X86_64": "linux_x86"}.get((architecture or "X86_64").upper())


def size_of(task: TaskDefinition) -> Size | str:
    """Return what a Fargate task is billed for, or why that cannot be told."""
    for name, text, number in (("cpu", task.cpu, task.cpu_units), ("memory", task.memory, task.memory_mib)):
        if number is None:
            if isinstance(text, Unresolved):
                return f"the task's {name} is not known ({_what(text)})"
            return f"the task has no {name}" if not text else f"the task's {name} cannot be read"
    units, mib = task.cpu_units or 0, task.memory_mib or 0
    if mib not in fargate.SIZES.get(units, ()):
        return f"Fargate does not offer {units} CPU units with {mib} MiB"
    storage = task.ephemeral_storage
    gib = storage if storage is None or isinstance(storage, Unresolved) else storage.size_in_gib
    if isinstance(gib, Unresolved):
        return f"the ephemeral storage is not known ({_what(gib)})"
    extra = max(Decimal(gib) - FREE_GB, Decimal(0)) if isinstance(gib, int) else Decimal(0)
    return Size(Decimal(units) / 1024, Decimal(mib) / 1024, extra)


def _what(value: Unresolved) -> str:
    return f"{value.reason} {value.text[:60]}".strip()


def task_hour(prices: Prices, region: str, platform: str, size: Size, spot: bool = False) -> Line | str:
    """Return the line of one task (without its address), or why it has no price."""
    if not prices.knows(region):
        why = prices.unpriced.get(region)
        if prices.currency != "USD":
            why = f"in {prices.currency}"
        return f"no prices of {region} are known" + (f" ({why})" if why else "")
    rate = (prices.spot if spot else prices.on_demand).get((region, platform))
    if spot and platform == "windows":
        return "Fargate Spot does not run Windows"
    if rate is None:
        return (
            f"no price of {'Fargate Spot' if spot else 'Fargate'} for {LABELS[platform]} in {region} is known"
        )
    if size.extra_gb and region not in prices.ephemeral:
        return f"no price of ephemeral storage in {region} is known"
    storage = size.extra_gb * prices.ephemeral[region] if size.extra_gb else Decimal(0)
    unit = size.vcpu * rate.vcpu + size.gb * rate.gb + storage
    one = Range(Decimal(1), Decimal(1))
    return Line(SPOT if spot else ON_DEMAND, one, unit, as_of=rate.as_of)


LABELS: Final = dict(zip(PLATFORMS, ("Linux x86-64", "Linux ARM64", "Windows"), strict=True))


class Split(NamedTuple):
    """How a service's tasks divide among Fargate and Fargate Spot: base counts and weights of both."""

    base: tuple[int, int] = (0, 0)
    """Tasks that come first, on Fargate and on Fargate Spot."""
    weights: tuple[int, int] = (1, 0)
    """Shares of the other tasks, on Fargate and on Fargate Spot."""

    def share(self, count: int) -> tuple[int, int]:
        """Return the tasks on demand and on Spot; of half a task, on demand has the whole."""
        base = min(self.base[0], count)
        spot_base = min(self.base[1], count - base)
        rest = count - base - spot_base
        weight = sum(self.weights)
        on_spot = 0 if weight == 0 else -((-2 * rest * self.weights[1] + weight) // (2 * weight))
        return count - spot_base - on_spot, spot_base + on_spot

    def lines(self, tasks: Range) -> list[tuple[str, Range]]:
        """Return the capacity provider and its number of tasks, leaving out what never runs any."""
        low, high = self.share(int(tasks.low)), self.share(int(tasks.high))
        both = [
            (ON_DEMAND, Range(Decimal(low[0]), Decimal(high[0]))),
            (SPOT, Range(Decimal(low[1]), Decimal(high[1]))),
        ]
        used = [(name, count) for name, count in both if count.high > 0]
        return used or [(SPOT if self.weights[0] == 0 and self.weights[1] else ON_DEMAND, tasks)]


def address_line(prices: Prices, count: Range) -> Line:
    """Return the line of public IPv4 addresses."""
    if prices.ipv4 is None:
        return Line(IPV4, count, None, f"no price known for a public IPv4 address in {prices.currency}")
    return Line(IPV4, count, prices.ipv4)
