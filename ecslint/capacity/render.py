"""Plans as a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from ecslint.base.columns import aligned
from ecslint.capacity.plan import Plan, Row, Subnet
from ecslint.facts.partitions import region_of_zone

HEADS: Final = ("subnet", "block", "zone", "addresses", "at rest", "at peak", "left at peak", "headroom")
_LEFT: Final = frozenset({0, 1, 2})


def left(row: Row) -> int | None:
    """Return the addresses that are left at peak; ``None`` if the supply is not known or has no end."""
    supply = row.subnet.supply
    return None if supply is None or row.subnet.endless else supply - row.peak


def headroom(row: Row) -> int | None:
    """Return what is left at peak, in percent of the supply and rounded down."""
    rest = left(row)
    return None if rest is None or not row.subnet.supply else rest * 100 // row.subnet.supply


def zone(subnet: Subnet) -> str:
    """Return the Availability Zone where it is written as a name."""
    return subnet.zone if subnet.zone and region_of_zone(subnet.zone) else ""


def problems(plan: Plan) -> list[tuple[str, str]]:
    """Return severity and text of the shortages."""
    from ecslint.capacity.shortage import cannot_deploy, cannot_run, cannot_surge, uneven

    found = [(str(p.severity or "error"), p.message) for p in cannot_run(plan)]
    found += [(str(p.severity or "error"), p.message) for p in cannot_deploy(plan)]
    found += [(str(p.severity or "warning"), p.message) for p in cannot_surge(plan)]
    return found + [(str(p.severity or "warning"), p.message) for p in uneven(plan)]


def _cells(row: Row) -> list[str]:
    subnet, rest, percent = row.subnet, left(row), headroom(row)
    supply = "no end (IPv6)" if subnet.endless else "?" if subnet.supply is None else str(subnet.supply)
    if subnet.free is not None:
        supply += " free"
    return [
        subnet.name,
        subnet.cidr,
        zone(subnet),
        supply,
        str(row.rest),
        str(row.peak),
        "" if rest is None else str(rest),
        "" if percent is None else f"{percent} %",
    ]


def table(plans: Sequence[tuple[str, Plan]]) -> str:
    """Render for a terminal."""
    return "\n".join("\n".join([f"{path}:", *_table(plan)]) + "\n" for path, plan in plans)


def _table(plan: Plan) -> Iterator[str]:
    lines: list[list[str]] = [list(HEADS)]
    for row in plan.rows():
        lines.append(_cells(row))
        for name, kind, rest, peak in row.by:
            what = name if kind == name else f"{name} ({kind})"
            lines.append([f"  {what}", "", "", "", str(rest), str(peak), "", ""])
    yield from aligned(lines, _LEFT)
    for severity, text in problems(plan):
        yield f"{severity}: {text}"
    for text in plan.unknown:
        yield f"not counted: {text}"


def as_json(plans: Sequence[tuple[str, Plan]]) -> str:
    """Render as JSON (version 1)."""
    return json.dumps({"version": 1, "plans": [_data(path, plan) for path, plan in plans]}, indent=2) + "\n"


def _data(path: str, plan: Plan) -> dict[str, object]:
    return {
        "path": path,
        "subnets": [
            {
                "name": row.subnet.name,
                "block": row.subnet.cidr or None,
                "zone": zone(row.subnet) or None,
                "addresses": row.subnet.size,
                "free_now": row.subnet.free,
                "ipv6_only": row.subnet.endless,
                "at_rest": row.rest,
                "at_peak": row.peak,
                "during_rollout": plan.during(row.subnet),
                "addresses_by_region": dict(row.subnet.by_region) or None,
                "left_at_peak": left(row),
                "headroom_percent": headroom(row),
                "users": [
                    {"name": name, "kind": kind, "at_rest": rest, "at_peak": peak}
                    for name, kind, rest, peak in row.by
                ],
            }
            for row in plan.rows()
        ],
        "problems": [{"severity": severity, "message": text} for severity, text in problems(plan)],
        "not_counted": plan.unknown,
    }
