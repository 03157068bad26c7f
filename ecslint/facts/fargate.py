"""Task sizes that Fargate offers.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
and the RegisterTaskDefinition API reference, read 2026-11. CPU in units (1024 = 1 vCPU), memory in MiB.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

READ: Final = "2026-11"

SIZES: Final[dict[int, tuple[int, ...]]] = {
    256: (512, 1024, 2048),
    512: tuple(range(1024, 4096 + 1, 1024)),
    1024: tuple(range(2048, 8192 + 1, 1024)),
    2048: tuple(range(4096, 16384 + 1, 1024)),
    4096: tuple(range(8192, 30720 + 1, 1024)),
    8192: tuple(range(16384, 61440 + 1, 4096)),
    16384: tuple(range(32768, 122880 + 1, 8192)),
    32768: (61440, 122880, 249856),
}

WINDOWS_CPUS: Final = (1024, 2048, 4096)
"""Fargate runs Windows with 1, 2 or 4 vCPU only."""


EPHEMERAL_GIB: Final = (21, 200)
"""``ephemeralStorage.sizeInGiB``; the 20 GiB that every task has for free cannot be asked for.
Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html, read 2026-11."""


def cpus(windows: bool) -> tuple[int, ...]:
    """Return the CPU sizes in units for the operating system family."""
    return WINDOWS_CPUS if windows else tuple(SIZES)


def memory_range(cpu: int) -> str:
    """Say which memory goes with a CPU size, e.g. ``1024 to 4096 MiB in steps of 1024``."""
    sizes = SIZES[cpu]
    steps = {b - a for a, b in pairwise(sizes)}
    if len(steps) == 1:
        return f"{sizes[0]} to {sizes[-1]} MiB in steps of {steps.pop()}"
    return f"{', '.join(map(str, sizes[:-1]))} or {sizes[-1]} MiB"


def nearest_pair(cpu: int, memory: int, windows: bool = False) -> tuple[int, int]:
    """Return the smallest offered pair that holds ``cpu`` units and ``memory`` MiB, else the largest."""
    for size in cpus(windows):
        if size >= cpu:
            for mib in SIZES[size]:
                if mib >= memory:
                    return size, mib
    last = cpus(windows)[-1]
    return last, SIZES[last][-1]
