"""What the server answers: from messages of the protocol to plain values, and back.

The protocol's library reads the annotations of what answers: ``Any`` takes whatever a client sends.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types as lsp

from ecslint.server import answers, name_answers, outline_answers
from ecslint.server.actions import EXPLAIN, KINDS
from ecslint.server.config_files import is_configuration
from ecslint.server.texts import UTF16, Change

if TYPE_CHECKING:
    from ecslint.server.session import Server

REPORT: Final = "ecslint.report"
_WATCHED: Final = "**/*.{json,jsonc,yml,yaml,template,tf,tofu,toml,tfvars}"
_TRIGGERS: Final = ['"', ":", " ", "[", ",", "$", "{", "."]
TOKENS: Final = ["variable", "property", "class"]


def register(server: Server) -> None:
    """Register what the server answers."""
    _register_life(server)
    _register_texts(server)
    _register_diagnostics(server)
    _register_edits(server)
    _register_places(server)
    _register_outline(server)
    _register_hints(server)


def _register_life(server: Server) -> None:
    @server.feature(lsp.INITIALIZE)
    def _initialize(params: lsp.InitializeParams) -> None:
        encoding = server.workspace.position_encoding or UTF16
        server.store.encoding = str(getattr(encoding, "value", encoding))
        documents = params.capabilities.text_document
        server.pulls = documents is not None and documents.diagnostic is not None
        server.configure(params.initialization_options)

    @server.feature(lsp.INITIALIZED)
    def _initialized(params: Any) -> None:
        workspace = server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace is not None else None
        if watching is None or not watching.dynamic_registration:
            return
        options = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher(_WATCHED)])
        wanted = lsp.Registration("ecslint-files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        server.client_register_capability(lsp.RegistrationParams([wanted]))

    @server.feature(lsp.SHUTDOWN)
    def _shutdown(params: Any) -> None:
        server.was_shut_down = True

    @server.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def _configure(params: lsp.DidChangeConfigurationParams) -> None:
        if params.settings:
            server.configure(params.settings)
            server.lint_all()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def _folders(params: Any) -> None:
        server.store.forget_listings()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def _watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        paths = [server.path_of(event.uri) for event in params.changes]
        if any(path not in server.store.open for path in paths):
            server.store.forget_listings()
            if any(is_configuration(path) for path in paths):
                server.linter.forget_configuration()
            server.lint_all()


def _register_texts(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def _open(params: lsp.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        path = server.path_of(item.uri)
        server.store.put(path, item.uri, item.text, item.version)
        if is_configuration(path) or not server.pulls:
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
        if is_configuration(path):
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
        server.figures.pop(path, None)
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))


def _register_diagnostics(server: Server) -> None:
    options = lsp.DiagnosticOptions(True, False, identifier="ecslint")

    @server.feature(lsp.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def _diagnostic(params: lsp.DocumentDiagnosticParams) -> lsp.DocumentDiagnosticReport:
        await asyncio.sleep(server.pause)  # a request that is taken back meanwhile costs nothing
        return answers.report(server, params)


def _register_edits(server: Server) -> None:
    options = lsp.CodeActionOptions(code_action_kinds=list(KINDS), resolve_provider=True)

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, options)
    def _actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return answers.actions(server, params)

    @server.feature(lsp.CODE_ACTION_RESOLVE)
    def _resolve(action: lsp.CodeAction) -> lsp.CodeAction:
        return answers.resolved(server, action)

    @server.command(EXPLAIN)
    def _explain(rule: Any) -> str:
        return answers.explain(server, str(rule))

    @server.command(REPORT)
    def _report(kind: Any, uri: Any) -> str:
        return outline_answers.figures(server, str(kind), str(uri))

    completion = lsp.CompletionOptions(trigger_characters=_TRIGGERS)

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, completion)
    def _complete(params: lsp.CompletionParams) -> lsp.CompletionList:
        return lsp.CompletionList(False, answers.completions(server, params))

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def _rename(params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        return name_answers.rename(server, params)

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def _prepare(params: lsp.PrepareRenameParams) -> lsp.Range | None:
        return name_answers.prepare_rename(server, params)


def _register_places(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def _hover(params: lsp.HoverParams) -> lsp.Hover | None:
        return answers.hover(server, params)

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def _definition(params: lsp.DefinitionParams) -> list[lsp.Location]:
        return name_answers.definition(server, params)

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def _references(params: lsp.ReferenceParams) -> list[lsp.Location]:
        return name_answers.references(server, params)

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def _highlight(params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight]:
        return name_answers.highlights(server, params)


def _register_outline(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def _symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        return outline_answers.symbols(server, params)

    @server.feature(lsp.TEXT_DOCUMENT_FOLDING_RANGE)
    def _folding(params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
        return outline_answers.folding(server, params)

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_LINK, lsp.DocumentLinkOptions())
    def _links(params: lsp.DocumentLinkParams) -> list[lsp.DocumentLink]:
        return outline_answers.links(server, params)

    legend = lsp.SemanticTokensLegend(TOKENS, [])

    @server.feature(lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, legend)
    def _tokens(params: lsp.SemanticTokensParams) -> lsp.SemanticTokens:
        return outline_answers.tokens(server, params)


def _register_hints(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)
    async def _inlay(params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        await asyncio.sleep(server.pause)
        return outline_answers.inlay_hints(server, params)

    @server.feature(lsp.TEXT_DOCUMENT_CODE_LENS, lsp.CodeLensOptions())
    async def _lens(params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        await asyncio.sleep(server.pause)
        return outline_answers.lenses(server, params)


def _change_of(change: Any) -> Change:
    """Return a change of the protocol as the store takes it."""
    place = getattr(change, "range", None)
    if place is None:
        return Change(change.text)
    start, end = place.start, place.end
    return Change(change.text, (start.line, start.character), (end.line, end.character))
