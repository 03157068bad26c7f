"""What AWS refuses, a small file for each sentence: each is said with its severity.

``tests/cases/sentences.json`` has the files. Numbers group them: 6 and 7 are severities, 8 functions of
templates, 9 load balancing, 10 CodeDeploy, 11 capacity, 12 schedules, 13
deployments and scaling, 14 empty values and ranges.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import invoke

SENTENCES: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent.parent / "cases" / "sentences.json").read_text(encoding="utf-8")
)
ADVICE = frozenset({"ECS523", "ECS709", "ECS744"})
"""Rules that have nothing to do with the sentences."""


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentence(sentence: str, tmp_path: Path) -> None:
    case = SENTENCES[sentence]
    file = tmp_path / case["file"]
    file.write_text(case["text"], encoding="utf-8")
    result = invoke(["check", "--isolated", "--no-cache", "--format", "json", str(file)])
    found = [(f["rule"], f["severity"]) for f in json.loads(result.stdout)["findings"]]
    told = [level for rule, level in found if rule not in ADVICE and level != "info"]
    assert told, found
    assert case["severity"] in told, found
    assert case["severity"] == "error" or "error" not in told, found
