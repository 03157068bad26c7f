"""Limits of the RunTask call.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html, read 2026-11.
"""

from __future__ import annotations

from typing import Final

COUNT: Final = (1, 10)
OVERRIDES_CHARACTERS: Final = 8192
OVERRIDES: Final = (
    "containerOverrides",
    "cpu",
    "ephemeralStorage",
    "executionRoleArn",
    "inferenceAcceleratorOverrides",
    "memory",
    "taskRoleArn",
)
CONTAINER_OVERRIDES: Final = (
    "command",
    "cpu",
    "environment",
    "environmentFiles",
    "memory",
    "memoryReservation",
    "name",
    "resourceRequirements",
)
"""Members of ``TaskOverride`` and ``ContainerOverride``, which targets take as the JSON text ``Input``."""
