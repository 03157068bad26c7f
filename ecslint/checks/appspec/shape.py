"""The grammar of AppSpec files (ECS801, ECS802)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Final

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.facts import appspec as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.appspec import AppSpec, Kind
from ecslint.source.document import Document


def faults(appspec: AppSpec, kind: Kind) -> Problems:
    """Yield what the reader noted of one kind."""
    for fault in appspec.faults:
        if fault.kind == kind:
            fix = None
            if fault.change is not None:
                title, op, route, value, safe = fault.change
                fix = Fix(title, (Edit(op, appspec.as_written(*route), value),), safe)
            severity = Severity.WARNING if fault.mild else None
            place = appspec.as_written(*fault.route, part=fault.part)
            yield Problem(place, fault.message, fix=fix, severity=severity)


@check("ECS801")
def structure_is_not_that_of_an_appspec(appspec: AppSpec, document: Document) -> Problems:
    yield from _version(appspec)
    yield from faults(appspec, "structure")
    yield from _documents(appspec, document)


@check("ECS802")
def key_is_not_known(appspec: AppSpec) -> Problems:
    yield from faults(appspec, "key")


def _version(appspec: AppSpec) -> Problems:
    version = appspec.version
    if isinstance(version, Unresolved):
        return
    fix = Fix('set "version" to 0.0', (Edit("set", appspec.at("version"), facts.VERSION),), safe=True)
    if version is None or version == "":
        if appspec.whole:
            message = "the AppSpec has no version; add version: 0.0"
            yield Problem(appspec.at("version"), message, fix=fix)
        return
    try:
        same = not isinstance(version, bool) and float(str(version)) == facts.VERSION
    except (TypeError, ValueError, OverflowError):
        same = False
    if not same:
        message = f"AppSpec version {version} is not documented; use 0.0"
        yield Problem(appspec.at("version"), message, fix=fix, severity=Severity.WARNING)


def _documents(appspec: AppSpec, document: Document) -> Problems:
    offsets = document.places.offsets(()) if document.syntax == "yaml" else None
    if offsets is None or not appspec.whole:
        return
    start, end = offsets
    # Of two AppSpecs the second is the one too many; anything else after an AppSpec is so, too.
    rest: _Rest = document.file.once("content around AppSpecs", _Rest)
    if rest.is_before(start) or (rest.is_behind(end) and rest.last_resources < end):
        message = "the file holds several YAML documents, but CodeDeploy reads one; use one file for each"
        yield Problem(appspec.at(), message)


class _Rest:
    """Where a text of YAML has more than comments, directives and the marks between documents."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[int] = []
        """Where lines begin that have it."""
        position = 0
        for line in text.splitlines(keepends=True):
            if _is_content(line):
                self._lines.append(position)
            position += len(line)
        self.last_resources = max((found.start() for found in _RESOURCES.finditer(text)), default=-1)

    def is_before(self, offset: int) -> bool:
        """Say whether there is some in front of ``offset``."""
        number = bisect_left(self._lines, offset) - 1
        return number > 0 or (number == 0 and _is_content(self._text[self._lines[0] : offset]))

    def is_behind(self, offset: int) -> bool:
        """Say whether there is some behind ``offset``."""
        line = self._text[offset : offset + _LONGEST].partition("\n")[0]
        return _is_content(line) or bisect_right(self._lines, offset) < len(self._lines)


_RESOURCES = regex("resources", re.IGNORECASE)
_LONGEST: Final = 10_000
"""Characters of what is looked at of the rest of a line."""


def _is_content(line: str) -> bool:
    line = line.strip()
    return bool(line) and line not in ("---", "...") and line[0] not in "#%\ufeff"
