"""What a change does to the cost: old, new, amount and percent, per service and in total."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple

from ecslint.cost.base import Base
from ecslint.cost.estimate import ZERO, Estimate, Range, total
from ecslint.cost.prices import Prices
from ecslint.cost.render import (
    BLANK,
    PARTIAL,
    TOTAL,
    about,
    amounts,
    as_data,
    escape,
    footnotes,
    money,
    title,
    wrapped,
)

HEADS: Final = ("service or task", "before", "after", "change", "percent")
NOT_ESTIMATED: Final = "not estimated"


class Change(NamedTuple):
    """One service or task before and after; ``None`` where there is none."""

    before: Estimate | None
    after: Estimate | None

    @property
    def either(self) -> Estimate:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def comparable(self) -> bool:
        """Whether both sides have a figure (what is not there costs nothing)."""
        return all(side is None or (side.lines and not side.gaps) for side in self)

    @property
    def amount(self) -> Range:
        return minus(_monthly(self.after), _monthly(self.before))


class Difference(NamedTuple):
    """All changes against ``label``."""

    label: str
    changes: list[Change]

    @property
    def before(self) -> Range:
        return total(_monthly(c.before) for c in self.changes if c.comparable)

    @property
    def after(self) -> Range:
        return total(_monthly(c.after) for c in self.changes if c.comparable)


def _monthly(estimate: Estimate | None) -> Range:
    return ZERO if estimate is None else estimate.monthly


def minus(new: Range, old: Range) -> Range:
    """Subtract bound by bound: least from least, most from most."""
    return Range(new.low - old.low, new.high - old.high)


def difference(before: Sequence[Estimate], after: Sequence[Estimate], base: Base) -> Difference:
    """Pair estimates by file and name, then what is left by name alone."""
    old = {(base.old(e.path), e.kind, e.name): e for e in before}
    found: dict[int, Change] = {}
    for estimate in after:
        partner = old.pop((base.new(estimate.path), estimate.kind, estimate.name), None)
        found[id(estimate)] = Change(partner, estimate)
    lonely = [e for e in after if found[id(e)].before is None]
    names_old = Counter((e.kind, e.name) for e in old.values())
    names_new = Counter((e.kind, e.name) for e in lonely)
    for estimate in lonely:
        name = (estimate.kind, estimate.name)
        if names_old[name] == names_new[name] == 1:
            key = next(key for key in old if key[1:] == name)
            found[id(estimate)] = Change(old.pop(key), estimate)
    changes = [found[id(e)] for e in after] + [Change(e, None) for e in old.values()]
    return Difference(base.label, changes)


def percent(old: Range, new: Range) -> str:
    """Return the change in percent of the highest amounts, ``new`` or a dash where there is no base."""
    if old.high == 0:
        return BLANK if new.high == 0 else "new"
    share = (new.high - old.high) * 100 / old.high
    return f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP):+} %" if share else "0 %"


def signed(amount: Range) -> str:
    """Write a change with its sign."""
    low, high = (("+" if bound > 0 else "") + money(Range(bound, bound)) for bound in amount)
    return low if amount.is_one else f"{low} – {high}"


def show(found: Difference, prices: Prices, form: str) -> str:
    """Render a difference as ``table``, ``json`` or ``markdown``."""
    return {"table": _table, "json": _json, "markdown": _markdown}[form](found, prices)


def _rows(found: Difference) -> list[list[str]]:
    rows = []
    for change in found.changes:
        sides = [_side(side) for side in change]
        tail = ["", ""]
        if change.comparable:
            tail = [
                signed(change.amount),
                "removed"
                if change.after is None
                else percent(_monthly(change.before), _monthly(change.after)),
            ]
        rows.append([title(change.either), *sides, *tail])
    rows.append(
        [
            TOTAL if all(change.comparable for change in found.changes) else PARTIAL,
            money(found.before),
            money(found.after),
            signed(minus(found.after, found.before)),
            percent(found.before, found.after),
        ]
    )
    return rows


def _side(estimate: Estimate | None) -> str:
    if estimate is None:
        return BLANK
    if not estimate.priced:
        return NOT_ESTIMATED
    return f"{money(estimate.monthly)} and more" if estimate.gaps else money(estimate.monthly)


def _notes(found: Difference, prices: Prices) -> list[str]:
    notes = []
    for change in found.changes:
        before, after = (side.gaps if side is not None else [] for side in change)
        sides = (("", after),) if before == after else ((" before", before), (" after", after))
        for when, reasons in sides:
            notes += [f"{change.either.name}: not estimated{when}: {reason}." for reason in reasons]
    left_out = sum(1 for change in found.changes if not change.comparable)
    if left_out:
        notes.append(f"{left_out} of {len(found.changes)} cannot be compared: the total leaves them out.")
    shown = [change.after for change in found.changes if change.after is not None and not change.after.gaps]
    return [*notes, *footnotes(shown, prices)]


def headline(found: Difference) -> str:
    """Say in a sentence what the change does."""
    amount = minus(found.after, found.before)
    if found.changes and not any(change.comparable for change in found.changes):
        return "What the change costs is not estimated"
    if amount == ZERO:
        return f"The monthly estimate does not change ({money(found.after)})"
    if amount.low >= 0:
        verb, size = "rises", amount
    elif amount.high <= 0:
        verb, size = "falls", Range(-amount.low, -amount.high)
    else:
        verb, size = "changes", amount
    share = percent(found.before, found.after)
    return f"The monthly estimate {verb} by {money(size)}" + (f" ({share})" if share.endswith("%") else "")


def _table(found: Difference, prices: Prices) -> str:
    cells = [list(HEADS), *_rows(found)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(HEADS))]
    lines = [
        "  ".join(
            cell.ljust(widths[i]) if i == 0 else cell.rjust(widths[i]) for i, cell in enumerate(row)
        ).rstrip()
        for row in cells
    ]
    top = f"{headline(found)} against {found.label}."
    return "\n".join([top, "", *lines, "", *wrapped(_notes(found, prices))]) + "\n"


def _markdown(found: Difference, prices: Prices) -> str:
    lines = [f"### {headline(found)}", "", f"| {' | '.join(HEADS)} |", "|---|--:|--:|--:|--:|"]
    *rows, last = _rows(found)
    unchanged = [row for row, c in zip(rows, found.changes, strict=True) if c.comparable and c.amount == ZERO]
    lines += [f"| {' | '.join(escape(cell) for cell in row)} |" for row in rows if row not in unchanged]
    if unchanged:
        same = money(
            total(c.after.monthly for c in found.changes if c.after and c.comparable and c.amount == ZERO)
        )
        lines.append(f"| {len(unchanged)} unchanged | {same} | {same} | $0.00 | 0 % |")
    lines.append(f"| **{last[0]}** | {' | '.join(f'**{cell}**' for cell in last[1:])} |")
    notes = "\n".join(f"- {escape(note)}" for note in _notes(found, prices))
    lines += ["", "<details><summary>Against " + escape(found.label) + ", what the figures rest on</summary>"]
    return "\n".join([*lines, "", notes, "", "</details>"]) + "\n"


def _json(found: Difference, prices: Prices) -> str:
    changes: list[dict[str, Any]] = [
        {
            "name": change.either.name,
            "kind": change.either.kind,
            "before": None if change.before is None else as_data(change.before),
            "after": None if change.after is None else as_data(change.after),
            "change": amounts(change.amount) if change.comparable else None,
        }
        for change in found.changes
    ]
    data = {
        "version": 1,
        "base": found.label,
        **about(prices),
        "changes": changes,
        "total": {
            "before": amounts(found.before),
            "after": amounts(found.after),
            "change": amounts(minus(found.after, found.before)),
            "percent": percent(found.before, found.after),
        },
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
