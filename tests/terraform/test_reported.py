"""Deployments written in Terraform that failed in public reports, rebuilt small, with a corrected twin."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ecslint.finding import Finding, Severity
from tests.terraform.test_modules import lint

CASES = sorted((Path(__file__).parent.parent / "cases" / "terraform").iterdir())


def at(findings: list[Finding], file: str, line: int) -> bool:
    return any(finding.span.start.line == line and finding.path.endswith(file) for finding in findings)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reported_where_it_is(case: Path, tmp_path: Path) -> None:
    case = Path(shutil.copytree(case, tmp_path / "case"))  # out of this repository, whose scripts would count
    given = json.loads((case / "case.json").read_text(encoding="utf-8"))
    severity = Severity.ERROR if given["severity"] == "error" else Severity.WARNING
    bad = lint(case / "bad", severity)
    assert at(bad, given["file"], given["line"]), [(f.rule, f.span.start.line, f.message) for f in bad]
    assert lint(case / "good") == []
    calm = lint(case / "good", severity)
    assert len(calm) < len(bad)
