"""What no file says and money depends on: how long runs take, how much traffic and logs there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from ecslint.config.settings import ConfigError


class Quantity(NamedTuple):
    """Something that may be assumed."""

    what: str
    """What is assumed, for the help of the command."""
    default: Decimal | None
    """``None``: what rests on it is not estimated."""


QUANTITIES: Final[Mapping[str, Quantity]] = {
    "run-minutes": Quantity("minutes that a scheduled task runs", None),
    "lcu": Quantity("capacity units that each load balancer uses on average", Decimal(0)),
    "nat-gb": Quantity("GB a month through each NAT gateway", Decimal(0)),
    "log-gb": Quantity("GB of logs a month in each log group", Decimal(0)),
    "insights-gb": Quantity(
        "GB of performance logs a month of each cluster with Container Insights", Decimal(0)
    ),
    "insights-metrics": Quantity("custom metrics of each cluster with Container Insights", Decimal(0)),
    "ecr-gb": Quantity("GB of images in each ECR repository", Decimal(0)),
    "efs-gb": Quantity("GB in each EFS file system", Decimal(0)),
    "daemon-instances": Quantity("instances on which a daemon service runs a task", None),
}
"""What can be assumed, by the name in ``--assume`` and in the configuration."""
_MOST: Final = Decimal(10) ** 9


@dataclass(frozen=True)
class Assumptions:
    """Assumed quantities, and how Fargate is bought."""

    values: Mapping[str, Decimal] = field(default_factory=dict)
    """The assumed quantities by name."""
    spot: bool = False
    """Whether all Linux tasks run on Fargate Spot."""
    only_fargate: bool = False
    """Whether tasks run on Fargate without Spot, whatever the files say."""

    def get(self, name: str) -> Decimal | None:
        """Return what is assumed; ``None`` if it has no default and was not given."""
        return self.values.get(name, QUANTITIES[name].default)

    def amount(self, name: str) -> Decimal:
        """Return what is assumed, 0 if nothing is."""
        return self.get(name) or Decimal(0)


def read_assumptions(pairs: Iterable[str], configured: Mapping[str, str] | None = None) -> dict[str, Decimal]:
    """Return the quantities of ``NAME=NUMBER`` pairs over those of a configuration. Raises
    ``ConfigError``."""
    found = {name: _number(name, text, "cost.assume") for name, text in (configured or {}).items()}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign:
            raise ConfigError(f"--assume {pair[:60]!r} is not NAME=NUMBER")
        found[name.strip()] = _number(name.strip(), text, "--assume")
    return found


def _number(name: str, text: str, where: str) -> Decimal:
    if name not in QUANTITIES:
        raise ConfigError(f"{where}: unknown assumption {name[:40]!r}; known are {', '.join(QUANTITIES)}")
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not (number.is_finite() and 0 <= number <= _MOST):
        raise ConfigError(f"{where}: {name}: {text[:40]!r} is no number from 0 to {_MOST:f}")
    return number
