"""Say in which branches of a template a finding holds, in as few words as are true."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ecslint.documents.cloudformation.conditions import Scenario, describe

Literals = list[tuple[str, bool]]


def when_text(found: Collection[Scenario], evaluated: Sequence[Scenario]) -> str | None:
    """Return the shortest text that is true of the scenarios in which something was ``found``.

    ``None`` if that is all of ``evaluated``. Conditions that make no difference are dropped; at most two
    alternatives are named (``when A is true or when B is false``): each named one is certain, even where
    there are more.
    """
    inside = [scenario for scenario in evaluated if scenario in found]
    outside = [scenario for scenario in evaluated if scenario not in found]
    if not outside or not inside:
        return None
    alternatives: list[Literals] = []
    left = inside
    while left and len(alternatives) < 2:
        candidates = [_reduced(scenario, outside) for scenario in left]
        best = min(
            candidates, key=lambda literals: (-sum(_holds(literals, one) for one in left), len(literals))
        )
        alternatives.append(best)
        left = [scenario for scenario in left if not _holds(best, scenario)]
    texts = [text for text in map(describe, alternatives) if text is not None]
    return " or ".join(texts) or None


def _holds(literals: Literals, scenario: Scenario) -> bool:
    return all(scenario.conditions.get(name) is truth for name, truth in literals)


def _reduced(scenario: Scenario, outside: Sequence[Scenario]) -> Literals:
    """Return conditions of ``scenario`` that together exclude all of ``outside``, none of them needless."""
    literals = list(scenario.conditions.items())
    # The template's own conditions say most, those that are true before those that are false.
    for literal in sorted(literals, key=lambda literal: (" is " not in literal[0], literal[1])):
        fewer = [other for other in literals if other != literal]
        if fewer and not any(_holds(fewer, other) for other in outside):
            literals = fewer
    return literals
