"""Print the constraints of ECS with the rules that cover them, and what is left out and why.

Usage: python -m tools.coverage [--missing] [--check]

The constraints stand in ``rules/catalogue.tsv``: an id, what happens when one is broken (``reject``: the
call is refused; ``fail``: the deployment fails; ``hang``: tasks do not start or do not stay; ``practice``,
``security``, ``cost``; ``note``: no defect; ``contested``: sources disagree; ``peer``: a check of other
tools), the grade of the evidence (R: seen on the service, M: a model of AWS, D: documentation, A: source of
the agent, P: third parties, U: unverified; for peers the tools), the constraint in a few words, and for one
that no file can show the reason. The rules name the ids in ``covers`` of their front matter.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ecslint.catalogue import pages as catalogue
from ecslint.testing.examples import Example, examples

PATH = Path(__file__).parent.parent / "rules" / "catalogue.tsv"
FAILING = ("reject", "fail", "hang")
GOAL = 95.0
"""Per cent of the failing constraints that files can show."""
PEERS_GOAL = 100.0
"""Per cent of the checks of other tools that files can show."""

SEVERITIES = ("error", "warning", "info")
SILENT = "silent"
HARMLESS = ("note", "contested")
"""Kinds of rows that are no defect, so that nothing need be reported."""

_ID = re.compile(r"[a-z]+-\d+")


class Row(NamedTuple):
    """A constraint; see the module for the columns."""

    id: str
    kind: str
    grade: str
    text: str
    left_out: str

    @property
    def group(self) -> str:
        return self.id.partition("-")[0]


def rows() -> list[Row]:
    """Return the constraints."""
    lines = PATH.read_text(encoding="utf-8").splitlines()
    return [Row(*line.split("\t")) for line in lines[1:]]


def covered() -> dict[str, list[str]]:
    """Return which rules name an id in ``covers``."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for rule in catalogue.rules():
        for covers in rule.values("covers"):
            found[covers].append(rule.id)
    return found


class Proof(NamedTuple):
    """An executed example that shows a constraint."""

    rule: str
    severity: str
    """The gravest that it reports, or ``silent`` for a good example."""
    kind: str
    forms: tuple[str, ...] = ()
    """The other forms in which it is tried, as ``tools.variants`` names them."""


def proven() -> dict[str, list[Proof]]:
    """Return the examples that say, with ``covers=ID`` on their fence, which constraint they show.

    Their outputs are compared with what is reported whenever the rule tests run.
    """
    found: defaultdict[str, list[Proof]] = defaultdict(list)
    harmless = {row.id for row in rows() if row.kind in HARMLESS}
    for page in sorted((PATH.parent).glob("ECS*.md")):
        for example in examples(page):
            words = re.findall(rf": (error|warning|info) {example.rule} ", example.output or "")
            severity = next((level for level in SEVERITIES if level in words), SILENT)
            for covers in example.covers:
                if severity != SILENT or (example.kind == "good" and covers in harmless):
                    found[covers].append(Proof(example.rule, severity, kind_of(example), forms_of(example)))
    return found


def forms_of(example: Example) -> tuple[str, ...]:
    """Return the other forms in which an example is tried and reported as well."""
    from tools.variants import excuse, variants

    return tuple(form.kind for form in variants(example) if excuse(form) is None)


def kind_of(example: Example) -> str:
    """Return the kind of file that an example is about."""
    name, text = next(iter(example.files.items()))
    if name.endswith((".tf", ".tfvars")) or '"terraform_version"' in text or '"planned_values"' in text:
        return "terraform"
    if "AWS::" in text:
        return "template"
    return "yaml" if name.endswith((".yaml", ".yml")) else "json"


def unproven(by: dict[str, list[str]], shown: dict[str, list[Proof]]) -> list[str]:
    """Return the ids of the catalogue that a page claims but no executed example shows."""
    return sorted(covers for covers in by if _ID.fullmatch(covers) and covers not in shown)


def softer(constraints: Iterable[Row], shown: dict[str, list[Proof]]) -> dict[str, str]:
    """Return the constraints that AWS refuses and that examples report as less than an error, in words."""
    return {
        row.id: f"{row.id}: {row.kind} ({row.grade}), but {proofs[0].rule} reports {proofs[0].severity}"
        for row in constraints
        if row.kind in ("reject", "fail")
        and (proofs := shown.get(row.id))
        and all(proof.severity != "error" for proof in proofs)
    }


