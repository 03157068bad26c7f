"""Conditions: which combinations of their truth can happen, and under which values of parameters.

Each parameter gets a small domain: its ``AllowedValues`` or the texts it is compared with, its default, and
``Other`` for all the rest. Combinations of these are tried, fewest deviations from the defaults first, and
each distinct vector of truths is kept with what is certain about the parameters. A comparison that cannot be
told (of an import, say) counts as a free choice, the same one everywhere in a scenario. Parameters
that no condition ties together are tried independently, so the work is bounded by constants.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from math import prod
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from ecslint.base.unresolved import Unresolved
from ecslint.documents.cloudformation.choices import MAX_SCENARIOS, by_deviation, chosen
from ecslint.documents.cloudformation.condition_trees import MAX_DOMAIN, Comparison, CompiledConditions, Tree
from ecslint.documents.cloudformation.intrinsics import Evaluator
from ecslint.documents.cloudformation.scenario import Given, Other, Scenario
from ecslint.documents.cloudformation.values import as_text

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.sections import Sections

MAX_TRIALS: Final = 10_000
"""Evaluations of a condition per group of conditions that share parameters."""
Truths: TypeAlias = tuple[bool, ...]


class Part(NamedTuple):
    """One possibility of a group of conditions: its truths and the parameters that differ."""

    truths: Truths
    """What the conditions of the group are."""
    parameters: dict[str, Given]
    """Values of the parameters that make them so."""


class Combinations(NamedTuple):
    """The combinations of conditions that can happen."""

    scenarios: list[Scenario]
    """A scenario for each, that of the parameters' defaults first; never empty."""
    sampled: bool
    """Whether there are more than are looked at."""


