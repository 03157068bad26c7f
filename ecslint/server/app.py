"""The protocol: what an editor says, and what it gets."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Generator
from typing import Any, Final

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import from_fs_path, to_fs_path

from ecslint import __version__
from ecslint.server.debounce import Clock, Debouncer
from ecslint.server.diagnostics import diagnostics
from ecslint.server.linting import Lint, Linter, Outcome
from ecslint.server.options import Options, read_options
from ecslint.server.store import Store
from ecslint.server.texts import UTF16, Change, Text
from ecslint.source.read import InputError, decode

CONFIGURATIONS: Final = ("ecslint.toml", "pyproject.toml")


class Protocol(LanguageServerProtocol):
    """Leaves texts to our own store: one copy of each, and lines that end where ours do."""

    @lsp_method(lsp.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: Any) -> Generator[Any, Any, None]:
        yield self.fm.features[lsp.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: Any) -> Generator[Any, Any, None]:
        yield self.fm.features[lsp.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: Any) -> Generator[Any, Any, None]:
        yield self.fm.features[lsp.TEXT_DOCUMENT_DID_CLOSE], (params,), None


class Server(LanguageServer):
    """The state of one connection."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__("ecslint", __version__, protocol_cls=Protocol)
        self.options = Options()
        self.store = Store(UTF16)
        self.linter = Linter(self.store)
        self.outcomes: dict[str, Outcome] = {}
        """What was last found in each open file."""
        self.was_shut_down = False
        """Whether the client said that it will go."""
        self._said: set[str] = set()
        self._clock = clock or _call_later
        self.debouncer = Debouncer(self._clock, self.options.delay / 1000)
        _register(self)

    def configure(self, given: object) -> None:
        """Take the client's settings."""
        self.options, wrong = read_options(given)
        for line in wrong:
            self.tell(line)
        options = self.options
        self.debouncer = Debouncer(self._clock, options.delay / 1000)
        self.linter = Linter(self.store, options.overrides(), options.config, options.baseline)

    def path_of(self, uri: str) -> str:
        """Return the path of a URI; for one that is no file, the URI."""
        path = to_fs_path(uri) if uri.startswith("file:") else None
        return uri if path is None else os.path.normpath(path)

    def uri_of(self, path: str) -> str:
        """Return the URI of a path, as the editor wrote it where it has the file open."""
        file = self.store.open.get(path)
        if file is not None:
            return file.uri
        return from_fs_path(os.path.abspath(path)) or path

    def locate(self, path: str) -> tuple[str, Text] | None:
        """Return URI and text of a file, ``None`` for one that cannot be read."""
        file = self.store.open.get(path)
        if file is not None:
            return file.uri, file.text
        try:
            return self.uri_of(path), Text(decode(path, self.store.read(path))[0])
        except InputError:
            return None

    def tell(self, message: str) -> None:
        """Say something to the user, once."""
        if message not in self._said:
            self._said.add(message)
            level = lsp.MessageType.Warning
            self.window_show_message(lsp.ShowMessageParams(level, f"ecslint: {message}"))

    def lint(self, path: str) -> Lint:
        """Lint a file and what is linked to it, and publish what was found."""
        if path not in self.store.open:
            return Lint()
        done = self.linter.lint(path)
        if done.problem is not None:
            self.tell(done.problem)
        for crash in done.crashes:
            self.tell(f"rule {crash.rule} crashed on {os.path.basename(crash.path)}: {crash.error}")
        for outcome in done.outcomes:
            self.outcomes[outcome.path] = outcome
            self.publish(outcome)
        return done

    def publish(self, outcome: Outcome) -> None:
        """Send what was found in a file."""
        file = self.store.open[outcome.path]
        found = diagnostics(outcome, file.text, self.store.encoding, self.locate)
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(file.uri, found, outcome.version))

    def lint_all(self) -> None:
        """Lint every open file again."""
        for path in list(self.store.open):
            self.debouncer.ask(path, lambda path=path: self._lint_quietly(path))  # type: ignore[misc]

    def lint_later(self, path: str) -> None:
        """Lint a file when nobody types in it any more."""
        self.debouncer.ask(path, lambda: self._lint_quietly(path))

    def _lint_quietly(self, path: str) -> None:
        self.lint(path)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Say what went wrong; the server goes on."""
        logging.getLogger(__name__).error("%s", error)
        words = " ".join(str(error).split())[:200]
        self.tell(f"an unforeseen error, {type(error).__name__}: {words}")


def _call_later(delay: float, function: Callable[[], None]) -> asyncio.TimerHandle:
    return asyncio.get_running_loop().call_later(delay, function)


def _register(server: Server) -> None:
    """Register what the server answers."""

    @server.feature(lsp.INITIALIZE)
    def _initialize(params: lsp.InitializeParams) -> None:
        server.store.encoding = str(getattr(encoding := _encoding(server), "value", encoding))
        server.configure(params.initialization_options)

    @server.feature(lsp.SHUTDOWN)
    def _shutdown(params: Any) -> None:
        server.was_shut_down = True

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def _open(params: lsp.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        path = server.path_of(item.uri)
        server.store.put(path, item.uri, item.text, item.version)
        server.lint(path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def _change(params: lsp.DidChangeTextDocumentParams) -> None:
        path = server.path_of(params.text_document.uri)
        changes = [_change_of(change) for change in params.content_changes]
        server.store.edit(path, changes, params.text_document.version)
        server.lint_later(path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def _save(params: lsp.DidSaveTextDocumentParams) -> None:
        path = server.path_of(params.text_document.uri)
        server.store.forget_listings()
        if os.path.basename(path) in CONFIGURATIONS:
            server.linter.forget_configuration()
            server.lint_all()
        server.debouncer.drop(path)
        server.lint(path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def _close(params: lsp.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        path = server.path_of(uri)
        server.debouncer.drop(path)
        server.store.close(path)
        server.outcomes.pop(path, None)
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))


def _encoding(server: Server) -> Any:
    return server.workspace.position_encoding or UTF16


def _change_of(change: Any) -> Change:
    """Return a change of the protocol as the store takes it."""
    place = getattr(change, "range", None)
    if place is None:
        return Change(change.text)
    start, end = place.start, place.end
    return Change(change.text, (start.line, start.character), (end.line, end.character))


def serve() -> int:
    """Serve one client over standard input and output until it goes; returns the exit status."""
    logging.disable(logging.CRITICAL)
    # What anything else prints must not get between the messages.
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    sys.stdout = sys.stderr
    server = Server()
    server.start_io(incoming, outgoing)
    return 0 if server.was_shut_down else 1
