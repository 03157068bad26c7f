"""Diagnostics: what the command line finds, at the same places, while files are edited."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from ecslint import api
from tests.conftest import ROOT
from tests.server.editor import Editor, codes

TASK = """{
  "family": "web",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "cpu": "256",
  "memory": "512",
  "containerDefinitions": [{"name": "app", "image": "nginx:1.27"}]
}
"""


def test_opening_and_editing_publishes(tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    before = codes(editor.open("td.json", TASK))
    assert "ECS101" not in before
    found = editor.replace("td.json", '"512"', '"4096"')
    assert "ECS101" in codes(found)
    wrong = next(each for each in found if each["code"] == "ECS101")
    assert wrong["range"] == {"start": {"line": 5, "character": 12}, "end": {"line": 5, "character": 18}}
    assert wrong["severity"] == 1
    assert wrong["source"] == "ecslint"
    assert wrong["codeDescription"]["href"].endswith("/ECS101-fargate-task-size/")
    assert "relatedInformation" in wrong
    assert codes(editor.replace("td.json", '"4096"', '"512"')) == before


@pytest.mark.parametrize("name", ["task-definition.json", "service.json", "template.yaml", "appspec.yaml"])
def test_examples_get_what_the_command_line_says(name: str, tmp_path: Path) -> None:
    for path in (ROOT / "examples").iterdir():
        shutil.copy(path, tmp_path / path.name)
    editor = Editor(tmp_path)
    shown = editor.open(name)
    expected = api.lint_paths([str(tmp_path)]).findings
    assert sorted(codes(shown)) == sorted(f.rule for f in expected if f.path.endswith(f"/{name}"))


def test_typing_is_linted_once(tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    editor.open("td.json", TASK)
    sent = len(editor.messages)
    for letter in "web":
        editor.change("td.json", {"range": _at(1, 13), "text": letter})
    assert len(editor.messages) == sent
    assert len(editor.clock.waiting) == 1
    editor.clock.run()
    assert len(editor.messages) == sent + 1


def _at(line: int, character: int) -> dict[str, dict[str, int]]:
    place = {"line": line, "character": character}
    return {"start": place, "end": place}
