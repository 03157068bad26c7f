"""Subnets by zone as bars: what is there, and what is held at rest, at peak and during a deployment (SVG)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from ecslint.capacity.plan import Plan, Row
from ecslint.capacity.render import zone

WIDTH: Final = 720
LEFT: Final = 210
LINE: Final = 18
INK: Final = "#1c2329"
SUPPLY: Final = "#c9d1d8"
COLOURS: Final = (("at rest", "#2a7f62"), ("at peak", "#b98b1f"), ("during a deployment", "#5b7083"))
OVER: Final = "#b3261e"
"""The colour of what is more than there is."""


def svg(plans: Sequence[tuple[str, Plan]]) -> str:
    """Render all plans as one drawing."""
    parts: list[str] = []
    y = 24
    for path, plan in plans:
        parts.append(_text(16, y, path, weight=600))
        y += LINE + 4
        most = max((_most(plan, row) for row in plan.rows()), default=1)
        for name, rows in _by_zone(plan):
            parts.append(_text(16, y + 10, name or "zone not known"))
            y += LINE
            for row in rows:
                parts += _bars(plan, row, y, max(most, 1))
                y += 3 * LINE + 10
        y += LINE
    height = max(y + LINE, 60)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" '
        'font-family="system-ui, sans-serif" font-size="12" role="img"><title>Addresses of subnets</title>'
    )
    return (
        "\n".join([head, f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>', *parts, "</svg>"])
        + "\n"
    )


def _by_zone(plan: Plan) -> Iterator[tuple[str, list[Row]]]:
    zones: dict[str, list[Row]] = {}
    for row in plan.rows():
        zones.setdefault(plan.zone_of(row.subnet.key), []).append(row)
    for rows in zones.values():
        yield zone(rows[0].subnet), rows


def _most(plan: Plan, row: Row) -> int:
    supply = 0 if row.subnet.endless else row.subnet.supply or 0
    return max(supply, row.rest, row.peak, plan.during(row.subnet) or 0)


def _bars(plan: Plan, row: Row, y: int, most: int) -> list[str]:
    subnet = row.subnet
    scale = (WIDTH - LEFT - 120) / most
    supply = None if subnet.endless else subnet.supply
    there = "no end" if subnet.endless else "?" if supply is None else str(supply)
    found = [_text(24, y + 12, f"{subnet.label} ({there})")]
    if supply is not None:
        found.append(
            f'<rect x="{LEFT}" y="{y}" width="{supply * scale:.1f}" height="{3 * LINE}" fill="{SUPPLY}"/>'
        )
    values = (row.rest, row.peak, plan.during(subnet))
    for index, ((word, colour), value) in enumerate(zip(COLOURS, values, strict=True)):
        top = y + index * LINE + 3
        if value is None:
            continue
        shade = OVER if supply is not None and value > supply else colour
        width = f"{max(value * scale, 1):.1f}"
        found.append(f'<rect x="{LEFT}" y="{top}" width="{width}" height="{LINE - 6}" fill="{shade}"/>')
        found.append(_text(LEFT + round(max(value, supply or 0) * scale) + 6, top + 10, f"{value} {word}"))
    return found


def _text(x: int, y: int, text: str, weight: int = 400) -> str:
    shown = text if len(text) <= 110 else text[:109] + "…"
    return f'<text x="{x}" y="{y}" fill="{INK}" font-weight="{weight}">{escape(shown)}</text>'
