"""Say in which branches of a template a finding holds, in as few words as are true."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ecslint.documents.cloudformation.scenario import Scenario, describe

Literals = list[tuple[str, bool]]


def when_text(
    found: Collection[Scenario],
    evaluated: Sequence[Scenario],
    causes: Collection[str] = (),
    own: Collection[str] | None = None,
) -> str | None:
    """Return the shortest text that is true of the scenarios in which something was ``found``.

    ``None`` if that is all of ``evaluated``. Conditions that make no difference are dropped, those in
    ``causes`` last and those that are not in ``own`` first. At most two alternatives are named (``when A is
    true or when B is false``): each named one is certain, even where there are more.
    """
    inside = [scenario for scenario in evaluated if scenario in found]
    outside = [scenario for scenario in evaluated if scenario not in found]
    if not outside or not inside:
        return None

    def weight(literal: tuple[str, bool]) -> int:
        name, truth = literal
        if name in causes:
            return 5
        if " is " in name:
            return 1 + truth
        if own is not None and name not in own:
            return 0
        # Named conditions say most, those that are true before those that are false.
        return 3 + truth

    alternatives: list[Literals] = []
    left = inside
    excluded = [frozenset(scenario.conditions.items()) for scenario in outside]
    while left and len(alternatives) < 2:
        candidates: dict[tuple[tuple[str, bool], ...], Literals] = {}  # many scenarios come to the same
        for scenario in left:
            literals = set(_reduced(sorted(scenario.conditions.items(), key=weight), excluded))
            candidate = [literal for literal in scenario.conditions.items() if literal in literals]
            candidates.setdefault(tuple(candidate), candidate)
        best = min(candidates.values(), key=lambda it: (-_count(it, left), len(it), -sum(map(weight, it))))
        alternatives.append(best)
        left = [scenario for scenario in left if not _holds(best, scenario)]
    texts = [text for text in map(describe, alternatives) if text is not None]
    return " or ".join(texts) or None


def _count(literals: Literals, scenarios: Sequence[Scenario]) -> int:
    return sum(_holds(literals, scenario) for scenario in scenarios)


def _holds(literals: Literals, scenario: Scenario) -> bool:
    return all(scenario.conditions.get(name) is truth for name, truth in literals)


def _reduced(literals: Literals, outside: Sequence[frozenset[tuple[str, bool]]]) -> Literals:
    """Return literals that together exclude all of ``outside``, none of them needless; the first go first."""
    kept = set(literals)
    for literal in literals:
        kept.discard(literal)
        if not kept or any(map(kept.issubset, outside)):
            kept.add(literal)
    return [literal for literal in literals if literal in kept]
