"""Plans of several environments side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ecslint.base.columns import aligned
from ecslint.base.side_by_side import environments_json
from ecslint.capacity.plan import Plan, Row
from ecslint.capacity.render import as_json, problems

Found = Mapping[str, Sequence[tuple[str, Plan]]]
"""Plans, each with the path it is for, by the file with the environment's parameters."""


def show(found: Found, form: str) -> str:
    """Render as ``table`` or ``json``."""
    if form == "json":
        return environments_json({path: as_json(plans) for path, plans in found.items()})
    return "\n".join([*aligned(_rows(found), {0}), *_said(found)]) + "\n"


def _rows(found: Found) -> list[list[str]]:
    """Return a row for each subnet of any environment."""
    by_key = {
        name: {(path, row.subnet.name): row for path, plan in plans for row in plan.rows()}
        for name, plans in found.items()
    }
    keys = dict.fromkeys(key for rows in by_key.values() for key in rows)
    several = len({path for path, _ in keys}) > 1
    lines = [["at rest, at peak, of", *found]]
    for key in keys:
        title = f"{key[0]}: {key[1]}" if several else key[1]
        lines.append([title, *(_cell(rows.get(key)) for rows in by_key.values())])
    return lines


def _cell(row: Row | None) -> str:
    if row is None:
        return "–"
    supply = row.subnet.supply
    there = "no end (IPv6)" if row.subnet.endless else "?" if supply is None else str(supply)
    return f"{row.rest}, {row.peak}, {there}"


def _said(found: Found) -> list[str]:
    """Return the problems of each environment, and what is not counted in it."""
    lines = []
    for name, plans in found.items():
        for _, plan in plans:
            lines += [f"{name}: {severity}: {text}" for severity, text in problems(plan)]
            lines += [f"{name}: not counted: {text}" for text in plan.unknown]
    return ["", *lines] if lines else []
