"""Tasks that failed for what runs inside them, as reported: rebuilt small, with a corrected twin."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import invoke

CASES = sorted((Path(__file__).parent.parent / "cases" / "inside").iterdir())


def findings(case: Path, which: str) -> list[tuple[str, str, str]]:
    """Return rule, severity and pointer of what is reported on a file of a case, or on a folder of files."""
    folder = case / which
    path = folder if folder.is_dir() else next(case.glob(f"{which}.*"))
    arguments = ["check", "--isolated", "--no-cache", "--profile", "strict", "--format", "json", str(path)]
    found = json.loads(invoke(arguments).stdout)["findings"]
    return [(f["rule"], f["severity"], f["pointer"]) for f in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reported_where_it_is(case: Path) -> None:
    given = json.loads((case / "case.json").read_text(encoding="utf-8"))
    bad, good = findings(case, "bad"), findings(case, "good")
    assert any(rule == given["rule"] and pointer in given["pointers"] for rule, _, pointer in bad), bad
    assert given["rule"] not in {rule for rule, _, _ in good}, good
    assert "error" not in {severity for _, severity, _ in good}, good
