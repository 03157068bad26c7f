"""The catalogue of constraints and the rules that cover them."""

from __future__ import annotations

import pytest

from ecslint.catalogue import pages as catalogue
from ecslint.testing.examples import examples
from tools import coverage

ROWS = coverage.rows()
BY = coverage.covered()


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


def test_what_is_shown_is_told_from_what_is_claimed() -> None:
    shown = coverage.proven()
    assert coverage.unproven(BY, shown)
    assert {"net-9", "cd-1", "lb-22"} <= set(shown)
