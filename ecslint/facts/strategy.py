"""Limits of a capacity provider strategy.

Source: the API model of Amazon ECS (CapacityProviderStrategyItem, CreateService), read 2026-11.
"""

from __future__ import annotations

from typing import Final

READ: Final = "2026-11"

PROVIDERS: Final = 20
WEIGHTS: Final = (0, 1000)
BASES: Final = (0, 100_000)
FARGATE_PROVIDERS: Final = ("FARGATE", "FARGATE_SPOT")
