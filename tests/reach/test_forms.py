"""Templates that mean the same are judged the same, whatever they are written with."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import run
from ecslint.source.read import load
from tests.reach.cfn_yaml import loaded
from tests.reach.forms import FORMS, formed
from tests.reach.test_reported import WAYS

pytestmark = pytest.mark.same_everywhere

FILES = sorted((Path(__file__).parent.parent / "cases" / "reach").glob("*/*.yaml"))
EVERY = bool(os.environ.get("ECSLINT_EXHAUSTIVE"))
CHOSEN = [
    (path, form)
    for number, path in enumerate(FILES)
    for place, form in enumerate(FORMS)
    if EVERY or (number + place) % (2 * len(FORMS)) == 0
]
"""Each form with several files, half of them in all; every file in every form where that is asked for."""


def told(made: dict[str, Any]) -> set[tuple[str, str]]:
    """Return rule and severity of what the rules on ways, roles and instances find in a template."""
    documents = load("template.json", json.dumps(made, default=str).encode())
    result = run([read(document) for document in documents], Configuration(isolated=True))
    assert result.crashes == []
    found = {(f.rule, str(f.severity)) for f in result.findings if WAYS.match(f.rule)}
    return {each for each in found if each[1] != "info"}  # advice on the order changes with the resources


@pytest.mark.parametrize(
    ("path", "form"), CHOSEN, ids=lambda value: getattr(value, "parent", Path(value)).name
)
def test_another_form_is_judged_the_same(path: Path, form: str) -> None:
    made = loaded(path)
    assert told(formed(made, form)) == told(made)


@pytest.mark.parametrize("path", FILES[::4], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_a_macro_fills_in_makes_no_finding(path: Path) -> None:
    """``Fn::Transform`` may add any property: what is told with it is told without it."""
    made = loaded(path)
    before = told(made)
    for item in made["Resources"].values():
        if isinstance(item.get("Properties"), dict):
            item["Properties"]["Fn::Transform"] = {"Name": "Own", "Parameters": {}}
    assert told(made) <= before
