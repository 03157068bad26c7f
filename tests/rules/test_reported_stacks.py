"""Templates and inputs that failed in public reports, rebuilt small, with a corrected twin and the source."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.command import invoke

CASES = sorted((Path(__file__).parent.parent / "cases" / "reported").iterdir())


def findings(path: Path) -> list[tuple[str, str]]:
    """Return severity and pointer of what is reported on a file, advice left out."""
    arguments = ["check", "--isolated", "--no-cache", "--format", "json", str(path)]
    result = invoke(arguments)
    found = json.loads(result.stdout)["findings"]
    return [(f["severity"], f["pointer"]) for f in found if f["severity"] != "info"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reported_where_it_is(case: Path, tmp_path: Path) -> None:
    case = Path(shutil.copytree(case, tmp_path / "case"))  # out of this repository, whose scripts would count
    given = json.loads((case / "case.json").read_text(encoding="utf-8"))
    expected = given["expect"]
    severity = given.get("severity", "error")
    name = expected["file"]
    bad = findings(case / name)
    pointers = (expected["pointer"], *expected["alt_pointers"])
    assert any((severity, pointer) in bad for pointer in pointers), bad
    assert [
        pointer for level, pointer in findings(case / name.replace("bad", "good")) if level == "error"
    ] == []
