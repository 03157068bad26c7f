"""Real failures, rebuilt: their corrected twins have no structural problem."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ecslint.structure import structural_problems

SIGNS = {"containerDefinitions": "task-definition", "serviceName": "service"}


def schema_of(data: Any) -> str | None:
    """Return the schema that a corrected file must fulfil."""
    if isinstance(data, list) and data and isinstance(data[0], dict) and "image" in data[0]:
        return "container-definitions"
    keys = data if isinstance(data, dict) else {}
    return next((schema for sign, schema in SIGNS.items() if sign in keys), None)


def test_corrected_files_have_no_structural_problem(corpus: Path) -> None:
    checked = []
    for path in sorted((corpus / "incidents").rglob("good*")) + sorted(
        (corpus / "incidents").rglob("good/*")
    ):
        if not path.is_file() or path.suffix not in (".json", ".yaml", ".yml"):
            continue
        text = path.read_text(encoding="utf-8-sig").replace("!", "")
        data = yaml.safe_load(text)
        schema = schema_of(data)
        if schema is not None:
            checked.append(path)
            assert structural_problems(schema, data) == [], path
    assert len(checked) >= 30
