"""Subnets by zone as bars: what is there, and what is held at rest, at peak and during a deployment (SVG)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ecslint.capacity.plan import Plan, Row
from ecslint.capacity.render import zone
from ecslint.drawing import svg as draw
from ecslint.drawing.markup import Markup

WIDTH: Final = 720
LEFT: Final = 220
RIGHT: Final = WIDTH - 150
"""Where the longest bar ends; behind it is room for its number."""
LINE: Final = 18
BARS: Final = (("at rest", "c2"), ("at peak", "c3"), ("during a deployment", "c6"))
"""What the bars of a subnet show, with their classes; more than there is has a class of its own."""


def svg(plans: Sequence[tuple[str, Plan]]) -> str:
    """Render all plans as one drawing."""
    parts: list[Markup] = []
    y = 24
    for path, plan in plans:
        parts.append(draw.words(16, y, path, "b", width=WIDTH - 32))
        body, y = _plan(plan, y + LINE + 4)
        parts += body
        y += LINE
    return draw.file(parts, WIDTH, max(y + LINE, 60), "Addresses of subnets")


def chart(plan: Plan) -> Markup | None:
    """Return the picture of one plan for a page; ``None`` where it has no subnet."""
    if not plan.subnets:
        return None
    body, y = _plan(plan, 8)
    return draw.picture(body, WIDTH, y, "Addresses of subnets, and what takes them")


def _plan(plan: Plan, y: int) -> tuple[list[Markup], int]:
    """Return the parts of a plan, and where they end."""
    parts: list[Markup] = []
    most = max((_most(plan, row) for row in plan.rows()), default=1)
    for name, rows in _by_zone(plan):
        parts.append(draw.words(16, y + 10, name, "b"))
        y += LINE + 4
        for row in rows:
            parts += _bars(plan, row, y, max(most, 1))
            y += _lines(plan, row) * LINE + 12
    return parts, y


def _by_zone(plan: Plan) -> Iterator[tuple[str, list[Row]]]:
    zones: dict[str, list[Row]] = {}
    for row in plan.rows():
        zones.setdefault(plan.zone_of(row.subnet.key), []).append(row)
    for number, rows in enumerate(zones.values(), 1):
        subnet = rows[0].subnet
        yield zone(subnet) or (f"zone {number}" if subnet.zone else "zone not known"), rows


def _most(plan: Plan, row: Row) -> int:
    supply = 0 if row.subnet.endless else row.subnet.supply or 0
    return max(supply, row.rest, row.peak, plan.during(row.subnet) or 0)


def _lines(plan: Plan, row: Row) -> int:
    return 2 if plan.during(row.subnet) is None else 3


def _bars(plan: Plan, row: Row, y: int, most: int) -> list[Markup]:
    subnet = row.subnet
    scale = (RIGHT - LEFT) / most
    supply = None if subnet.endless else subnet.supply
    there = (
        "no end of addresses"
        if subnet.endless
        else "size not known"
        if supply is None
        else f"{supply} addresses"
    )
    name = subnet.name if not subnet.cidr else f"{subnet.name} {subnet.cidr}"
    found = [draw.words(16, y + 12, name, width=LEFT - 24), draw.words(16, y + 28, there, "s")]
    if supply is not None:
        height = _lines(plan, row) * LINE
        found.append(draw.box(LEFT, y, supply * scale, height, "supply", f"{supply} addresses"))
    top = y + 3
    for (word, kind), value in zip(BARS, (row.rest, row.peak, plan.during(subnet)), strict=True):
        if value is None:
            continue
        over = supply is not None and value > supply
        label = f"{value} {word}"
        found.append(draw.box(LEFT, top, max(value * scale, 1), LINE - 6, "over" if over else kind, label))
        end = LEFT + max(value, supply or 0) * scale + 6
        found.append(draw.words(end, top + 10, label, "b" if over else ""))
        top += LINE
    return found
