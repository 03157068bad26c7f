"""Health checks of target groups when nothing else is said: seconds and numbers of checks.

Source: CreateTargetGroup of the Elastic Load Balancing API reference (2015-12-01), read 2026-11.
"""

from __future__ import annotations

from typing import Final

INTERVAL: Final = 30
HEALTHY_THRESHOLD: Final = 5
UNHEALTHY_THRESHOLD: Final = 2
INTERVALS: Final = (5, 300)
TIMEOUTS: Final = (2, 120)
THRESHOLDS: Final = (2, 10)

GRACE_PERIOD_MAXIMUM: Final = 2_147_483_647
"""Seconds; source: UpdateService of the Amazon ECS API reference, ``healthCheckGracePeriodSeconds``."""
