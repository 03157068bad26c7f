"""Answers about names: where they are defined and used, and what they are to be called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams

from ecslint.server.diagnostics import offsets_range
from ecslint.server.names import NUMBER, VALID, Spot
from ecslint.server.navigation import Found, Names, ports_of_the_container

if TYPE_CHECKING:
    from ecslint.server.session import Server


def _places(server: Server, uri: str, place: lsp.Position) -> tuple[Found, list[Found]] | None:
    """Return the name at a position and every place of it, definitions first."""
    file = server.file_of(uri)
    if file is None:
        return None
    offset = file.text.offset(place.line, place.character, server.store.encoding)
    names = Names(server.together(file.path))
    found = names.at(file.path, offset)
    return None if found is None else (found, list(names.same(found)))


def definition(server: Server, params: lsp.DefinitionParams) -> list[lsp.Location]:
    """Return where the name at a position is defined."""
    found = _places(server, params.text_document.uri, params.position)
    if found is None:
        return []
    places = ports_of_the_container(*found) if found[0].name.kind == NUMBER else found[1]
    return [_location(server, each) for each in places if each.name.is_definition]


def references(server: Server, params: lsp.ReferenceParams) -> list[lsp.Location]:
    """Return where the name at a position is used, and defined if that is asked for."""
    found = _places(server, params.text_document.uri, params.position)
    if found is None:
        return []
    wanted = params.context.include_declaration
    return [_location(server, each) for each in found[1] if wanted or not each.name.is_definition]


def highlights(server: Server, params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight]:
    """Return the places of the name at a position in its own file."""
    found = _places(server, params.text_document.uri, params.position)
    file = server.file_of(params.text_document.uri)
    if found is None or file is None:
        return []
    encoding = server.store.encoding
    return [
        lsp.DocumentHighlight(
            offsets_range(file.text, each.spot.start, each.spot.end, encoding),
            lsp.DocumentHighlightKind.Write if each.name.is_definition else lsp.DocumentHighlightKind.Read,
        )
        for each in found[1]
        if each.document.path == file.path
    ]


def prepare_rename(server: Server, params: lsp.PrepareRenameParams) -> lsp.Range | None:
    """Return the name at a position that can be changed."""
    found = _places(server, params.text_document.uri, params.position)
    file = server.file_of(params.text_document.uri)
    if found is None or file is None or found[0].name.kind not in VALID or not _is_defined(found[1]):
        return None
    spot = found[0].spot
    return offsets_range(file.text, spot.start, spot.end, server.store.encoding)


def rename(server: Server, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    """Return the edits that give the name at a position another one, in every file that has it."""
    found = _places(server, params.text_document.uri, params.position)
    if found is None or not _is_defined(found[1]):
        return None
    kind = found[0].name.kind
    pattern = VALID.get(kind)
    if pattern is None:
        return None
    if not pattern.fullmatch(params.new_name):
        raise JsonRpcInvalidParams(f'"{params.new_name}" is not a valid name of a {kind}')
    changes: dict[str, list[lsp.TextEdit]] = {}
    for each in found[1]:
        where = server.locate(each.document.path)
        if where is None:
            continue
        uri, text = where
        place = offsets_range(text, each.spot.start, each.spot.end, server.store.encoding)
        changes.setdefault(uri, []).append(lsp.TextEdit(place, params.new_name))
    return lsp.WorkspaceEdit(changes)


def _is_defined(places: list[Found]) -> bool:
    """Say whether a name is defined in one of the files: parameters of AWS are not."""
    return any(each.name.is_definition for each in places)


def _location(server: Server, found: Found) -> lsp.Location:
    path = found.document.path
    spot: Spot = found.spot
    where = server.locate(path)
    assert where is not None, path
    return lsp.Location(where[0], offsets_range(where[1], spot.start, spot.end, server.store.encoding))
