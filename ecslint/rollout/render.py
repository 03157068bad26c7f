"""Deployments as text with bars, and as JSON (a contract: its version changes with it)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from textwrap import wrap
from typing import Final

from ecslint.base.columns import aligned
from ecslint.rollout.collect import Deployment
from ecslint.rollout.model import START_RANGE, WAITER, Between, Moment, Run
from ecslint.rollout.situation import span

VERSION: Final = 1
BAR: Final = 40
"""Characters of the longest bar."""
MOST_ROWS: Final = 24
"""Moments that a table shows; of more, the first and the last."""
MARKS: Final = (("old", "█"), ("new", "▓"), ("pending", "░"), ("draining", "·"))
"""The parts of a bar, in order."""
HEADS: Final = ("t", "old", "pending", "new", "draining", "addresses")


def clock(seconds: int) -> str:
    """Write a time: ``405 s (6:45)``, ``31 h 10 min``."""
    minutes, rest = divmod(seconds, 60)
    if minutes >= 120:
        hours, minutes = divmod(minutes, 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{seconds} s ({minutes}:{rest:02})" if minutes else f"{seconds} s"


def between(value: Between) -> str:
    """Write a time, or both of its bounds."""
    return clock(value.low) if value.low == value.high else f"{clock(value.low)} to {clock(value.high)}"


def headline(deployment: Deployment) -> str:
    """Say in a line how it ends."""
    verdict = deployment.verdict
    if verdict == "converges":
        if deployment.seconds is None:
            return "converges"
        text = f"converges in {between(deployment.seconds)}"
        if deployment.outlasts_waiter:
            text += f", longer than the {WAITER} s of aws ecs wait services-stable"
        return text
    return f"{verdict}: {deployment.reason}" if deployment.reason else verdict


def facts(deployment: Deployment) -> list[str]:
    """Say the rest: figures, assumptions, what would help."""
    found = []
    if deployment.by_start is not None:
        low, high = START_RANGE
        found.append(f"{between(deployment.by_start)} if a task takes {low} to {high} s to start")
    figures = []
    if deployment.peak_tasks is not None:
        most = deployment.peak_tasks
        figures.append(f"at most {span(most)} {'task runs' if most.high == 1 else 'tasks run'}")
    if deployment.peak_addresses is not None:
        held = deployment.peak_addresses
        figures.append(f"{span(held)} {'address is' if held.high == 1 else 'addresses are'} held")
    if deployment.extra_task_hours is not None:
        cost = "" if deployment.extra_cost is None else f" (${plain(deployment.extra_cost)})"
        figures.append(f"{plain(round(deployment.extra_task_hours, 4))} task-hours on top{cost}")
    if figures:
        found.append("; ".join(figures))
    if len(deployment.zones) > 1:
        known = [share for share in deployment.zones if share.supply is not None]
        found += [f"{', '.join(z.subnets)}: {z.addresses} of {z.supply} addresses at peak" for z in known]
    if deployment.formula:
        found.append(f"for D tasks: {deployment.formula}")
    if deployment.assumptions:
        a = deployment.assumptions
        found.append(
            f"assumed: {a['start_seconds']} s to start, {a['boot_seconds']} s to answer, "
            f"{a['stop_seconds']} s to stop"
        )
    found += deployment.notes
    return found


def plain(number: Decimal) -> str:
    """Write a number without an exponent and without zeros at the end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def rows(run: Run) -> list[Moment | None]:
    """Return the moments to show; ``None`` stands for some that are left out."""
    course: list[Moment | None] = list(run.timeline)
    if run.skipped:
        course = _with_gap(run)
    if len(course) <= MOST_ROWS:
        return course
    half = MOST_ROWS // 2
    return [*course[:half], None, *course[-half:]]


def _with_gap(run: Run) -> list[Moment | None]:
    """Put the gap of a leap where the time jumps most."""
    jumps = [b.t - a.t for a, b in zip(run.timeline, run.timeline[1:], strict=False)]
    at = jumps.index(max(jumps)) + 1 if jumps else len(run.timeline)
    return [*run.timeline[:at], None, *run.timeline[at:]]