def reasons() -> dict[str, str]:
    """Return why a rule reports a constraint as less than an error, from ``softer`` of its page."""
    entries = [item.partition(" | ") for rule in catalogue.rules() for item in rule.values("softer")]
    return {covers: reason for covers, _, reason in entries}


def _print_proofs(constraints: list[Row], by: dict[str, list[str]], shown: dict[str, list[Proof]]) -> None:
    table: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for covers, proofs in shown.items():
        for proof in proofs:
            table[proof.kind, proof.severity].add(covers)
            for form in {*proof.forms, proof.kind}:
                forms[form].add(covers)
    claimed = unproven(by, shown)
    print(f"\n{len(shown)} constraints are shown by an executed example, {len(claimed)} are claimed only")
    for kind in ("json", "yaml", "template", "terraform"):
        figures = ", ".join(f"{len(table[kind, level])} {level}" for level in (*SEVERITIES, SILENT))
        print(f"  {kind}: {figures}")
    print("  tried in all forms: " + ", ".join(f"{form} {len(ids)}" for form, ids in sorted(forms.items())))
    why = reasons()
    for covers, line in softer(constraints, shown).items():
        print(f"  softer than the row: {line}: {why.get(covers, 'NO REASON')}")
    for covers in claimed:
        print(f"  claimed only: {covers}")


def unknown(constraints: Iterable[Row], by: dict[str, list[str]]) -> list[str]:
    """Return the ids in ``covers`` that the catalogue does not have, with their rules."""
    known = {row.id for row in constraints}
    return [f"{i} ({', '.join(r)})" for i, r in sorted(by.items()) if _ID.fullmatch(i) and i not in known]


def percentage(constraints: Iterable[Row], by: dict[str, list[str]], kinds: tuple[str, ...]) -> float:
    """Return how many per cent of the rows of some kinds that files can show have a rule."""
    wanted = [row for row in constraints if row.kind in kinds and (row.id in by or not row.left_out)]
    return 100 * sum(row.id in by for row in wanted) / len(wanted)


def _print(constraints: list[Row], by: dict[str, list[str]], missing: bool) -> None:
    groups: dict[str, list[Row]] = {}
    for row in constraints:
        groups.setdefault(row.group, []).append(row)
    for group, members in groups.items():
        with_rule = sum(row.id in by for row in members)
        without = [row for row in members if row.id not in by and not row.left_out]
        if missing and not without:
            continue
        left = len(members) - with_rule - len(without)
        print(f"\n{group}: {with_rule} of {len(members)} covered, {left} left out, {len(without)} missing")
        for row in without if missing else members:
            by_rules = ", ".join(by.get(row.id, ()))
            note = by_rules or (f"left out: {row.left_out}" if row.left_out else "MISSING")
            print(f"  {row.id:11} {row.kind:9} {row.grade:3.3} {row.text}: {note}")


def main(arguments: list[str] | None = None) -> int:
    """Print the catalogue; with ``--check`` return 1 if a figure is not reached."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--missing", action="store_true", help="only the constraints without a rule")
    parser.add_argument("--check", action="store_true", help="only the figures, as a test")
    given = parser.parse_args(arguments)
    constraints, by, shown = rows(), covered(), proven()
    if not given.check:
        _print(constraints, by, given.missing)
        _print_proofs(constraints, by, shown)
        print()
    counted = {covers: by[covers] for covers in shown if covers in by}
    failing = percentage(constraints, counted, FAILING)
    peers = percentage(constraints, counted, ("peer",))
    every = percentage(constraints, counted, (*FAILING, "practice", "security", "cost"))
    print(f"{failing:.1f} % of the constraints whose breach is refused, fails or hangs (goal: {GOAL:g} %)")
    print(f"{every:.1f} % of all constraints with a defect")
    print(f"{peers:.1f} % of the checks of other tools (goal: {PEERS_GOAL:g} %)")
    wrong = [f"not in the catalogue: {line}" for line in unknown(constraints, by)]
    wrong += [f"claimed, and shown by no example: {covers}" for covers in unproven(by, shown)]
    wrong += [f"softer, without a reason: {line}" for line in softer(constraints, shown).keys() - reasons()]
    for line in wrong:
        print(line)
    return 1 if given.check and (failing < GOAL or peers < PEERS_GOAL or wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
