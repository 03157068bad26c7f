"""``python -m benchmarks.server``: what an edit, a completion and a start of the language server cost.

Start is compared with a server that does nothing, made of the same library; the rest is processor time of the
server's own process, without the editor's. The least of several rounds counts.
"""

from __future__ import annotations

import argparse
import functools
import gc
import json
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import samples
from benchmarks.measure import PYTHON, compare
from ecslint.base.collector import COLLECTING

BARE = """
import sys
from lsprotocol import types
from pygls.lsp.server import LanguageServer
server = LanguageServer("bare", "1")
@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def opened(params): pass
server.start_io()
"""
"""The least that a server of this library can be."""

CLIENT = """
import json, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
def send(message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    process.stdin.write(b"Content-Length: %d\\r\\n\\r\\n" % len(body) + body)
    process.stdin.flush()
def receive():
    length = 0
    while (line := process.stdout.readline().strip()):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return json.loads(process.stdout.read(length))
send({"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}})
receive()
send({"id": 2, "method": "shutdown"})
receive()
send({"method": "exit"})
process.wait()
"""
"""Starts a server, greets it and lets it go."""


class _Sink:
    """Takes what the server writes."""

    def write(self, data: bytes) -> None:
        del data

    def close(self) -> None:
        pass


class _Editor:
    """An editor in this process whose clock stands still."""

    def __init__(self) -> None:
        from ecslint.server.app import connect

        self._waiting: list[Callable[[], None]] = []
        self.server = connect(self._later)
        self.server.protocol.set_writer(_Sink())
        self._version = 0
        greeting: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": {}}
        self.send({"id": 1, "method": "initialize", "params": greeting})

    def _later(self, delay: float, function: Callable[[], None]) -> Any:
        del delay
        self._waiting = [function]
        return self

    def cancel(self) -> None:
        self._waiting = []

    def send(self, message: dict[str, Any]) -> None:
        protocol = self.server.protocol
        text = json.dumps({"jsonrpc": "2.0", **message})
        protocol.handle_message(json.loads(text, object_hook=protocol.structure_message))

    def open(self, uri: str, text: str) -> None:
        item = {"uri": uri, "languageId": "yaml", "version": 0, "text": text}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": item}})

    def edit(self, uri: str, line: int, column: int, width: int, text: str) -> None:
        """Replace a few characters, and let the server do what follows of it."""
        self._version += 1
        span = {
            "start": {"line": line, "character": column},
            "end": {"line": line, "character": column + width},
        }
        params = {
            "textDocument": {"uri": uri, "version": self._version},
            "contentChanges": [{"range": span, "text": text}],
        }
        self.send({"method": "textDocument/didChange", "params": params})
        waiting, self._waiting = self._waiting, []
        for function in waiting:
            function()

    def complete(self, uri: str, line: int, column: int) -> None:
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
        self.send({"id": 9, "method": "textDocument/completion", "params": place})


def _least(work: Callable[[], object], rounds: int) -> float:
    """Return the least processor time of a piece of work, in milliseconds."""
    found = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found) * 1000


_MEMORY = re.compile(r'\b(?:memory"?: *"?|Memory: !If \[IsProd, ")(\d+)')


def _lines(text: str, number: int) -> tuple[int, int, str]:
    """Return line, column and value of the first memory behind a line."""
    for line, written in enumerate(text.splitlines()):
        match = _MEMORY.search(written) if line >= number else None
        if match is not None:
            return line, match.start(1), match[1]
    raise ValueError("no memory in the text")


def files(folder: Path) -> dict[str, tuple[Path, str]]:
    """Write a task definition of 300 lines and a template of 3,000."""
    task = json.dumps(samples.task_definition(7), indent=2)
    number = 8
    while task.count("\n") < 300 and number < 60:
        more = samples.task_definition(number)
        data = json.loads(task)
        for index, container in enumerate(more["containerDefinitions"]):
            data["containerDefinitions"].append({**container, "name": f"c{number}-{index}"})
        task = json.dumps(data, indent=2)
        number += 1
    size = 90_000
    template = samples.template_of(size, services=20)
    while template.count("\n") < 3000:
        size += 10_000
        template = samples.template_of(size, services=20)
    found = {"task definition": (folder / "task.json", task), "template": (folder / "stack.yaml", template)}
    for path, text in found.values():
        path.write_text(text, encoding="utf-8")
    return found


def edits(folder: Path, rounds: int) -> list[tuple[str, int, float, float]]:
    """Return, for each file, its lines and the milliseconds of an edit and of a completion."""
    rows = []
    for name, (path, text) in files(folder).items():
        editor = _Editor()
        uri = path.as_uri()
        editor.open(uri, text)
        line, column, digits = _lines(text, 5)
        pair = [digits, "9" * len(digits)]

        at = line, column

        def change(
            editor: _Editor = editor, uri: str = uri, pair: list[str] = pair, at: tuple[int, int] = at
        ) -> None:
            editor.edit(uri, *at, len(pair[0]), pair[1])
            pair.reverse()

        for _ in range(3):
            change()
        edit = _least(change, rounds)
        complete = _least(functools.partial(editor.complete, uri, line, column), rounds)
        rows.append((name, text.count("\n") + 1, edit, complete))
    return rows


def memory(folder: Path, count: int) -> list[tuple[int, int]]:
    """Return the most memory of this process in MB after so many edits."""
    path, text = files(folder)["task definition"]
    editor = _Editor()
    editor.open(path.as_uri(), text)
    line, column, digits = _lines(text, 5)
    pair = [digits, "9" * len(digits)]
    rows = []
    for number in range(count + 1):
        editor.edit(path.as_uri(), line, column, len(digits), pair[number % 2])
        if number in (count // 100, count // 10, count // 2, count):
            rows.append((number, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.server", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30, metavar="N")
    parser.add_argument("--edits", type=int, default=100_000, metavar="N", help="edits of the test of memory")
    arguments = parser.parse_args()
    gc.set_threshold(*COLLECTING)  # as the program does
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        client = (PYTHON, "-c", CLIENT)
        commands = {
            "a bare server": (*client, PYTHON, "-c", BARE),
            "ecslint server": (*client, PYTHON, "-m", "ecslint", "server"),
        }
        found = compare(commands, 7)
        base = found["a bare server"].cpu
        print("| start, greeting, end | processor ms | × bare |\n|---|---|---|")
        for title, cost in found.items():
            print(f"| {title} | {cost.cpu * 1000:.0f} | {cost.cpu / base:.2f} |")
        print("\n| | lines | edit to diagnostics, ms | completion, ms |\n|---|---|---|---|")
        for title, lines, edit, completion in edits(folder, arguments.rounds):
            print(f"| {title} | {lines} | {edit:.1f} | {completion:.1f} |")
        print("\n| edits | MB |\n|---|---|")
        for number, megabytes in memory(folder, arguments.edits):
            print(f"| {number} | {megabytes} |")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
