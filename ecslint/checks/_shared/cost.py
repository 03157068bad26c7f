"""What the rules on cost share. Prices are read when the first of them has something to say."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.config.settings import Settings
    from ecslint.cost.estimate import Estimate, Size
    from ecslint.cost.prices import Prices
    from ecslint.documents.subject import Subject


def prices_of(settings: Settings) -> Prices:
    """Return the prices that the configuration asks for; those of the list if its file cannot be used."""
    from ecslint.config.settings import ConfigError
    from ecslint.cost.prices import list_prices, read_prices

    try:
        return read_prices(settings.prices)
    except ConfigError:
        return list_prices()


def estimate(subject: Subject, settings: Settings) -> Estimate:
    """Return what a service or a lone task costs."""
    from ecslint.cost.collect import estimate_runs, estimate_task
    from ecslint.cost.pricing import Region

    region = Region(None, lambda path: settings.region)
    prices = prices_of(settings)
    if isinstance(subject.model, TaskDefinition):
        return estimate_task(subject, prices, region)
    return estimate_runs(subject, prices, region)


def month(hourly: Decimal) -> str:
    """Write what comes to ``hourly`` dollars as dollars a month."""
    from ecslint.cost.estimate import Range, cents
    from ecslint.cost.prices import HOURS
    from ecslint.cost.render import money

    amount = cents(hourly * HOURS)
    return money(Range(amount, amount))


def saving(old: Decimal, new: Decimal) -> str:
    """Say what the lower of two hourly amounts saves, e.g. ``$7.21 a month (20 %)``."""
    return f"{month(old - new)} a month ({(old - new) * 100 / old:.0f} %)"


def hour(
    known: Estimate, settings: Settings, size: Size, platform: str, spot: bool = False
) -> Decimal | None:
    """Return what an hour of a task costs in the Region of an estimate, ``None`` if that is not known."""
    from ecslint.cost.estimate import Line, task_hour

    if known.region is None:
        return None
    line = task_hour(prices_of(settings), known.region, platform, size, spot)
    return line.unit if isinstance(line, Line) else None
