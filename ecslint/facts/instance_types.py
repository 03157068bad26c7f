"""What EC2 instance types offer: the table is ``schemas/instance-types.json``, with its source and date."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ecslint.base.schemas import load_json


class InstanceType(NamedTuple):
    """CPU in units (1,024 a vCPU), memory in MiB before anything runs, architecture, and NVIDIA GPUs."""

    cpu: int
    """CPU units: 1,024 for each vCPU."""
    memory: int
    """Memory in MiB before anything runs."""
    architecture: str
    """``x86_64`` or ``arm64``."""
    gpus: int
    """Number of NVIDIA GPUs."""


@cache
def _table() -> dict[str, tuple[int, int, str, int]]:
    types: dict[str, tuple[int, int, str, int]] = load_json("instance-types.json")["types"]
    return types


@cache
def _families() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for kind, _, size in (name.partition(".") for name in _table()):
        found[kind] = (*found.get(kind, ()), size)
    return found


def sizes_of(family: str) -> tuple[str, ...]:
    """Return the sizes of a family, empty for a family that is not in the table."""
    return _families().get(family, ())


def instance_type(name: str) -> InstanceType | None:
    """Return an instance type, ``None`` for one that is not in the table."""
    found = _table().get(name)
    return None if found is None else InstanceType(found[0] * 1024, found[1], found[2], found[3])
