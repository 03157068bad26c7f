"""The catalogue of constraints and the rules that cover them."""

from __future__ import annotations

from functools import cache

import pytest

from ecslint.catalogue import pages as catalogue
from ecslint.testing.examples import examples
from tools import coverage

ROWS = coverage.rows()
BY = coverage.covered()


@cache
def shown() -> dict[str, list[coverage.Proof]]:
    """Return what the examples show."""
    return coverage.proven()


def test_ids_are_unique_and_complete() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS) == 766 + 189
    assert all(row.text and row.kind and row.grade for row in ROWS)


def test_rules_cover_only_what_the_catalogue_has() -> None:
    assert coverage.unknown(ROWS, BY) == []


@pytest.mark.parametrize(
    ("kinds", "goal"), [(coverage.FAILING, coverage.GOAL), (("peer",), coverage.PEERS_GOAL)]
)
def test_enough_is_covered(kinds: tuple[str, ...], goal: float) -> None:
    assert coverage.percentage(ROWS, BY, kinds) >= goal


def test_what_is_missing_and_what_is_wrong_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert coverage.main(["--missing"]) == 0
    shown = capsys.readouterr().out
    assert all(row.id in shown for row in ROWS if row.id not in BY and not row.left_out)
    assert coverage.unknown(ROWS, {"net-999": ["ECS101"], "cfn-lint:E1": ["ECS101"]}) == ["net-999 (ECS101)"]


def test_a_row_that_no_file_can_show_does_not_count() -> None:
    rows = [
        coverage.Row("a-1", "reject", "R", "covered", ""),
        coverage.Row("a-2", "reject", "R", "missing", ""),
        coverage.Row("a-3", "reject", "R", "left out", "only AWS"),
        coverage.Row("a-4", "cost", "R", "of another kind", ""),
    ]
    assert coverage.percentage(rows, {"a-1": ["ECS101"]}, ("reject",)) == 50


def test_an_example_shows_what_its_page_covers() -> None:
    for rule in catalogue.rules():
        path = coverage.PATH.parent / f"{rule.id}-{rule.name}.md"
        shown = {covers for example in examples(path) for covers in example.covers}
        assert shown <= set(rule.values("covers")), path.name


def test_all_that_is_claimed_is_shown() -> None:
    assert coverage.unproven(BY, shown()) == []
    assert coverage.unproven({**BY, "net-999": ["ECS101"]}, shown()) == ["net-999"]


def test_only_what_is_no_defect_is_shown_by_silence() -> None:
    kinds = {row.id: row.kind for row in ROWS}
    by_silence = {i for i, proofs in shown().items() if all(p.severity == coverage.SILENT for p in proofs)}
    assert {kinds[covers] for covers in by_silence} == set(coverage.HARMLESS)
    for rule in catalogue.rules():
        for example in examples(coverage.PATH.parent / f"{rule.id}-{rule.name}.md"):
            if example.kind == "good":
                assert {kinds[covers] for covers in example.covers} <= set(coverage.HARMLESS), example


def test_most_constraints_are_tried_in_several_forms() -> None:
    forms = {
        i: {form for proof in proofs for form in (*proof.forms, proof.kind)} for i, proofs in shown().items()
    }
    assert sum(len(found) > 1 for found in forms.values()) > 0.95 * len(forms)


def test_pages_say_why_a_rule_is_softer_than_its_row() -> None:
    assert coverage.softer(ROWS, shown()).keys() == coverage.reasons().keys()
