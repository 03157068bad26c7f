"""Plans with the faults of reports, written as ``terraform show -json`` prints them, with corrected twins.

They have what real plans have beside the fault: nulls and empty lists for what was not written, computed
arguments that are not known, policies attached by resources of their own, modules with keys, updates.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecslint.config.lookup import Configuration
from ecslint.engine.inputs import Inputs
from ecslint.engine.run import run
from ecslint.finding import Finding, Severity

CASES = sorted((Path(__file__).parent.parent / "cases" / "plans").iterdir())
WARNED = {"12-breaker-with-code-deploy", "18-target-group-without-listener"}
"""Faults that are warnings: the provider or AWS may let them pass."""


def lint(path: Path, severity: Severity) -> list[Finding]:
    result = run(list(Inputs([str(path)])), Configuration())
    assert result.crashes == []
    return [finding for finding in result.findings if finding.severity >= severity]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_found_in_the_plan_and_not_in_its_twin(case: Path) -> None:
    given = json.loads((case / "case.json").read_text(encoding="utf-8"))
    is_error = given["severity"] == "error" and case.name not in WARNED
    least = Severity.ERROR if is_error else Severity.WARNING
    found = lint(case / "bad.json", least)
    assert any(given["address"] in (each.pointer or "") for each in found), [
        (each.rule, each.pointer) for each in found
    ]
    assert lint(case / "good.json", Severity.ERROR) == []
    said = {each.message for each in lint(case / "good.json", Severity.WARNING)}
    assert {each.message for each in found} - said
