"""The bounds between which Application Auto Scaling keeps the tasks of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ecslint.base.unresolved import Unresolved
from ecslint.documents.cloudformation.queries import scaling_of

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack


class Bounds(NamedTuple):
    """The least and the most tasks."""

    low: int
    """The least number of tasks."""
    high: int
    """The most tasks."""


def bounds_of(service: Resolved, stack: Stack) -> Bounds | Unresolved | None:
    """Return the bounds of a service, ``None`` if nothing in the template scales it."""
    for target in scaling_of(service, stack):
        dimension = target.get("ScalableDimension")
        if not isinstance(dimension, str) or dimension == "ecs:service:DesiredCount":
            low, high = _integer(target.get("MinCapacity")), _integer(target.get("MaxCapacity"))
            if low is None or high is None:
                return Unresolved("bounds of the autoscaling")
            if low > high:
                return Unresolved(
                    "bounds of the autoscaling",
                    f"its MinCapacity of {low} is above its MaxCapacity of {high}",
                )
            return Bounds(low, high)
    return None


def _integer(value: object) -> int | None:
    """Return a count as templates write it: a number or its text."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isdecimal() and len(text) < 10 else None