class Conditions(CompiledConditions):
    """The ``Conditions`` section of a template: the combinations of truths that can happen."""

    def __init__(self, template: Sections) -> None:
        super().__init__(template)
        self._known_parts: dict[tuple[str, ...], tuple[list[Part], bool]] = {}
        self._combinations: dict[frozenset[str], Combinations] = {}

    # Domains

    def _domain(self, name: str, literals: set[str]) -> list[Given]:
        """Return the values worth trying for a parameter, the default first."""
        template = self.template
        if name not in template.parameters:
            known = template.pseudo.get(name)
            if known is not None:
                return [known]
            return [Other("${" + name + "}", frozenset(literals)), *sorted(literals)]
        default = template.default_text(name)
        allowed = template.allowed_values(name)
        other = Other("${" + name + "}", frozenset(literals))
        if default is not None and (name in template.given or name in template.ruled):
            return [default]
        if allowed is None:
            texts = sorted(literals - {default})
            return [other, *texts] if default is None else [default, *texts, other]
        values = list(dict.fromkeys(allowed))
        if name in self._indirect and len(values) <= MAX_DOMAIN:
            literals = set(values)
        rest = [value for value in values if value not in literals and value != default]
        domain: list[Given] = [] if default is None else [default]
        if len(rest) > 1:
            domain.append(other)
        domain += [value for value in values if value in literals and value != default]
        if len(rest) == 1:
            domain += rest
        return domain

    # Evaluating

    def _equal(self, comparison: Comparison, given: Mapping[str, Given]) -> bool | None:
        evaluator = Evaluator(self.template, {}, given, literal=True)
        left, right = evaluator.value(comparison.left)[0], evaluator.value(comparison.right)[0]
        if left is right and isinstance(left, Other):
            return True
        for one, two in ((left, right), (right, left)):
            if isinstance(one, Other) and (text := as_text(two)) is not None and text in one.excluded:
                return False
        if isinstance(left, list) and isinstance(right, list):
            return [as_text(item) for item in left] == [as_text(item) for item in right]
        left, right = as_text(left), as_text(right)
        return None if left is None or right is None else left == right

    def _truth(self, tree: Tree, equals: Mapping[int, bool], memo: dict[str, bool]) -> bool:
        kind, arg = tree
        if kind == "not":
            return not self._truth(arg, equals, memo)
        if kind == "and":
            return all(self._truth(item, equals, memo) for item in arg)
        if kind == "or":
            return any(self._truth(item, equals, memo) for item in arg)
        if kind == "condition":
            return memo.get(arg, False)  # what refers to itself, or to nothing, is false
        return equals[arg]

    # Enumerating

    def combinations(self, touched: frozenset[str]) -> Combinations:
        """Return the possible combinations of the conditions in ``touched``."""
        found = self._combinations.get(touched)
        if found is None:
            found = self._combinations[touched] = self._enumerate(
                [name for name in self.trees if name in touched]
            )
        return found

    def _enumerate(self, names: list[str]) -> Combinations:
        groups = self._groups(names)
        tried = [self._parts(tuple(group)) for group in groups]
        parts = [possible for possible, _ in tried]
        sizes = tuple(len(possible) for possible in parts)
        scenarios = []
        sampled = prod(sizes) > MAX_SCENARIOS or any(sampled for _, sampled in tried)
        for choice in chosen(sizes):
            truths: dict[str, bool] = {}
            parameters: dict[str, Given] = {}
            for group, possible, index in zip(groups, parts, choice, strict=True):
                truths.update(zip(group, possible[index].truths, strict=True))
                parameters.update(possible[index].parameters)
            scenarios.append(Scenario({name: truths[name] for name in names}, parameters))
        return Combinations(scenarios, sampled)

    def _groups(self, names: list[str]) -> list[list[str]]:
        """Split conditions into groups that share no parameter and no comparison."""
        groups: list[tuple[set[object], list[str]]] = []
        for name in names:
            used: set[object] = set()
            for index in self._comparisons_of(name):
                used.add(index)
                used.update(self.comparisons[index].variables)
            own = [name]
            for group in [group for group in groups if group[0] & used]:
                groups.remove(group)
                used |= group[0]
                own = group[1] + own
            groups.append((used, own))
        return [own for _, own in groups]

    def _parts(self, names: tuple[str, ...]) -> tuple[list[Part], bool]:
        """Return the distinct vectors of truths of a group of conditions, and whether there may be more."""
        found = self._known_parts.get(names)
        if found is None:
            found = self._known_parts[names] = self._try(names)
        return found

    def _try(self, names: tuple[str, ...]) -> tuple[list[Part], bool]:
        """Try the values of a group's parameters; also return whether not all of them were tried."""
        indices = sorted(frozenset[int]().union(*(self._comparisons_of(name) for name in names)))
        variables = sorted({name for index in indices for name in self.comparisons[index].variables})
        domains = self._domains(variables)
        limit = max(MAX_SCENARIOS, MAX_TRIALS // (len(names) + len(indices)))
        sampled = prod(map(len, domains)) > limit
        order = self._in_order(names)
        positions = {name: at for at, name in enumerate(variables)}
        dependence = {
            index: [positions[name] for name in self.comparisons[index].variables] for index in indices
        }
        known: dict[tuple[object, ...], bool | None] = {}
        outcomes: dict[Truths, Truths] = {}
        found: dict[Truths, tuple[int, list[Given | None]]] = {}
        trials = 0
        for deviations, choice in islice(by_deviation([len(domain) for domain in domains]), limit):
            values = [domain[at] for domain, at in zip(domains, choice, strict=True)]
            given = dict(zip(variables, values, strict=True))
            equals: dict[int, bool] = {}
            open_ones: list[int] = []
            for index in indices:
                key = (index, *[choice[at] for at in dependence[index]])
                if key not in known:
                    known[key] = self._equal(self.comparisons[index], given)
                truth = known[key]
                if truth is None:
                    open_ones.append(index)
                else:
                    equals[index] = truth
            if 2 ** len(open_ones) > MAX_SCENARIOS:
                sampled = True
            for extra, bits in islice(by_deviation([2] * len(open_ones)), MAX_SCENARIOS):
                equals.update((index, bit == 1) for index, bit in zip(open_ones, bits, strict=True))
                vector = tuple(map(equals.__getitem__, indices))
                truths = outcomes.get(vector)
                if truths is None:
                    memo: dict[str, bool] = {}
                    for name in order:
                        memo[name] = self._truth(self.trees[name], equals, memo)
                    truths = outcomes[vector] = tuple(memo[name] for name in names)
                _merge(found, truths, deviations + extra, values)
                trials += 1
            if trials > limit:
                break
        parts = [
            Part(truths, self._deviating(variables, values))
            for truths, (_, values) in sorted(found.items(), key=lambda item: item[1][0])
        ]
        return parts, sampled

    def _domains(self, variables: list[str]) -> list[list[Given]]:
        """Return a domain for each variable; variables that are compared share their texts."""
        literals = {name: set(self._literals.get(name, ())) for name in variables}
        for _ in range(len(self._equal_sides)):
            grown = False
            for one, two in self._equal_sides:
                if one in literals and two in literals and literals[one] != literals[two]:
                    both = literals[one] | literals[two]
                    literals[one], literals[two] = set(both), both
                    grown = True
            if not grown:
                break
        return [self._domain(name, literals[name]) for name in variables]

    def _deviating(self, variables: list[str], values: list[Given | None]) -> dict[str, Given]:
        """Return the parameters that are not at their default, an open one as unknown."""
        out: dict[str, Given] = {}
        for name, value in zip(variables, values, strict=True):
            default = self.template.default_text(name)
            if isinstance(value, str):
                if value != default and self.template.pseudo.get(name) != value:
                    out[name] = value
            elif default is not None or value is None:
                stand_in = "${" + name + "}"
                out[name] = Unresolved("parameter that may have several values", stand_in)
        return out


def _merge(
    found: dict[Truths, tuple[int, list[Given | None]]], truths: Truths, rank: int, values: list[Given]
) -> None:
    """Keep the values with the fewest deviations for ``truths``; where two such differ, none is certain."""
    old = found.get(truths)
    if old is None or rank < old[0]:
        found[truths] = (rank, list(values))
    elif rank == old[0]:
        kept = old[1]
        for at, value in enumerate(values):
            if kept[at] is not value and kept[at] != value:
                kept[at] = None
