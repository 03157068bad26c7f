"""The JSON of ``cost``, ``capacity`` and ``rollout`` is what their published schemas say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.command import invoke
from tests.conftest import ROOT
from tests.share import share

NAMES = ("capacity-report", "cost-report", "rollout-report")


def schema(name: str) -> Any:
    return json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))


def report(*arguments: str) -> Any:
    result = invoke([*arguments, "--isolated", "--format", "json"])
    return json.loads(result.stdout)


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_sound_and_published(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))
    shown = invoke(["schema", name]).output
    assert json.loads(shown) == schema(name)


def test_reports_of_the_examples(tmp_path: Path) -> None:
    examples = str(ROOT / "examples")
    parameters = tmp_path / "none.json"
    parameters.write_text("{}")
    for words in (
        ["cost", examples, "--region", "us-east-1"],
        ["cost", examples],
        ["cost", str(tmp_path)],
        ["cost", examples, "--diff", examples, "--region", "eu-west-1"],
        ["cost", examples, "--parameters", str(parameters), "--parameters", str(parameters)],
        ["capacity", examples],
        ["rollout", examples],
        ["rollout", examples, "--boot-seconds", "600"],
    ):
        jsonschema.validate(report(*words), schema(f"{words[0]}-report"))


def test_reports_of_the_corpus(corpus: Path, tmp_path: Path) -> None:
    for name in ("rollout", "cost", "capacity"):
        for path in share(sorted((corpus / "vectors").glob("*/*.json")), 4, name):
            vector = json.loads(path.read_text())
            file = tmp_path / vector["file_name"]
            file.write_text(json.dumps(vector["input"]))
            jsonschema.validate(report(name, str(file)), schema(f"{name}-report"))
