"""What each service and what surrounds it costs in a month, as bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ecslint.cost.estimate import Estimate
from ecslint.cost.render import money, title
from ecslint.drawing import svg as draw
from ecslint.drawing.markup import Markup

WIDTH: Final = 720
LEFT: Final = 220
RIGHT: Final = WIDTH - 170
LINE: Final = 26
MOST: Final = 30
"""Bars that are drawn; the rest is in the table only."""


def chart(found: Sequence[Estimate]) -> Markup | None:
    """Return the picture for a page, the dearest first; ``None`` where nothing has a price.

    A range is drawn up to its lower end in full, and beyond in part.
    """
    priced = sorted((e for e in found if e.priced and e.monthly.high > 0), key=lambda e: -e.monthly.high)
    if not priced:
        return None
    scale = (RIGHT - LEFT) / float(priced[0].monthly.high)
    parts: list[Markup] = []
    y = 8
    for estimate in priced[:MOST]:
        low, high = float(estimate.monthly.low) * scale, float(estimate.monthly.high) * scale
        label = money(estimate.monthly)
        parts.append(draw.words(16, y + 13, title(estimate), width=LEFT - 24))
        parts.append(draw.box(LEFT, y, max(high, 1), LINE - 8, "c1 part", label))
        parts.append(draw.box(LEFT, y, max(low, 1), LINE - 8, "c1", label))
        parts.append(draw.words(LEFT + high + 6, y + 13, label))
        y += LINE
    if len(priced) > MOST:
        parts.append(draw.words(LEFT, y + 13, f"and {len(priced) - MOST} more, which cost less", "s"))
        y += LINE
    return draw.picture(parts, WIDTH, y, "Cost in a month")
