"""Tasks that rules and schedules of EventBridge start: how many at a time, and how often."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.documents.cloudformation.queries import members, objects
from ecslint.facts import events as facts

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

HOURS: Final = Decimal(730)
"""Hours of a month."""
_RATE: Final = regex(r"rate\(\s*(\d{1,6})\s+(minute|hour|day)s?\s*\)")
_CRON: Final = regex(r"cron\(\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*\)")
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIRST: Final = date(2025, 1, 1)
_SPAN: Final = 1461
"""Four years, over which an expression is averaged."""


class Scheduled(NamedTuple):
    """A target that starts tasks by the clock."""

    owner: Resolved
    """The rule or schedule."""
    name: str
    """What the target is called."""
    run: dict[str, object]
    """``EcsParameters``."""
    task: Resolved | None
    """The task definition, if the template has it."""
    tasks: int | None
    """Tasks that one run starts; ``None`` if not known."""
    subnets: object
    """Its subnets as the template has them."""
    assign_public_ip: object
    """Its ``AssignPublicIp`` as the template has it."""
    expression: str
    """When it starts tasks, as a cron, rate or at expression; empty where it is not known."""
    runs: Decimal | None
    """Runs a month; ``None`` if the expression is not known or runs once."""
    enabled: bool
    """Whether it is switched on."""


def scheduled_tasks(stack: Stack) -> Iterator[Scheduled]:
    """Yield the targets of a template that start tasks by the clock."""
    for kind in facts.STARTERS:
        for resolved in stack.all(kind):
            expression = resolved.get("ScheduleExpression")
            if expression is None or not stack.exists(resolved.resource.logical_id):
                continue
            targets = (
                [data for _, data in objects(resolved.get("Targets"))]
                if kind == facts.RULE
                else [members(resolved.get("Target"))]
            )
            for data in targets:
                run = data.get("EcsParameters")
                if isinstance(run, dict):
                    yield _scheduled(resolved, run, expression, stack)


def _scheduled(owner: Resolved, run: dict[str, object], expression: object, stack: Stack) -> Scheduled:
    network = members(run.get("NetworkConfiguration"))
    block = {**members(network.get("AwsVpcConfiguration")), **members(network.get("AwsvpcConfiguration"))}
    task = stack.target(run.get("TaskDefinitionArn"), "AWS::ECS::TaskDefinition")
    count = run.get("TaskCount", 1)
    text = str(count) if isinstance(count, int | str) and not isinstance(count, bool) else ""
    shown = expression if isinstance(expression, str) else ""
    return Scheduled(
        owner,
        owner.resource.logical_id,
        run,
        task,
        int(text) if text.isdecimal() and len(text) < 7 else None,
        block.get("Subnets"),
        block.get("AssignPublicIp"),
        shown,
        None if isinstance(expression, Unresolved) else runs_a_month(shown),
        owner.get("State") != "DISABLED",
    )


def runs_a_month(expression: str) -> Decimal | None:
    """Return how often a ``rate`` or ``cron`` expression fires in a month of 730 hours, on average."""
    rate = _RATE.fullmatch(expression.strip())
    if rate:
        number = int(rate[1])
        minutes = {"minute": 1, "hour": 60, "day": 1440}[rate[2]] * number
        return HOURS * 60 / minutes if minutes else None
    cron = _CRON.fullmatch(expression.strip())
    if not cron:
        return None
    minute, hour, day, month, weekday, _year = cron.groups()
    at_minutes, at_hours = _field(minute, 0, 59), _field(hour, 0, 23)
    months = _field(month, 1, 12, _MONTHS)
    days = None if months is None else _days(day, weekday, months)
    if at_minutes is None or at_hours is None or days is None:
        return None
    return Decimal(days * len(at_minutes) * len(at_hours)) * HOURS / (_SPAN * 24)


def _field(text: str, low: int, high: int, names: tuple[str, ...] = ()) -> set[int] | None:
    """Return the values of one field of a cron expression; ``None`` if it cannot be read."""
    found: set[int] = set()
    for part in text.upper().split(","):
        span, _, step = part.partition("/")
        if step and not (step.isdecimal() and len(step) < 5 and int(step)):
            return None
        first, _, last = span.partition("-")
        if span in ("*", "?"):
            begin, end = low, high
        else:
            number = _number(first, low, names)
            to = _number(last, low, names) if last else high if step else number
            if number is None or to is None:
                return None
            begin, end = number, to
        if not (low <= begin <= high and low <= end <= high):
            return None
        found |= set(range(begin, end + 1, int(step or 1)))
    return found


def _number(text: str, low: int, names: tuple[str, ...]) -> int | None:
    if text in names:
        return names.index(text) + low
    return int(text) if text.isdecimal() and len(text) < 5 else None


def _days(day: str, weekday: str, months: set[int]) -> int | None:
    """Return on how many days of four years an expression fires."""
    if weekday in ("?", "*"):
        if day in ("L", "LW") or re.fullmatch(r"\d{1,2}W", day):
            return 4 * len(months)
        wanted = _field(day, 1, 31)
        return (
            None if wanted is None else sum(1 for d in _calendar() if d.month in months and d.day in wanted)
        )
    if re.fullmatch(r"\w{1,3}#[1-4]|\w{1,3}L", weekday.upper()):
        return 4 * len(months)
    wanted = _field(weekday, 1, 7, _DAYS)
    if wanted is None:
        return None
    return sum(1 for d in _calendar() if d.month in months and d.isoweekday() % 7 + 1 in wanted)


def _calendar() -> Iterator[date]:
    return (_FIRST + timedelta(days=n) for n in range(_SPAN))
