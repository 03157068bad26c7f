"""One finding per repeated cause: what is wrong alike in many places of a file is told once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ecslint.base.pattern import regex
from ecslint.finding import Finding, Related, Severity

ALIKE: Final = 2
"""Findings of one file that say the same, from which on they are told as one."""
MOST_PLACES: Final = 100
"""Further places that such a finding lists."""
ALSO_HERE: Final = "here as well"
"""The label of those places."""
_NAMES: Final = regex(r"\"[^\"]*\"|'[^']*'")


def together(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings, of which warnings and advice that say the same of a file are one.

    They say the same when their messages differ in nothing but names in quotes. Errors stay: each of them has
    to be fixed.
    """
    groups: dict[tuple[str, str, Severity, str, str | None], list[Finding]] = {}
    order: list[list[Finding]] = []
    for finding in findings:
        message = _NAMES.sub('""', finding.message)
        key = (finding.path, finding.rule, finding.severity, message, finding.when)
        group = groups.get(key)
        if group is None or finding.severity is Severity.ERROR:
            group = []
            order.append(group)
            groups[key] = group
        group.append(finding)
    return [each for group in order for each in (group if len(group) < ALIKE else [_one(group)])]


def _one(group: list[Finding]) -> Finding:
    """Return the first of a group, with the places of the others."""
    first, others = group[0], group[1:]
    shown = others[:MOST_PLACES]
    places = tuple(Related(each.path, each.pointer, each.span, ALSO_HERE) for each in shown)
    more = "1 more place" if len(others) == 1 else f"{len(others)} more places"
    message = f"{first.message} (and at {more})"
    return replace(first, message=message, related=(*first.related, *places))
