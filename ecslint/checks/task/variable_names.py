"""Names of variables that are nearly those that programs read (ECS466)."""

from __future__ import annotations

from functools import lru_cache

from ecslint.checks import check
from ecslint.checks._shared.words import variable_names
from ecslint.facts import variable_names as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each
from ecslint.model.task import Container

_LONGEST = 80
"""Letters above which a name is none of those that are known."""
_SHORTEST = 8
"""Letters below which two names may be near each other by chance."""


@check("ECS466")
def name_is_misspelt(container: Container) -> Problems:
    """Yield variables and secrets that differ by one letter, or a word of OpenTelemetry, from a known one."""
    named: list[tuple[str, str, int, str]] = []
    names: list[tuple[str, int, object]] = [
        *(("environment", index, variable.name) for index, variable in each(container.environment)),
        *(("secrets", index, secret.name) for index, secret in each(container.secrets)),
    ]
    for member, index, name in names:
        meant = _meant(name) if isinstance(name, str) and len(name) < _LONGEST else None
        if isinstance(name, str) and meant is not None:
            named.append((name, meant, index, member))
    if not named:
        return
    given = variable_names(container)
    for name, meant, index, member in named:
        if meant in given:
            continue
        place = container.at(member, index, "name")
        own = name in facts.OFTEN_OWN
        if name.startswith("OTEL_"):  # programs have variables of their own beside those of the specification
            own = len(meant) < len(name) or _one_letter_off(name) is None
        severity = Severity.INFO if own else None
        message = f'programs read "{meant}", not "{name}"; use "{meant}"'
        fix = Fix(f'use "{meant}"', (Edit("set", place, meant),))
        yield Problem(place, message, fix=fix, severity=severity)


@lru_cache(2048)
def _meant(name: str) -> str | None:
    """Return the known name that an unknown one is near; names are the same in many containers."""
    if name in facts.NAMES or name in facts.OTHER_NAMES or len(name) < _SHORTEST:
        return None
    return _of_telemetry(name) if name.startswith("OTEL_") else _one_letter_off(name)


def _one_letter_off(name: str) -> str | None:
    """Return the known name of which one letter was left out, added, changed or swapped with the next."""
    near = [known for known in facts.NAMES if known[0] == name[0] and abs(len(known) - len(name)) <= 1]
    return next((known for known in sorted(near) if _is_a_slip(name, known)), None)


def _is_a_slip(name: str, known: str) -> bool:
    """Say whether two names differ by one slip of a finger; an added plural or number is none."""
    start = 0
    while start < min(len(name), len(known)) and name[start] == known[start]:
        start += 1
    rest, wanted = name[start:], known[start:]
    if len(name) == len(known) + 1:
        return rest[1:] == wanted and rest[0] not in "S0123456789_"
    if len(name) + 1 == len(known):
        return rest == wanted[1:]
    if rest[:2] == wanted[:2][::-1] and rest[2:] == wanted[2:]:
        return True
    return rest[1:] == wanted[1:] and not rest[0].isdecimal()


def _of_telemetry(name: str) -> str | None:
    """Return the variable of OpenTelemetry that has all words of this one and one more, or is near it."""
    if name.startswith(facts.OTEL_OF_LANGUAGES):
        return None
    near = _one_letter_off(name)
    if near is not None:
        return near
    words = set(name.split("_"))
    found = [known for known in facts.OPEN_TELEMETRY if words < set(known.split("_"))]
    found = [known for known in found if len(known.split("_")) == len(words) + 1]
    return found[0] if len(found) == 1 else None
