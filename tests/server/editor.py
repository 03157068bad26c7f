"""Editors for tests: one in this process, whose clock stands still, and one that starts the real program."""

from __future__ import annotations

import asyncio
import json
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ecslint.server.app import connect


class Clock:
    """Calls nothing until it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Pending] = []

    def __call__(self, delay: float, function: Callable[[], None]) -> Pending:
        self.waiting.append(Pending(delay, function, self))
        return self.waiting[-1]

    def run(self) -> int:
        """Make the calls that are due, and say how many that were."""
        due, self.waiting = self.waiting, []
        for each in due:
            each.function()
        return len(due)


class Pending:
    def __init__(self, delay: float, function: Callable[[], None], clock: Clock) -> None:
        self.delay = delay
        self.function = function
        self._clock = clock

    def cancel(self) -> None:
        if self in self._clock.waiting:
            self._clock.waiting.remove(self)


class Editor:
    """Speaks the protocol with a server in this process, message by message, through real JSON."""

    def __init__(self, root: Path, options: Any = None, capabilities: Any = None, **more: Any) -> None:
        self.root = root
        self._loop = asyncio.new_event_loop()
        weakref.finalize(self, self._loop.close)
        self.clock = Clock()
        self.server = connect(self.clock)
        self.server.pause = 0.0
        self.server.protocol.set_writer(self)
        self.messages: list[dict[str, Any]] = []
        self.published: dict[str, list[dict[str, Any]]] = {}
        """The last diagnostics by name of the file."""
        self.shown: list[str] = []
        self._texts: dict[str, str] = {}
        self._version = 0
        self._number = 0
        self.capabilities = self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": root.as_uri(),
                "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
                "capabilities": capabilities or {},
                "initializationOptions": options,
                **more,
            },
        )["capabilities"]
        self.tell("initialized", {})

    def write(self, data: bytes) -> None:
        message = json.loads(data.partition(b"\r\n\r\n")[2])
        self.messages.append(message)
        del self.messages[:-100]
        if message.get("method") == "textDocument/publishDiagnostics":
            name = message["params"]["uri"].rpartition("/")[2]
            self.published[name] = message["params"]["diagnostics"]
        if message.get("method") == "window/showMessage":
            self.shown.append(message["params"]["message"])

    def close(self) -> None:
        pass

    def _send(self, *messages: dict[str, Any]) -> None:
        protocol = self.server.protocol

        async def handle() -> None:
            for message in messages:
                body = json.dumps({"jsonrpc": "2.0", **message})
                protocol.handle_message(json.loads(body, object_hook=protocol.structure_message))

        self._loop.run_until_complete(handle())

    def answer(self, number: int) -> dict[str, Any]:
        """Return the answer to a request, letting the server finish it first."""
        for _ in range(20):
            found = [m for m in self.messages if m.get("id") == number and "method" not in m]
            if found:
                return found[-1]
            self._loop.run_until_complete(asyncio.sleep(0))
        raise AssertionError(f"no answer to request {number}")

    def begin(self, method: str, params: Any) -> int:
        """Send a request and return its number, without giving the server time to finish it."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        return self._number

    def begin_and_cancel(self, method: str, params: Any) -> int:
        """Send a request and take it back in one breath; return its number."""
        self._number += 1
        request = {"id": self._number, "method": method, "params": params}
        self._send(request, {"method": "$/cancelRequest", "params": {"id": self._number}})
        return self._number

    def tell(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        """Send a request and return the result; fails for an error."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        answer = self.answer(self._number)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def uri(self, name: str) -> str:
        return (self.root / name).as_uri()

    def open(self, name: str, text: str | None = None, language: str = "json") -> list[dict[str, Any]]:
        """Open a file, with another text than it has on the disk if one is given."""
        text = (self.root / name).read_text(encoding="utf-8") if text is None else text
        self._texts[name] = text
        item = {"uri": self.uri(name), "languageId": language, "version": 0, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})
        return self.published.get(name, [])

    def change(self, name: str, *changes: dict[str, Any]) -> None:
        self._version += 1
        document = {"uri": self.uri(name), "version": self._version}
        params = {"textDocument": document, "contentChanges": list(changes)}
        self.tell("textDocument/didChange", params)

    def replace(self, name: str, old: str, new: str) -> list[dict[str, Any]]:
        """Type ``new`` over the first ``old``, and wait for what comes of it."""
        text = self._texts[name]
        start = text.index(old)
        span = {"start": position(text, start), "end": position(text, start + len(old))}
        self._texts[name] = text[:start] + new + text[start + len(old) :]
        self.change(name, {"range": span, "text": new})
        self.clock.run()
        return self.published.get(name, [])

    def at(self, name: str, words: str, behind: int = 0) -> dict[str, Any]:
        """Return the parameters of a request at the beginning of some words, or ``behind`` further on."""
        offset = self._texts[name].index(words) + behind
        return {
            "textDocument": {"uri": self.uri(name)},
            "position": position(self._texts[name], offset),
        }

    def text(self, name: str) -> str:
        return self._texts[name]


def position(text: str, offset: int) -> dict[str, int]:
    """Return a position in UTF-16 units."""
    before = text[:offset]
    line = before.rpartition("\n")[2]
    return {"line": before.count("\n"), "character": len(line.encode("utf-16-le")) // 2}


def codes(diagnostics: list[dict[str, Any]]) -> list[str]:
    return [each["code"] for each in diagnostics]
