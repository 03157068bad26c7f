"""Answers about one file: diagnostics, code actions, completion, hover."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from lsprotocol import types as lsp

from ecslint.config.settings import ConfigError
from ecslint.documents.frontends import frontend_for_path, kind_row
from ecslint.documents.subject import UNRECOGNISED
from ecslint.server import config_files
from ecslint.server import hover as hovering
from ecslint.server.actions import FIX_ALL, FIX_ALL_UNSAFE, Actions, everything_fixed, workspace_edit
from ecslint.server.completion import Around, Suggestion, complete
from ecslint.server.cursor import place_at
from ecslint.server.diagnostics import offsets_range
from ecslint.server.gaps import complete_gap
from ecslint.server.store import Open

if TYPE_CHECKING:
    from ecslint.server.session import Server

_KINDS: Final = {
    "field": lsp.CompletionItemKind.Field,
    "value": lsp.CompletionItemKind.Value,
    "reference": lsp.CompletionItemKind.Reference,
    "rule": lsp.CompletionItemKind.EnumMember,
    "keyword": lsp.CompletionItemKind.Keyword,
}


def report(server: Server, params: lsp.DocumentDiagnosticParams) -> lsp.DocumentDiagnosticReport:
    """Return the diagnostics of a file for a client that asks for them."""
    from ecslint.server.session import result_id

    file = server.file_of(params.text_document.uri)
    if file is None:
        return lsp.RelatedFullDocumentDiagnosticReport([])
    if config_files.is_configuration(file.path):
        return lsp.RelatedFullDocumentDiagnosticReport(server.mistakes(file))
    outcome = server.current(file)
    found = server.shown(outcome) if outcome is not None else []
    number = result_id(found)
    if number == params.previous_result_id:
        return lsp.RelatedUnchangedDocumentDiagnosticReport(number)
    return lsp.RelatedFullDocumentDiagnosticReport(found, result_id=number)


def actions(server: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    """Return what can be done about the findings in a range."""
    file = server.file_of(params.text_document.uri)
    outcome = server.current(file) if file is not None else None
    if file is None or outcome is None:
        return []
    encoding = server.store.encoding
    start, end = params.range.start, params.range.end
    settings = server.linter.settings(file.path)
    found = Actions(outcome, file.uri, file.text, encoding, settings, server.locate, _can_create(server))
    wanted = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
    out: list[lsp.CodeAction] = []
    if _is_wanted("quickfix", wanted):
        first = file.text.offset(start.line, start.character, encoding)
        last = file.text.offset(end.line, end.character, encoding)
        out += found.at(first, last, params.context.diagnostics)
    for action in found.fixes_all():
        if _is_wanted(str(action.kind), wanted):
            out.append(action if _resolves(server) else resolved(server, action))
    return out


def _is_wanted(kind: str, wanted: Sequence[str]) -> bool:
    return not wanted or any(not each or kind == each or kind.startswith(f"{each}.") for each in wanted)


def _can_create(server: Server) -> bool:
    """Say whether the client can make files."""
    workspace = server.client_capabilities.workspace
    edits = workspace.workspace_edit if workspace is not None else None
    if edits is None or not edits.document_changes:
        return False
    return lsp.ResourceOperationKind.Create in (edits.resource_operations or ())


def _resolves(server: Server) -> bool:
    """Say whether the client asks for the edit of an action once it is chosen."""
    documents = server.client_capabilities.text_document
    support = documents.code_action.resolve_support if documents and documents.code_action else None
    return support is not None and "edit" in support.properties


def resolved(server: Server, action: lsp.CodeAction) -> lsp.CodeAction:
    """Return an action with its edit."""
    data: object = action.data
    if not isinstance(data, dict) or str(action.kind) not in (FIX_ALL, FIX_ALL_UNSAFE):
        return action
    file = server.file_of(str(data.get("uri")))
    if file is None:
        return action
    try:
        edits = everything_fixed(
            file.path, file.text, server.linter.configuration, unsafe=bool(data.get("unsafe"))
        )
    except ConfigError as error:
        server.tell(str(error))
        return action
    action.edit = workspace_edit(file.uri, file.text, edits, server.store.encoding)
    return action


def explain(server: Server, rule: str) -> str:
    """Show the page of a rule, and return it."""
    from ecslint import api

    try:
        page = api.rule(rule)
    except KeyError as error:
        return str(error.args[0])
    server.window_show_message(
        lsp.ShowMessageParams(lsp.MessageType.Info, f"{page.id} {page.title}: {page.summary} {page.url}")
    )
    return api.explain(rule)


def hover(server: Server, params: lsp.HoverParams) -> lsp.Hover | None:
    """Return what is known of a position."""
    file = server.file_of(params.text_document.uri)
    if file is None:
        return None
    encoding = server.store.encoding
    offset = file.text.offset(params.position.line, params.position.character, encoding)
    if config_files.is_configuration(file.path):
        found = config_files.hover(file.path, file.text, offset)
    else:
        found = hovering.hover(file.text, server.current(file), offset, file.path)
    if found is None:
        return None
    content = lsp.MarkupContent(lsp.MarkupKind.Markdown, found.markdown)
    return lsp.Hover(content, offsets_range(file.text, found.start, found.end, encoding))


def completions(server: Server, params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
    """Return what may be written at a position."""
    file = server.file_of(params.text_document.uri)
    if file is None:
        return []
    encoding = server.store.encoding
    offset = file.text.offset(params.position.line, params.position.character, encoding)
    if config_files.is_configuration(file.path):
        found: Iterable[Suggestion] = config_files.complete(file.path, file.text, offset)
    else:
        found = _suggestions(server, file, offset)
    return [_item(each, file, encoding, number) for number, each in enumerate(found)]


def _suggestions(server: Server, file: Open, offset: int) -> list[Suggestion]:
    source = file.text.source
    frontend = frontend_for_path(file.path)
    if frontend is not None:
        syntax = "yaml"
        place = place_at(source, offset, syntax)
        if place.wants == "comment":
            return complete(place, Around(UNRECOGNISED, None, syntax, list))
        gap = frontend.gap_at(source, offset)
        return complete_gap(gap, lambda: _tasks(server, file)) if gap is not None else []
    syntax = "json" if source.lstrip().startswith(("{", "[")) else "yaml"
    place = place_at(source, offset, syntax)
    if not file.good:
        server.current(file)
    data = file.good[0].data if file.good else None
    return complete(place, Around(file.recognised, data, syntax, lambda: _tasks(server, file)))


def _tasks(server: Server, file: Open) -> list[object]:
    """Return the data of the task definitions that a file may mean: those beside it, else those around it."""
    folder = os.path.dirname(file.path)
    found: list[tuple[str, object]] = [
        (os.path.dirname(entry.path), unit.document.data)
        for entry in server.store.around(folder)
        for unit in entry.parts
        if kind_row(unit.kind).holds_tasks
    ]
    beside = [data for directory, data in found if directory == folder]
    return beside or [data for _, data in found]


def _item(each: Suggestion, file: Open, encoding: str, number: int) -> lsp.CompletionItem:
    place = offsets_range(file.text, each.start, each.end, encoding)
    written = file.text.source[each.start : each.start + 1]
    documentation = lsp.MarkupContent(lsp.MarkupKind.Markdown, each.markdown) if each.markdown else None
    return lsp.CompletionItem(
        each.label,
        kind=_KINDS[each.kind],
        detail=each.detail or None,
        documentation=documentation,
        sort_text=f"{number:04}",
        filter_text=f"{written}{each.label}" if written in ("'", '"') else each.label,
        text_edit=lsp.TextEdit(place, each.insert),
    )
