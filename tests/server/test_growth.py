"""Thousands of edits leave nothing behind, and each costs what the first ones did."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from tests.conftest import ROOT
from tests.server.editor import Editor
from tests.steps import calls

EDITS = 2000


def edit(editor: Editor, count: int) -> None:
    """Change the size of the task, over and over, with a service open that is linked to it."""
    for number in range(count):
        old, new = ('"512",\n  "memory"', '"256",\n  "memory"')[:: 1 if number % 2 == 0 else -1]
        editor.replace("task-definition.json", old, new)
        if number % 50 == 0:
            for name in ("task-definition.json", "service.json"):
                editor.ask("textDocument/hover", editor.at(name, '"', 1))
                document = {"textDocument": {"uri": editor.uri(name)}}
                editor.ask("textDocument/codeLens", document)


def objects() -> int:
    gc.collect()
    return len(gc.get_objects())


@pytest.mark.slow
def test_memory_stays_as_it_was(tmp_path: Path) -> None:
    for path in (ROOT / "examples").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    editor = Editor(tmp_path)
    editor.open("task-definition.json")
    editor.open("service.json")
    edit(editor, 300)
    before = objects()
    edit(editor, EDITS)
    assert objects() - before < 200


@pytest.mark.slow
def test_an_edit_costs_what_the_first_did(tmp_path: Path) -> None:
    for path in (ROOT / "examples").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    editor = Editor(tmp_path)
    editor.open("task-definition.json")
    editor.open("service.json")
    edit(editor, 10)
    one = calls(lambda: edit(editor, 2))
    edit(editor, 300)
    assert calls(lambda: edit(editor, 2)) < 1.02 * one


@pytest.mark.slow
def test_many_files_opened_and_closed_are_forgotten(tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    text = (ROOT / "examples" / "task-definition.json").read_text()

    def visit(count: int) -> None:
        for number in range(count):
            editor.open(f"{number}.json", text)
            editor.tell("textDocument/didClose", {"textDocument": {"uri": editor.uri(f"{number}.json")}})
            editor.published.clear()
            editor._texts.clear()

    visit(300)
    before = objects()
    visit(300)
    assert objects() - before < 200
    assert sys.getrefcount(editor.server) < 100
