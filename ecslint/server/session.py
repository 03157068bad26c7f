"""The state of one connection: texts, settings, what was found, and what the client is told."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import from_fs_path, to_fs_path

from ecslint import __version__
from ecslint.documents.subject import ParsedFile
from ecslint.engine.reader import fault
from ecslint.project.links import link
from ecslint.server.config_files import is_configuration, mistake
from ecslint.server.debounce import Clock, Debouncer
from ecslint.server.diagnostics import SOURCE, diagnostics, offsets_range
from ecslint.server.hints import Hint
from ecslint.server.linting import Lint, Linter, Outcome
from ecslint.server.options import Options, read_options
from ecslint.server.store import Open, Store
from ecslint.server.texts import UTF16, Text
from ecslint.source.read import InputError, decode

_MOST_SAID: Final = 500
"""Messages that are remembered, so that none is shown twice."""


class Protocol(LanguageServerProtocol):
    """Leaves texts to our own store: one copy of each, and lines that end where ours do.

    Plain functions, since the library keeps a notification indefinitely that a generator handles.
    """

    @lsp_method(lsp.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: object) -> None:
        """Take a file that the editor opened."""
        self.fm.features[lsp.TEXT_DOCUMENT_DID_OPEN](params)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: object) -> None:
        """Take what the editor changed."""
        self.fm.features[lsp.TEXT_DOCUMENT_DID_CHANGE](params)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: object) -> None:
        """Take that the editor closed a file."""
        self.fm.features[lsp.TEXT_DOCUMENT_DID_CLOSE](params)


class Server(LanguageServer):
    """The state of one connection. ``clock`` calls functions later; by default the event loop does."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__("ecslint", __version__, protocol_cls=Protocol)
        self.options = Options()
        self.store = Store(UTF16)
        self.linter = Linter(self.store)
        self.outcomes: dict[str, Outcome] = {}
        """What was last found in each open file."""
        self.figures: dict[str, tuple[Text, list[Hint]]] = {}
        """The figures of open files, and the texts that they belong to."""
        self.pulls = False
        """Whether the client asks for diagnostics itself."""
        self.pause = 0.01
        """Seconds before a request is worked on that the next edit may make pointless."""
        self.was_shut_down = False
        """Whether the client said that it will go."""
        self._linked: tuple[tuple[str, int], list[ParsedFile]] | None = None
        """What was last linked for requests about names, for which file and state of the store."""
        self._said: set[str] = set()
        self._clock = clock or _call_later
        self.debouncer = Debouncer(self._clock, self.options.delay / 1000)

    def configure(self, given: object) -> None:
        """Take the client's settings."""
        self.options, wrong = read_options(given)
        for line in wrong:
            self.tell(line)
        options = self.options
        self.debouncer = Debouncer(self._clock, options.delay / 1000)
        self.linter = Linter(self.store, options.overrides(), options.config, options.baseline)

    def path_of(self, uri: str) -> str:
        """Return the path of a URI; for one that is no file, or no URI at all, the URI itself."""
        try:
            path = to_fs_path(uri) if uri.startswith("file:") else None
        except ValueError:  # such as ``file://[``
            path = None
        return (uri if path is None else os.path.normpath(path)).replace("\0", "%00")

    def uri_of(self, path: str) -> str:
        """Return the URI of a path, as the editor wrote it where it has the file open."""
        file = self.store.open.get(path)
        if file is not None:
            return file.uri
        return from_fs_path(os.path.abspath(path)) or path

    def file_of(self, uri: str) -> Open | None:
        """Return an open file by its URI, ``None`` for one that is not open."""
        return self.store.open.get(self.path_of(uri))

    def locate(self, path: str) -> tuple[str, Text] | None:
        """Return URI and text of a file, ``None`` for one that cannot be read."""
        file = self.store.open.get(path)
        if file is not None:
            return file.uri, file.text
        try:
            return self.uri_of(path), Text(decode(path, self.store.read(path))[0])
        except InputError:
            return None

    def tell(self, message: str, level: lsp.MessageType = lsp.MessageType.Warning) -> None:
        """Say something to the user, once."""
        if message in self._said:
            return
        if len(self._said) >= _MOST_SAID:
            self._said.clear()
        self._said.add(message)
        self.window_show_message(lsp.ShowMessageParams(level, f"ecslint: {message}"))

    def current(self, file: Open) -> Outcome | None:
        """Return what is found in a file as it is now: what waits for a pause is linted at once."""
        known = self.outcomes.get(file.path)
        if known is None or known.version != file.text.version:
            self.debouncer.drop(file.path)
            self.lint(file.path)
        return self.outcomes.get(file.path)

    def together(self, path: str) -> list[ParsedFile]:
        """Return the parsed files that belong together with an open one, its own first, linked."""
        key = (path, self.store.generation)
        if self._linked is None or self._linked[0] != key:
            units = self.linter.parsed(path)
            link(units)
            self._linked = (key, units)
        return self._linked[1]

    def lint(self, path: str) -> Lint:
        """Lint a file and what is linked to it, and publish what was found. Never raises."""
        file = self.store.open.get(path)
        if file is None:
            return Lint()
        try:
            if is_configuration(path):
                self._publish_mistake(file)
                return Lint()
            done = self.linter.lint(path)
        except Exception as error:  # a fault of ours is told, and the server goes on
            self.tell(f"{os.path.basename(path)} cannot be linted, by a fault of ecslint: {fault(error)}")
            return Lint()
        if done.problem is not None:
            self.tell(done.problem)
        for crash in done.crashes:
            self.tell(f"rule {crash.rule} crashed on {os.path.basename(crash.path)}: {crash.error}")
        for outcome in done.outcomes:
            self.outcomes[outcome.path] = outcome
            self._publish(outcome)
        if self._can_refresh() and any(outcome.path != path for outcome in done.outcomes):
            self.workspace_diagnostic_refresh(None)
        return done

    def _can_refresh(self) -> bool:
        """Say whether the client pulls, and can be told that it should do so again."""
        workspace = self.client_capabilities.workspace if self.pulls else None
        support = workspace.diagnostics if workspace is not None else None
        return support is not None and bool(support.refresh_support)

    def shown(self, outcome: Outcome) -> list[lsp.Diagnostic]:
        """Return what was found in a file as the protocol has it."""
        file = self.store.open[outcome.path]
        return diagnostics(outcome, file.text, self.store.encoding, self.locate)

    def _publish(self, outcome: Outcome) -> None:
        if not self.pulls and outcome.path in self.store.open:
            self._send(outcome.path, self.shown(outcome), outcome.version)

    def _publish_mistake(self, file: Open) -> None:
        """Publish what is wrong with a configuration, which is never pulled."""
        self._send(file.path, self.mistakes(file), file.text.version)

    def mistakes(self, file: Open) -> list[lsp.Diagnostic]:
        """Return what is wrong with a configuration."""
        found = mistake(file.path, file.text)
        if found is None:
            return []
        message, start, end = found
        place = offsets_range(file.text, start, end, self.store.encoding)
        return [lsp.Diagnostic(place, message, lsp.DiagnosticSeverity.Error, source=SOURCE)]

    def _send(self, path: str, found: list[lsp.Diagnostic], version: int | None) -> None:
        params = lsp.PublishDiagnosticsParams(self.uri_of(path), found, version)
        self.text_document_publish_diagnostics(params)

    def lint_all(self) -> None:
        """Lint every open file again."""
        for path in list(self.store.open):
            self.lint_later(path)

    def lint_later(self, path: str) -> None:
        """Lint a file when nobody types in it any more."""
        self.debouncer.ask(path, lambda: self._lint_quietly(path))

    def _lint_quietly(self, path: str) -> None:
        self.lint(path)

    def report_server_error(self, error: Exception, source: object) -> None:
        """Say what went wrong; the server goes on."""
        self.tell(f"an unforeseen error: {fault(error)}; please report it")


def result_id(found: list[lsp.Diagnostic]) -> str:
    """Return what tells whether diagnostics are the same as before."""
    return sha256(repr(found).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _call_later(delay: float, function: Callable[[], None]) -> asyncio.TimerHandle:
    return asyncio.get_running_loop().call_later(delay, function)
