"""Estimates as a table, as JSON (amounts are texts) and as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from textwrap import wrap
from typing import Final

from ecslint.base.columns import aligned
from ecslint.base.printable import in_markdown, printable
from ecslint.cost.estimate import IPV4, LABELS, SPOT, WORDS, Estimate, Line, Range, total
from ecslint.cost.prices import HOURS, Prices

HEADS: Final = (
    "service or task", "Region", "runs on", "platform", "tasks", "vCPU", "GB", "extra GB",
    "per hour", "per month",
)  # fmt: skip
RIGHT: Final = frozenset({4, 5, 6, 7, 8, 9})
NOT_INCLUDED: Final = "data transfer, requests, and what is not in the files"
ONLY_TASKS: Final = (
    "load balancers, NAT gateways, logs and data transfer, as far as they are not in the files"
)
KINDS: Final = {
    "task": "one task",
    "run": "run",
    "schedule": "scheduled",
    "express": "Express",
    "task-set": "task set",
    "load-balancer": "load balancer",
    "nat-gateway": "NAT gateway",
    "file-system": "file system",
    "log-group": "logs",
    "insights": "Container Insights",
}
"""What is said behind the name of an estimate; nothing behind a service's."""
AROUND_TASKS: Final = frozenset(
    {
        "load-balancer",
        "nat-gateway",
        "endpoint",
        "instances",
        "address",
        "file-system",
        "log-group",
        "images",
        "insights",
        "key",
        "secret",
        "namespace",
    }
)
"""Kinds of what surrounds tasks."""
OTHER: Final = "other"
"""The kind of what is named only."""
MOST_NAMES: Final = 12
"""Names that one note lists."""
_DIGITS: Final = 10
"""Decimals of an hour's price that are shown: all of a list price, and enough of a month's share."""
BLANK: Final = "–"
TOTAL: Final = "total"
PARTIAL: Final = "total of what is estimated"


def money(amount: Range, exact: bool = False) -> str:
    """Write dollars: ``$36.04``, ``$36.04 – $144.16``; with all digits of a price if ``exact``."""
    low = _dollars(amount.low, exact)
    return low if amount.is_one else f"{low} – {_dollars(amount.high, exact)}"


def _dollars(amount: Decimal, exact: bool) -> str:
    text = plain(round(amount, _DIGITS)) if exact else f"{amount:,.2f}"
    return f"-${text[1:]}" if text.startswith("-") else f"${text}"


def in_currency(text: str, prices: Prices) -> str:
    """Write a report's amounts in the currency of the prices."""
    return text if prices.currency == "USD" else text.replace("$", f"{prices.currency} ")


