"""Schedule expressions: fields of cron, units of rate.

Sources, read 2026-11-29: Amazon EventBridge user guide (*Setting a schedule pattern for scheduled rules*),
EventBridge Scheduler user guide (*Schedule types*), botocore's models of ``scheduler`` and
``application-autoscaling``.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Field(NamedTuple):
    """A field of a cron expression: what it is called, its numbers, names and further wildcards."""

    name: str
    """What the field is called in messages."""
    low: int
    """The least number."""
    high: int
    """The greatest number."""
    names: tuple[str, ...] = ()
    """Words that stand for numbers, such as ``MON``."""
    wildcards: str = ""
    """Wildcards beside ``*``, ``,`` and ``-``."""


_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
FIELDS: Final = (
    Field("minutes", 0, 59),
    Field("hours", 0, 23),
    Field("day of month", 1, 31, wildcards="?LW"),
    Field("month", 1, 12, _MONTHS),
    Field("day of week", 1, 7, _DAYS, "?L#"),
    Field("year", 1970, 2199),
)
DAY_OF_MONTH: Final = 2
DAY_OF_WEEK: Final = 4
UNITS: Final = ("minute", "hour", "day")
"""Units of ``rate``; with an s unless the value is 1."""
