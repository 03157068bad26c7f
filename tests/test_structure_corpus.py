"""Real failures, rebuilt: their corrected twins have no structural problem."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ecslint.source.read import load
from ecslint.validation.walk import structural_problems

SIGNS = {"containerDefinitions": "task-definition", "serviceName": "service"}


def schema_of(data: Any) -> str | None:
    """Return the schema that a corrected file must fulfil."""
    if isinstance(data, list) and data and isinstance(data[0], dict) and "image" in data[0]:
        return "container-definitions"
    keys = data if isinstance(data, dict) else {}
    return next((schema for sign, schema in SIGNS.items() if sign in keys), None)


def test_corrected_files_have_no_structural_problem(corpus: Path) -> None:
    twins = [*(corpus / "incidents").rglob("good*"), *(corpus / "incidents").rglob("good/*")]
    checked = 0
    for path in sorted(twins):
        if not path.is_file() or path.suffix not in (".json", ".yaml", ".yml"):
            continue
        for document in load(str(path), path.read_bytes()):
            schema = schema_of(document.data)
            if schema is not None:
                checked += 1
                assert structural_problems(schema, document.data) == [], path
    assert checked >= 30
