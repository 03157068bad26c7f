"""The day that it is: the one thing that findings take from the machine's clock."""

from __future__ import annotations

import datetime


def today() -> datetime.date:
    """Return the day in UTC, by which suppressions expire and prices grow old."""
    return datetime.datetime.now(datetime.UTC).date()
