"""Whether an estimate, or a change, is more than was allowed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from ecslint.config.settings import ConfigError
from ecslint.cost.estimate import Estimate, Range, total
from ecslint.cost.render import money

if TYPE_CHECKING:
    from ecslint.cost.diff import Difference


class Limit(NamedTuple):
    """An amount a month, or a change in percent."""

    number: Decimal
    """Money a month, or percent."""
    is_percent: bool
    """Whether it is a change in percent."""


def read_limit(text: str | None, compares: bool) -> Limit | None:
    """Read the value of ``--fail-above``. Raises ``ConfigError``."""
    if text is None:
        return None
    bare = text.strip().removeprefix("$")
    percent = bare.endswith("%")
    try:
        number = Decimal(bare.removesuffix("%").strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not (number.is_finite() and 0 <= number <= Decimal(10) ** 12):
        raise ConfigError(
            f"--fail-above {text[:40]!r} is neither an amount, such as 50, nor a percentage, such as 10%"
        )
    if percent and not compares:
        raise ConfigError("--fail-above takes a percentage only with --diff")
    return Limit(number, percent)


def _one(amount: Decimal) -> str:
    return money(Range(amount, amount))


def over_total(found: Sequence[Estimate], limit: Limit | None, budget: str | None) -> str:
    """Say that the total is more than allowed; ``""`` if it is not."""
    monthly = total(estimate.monthly for estimate in found).high
    allowed = [limit.number] if limit is not None else []
    if budget is not None:
        allowed.append(Decimal(budget))
    exceeded = [bound for bound in allowed if monthly > bound]
    return f"{_one(monthly)} a month is more than the {_one(min(exceeded))} allowed" if exceeded else ""


def over_change(found: Difference, limit: Limit | None) -> str:
    """Say that a change is more than allowed; ``""`` if it is not."""
    if limit is None:
        return ""
    rise = found.after.high - found.before.high
    if not limit.is_percent:
        exceeded = rise > limit.number
        return (
            f"a rise of {_one(rise)} a month is more than the {_one(limit.number)} allowed"
            if exceeded
            else ""
        )
    if rise * 100 <= limit.number * found.before.high:
        return ""
    share = "from nothing" if not found.before.high else f"of {rise * 100 / found.before.high:.1f} %"
    return f"a rise {share} is more than the {limit.number:f} % allowed"
