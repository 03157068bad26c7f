"""Task sizes: CPU in units (1024 = 1 vCPU), memory in MiB, however they are spelt.

AWS accepts an integer (CPU units, MiB) or a text with a unit ("1 vCPU", ".5 vcpu", "2GB", "0.5 GB");
the unit is case-insensitive and the blank before it optional (RegisterTaskDefinition, ``cpu`` and
``memory``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from ecslint.base.pattern import regex

_VCPU = regex(r"(\d+(?:\.\d+)?|\.\d+)\s*+v?cpus?", re.IGNORECASE)
_GB = regex(r"(\d+(?:\.\d+)?|\.\d+)\s*+gi?b", re.IGNORECASE)
_MB = regex(r"(\d+)\s*mi?b?", re.IGNORECASE)


@lru_cache(256)
def cpu_units(text: str | None) -> int | None:
    """Return CPU units, or ``None`` for a text that cannot be read as a CPU size."""
    return _read(text, _VCPU.fullmatch)


@lru_cache(256)
def memory_mib(text: str | None) -> int | None:
    """Return MiB, or ``None`` for a text that cannot be read as a memory size."""
    if text and (match := _MB.fullmatch(text.strip())):
        return int(match[1]) if len(match[1]) <= 12 else None
    return _read(text, _GB.fullmatch)


def _read(text: str | None, unit: Callable[[str], re.Match[str] | None]) -> int | None:
    text = (text or "").strip()
    if not text or len(text) > 24:
        return None
    if text.isascii() and text.isdecimal():
        return int(text)
    match = unit(text)
    if match is None:
        return None
    amount = Decimal(match[1]) * 1024
    return int(amount) if amount == amount.to_integral_value() else None
