"""Files that nobody made for us: no request fails, whatever is in them and however far an edit has come."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

from ecslint import api
from ecslint.documents.sniff import sniff
from ecslint.source.discovery.walk import SUFFIXES
from tests.conftest import CORPUS, ROOT
from tests.server.editor import Editor, position

FILES = 100
EDITED = 10
PLACES = 3
"""Positions of a wild file at which something is asked."""
SLICE = 40
"""Edits of a file in the usual run; the slow one makes one at every position."""
ALL = {"start": {"line": 0, "character": 0}, "end": {"line": 99999, "character": 0}}
OF_A_FILE = (
    *("documentSymbol", "foldingRange", "documentLink", "semanticTokens/full", "inlayHint", "codeLens"),
    "codeAction",
)
OF_A_PLACE = ("hover", "completion", "definition", "references", "documentHighlight", "prepareRename")


def wild() -> list[Path]:
    """Return files of the corpus that are recognised or might be, the same ones each time."""
    found = []
    for path in sorted((CORPUS / "wild").rglob("*")) if CORPUS.is_dir() else ():
        is_small = path.name.endswith(SUFFIXES) and path.is_file() and path.stat().st_size < 60_000
        if is_small and sniff(path.read_bytes()):
            found.append(path)
    step = max(1, len(found) // FILES)
    return found[::step][:FILES]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").replace("\x00", "")


def ask_everything(editor: Editor, name: str, text: str, places: int) -> None:
    document = {"textDocument": {"uri": editor.uri(name)}, "range": ALL, "context": {"diagnostics": []}}
    for method in OF_A_FILE:
        editor.ask(f"textDocument/{method}", document)
    for offset in spread(len(text), places):
        at: dict[str, Any] = {**document, "position": position(text, offset), "context": {}}
        for method in OF_A_PLACE:
            at["context"] = {"includeDeclaration": True} if method == "references" else {"triggerKind": 1}
            editor.ask(f"textDocument/{method}", at)


def spread(length: int, places: int) -> Iterator[int]:
    yield from sorted({length * number // places for number in range(places + 1)})


@pytest.mark.parametrize("path", sorted((ROOT / "examples").iterdir()), ids=lambda path: path.name)
def test_examples_answer_everything(path: Path, tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    text = text_of(path)
    editor.open(path.name, text)
    ask_everything(editor, path.name, text, 30)
    assert editor.shown == []


@pytest.mark.needs("corpus")
@pytest.mark.parametrize(
    "every", [pytest.param(20, id="some"), pytest.param(1, id="all", marks=pytest.mark.slow)]
)
def test_wild_files_answer_everything(every: int, tmp_path: Path) -> None:
    paths = wild()
    assert len(paths) == FILES
    for number, path in enumerate(paths[::every]):
        folder = tmp_path / str(number)
        folder.mkdir()
        editor = Editor(folder)
        text = text_of(path)
        editor.open(path.name, text)
        ask_everything(editor, path.name, text, PLACES)
        assert editor.shown == [], path


@pytest.mark.needs("corpus")
@pytest.mark.parametrize(
    "every", [pytest.param(20, id="some"), pytest.param(1, id="all", marks=pytest.mark.slow)]
)
def test_wild_files_get_what_the_command_line_says(every: int, tmp_path: Path) -> None:
    for number, path in enumerate(wild()[::every]):
        if path.name.endswith((".tf", ".tftpl", ".tpl", ".tmpl")):
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        text = text_of(path)
        (folder / path.name).write_text(text, encoding="utf-8", newline="")
        report = api.lint_paths([str(folder)])
        shown = Editor(folder).open(path.name, text)
        expected = sorted((f.rule, f.span.start.line - 1, f.message) for f in report.findings)
        got = sorted(
            (d["code"], d["range"]["start"]["line"], d["message"].partition(" (when ")[0]) for d in shown
        )
        assert [g[:2] for g in got] == [e[:2] for e in expected], path


def edit_everywhere(path: Path, folder: Path, places: int) -> None:
    """Insert a character and take it back, and delete one and put it back, at many positions of a file."""
    folder.mkdir()
    editor = Editor(folder)
    text = text_of(path)
    editor.open(path.name, text)
    file = editor.server.store.open[str(folder / path.name)]
    for offset, letter in zip(spread(len(text), places), cycle('"{,:[ -\n'), strict=False):
        here = position(text, offset)
        editor.change(path.name, {"range": {"start": here, "end": here}, "text": letter})
        editor.clock.run()
        editor.ask(
            "textDocument/completion", {"textDocument": {"uri": editor.uri(path.name)}, "position": here}
        )
        behind = position(text[:offset] + letter + text[offset:], offset + 1)
        editor.change(path.name, {"range": {"start": here, "end": behind}, "text": ""})
        assert file.text.source == text
    editor.clock.run()
    assert editor.shown == [], path


def smallest() -> list[Path]:
    return sorted(wild(), key=lambda path: (path.stat().st_size, str(path)))[20 : 20 + EDITED]


@pytest.mark.needs("corpus")
@pytest.mark.parametrize("number", range(EDITED))
def test_edits_never_crash(number: int, tmp_path: Path) -> None:
    edit_everywhere(smallest()[number], tmp_path / "x", SLICE)


@pytest.mark.slow
@pytest.mark.needs("corpus")
@pytest.mark.parametrize("number", range(EDITED))
def test_edits_at_every_position_never_crash(number: int, tmp_path: Path) -> None:
    path = smallest()[number]
    edit_everywhere(path, tmp_path / "x", len(text_of(path)))
