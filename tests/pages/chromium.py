"""A headless Chromium to look at pages with: its DevTools protocol over a pair of pipes."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.conftest import HANGS

OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)


class Page:
    """A tab: opens a file, runs expressions in it, and remembers what it complained about."""

    def __init__(self, folder: Path, *, width: int = 1400, dark: bool = False) -> None:
        to_read, to_write = os.pipe()
        from_read, from_write = os.pipe()
        # The browser reads what it is asked at descriptor 3 and answers at 4.
        shell = f'exec "$0" "$@" 3<&{to_read} 4>&{from_write}'
        command = ["bash", "-c", shell, "chromium", *OPTIONS, f"--user-data-dir={folder}", "about:blank"]
        self._process = subprocess.Popen(
            command,
            pass_fds=(to_read, from_write),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(from_write)
        self._in = os.fdopen(from_read, "rb")
        self._out = os.fdopen(to_write, "wb")
        self._end = threading.Timer(HANGS, self._process.kill)
        self._end.daemon = True
        self._end.start()
        self._number = 0
        self._session: str | None = None
        self._events: list[dict[str, Any]] = []
        self._rest = b""
        self.complaints: list[str] = []
        """Errors of scripts, what the policy refused, and what the console was told."""
        self.requests: list[str] = []
        """The addresses that were asked for."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.call(f"{domain}.enable")
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.resize(width)

    def resize(self, width: int, height: int = 900) -> None:
        """Make the window so many pixels wide."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def __enter__(self) -> Page:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.cancel()
        self._process.kill()
        self._process.wait()
        self._in.close()
        self._out.close()

    def call(self, method: str, **parameters: Any) -> Any:
        """Ask the browser for something and return its answer."""
        self._number += 1
        asked: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            asked["sessionId"] = self._session
        self._out.write(json.dumps(asked).encode() + b"\0")
        self._out.flush()
        while True:
            message = self._next()
            if message.get("id") == asked["id"]:
                if "error" in message:
                    raise AssertionError(f"{method}: {message['error']}")
                return message["result"]
            self._note(message)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._in.fileno(), 1 << 16)
            if not more:
                raise AssertionError("Chromium has ended")
            self._rest += more
        first, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(first)
        return found

    def _note(self, message: dict[str, Any]) -> None:
        method, given = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = given["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append(f"console.{given['type']}: {given['args']}")
        elif method == "Log.entryAdded":
            self.complaints.append(given["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(given["request"]["url"])
        self._events.append(message)

    def _wait(self, method: str) -> None:
        while not any(event.get("method") == method for event in self._events):
            self._note(self._next())

    def open(self, address: str | Path) -> None:
        """Open a file or an address and wait until it is loaded."""
        url = address.resolve().as_uri() if isinstance(address, Path) else address
        self._events.clear()
        self.call("Page.navigate", url=url)
        self._wait("Page.loadEventFired")

    def run(self, expression: str) -> Any:
        """Return what a JavaScript expression comes to; promises are waited for."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise AssertionError(found["exceptionDetails"])
        return found["result"].get("value")

    def screenshot(self, file: Path, *, whole: bool = True) -> None:
        """Write a picture (PNG) of the page."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(shot["data"]))
