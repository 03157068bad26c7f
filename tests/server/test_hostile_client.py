"""A client that sends nonsense, and files that want to steer the editor that shows them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

pytest.importorskip("pygls")

from ecslint.server import store
from ecslint.server.options import read_options
from ecslint.server.texts import Change, Text
from tests.conftest import HANGS, ROOT
from tests.server.editor import Editor
from tests.server.test_diagnostics import TASK
from tests.steps import Work, assert_linear

URIS = (
    "file://",
    "file:///",
    "file:",
    "file://[::1",
    "file://host/share/a.json",
    "file:///%ff%fe.json",
    "",
    "x",
    "file:///tmp/%00x/a.json",
    "file:///dev/stdin",
    "untitled:1",
    "git:/x.json?{}",
    "file:///ecslint.toml/",
    "file:///" + "a/" * 5000 + "t.json",
    "file:///tmp/../../../etc/passwd",
    "file:///\ud800.json",
    "x" * 100_000,
)


@pytest.mark.parametrize("uri", URIS, ids=lambda uri: uri[:20].encode("ascii", "replace").decode())
def test_whatever_a_uri_is_the_text_is_linted(uri: str, tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    item = {"uri": uri, "languageId": "json", "version": 1, "text": TASK.replace('"512"', '"600"')}
    editor.tell("textDocument/didOpen", {"textDocument": item})
    assert editor.shown == []
    at = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 3}}
    editor.ask("textDocument/hover", at)
    editor.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert editor.shown == []


def test_a_text_of_more_than_is_read_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TASK.replace('"512"', '"600"')
    monkeypatch.setattr(store, "MAX_BYTES", len(text))
    editor = Editor(tmp_path)
    assert editor.open("td.json", text)
    assert editor.open("long.json", f"{text} ") == []
    editor.change("td.json", {"text": f"{text} "})
    editor.clock.run()
    assert editor.published["td.json"] == []


@pytest.mark.parametrize(
    "place", [(0, 5, 0, 1), (99_999_999, 0, 0, 0), (2**31 - 1, 0, 2**31 - 1, 2**31 - 1), (0, 10**9, 0, 10**9)]
)
def test_edits_out_of_range_are_taken_at_the_nearest_place(
    place: tuple[int, int, int, int], tmp_path: Path
) -> None:
    editor = Editor(tmp_path)
    editor.open("td.json", TASK)
    start, end = ({"line": place[i], "character": place[i + 1]} for i in (0, 2))
    editor.change("td.json", {"range": {"start": start, "end": end}, "text": " "})
    editor.clock.run()
    for method in ("hover", "completion", "definition", "references", "prepareRename", "documentHighlight"):
        params: dict[str, Any] = {"textDocument": {"uri": editor.uri("td.json")}, "position": start}
        if method == "references":
            params["context"] = {"includeDeclaration": True}
        editor.ask(f"textDocument/{method}", params)
    assert editor.shown == []


def test_edits_of_many_cursors_are_those_one_after_another() -> None:
    random = Random(7)
    for _ in range(400):
        source = "".join(random.choice("ab\n\r\té😀") for _ in range(40))
        text = Text(source)
        places = sorted(random.randrange(len(source) + 1) for _ in range(random.choice((2, 4, 6))))
        pairs = list(zip(places[::2], places[1::2], strict=True))[::-1]
        changes = [
            Change(
                random.choice(("", "x", "\n", "\r", "é😀")),
                text.position(start, "utf-16"),
                text.position(end, "utf-16"),
            )
            for start, end in pairs
        ]
        together = text.edited(changes, 2, "utf-16")
        alone = text
        for change in changes:
            alone = alone.edited([change], 2, "utf-16")
        assert together.source == alone.source, (source, changes)


def test_edits_of_many_cursors_take_steps_in_proportion_to_their_number() -> None:
    def edits(size: int) -> Work:
        text = Text("a b\n" * size)
        changes = [Change("x", (line, 2), (line, 3)) for line in reversed(range(size))]
        return lambda: text.edited(changes, 2, "utf-16")

    assert_linear(edits, 500)
    assert Text("a b\n" * 9).edited([Change("x", (n, 2), (n, 3)) for n in (7, 3, 0)], 1, "utf-8").source == (
        "a x\na b\na b\na x\na b\na b\na b\na x\na b\n"
    )


def test_a_setting_without_end_is_told_in_short() -> None:
    _, wrong = read_options({"select": ["x" * 1_000_000], "y" * 1_000_000: 1, "delay": 10**4000})
    assert len(wrong) == 3
    assert all(len(line) <= 300 for line in wrong)


@pytest.mark.parametrize(
    "name",
    ["![x](https://example.com/t.png)", "[a](command:x)", "<img src=x>", "\\<img src=x>", "[a]: x", "[a][b]"],
)
def test_nothing_of_a_file_is_a_link_or_picture_in_hover(name: str, tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    editor.open(
        "td.json", json.dumps({"family": name, "cpu": name, "containerDefinitions": [{"name": name}]})
    )
    shown = ""
    for words in ('"family": ', '"cpu": ', '"name": '):
        found = editor.ask("textDocument/hover", editor.at("td.json", words, len(words) + 1))
        shown += found["contents"]["value"] if found else ""
    assert shown
    for piece in ("](https://example", "](command:", "<img", "]: x", "][b]"):
        assert piece not in shown


BODIES = (
    b"{",
    b"\xff\xfe\x00",
    b"[]",
    b"null",
    b"1",
    b'"x"',
    b"{}",
    b"[" * 100_000,
    b'{"jsonrpc":"2.0","id":1e400}',
    b'{"jsonrpc":"2.0","id":{"a":1},"method":"textDocument/hover","params":7}',
    b'{"jsonrpc":"2.0","id":7,"result":{}}',
    b'{"jsonrpc":"2.0","id":"x","error":7}',
    b'{"jsonrpc":"2.0","id":8,"method":"workspace/executeCommand","params":{"command":"os.system"}}',
    b'{"jsonrpc":"2.0","id":8,"method":"workspace/executeCommand","params":{"command":"ecslint.report",'
    b'"arguments":[{"a":1},[1]]}}',
    b'{"jsonrpc":"2.0","method":"textDocument/didOpen","params":[]}',
)


def _message(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def _server(*parts: bytes) -> subprocess.CompletedProcess[bytes]:
    start = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}
    return subprocess.run(
        [sys.executable, "-m", "ecslint", "server"],
        input=_message(json.dumps(start).encode()) + b"".join(parts),
        capture_output=True,
        cwd=ROOT,
        timeout=HANGS,
        check=False,
    )


def test_broken_messages_do_not_end_the_server() -> None:
    ends = [b'{"jsonrpc":"2.0","id":99,"method":"shutdown"}', b'{"jsonrpc":"2.0","method":"exit"}']
    done = _server(*map(_message, (*BODIES, *ends)))
    assert done.returncode == 0
    assert done.stderr == b""
    assert b'"id": 99' in done.stdout or b'"id":99' in done.stdout


@pytest.mark.parametrize(
    "head",
    [b"X: y\r\n\r\n{}", b"Content-Length: -5\r\n\r\n", b"Content-Length: " + b"9" * 6000 + b"\r\n\r\n{}"],
)
def test_a_broken_header_ends_it_without_a_traceback(head: bytes) -> None:
    done = _server(head)
    assert done.returncode in (1, 2)
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") <= 1
