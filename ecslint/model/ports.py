"""Port ranges as ``containerPortRange`` writes them: ``"8000-8100"``."""

from __future__ import annotations


def port_range(text: str) -> tuple[int, int] | None:
    """Return first and last port of a range, ``None`` for a text that is none (order is not checked)."""
    first, dash, last = text.partition("-")
    if not dash or not (first.isdecimal() and last.isdecimal() and text.isascii()):
        return None
    return (int(first), int(last)) if len(first) <= 6 and len(last) <= 6 else None