def bar(moment: Moment, most: int) -> str:
    """Draw the tasks of a moment; of very many, each character stands for several."""
    parts, drawn, seen = [], 0, 0
    for name, mark in MARKS:
        seen += getattr(moment, name)
        end = round(seen * BAR / most) if most > BAR else seen
        parts.append(mark * (end - drawn))
        drawn = end
    return "".join(parts)


def text(found: Sequence[Deployment]) -> str:
    """Render for a terminal."""
    return "\n".join("\n".join(_text(deployment)) + "\n" for deployment in found)


def _text(deployment: Deployment) -> Iterator[str]:
    strategy = f" ({deployment.strategy})" if deployment.strategy else ""
    yield f"{deployment.path}: {deployment.service}{strategy}"
    for line in (headline(deployment), *facts(deployment)):
        yield from wrap(line, 108, initial_indent="  ", subsequent_indent="    ", break_long_words=False)
    run = deployment.run
    if run is not None and run.timeline:
        yield ""
        yield from _table(run, with_addresses=deployment.peak_addresses is not None)
    if deployment.levers:
        yield ""
        yield "  what would help most:"
        for lever in deployment.levers:
            yield f"    {lever.text}"


def _table(run: Run, with_addresses: bool) -> Iterator[str]:
    most = max(moment.held for moment in run.timeline)
    heads = HEADS if with_addresses else HEADS[:-1]
    cells = [list(heads)]
    for moment in rows(run):
        if moment is None:
            cells.append(["…"] + [""] * (len(heads) - 1))
        else:
            cells.append([str(n) for n in (*moment, moment.held)][: len(heads)])
    drawn = ["", *("" if m is None else bar(m, most) for m in rows(run))]
    for line in aligned([[*row, strip] for row, strip in zip(cells, drawn, strict=True)], {len(heads)}):
        yield f"    {line}"
    legend = "  ".join(f"{mark} {name}" for name, mark in MARKS)
    yield f"    {legend}"


def as_json(found: Sequence[Deployment]) -> str:
    """Render as the JSON contract; ``null`` where a figure does not exist."""
    data = {"version": VERSION, "deployments": [as_data(deployment) for deployment in found]}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _range(value: Between | None) -> dict[str, int] | None:
    return None if value is None else {"low": value.low, "high": value.high}


def as_data(deployment: Deployment) -> dict[str, object]:
    """Return one deployment as plain data."""
    hours, cost, run = deployment.extra_task_hours, deployment.extra_cost, deployment.run
    return {
        "service": deployment.service,
        "path": deployment.path,
        "strategy": deployment.strategy,
        "verdict": deployment.verdict,
        "reason": deployment.reason or None,
        "desired": _range(deployment.desired),
        "seconds": _range(deployment.seconds),
        "seconds_by_start": _range(deployment.by_start),
        "outlasts_waiter": deployment.outlasts_waiter,
        "peak_tasks": _range(deployment.peak_tasks),
        "peak_addresses": _range(deployment.peak_addresses),
        "extra_task_hours": None if hours is None else float(round(hours, 4)),
        "extra_cost": None if cost is None else plain(cost),
        "assumptions": deployment.assumptions,
        "formula": deployment.formula or None,
        "zones": [
            {"subnets": list(z.subnets), "peak_addresses": z.addresses, "addresses": z.supply}
            for z in deployment.zones
        ],
        "levers": [
            {
                "setting": lever.setting,
                "from": lever.now,
                "to": lever.then,
                "unit": lever.unit or None,
                "seconds": _range(lever.after),
            }
            for lever in deployment.levers
        ],
        "circuit_breaker_threshold": deployment.breaker,
        "notes": deployment.notes,
        "timeline": [_moment(moment) for moment in run.timeline] if run is not None else [],
        "timeline_skipped": run.skipped if run is not None else 0,
    }


def _moment(moment: Moment) -> dict[str, int]:
    return {**moment._asdict(), "addresses": moment.held}
