"""Suppressions hold until the end of their last day, whatever day it is that the tests are run."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from ecslint.config.lookup import Configuration
from ecslint.engine.inputs import Inputs
from ecslint.engine.run import run
from ecslint.suppression.apply import apply

TASK = '{"family": "web", "containerDefinitions": [{"name": "a", "image": "b:1", "memory": 64, "bogus": 1}]}'
SETTINGS = """
[[suppress]]
rule = "ECS010"
file = "td.json"
reason = "known"
expires = 2027-03-31
"""


@pytest.mark.parametrize(("day", "silenced"), [("2027-03-30", 1), ("2027-03-31", 1), ("2027-04-01", 0)])
def test_a_suppression_ends_with_its_last_day(
    day: str, silenced: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "td.json").write_text(TASK)
    configuration = Configuration()
    result = run(Inputs(["td.json"], configuration=configuration), configuration)
    found = [finding for finding in result.findings if finding.rule == "ECS010"]
    assert len(found) == 1
    (tmp_path / "ecslint.toml").write_text(SETTINGS)
    documents = [unit.document for unit in result.units]
    kept, quiet, notes = apply(found, documents, Configuration(), datetime.date.fromisoformat(day))
    assert (len(kept), len(quiet)) == (1 - silenced, silenced)
    assert any("expired on 2027-03-31" in note[1] for note in notes) == (not silenced)
