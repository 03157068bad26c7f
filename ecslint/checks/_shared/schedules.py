"""What is wrong with a schedule expression: ``rate(…)``, ``cron(…)`` or ``at(…)``."""

from __future__ import annotations

import re
from typing import NamedTuple

from ecslint.base.pattern import regex
from ecslint.facts import schedules as facts
from ecslint.facts.schedules import Field
from ecslint.finding import Severity
from ecslint.source.templating.placeholders import is_placeholder


class Fault(NamedTuple):
    """What is wrong, and how grave it is where that differs from the rule's own severity."""

    message: str
    """What is wrong, and what to do."""
    severity: Severity | None = None
    """The severity of this case; ``None`` for the rule's own."""


_CALL = regex(r"(?<![A-Za-z\s])([A-Za-z]*+)\s*+\((.*)\)\s*", re.DOTALL)
_AT = regex(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?")


def schedule_fault(value: object, kinds: tuple[str, ...], *, strict_units: bool = False) -> Fault | None:
    """Say what is wrong with a schedule expression of one of the ``kinds``; ``None`` if nothing surely is.

    With ``strict_units`` a unit that does not go with its number (``rate(1 minutes)``) is refused.
    """
    if not isinstance(value, str) or is_placeholder(value) or "${" in value or "{{" in value:
        return None
    call = _CALL.fullmatch(value)
    if call is None or call[1] not in kinds:
        usual = " or ".join(f"{kind}(…)" for kind in kinds)
        if len(value.split()) in (5, 6) and "cron" in kinds and call is None:
            return Fault(f'"{value}" is a bare cron expression; use "cron({_six(value)})"')
        return Fault(f'"{value[:60]}" is not a schedule expression; use {usual}')
    if call[1] == "cron":
        wrong = _cron(call[2])
        return Fault(wrong) if wrong is not None else None
    if call[1] == "rate":
        return _rate(call[2], strict_units)
    if not _AT.fullmatch(call[2].strip()):
        return Fault(f'"{value[:60]}" is not a point in time; use at(yyyy-mm-ddThh:mm:ss)')
    return None


def _rate(text: str, strict_units: bool) -> Fault | None:
    words = text.split()
    if len(words) != 2 or not re.fullmatch(r"[0-9]+", words[0]) or not words[0].strip("0"):
        return Fault(f'"rate({text})" needs a number above 0 and a unit; use for instance "rate(5 minutes)"')
    number, unit = words[0].lstrip("0"), words[1]
    plural = "s" if number != "1" else ""
    single = unit.removesuffix("s")
    if single not in facts.UNITS:
        return Fault(f'"{unit}" is not a unit of a rate; use minutes, hours or days')
    if unit == single + plural:
        return None
    severity = None if strict_units else Severity.WARNING
    return Fault(
        f'"rate({text})" has a unit for {"one" if plural else "several"}; use "{single}{plural}"', severity
    )


def _six(text: str) -> str:
    """Return a usual cron expression as AWS wants it, as far as that is clear."""
    fields = text.split()
    if len(fields) == 5:
        fields.append("*")
    if "?" not in (fields[facts.DAY_OF_MONTH], fields[facts.DAY_OF_WEEK]):
        which = facts.DAY_OF_WEEK if fields[facts.DAY_OF_WEEK] == "*" else facts.DAY_OF_MONTH
        if fields[which] == "*":
            fields[which] = "?"
    return " ".join(fields)


def _cron(text: str) -> str | None:
    fields = text.split()
    if len(fields) != len(facts.FIELDS):
        hint = f'; use "cron({_six(text)})"' if len(fields) == 5 else "; give all six"
        return f"cron has {len(fields)} fields, from minutes to the year six are needed{hint}"
    day, weekday = (fields[index].rstrip(",") for index in (facts.DAY_OF_MONTH, facts.DAY_OF_WEEK))
    if "?" not in (day, weekday):
        return f'day of month ("{day}") or day of week ("{weekday}") has to be "?"; use "cron({_six(text)})"'
    for field, written in zip(facts.FIELDS, fields, strict=True):
        if not _fits(field, written):
            return f'"{written}" is not a value for {field.name} of cron; use {field.low} to {field.high}'
    return None


def _fits(field: Field, written: str) -> bool:
    """Say whether a field is made of values, ranges, steps and the wildcards that it takes."""
    if written in ("*", "*,") or (written.rstrip(",") == "?" and "?" in field.wildcards):
        return True
    # AWS takes a comma at the end of a field as well (boto/boto3#2876).
    return all(_item(field, item.upper()) for item in written.rstrip(",").split(","))


def _item(field: Field, item: str) -> bool:
    base, slash, step = item.partition("/")
    if slash and not re.fullmatch(r"[0-9]+", step):
        return False
    if base in ("*", "?"):
        return base == "*" or "?" in field.wildcards
    if "L" in field.wildcards and (base in ("L", "LW") or re.fullmatch(r"(L-[0-9]+|[0-9A-Z]{1,3}L)", base)):
        return True
    if "W" in field.wildcards and base.endswith("W"):
        base = base[:-1]
    if "#" in field.wildcards and "#" in base:
        base, _, week = base.partition("#")
        if not re.fullmatch(r"[1-5]", week):
            return False
    ends = base.split("-")
    return len(ends) <= 2 and all(_value(field, end) for end in ends)


def _value(field: Field, text: str) -> bool:
    if text in field.names:
        return True
    return re.fullmatch(r"[0-9]{1,4}", text) is not None and field.low <= int(text) <= field.high
