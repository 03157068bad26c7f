"""What a change does to the cost: old, new, amount and percent, per service and in total."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from ecslint.base.columns import aligned
from ecslint.cost.base import Base
from ecslint.cost.estimate import ZERO, Estimate, Range, rounded, total
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
ALIKE: Final = 0.6
"""From where on two names of the same file are taken for one that was renamed."""
MOST_PAIRS: Final = 40_000
"""Comparisons beyond which what is left is not paired."""


class Change(NamedTuple):
    """One service or task before and after; ``None`` where there is none."""

    before: Estimate | None
    """The estimate of the earlier state."""
    after: Estimate | None
    """The estimate of now."""

    @property
    def either(self) -> Estimate:
        """Return the estimate after the change, the one before where there is none after it."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def comparable(self) -> bool:
        """Whether both sides have a figure (what is not there costs nothing)."""
        return all(side is None or side.by_use or (side.lines and not side.gaps) for side in self)

    @property
    def amount(self) -> Range:
        """Return by how much the monthly cost grows, in the currency of the prices."""
        return minus(_monthly(self.after), _monthly(self.before))


class Difference(NamedTuple):
    """All changes against ``label``."""

    label: str
    changes: list[Change]
    """The services and tasks whose cost differs, or one of whose states has no figure."""

    @property
    def before(self) -> Range:
        """Return the monthly cost before the change of what can be compared."""
        return total(_monthly(c.before) for c in self.changes if c.comparable)

    @property
    def after(self) -> Range:
        """Return the monthly cost after the change of what can be compared."""
        return total(_monthly(c.after) for c in self.changes if c.comparable)


def _monthly(estimate: Estimate | None) -> Range:
    return ZERO if estimate is None else estimate.monthly


def minus(new: Range, old: Range) -> Range:
    """Subtract bound by bound: least from least, most from most."""
    return Range(new.low - old.low, new.high - old.high)


def difference(before: Sequence[Estimate], after: Sequence[Estimate], base: Base) -> Difference:
    """Pair estimates by file and name, then what is left by name and the most similar file, then by file
    alone.

    Paths are those relative to the root of what is compared.
    """
    old = {(base.old(e.path), e.kind, e.name): replace(e, path=base.old(e.path)) for e in before}
    new = [replace(e, path=base.new(e.path)) for e in after]
    counterparts: dict[int, Estimate] = {}
    for index, estimate in enumerate(new):
        counterpart = old.pop((estimate.path, estimate.kind, estimate.name), None)
        if counterpart is not None:
            counterparts[index] = counterpart
    for same in (_same_name, _same_file):
        _pair(new, old, counterparts, same)
    changes = [Change(counterparts.get(index), estimate) for index, estimate in enumerate(new)]
    return Difference(base.label, [*changes, *(Change(e, None) for e in old.values())])


def _same_name(a: Estimate, b: Estimate) -> float:
    """Return how alike the files of estimates with the same name are; 0 for another name."""
    return SequenceMatcher(None, a.path, b.path).ratio() + 0.01 if (a.kind, a.name) == (b.kind, b.name) else 0


def _same_file(a: Estimate, b: Estimate) -> float:
    """Return how alike the names of estimates of the same file are; 0 for another file, or hardly alike
    ones."""
    if (a.kind, a.path) != (b.kind, b.path):
        return 0
    ratio = SequenceMatcher(None, a.name, b.name).ratio()
    return ratio if ratio >= ALIKE else 0


def _pair(
    new: Sequence[Estimate],
    old: dict[tuple[str, str, str], Estimate],
    counterparts: dict[int, Estimate],
    same: Callable[[Estimate, Estimate], float],
) -> None:
    """Pair what is left, the most alike first."""
    lonely = [(i, e) for i, e in enumerate(new) if i not in counterparts]
    if len(lonely) * len(old) > MOST_PAIRS:
        return
    scored = [(same(e, other), i, key) for i, e in lonely for key, other in old.items()]
    for score, index, key in sorted(scored, key=lambda item: (-item[0], item[1], item[2])):
        if score > 0 and index not in counterparts and key in old:
            counterparts[index] = old.pop(key)


def share(old: Range, new: Range) -> float | None:
    """Return the change in percent of the highest amounts; ``None`` where there is no base."""
    if old.high == 0:
        return None
    exact = (new.high - old.high) * 100 / old.high
    return float(rounded(exact, Decimal("0.1")))


def percent(old: Range, new: Range) -> str:
    """Return the change in percent of the highest amounts, ``new`` or a dash where there is no base."""
    if old.high == 0:
        return BLANK if new.high == 0 else "new"
    exact = (new.high - old.high) * 100 / old.high
    return f"{rounded(exact, Decimal('0.1')):+} %" if exact else "0 %"


def signed(amount: Range) -> str:
    """Write a change with its sign."""
    low, high = (("+" if bound > 0 else "") + money(Range(bound, bound)) for bound in amount)
    return low if amount.is_one else f"{low} – {high}"


def show(found: Difference, prices: Prices, form: str) -> str:
    """Render a difference as ``table``, ``json`` or ``markdown``."""
    return {"table": _table, "json": _json, "markdown": _markdown}[form](found, prices)


def _rows(found: Difference) -> list[list[str]]:
    rows = []
    names = Counter(title(change.either) for change in found.changes)
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
        name = title(change.either)
        rows.append([f"{name}, {change.either.path}" if names[name] > 1 else name, *sides, *tail])
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
    rise = percent(found.before, found.after)
    return f"The monthly estimate {verb} by {money(size)}" + (f" ({rise})" if rise.endswith("%") else "")


def _table(found: Difference, prices: Prices) -> str:
    cells = [list(HEADS), *_rows(found)]
    lines = aligned(cells, {0})
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
    changes: list[dict[str, object]] = [
        {
            "name": change.either.name,
            "kind": change.either.kind,
            "path": change.either.path,
            "before": None if change.before is None else as_data(change.before),
            "after": None if change.after is None else as_data(change.after),
            "change": amounts(change.amount) if change.comparable else None,
            "percent": share(_monthly(change.before), _monthly(change.after)) if change.comparable else None,
        }
        for change in found.changes
    ]
    data = {
        "version": 1,
        "base": found.label,
        **about([c.either for c in found.changes], prices),
        "changes": changes,
        "total": {
            "before": amounts(found.before),
            "after": amounts(found.after),
            "change": amounts(minus(found.after, found.before)),
            "percent": share(found.before, found.after),
        },
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
