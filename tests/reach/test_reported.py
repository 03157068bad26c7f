"""Stacks whose tasks never ran, as people reported them: each is found, and its corrected twin is silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import invoke

CASES = sorted((Path(__file__).parent.parent / "cases" / "reach").iterdir())
RANKS = ("info", "warning", "error")


def findings(path: Path) -> set[tuple[str, str, str]]:
    """Return severity, rule and pointer of what is reported on a template."""
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(path)])
    return {(f["severity"], f["rule"], f["pointer"]) for f in json.loads(result.stdout)["findings"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_found_where_it_is_and_silent_when_corrected(case: Path) -> None:
    given = json.loads((case / "case.json").read_text(encoding="utf-8"))
    expected, least = given["expect"], RANKS.index(given["severity"])
    good = findings(case / "good.yaml")
    added = findings(case / "bad.yaml") - good
    pointers = {expected["pointer"], *expected["alt_pointers"]}
    assert any(at in pointers and RANKS.index(severity) >= least for severity, _, at in added), added
    assert [found for found in good if found[0] == "error"] == []
