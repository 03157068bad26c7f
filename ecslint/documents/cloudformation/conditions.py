"""Conditions: which combinations of their truth can happen, and under which values of parameters.

Each parameter gets a small domain: its ``AllowedValues`` or the texts it is compared with, its default, and
``Other`` for all the rest. Combinations of these are tried, fewest deviations from the defaults first, and
each distinct vector of truths is kept with what is certain about the parameters. A comparison that cannot be
told (of an import, say) counts as a free choice, the same one everywhere in a scenario. Parameters
that no condition ties together are tried independently, so the work is bounded by constants.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from math import prod
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from ecslint.base.unresolved import Unresolved
from ecslint.documents.cloudformation.choices import MAX_SCENARIOS, by_deviation, choices
from ecslint.documents.cloudformation.intrinsics import Evaluator
from ecslint.documents.cloudformation.usage import usage_of
from ecslint.documents.cloudformation.values import as_text

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.sections import Sections

MAX_TRIALS: Final = 10_000
"""Evaluations of a condition per group of conditions that share parameters."""
MAX_DOMAIN: Final = 64

Given: TypeAlias = str | Unresolved
Truths: TypeAlias = tuple[bool, ...]


class Other(Unresolved):
    """Any text but those in ``excluded``."""

    __slots__ = ("excluded",)

    def __init__(self, text: str, excluded: frozenset[str]) -> None:
        super().__init__("parameter that may have several values", text)
        self.excluded = excluded


class Scenario:
    """One way in which the template can be deployed: the truth of some conditions.

    ``parameters`` holds only what differs from the defaults.
    """

    __slots__ = ("conditions", "parameters")

    def __init__(self, conditions: Mapping[str, bool], parameters: Mapping[str, Given]) -> None:
        self.conditions = conditions
        self.parameters = parameters

    def __repr__(self) -> str:
        return f"Scenario({dict(self.conditions)!r}, {dict(self.parameters)!r})"

    def has(self, condition: str | None) -> bool | None:
        """Say whether something under ``condition`` is created; ``None``: not decided in this scenario."""
        return True if condition is None else self.conditions.get(condition)

    def describe(self, touched: Collection[str]) -> str | None:
        """Return ``when IsProd is true and UseEc2 is false`` for the conditions in ``touched``."""
        return describe([(name, truth) for name, truth in self.conditions.items() if name in touched])


DEFAULT: Final = Scenario({}, {})
"""The only scenario of resources that no condition touches."""


def describe(literals: Sequence[tuple[str, bool]]) -> str | None:
    """Write a conjunction as ``when A is true and B is false``, ``None`` for the empty one."""
    if not literals:
        return None
    return "when " + " and ".join(_literal(name, truth) for name, truth in literals)


def _literal(name: str, truth: bool) -> str:
    if " is " in name:  # made up by ``Conditions.choice``
        return name if truth else name.replace(" is ", " is not ", 1)
    return f"{name} is {'true' if truth else 'false'}"


Tree: TypeAlias = tuple[str, Any]
"""A compiled condition: ``("equals", n)``, ``("not", tree)``, ``("and", trees)``, ``("condition", name)``."""


class Comparison(NamedTuple):
    """One ``Fn::Equals``, and the parameters and pseudo parameters that its result depends on."""

    left: Any
    right: Any
    variables: tuple[str, ...]


class Part(NamedTuple):
    """One possibility of a group of conditions: its truths and the parameters that differ."""

    truths: Truths
    parameters: dict[str, Given]


class Conditions:
    """The ``Conditions`` section of a template, compiled once."""

    def __init__(self, template: Sections) -> None:
        self.template = template
        self.comparisons: list[Comparison] = []
        self._numbers: dict[str, int] = {}
        self._literals: dict[str, set[str]] = {}
        self._indirect: set[str] = set()
        self._equal_sides: list[tuple[str, str]] = []
        self.trees: dict[str, Tree] = {
            name: self._compile(body) for name, body in template.conditions.items() if isinstance(name, str)
        }
        self._known_parts: dict[tuple[str, ...], list[Part]] = {}
        self._scenarios: dict[frozenset[str], list[Scenario]] = {}

    # Compiling

    def _compile(self, node: Any, depth: int = 0) -> Tree:
        if isinstance(node, dict) and len(node) == 1 and depth < 50:
            ((key, args),) = node.items()
            if key == "Condition" and isinstance(args, str):
                return ("condition", args)
            if key == "Fn::Not" and isinstance(args, list) and len(args) == 1:
                return ("not", self._compile(args[0], depth + 1))
            if key in ("Fn::And", "Fn::Or") and isinstance(args, list) and args:
                return (key[4:].lower(), [self._compile(arg, depth + 1) for arg in args])
            if key == "Fn::Equals" and isinstance(args, list) and len(args) == 2:
                return ("equals", self._comparison(args[0], args[1]))
        return ("equals", self._comparison(Unresolved("wrong shape", repr(node)), ""))

    def _comparison(self, left: Any, right: Any) -> int:
        key = repr((left, right))
        if key in self._numbers:
            return self._numbers[key]
        used = usage_of([left, right]).names
        variables = tuple(
            name for name in sorted(used) if name in self.template.parameters or name.startswith("AWS::")
        )
        plain = [self._plain_name(side) for side in (left, right)]
        for own, other, node in ((plain[0], plain[1], right), (plain[1], plain[0], left)):
            if own is None:
                continue
            text = as_text(node)
            if text is not None:
                self._literals.setdefault(own, set()).add(text)
            elif other is not None:
                self._equal_sides.append((own, other))
            else:
                self._indirect.add(own)
        for name in variables:
            if name not in plain:
                self._indirect.add(name)
        for side in (left, right):
            self._note_mapping_keys(side)
        self.comparisons.append(Comparison(left, right, variables))
        self._numbers[key] = len(self.comparisons) - 1
        return len(self.comparisons) - 1

    @staticmethod
    def _plain_name(node: Any) -> str | None:
        """Return ``X`` of ``{"Ref": "X"}`` or of ``{"Fn::Sub": "${X}"}``."""
        if isinstance(node, dict) and len(node) == 1:
            name = node.get("Ref")
            if (
                name is None
                and isinstance(text := node.get("Fn::Sub"), str)
                and text[:2] == "${"
                and text[-1] == "}"
            ):
                name = text[2:-1]
            return name if isinstance(name, str) and "$" not in name and "." not in name else None
        return None

    def _note_mapping_keys(self, node: Any) -> None:
        """Take the keys of a mapping as values worth trying for the parameter that selects among them."""
        args = node.get("Fn::FindInMap") if isinstance(node, dict) else None
        if not (isinstance(args, list) and len(args) >= 3 and isinstance(args[0], str)):
            return
        table = self.template.mappings.get(args[0])
        name = self._plain_name(args[1])
        if name is not None and isinstance(table, dict) and len(table) <= MAX_DOMAIN:
            self._literals.setdefault(name, set()).update(str(key) for key in table)

    def choice(self, parameter: str, value: str) -> str:
        """Return the name of a made-up condition that holds where ``parameter`` is ``value``."""
        name = f"{parameter} is {value}"
        if name not in self.trees:
            self.trees[name] = ("equals", self._comparison({"Ref": parameter}, value))
        return name

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

    def _in_order(self, names: Iterable[str]) -> list[str]:
        """Return conditions with all that they refer to, the latter first."""
        order: dict[str, None] = {}
        entered: set[str] = set()
        stack = [(name, False) for name in names]
        while stack:
            name, done = stack.pop()
            if done:
                order[name] = None
            elif name not in entered and name in self.trees:
                entered.add(name)
                stack.append((name, True))
                stack += [(other, False) for other in self._mentioned(self.trees[name])]
        return list(order)

    @staticmethod
    def _mentioned(tree: Tree) -> list[str]:
        """Return the conditions that a compiled condition names itself."""
        found = []
        stack = [tree]
        while stack:
            kind, arg = stack.pop()
            if kind == "condition":
                found.append(arg)
            elif kind == "not":
                stack.append(arg)
            elif kind in ("and", "or"):
                stack += arg
        return found

    def _comparisons_of(self, name: str) -> frozenset[int]:
        """Return the comparisons that a condition rests on, through other conditions too."""
        found: set[int] = set()
        seen: set[str] = set()
        stack: list[Tree] = [("condition", name)]
        while stack:
            kind, arg = stack.pop()
            if kind == "condition":
                if arg not in seen and arg in self.trees:
                    seen.add(arg)
                    stack.append(self.trees[arg])
            elif kind == "not":
                stack.append(arg)
            elif kind in ("and", "or"):
                stack += arg
            else:
                found.add(arg)
        return frozenset(found)

    def variables_of(self, names: Iterable[str]) -> frozenset[str]:
        """Return the parameters that conditions rest on."""
        indices = frozenset[int]().union(*(self._comparisons_of(name) for name in names))
        return frozenset(variable for index in indices for variable in self.comparisons[index].variables)

    # Enumerating

    def scenarios(self, touched: frozenset[str]) -> list[Scenario]:
        """Return the possible combinations of the conditions in ``touched``, the default one first."""
        found = self._scenarios.get(touched)
        if found is None:
            found = self._scenarios[touched] = self._enumerate(
                [name for name in self.trees if name in touched]
            )
        return found

    def _enumerate(self, names: list[str]) -> list[Scenario]:
        groups = self._groups(names)
        parts = [self._parts(tuple(group)) for group in groups]
        sizes = [len(possible) for possible in parts]
        scenarios = []
        if prod(sizes) > MAX_SCENARIOS:
            self.template.scenarios_cut = True
        for choice in choices(sizes):
            truths: dict[str, bool] = {}
            parameters: dict[str, Given] = {}
            for group, possible, index in zip(groups, parts, choice, strict=True):
                truths.update(zip(group, possible[index].truths, strict=True))
                parameters.update(possible[index].parameters)
            scenarios.append(Scenario({name: truths[name] for name in names}, parameters))
        return scenarios

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

    def _parts(self, names: tuple[str, ...]) -> list[Part]:
        """Return each distinct vector of truths of a group of conditions once, and when it holds."""
        found = self._known_parts.get(names)
        if found is None:
            found = self._known_parts[names] = self._try(names)
        return found

    def _try(self, names: tuple[str, ...]) -> list[Part]:
        """Try the values of a group's parameters."""
        indices = sorted(frozenset[int]().union(*(self._comparisons_of(name) for name in names)))
        variables = sorted({name for index in indices for name in self.comparisons[index].variables})
        domains = self._domains(variables)
        limit = max(MAX_SCENARIOS, MAX_TRIALS // (len(names) + len(indices)))
        if prod(map(len, domains)) > limit:
            self.template.scenarios_cut = True
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
                self.template.scenarios_cut = True
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
        return [
            Part(truths, self._deviating(variables, values))
            for truths, (_, values) in sorted(found.items(), key=lambda item: item[1][0])
        ]

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