def plain(number: Decimal) -> str:
    """Write a number without an exponent and without zeros at the end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def count(amount: Range) -> str:
    """Write a quantity with at most three decimals, a range with an en dash."""
    low, high = (plain(round(bound, 3)) for bound in amount)
    return low if amount.is_one else f"{low}–{high}"


def title(estimate: Estimate) -> str:
    """Name an estimate; what is no service says what it is."""
    if estimate.kind == "service":
        return printable(estimate.name)
    return f"{printable(estimate.name)} ({KINDS.get(estimate.kind, estimate.kind)})"


def not_included(found: Sequence[Estimate]) -> str:
    """Say what is not in the figures."""
    return NOT_INCLUDED if any(e.kind in AROUND_TASKS for e in found) else ONLY_TASKS


def footnotes(found: Sequence[Estimate], prices: Prices) -> list[str]:
    """Say what the figures rest on and what is not in them."""
    lines = [line for estimate in found for line in estimate.lines]
    money_is = "US dollars" if prices.currency == "USD" else prices.currency
    notes = [
        f"Prices in {money_is}: {prices.date}. A month has {HOURS} hours. "
        f"Not included: {not_included(found)}."
    ]
    dates = sorted({line.as_of for line in lines if line.as_of[:1].isdecimal()})
    if dates:
        span = dates[0] if len(dates) == 1 else f"from {dates[0]} to {dates[-1]}"
        notes.append(f"The figures used here were read {span}.")
    spot = sorted({line.as_of for line in lines if line.what == SPOT and line.as_of})
    if spot:
        notes.append(f"Fargate Spot prices change; these are of {', '.join(spot)}.")
    if any(estimate.kind == "task" and estimate.lines for estimate in found):
        notes.append("A task definition without a service counts as one task that always runs.")
    if any(estimate.kind == "run" and estimate.lines for estimate in found):
        notes.append("A task run counts as if its tasks always ran.")
    notes += _taken_for_granted(found)
    used = dict.fromkeys(f"{title(e)}: {e.by_use}" for e in found if e.by_use and e.kind != OTHER)
    if used:
        notes.append(f"Paid by use and not counted: {'; '.join(used)}.")
    others = dict.fromkeys(
        f"{estimate.name} ({estimate.by_use})" for estimate in found if estimate.kind == OTHER
    )
    if others:
        notes.append(f"Not priced here: {listed(list(others))}.")
    missing = sum(1 for estimate in found if estimate.gaps)
    if missing:
        notes.append(f"{missing} of {len(found)} not estimated, or not in full: the total leaves that out.")
    return notes


def listed(words: Sequence[str]) -> str:
    """Join words; of many, say how many more there are."""
    more = len(words) - MOST_NAMES
    return ", ".join(words[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _taken_for_granted(found: Sequence[Estimate]) -> list[str]:
    """Return the notes of estimates; those that say the same are one."""
    names: dict[str, dict[str, None]] = {}
    for estimate in found:
        for note in estimate.notes if estimate.lines else ():
            names.setdefault(note, {})[estimate.name] = None
    return [f"{listed(list(who))}: {note}." for note, who in names.items()]


def rows(found: Iterable[Estimate]) -> list[list[str]]:
    """Return the cells of the table without its total."""
    table = []
    for estimate in found:
        if estimate.by_use:
            continue
        region, platform = estimate.region or BLANK, LABELS.get(estimate.platform or "", BLANK)
        if not estimate.lines:
            cells = [title(estimate), region, f"not estimated: {estimate.reason}"]
            table.append(cells)
        for index, line in enumerate(estimate.lines):
            table.append(_row(estimate, line, region, platform, first=index == 0))
    return table


def _row(estimate: Estimate, line: Line, region: str, platform: str, first: bool) -> list[str]:
    size = estimate.size
    cells = [title(estimate) if first else "", region, WORDS.get(line.what, line.what)]
    if line.what == IPV4 or size is None:
        cells += ["", count(line.count), "", "", ""]
    else:
        extra = plain(size.extra_gb) if size.extra_gb else ""
        cells += [platform, count(line.count), plain(size.vcpu), plain(size.gb), extra]
    if line.unit is None:
        return [*cells[:3], f"{cells[3]}, not estimated: {line.reason}".lstrip(", ")]
    return [*cells, money(line.hourly, exact=True), money(line.monthly)]


def table(found: Sequence[Estimate], prices: Prices) -> str:
    """Render for a terminal."""
    cells = [list(HEADS), *rows(found)]
    monthly, hourly = total(e.monthly for e in found), total(e.hourly for e in found)
    if any(e.priced for e in found):
        cells.append(
            [
                TOTAL if not any(e.gaps for e in found) else PARTIAL,
                *[""] * 7,
                money(hourly, exact=True),
                money(monthly),
            ]
        )
    lines = aligned(cells, [i for i in range(len(HEADS)) if i not in RIGHT])
    return "\n".join([*lines, "", *wrapped(footnotes(found, prices))]) + "\n"


def wrapped(notes: Iterable[str]) -> list[str]:
    """Break notes into lines for a terminal."""
    return [line for note in notes for line in wrap(note, 110)]


def markdown(found: Sequence[Estimate], prices: Prices) -> str:
    """Render for a pull request or a page."""
    head = [
        f"| {' | '.join(HEADS)} |",
        "|" + "|".join("--:" if i in RIGHT else "---" for i in range(10)) + "|",
    ]
    body = []
    for row in rows(found):
        padded = row + [""] * (len(HEADS) - len(row))
        body.append(f"| {' | '.join(escape(cell) for cell in padded)} |")
    monthly = total(e.monthly for e in found)
    label = PARTIAL if any(e.gaps for e in found) else TOTAL
    if any(e.priced for e in found):
        body.append(f"| **{label}** | | | | | | | | | **{money(monthly)}** |")
    return "\n".join([*head, *body, "", *map(escape, footnotes(found, prices))]) + "\n"


def escape(cell: str) -> str:
    """Return a cell of a table in Markdown that is text, whatever names of files it holds."""
    return in_markdown(cell.replace("\n", " "))


def amounts(amount: Range) -> dict[str, str]:
    """Return both bounds as decimal strings, for JSON."""
    return {"low": format(amount.low, "f"), "high": format(amount.high, "f")}


def as_data(estimate: Estimate) -> dict[str, object]:
    """Return an estimate as JSON data."""
    size = estimate.size
    return {
        "kind": estimate.kind,
        "name": estimate.name,
        "path": estimate.path,
        "region": estimate.region,
        "platform": estimate.platform,
        "tasks": None if estimate.tasks is None else amounts(estimate.tasks),
        "vcpu": None if size is None else plain(size.vcpu),
        "gb": None if size is None else plain(size.gb),
        "extra_ephemeral_gb": None if size is None else plain(size.extra_gb),
        "lines": [
            {
                "what": line.what,
                "count": amounts(line.count),
                "unit_hourly": None if line.unit is None else plain(line.unit),
                "hourly": None if line.unit is None else amounts(line.hourly),
                "monthly": None if line.unit is None else amounts(line.monthly),
                "prices_of": line.as_of or None,
                "not_estimated": line.reason or None,
            }
            for line in estimate.lines
        ],
        "hourly": amounts(estimate.hourly) if estimate.priced else None,
        "monthly": amounts(estimate.monthly) if estimate.priced else None,
        "not_estimated": estimate.gaps,
        "notes": list(estimate.notes),
        "by_use": estimate.by_use or None,
    }


def about(found: Sequence[Estimate], prices: Prices) -> dict[str, object]:
    """Return where the figures come from, as JSON data."""
    return {
        "currency": prices.currency,
        "hours_per_month": str(HOURS),
        "prices": {
            "as_of": prices.as_of,
            "rechecked": prices.rechecked or None,
            "override": prices.override or None,
        },
        "not_included": not_included(found),
    }


def as_json(found: Sequence[Estimate], prices: Prices) -> str:
    """Render as JSON (version 1)."""
    data = {
        "version": 1,
        **about(found, prices),
        "estimates": [as_data(estimate) for estimate in found],
        "total": {
            "hourly": amounts(total(e.hourly for e in found)),
            "monthly": amounts(total(e.monthly for e in found)),
            "complete": not any(e.gaps for e in found),
        }
        if any(e.priced for e in found)
        else None,
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
