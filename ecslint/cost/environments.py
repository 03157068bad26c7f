"""Estimates of several environments side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ecslint.base.columns import aligned
from ecslint.base.side_by_side import environments_json
from ecslint.cost.estimate import Estimate, total
from ecslint.cost.prices import Prices
from ecslint.cost.render import BLANK, PARTIAL, TOTAL, as_json, escape, footnotes, money, title, wrapped

Found = Mapping[str, Sequence[Estimate]]
"""Estimates by the file with the environment's parameters."""


def show(found: Found, prices: Prices, form: str) -> str:
    """Render as ``table``, ``json`` or ``markdown``."""
    if form == "json":
        return environments_json({path: as_json(each, prices) for path, each in found.items()})
    rows = _rows(found)
    last = next(iter(found.values()))
    notes = footnotes(last, prices)
    if form == "markdown":
        heads, *body = [[escape(cell) for cell in row] for row in rows]
        lines = [f"| {' | '.join(heads)} |", "|---|" + "--:|" * len(found)]
        lines += [f"| {' | '.join(row)} |" for row in body]
        return "\n".join([*lines, "", *map(escape, notes)]) + "\n"
    return "\n".join([*aligned(rows, {0}), "", *wrapped(notes)]) + "\n"


def _rows(found: Found) -> list[list[str]]:
    keys: dict[tuple[str, str, str], str] = {}
    for estimates in found.values():
        for estimate in estimates:
            if estimate.by_use:
                continue
            keys.setdefault((estimate.path, estimate.kind, estimate.name), title(estimate))
    by_key = {path: {(e.path, e.kind, e.name): e for e in estimates} for path, estimates in found.items()}
    rows = [["per month", *found]]
    for key, name in keys.items():
        rows.append([name, *(_cell(by_key[path].get(key)) for path in found)])
    partial = any(e.gaps for estimates in found.values() for e in estimates)
    sums = [money(total(e.monthly for e in estimates)) for estimates in found.values()]
    return [*rows, [PARTIAL if partial else TOTAL, *sums]]


def _cell(estimate: Estimate | None) -> str:
    if estimate is None:
        return BLANK
    return money(estimate.monthly) if estimate.priced else "not estimated"
