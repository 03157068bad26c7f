"""Failures that users reported in public, rebuilt small: found where they are, and silent once corrected.

``rule`` is empty for a report that no rule finds: its file does not prove anything.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import invoke

FOLDER = Path(__file__).parent
CASES = [case for file in sorted(FOLDER.glob("*.json")) for case in json.loads(file.read_text())]


def findings(folder: Path, data: Any) -> list[dict[str, Any]]:
    file = folder / "task-definition.json"
    file.write_text(json.dumps(data, indent=1))
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(file)])
    assert result.exit_code in (0, 1), result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_report(case: dict[str, Any], tmp_path: Path) -> None:
    found = {(f["rule"], f["pointer"]) for f in findings(tmp_path, case["bad"])}
    wanted = {(case["rule"], pointer) for pointer in case["pointers"]}
    assert bool(found & wanted) is bool(case["rule"])
    corrected = findings(tmp_path, case["good"])
    assert not {(f["rule"], f["pointer"]) for f in corrected} & wanted
    assert [f["message"] for f in corrected if f["severity"] == "error"] == []
