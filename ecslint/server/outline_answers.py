"""Answers about a whole file: symbols, folding, links, tokens, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lsprotocol import types as lsp

from ecslint.base.printable import in_hover
from ecslint.documents.subject import ParsedFile
from ecslint.server import outline, outline_terraform
from ecslint.server.diagnostics import offsets_range
from ecslint.server.hints import Hint, hints
from ecslint.server.names import LOGICAL, names_of, spots
from ecslint.server.store import Open
from ecslint.server.texts import Text, units

if TYPE_CHECKING:
    from ecslint.server.session import Server

_SYMBOLS: Final = {
    "container": lsp.SymbolKind.Object,
    "field": lsp.SymbolKind.Field,
    "port": lsp.SymbolKind.Interface,
    "resource": lsp.SymbolKind.Class,
    "section": lsp.SymbolKind.Namespace,
    "volume": lsp.SymbolKind.Array,
}


def _units(server: Server, uri: str) -> tuple[Open, list[ParsedFile]] | None:
    """Return an open file and its documents as they are now; none of a Terraform file."""
    file = server.file_of(uri)
    outcome = server.current(file) if file is not None else None
    if file is None or outcome is None:
        return None
    return file, [unit for unit in outcome.units if unit.document.syntax != "hcl"]


def _terraform(server: Server, uri: str) -> Open | None:
    """Return an open file of Terraform, whose outline is that of its text, not of its module."""
    file = server.file_of(uri)
    return file if file is not None and file.path.endswith(outline_terraform.SUFFIXES) else None


def symbols(server: Server, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
    """Return the outline of a file."""
    module = _terraform(server, params.text_document.uri)
    if module is not None:
        named = outline_terraform.symbols(module.text.source)
        return [_symbol(each, module.text, server.store.encoding) for each in named]
    found = _units(server, params.text_document.uri)
    if found is None:
        return []
    file, own = found
    return [_symbol(each, file.text, server.store.encoding) for each in outline.symbols(own)]


def _symbol(each: outline.Symbol, text: Text, encoding: str) -> lsp.DocumentSymbol:
    return lsp.DocumentSymbol(
        each.name,
        _SYMBOLS[each.kind],
        offsets_range(text, each.start, each.end, encoding),
        offsets_range(text, max(each.name_start, each.start), min(each.name_end, each.end), encoding),
        detail=each.detail or None,
        children=[_symbol(child, text, encoding) for child in each.children],
    )


def folding(server: Server, params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
    """Return the lines that can be folded."""
    module = _terraform(server, params.text_document.uri)
    if module is not None:
        return [lsp.FoldingRange(*each) for each in sorted(set(outline_terraform.folds(module.text.source)))]
    found = _units(server, params.text_document.uri)
    if found is None:
        return []
    lines = {fold for unit in found[1] for fold in outline.folds(unit.document)}
    return [lsp.FoldingRange(first, last) for first, last in sorted(lines)]


def links(server: Server, params: lsp.DocumentLinkParams) -> list[lsp.DocumentLink]:
    """Return the images of a file with the pages of their repositories."""
    module = _terraform(server, params.text_document.uri)
    found = _units(server, params.text_document.uri) if module is None else None
    if module is not None:
        text, places = module.text, list(outline_terraform.links(module.text.source))
    elif found is not None:
        text = found[0].text
        places = [place for unit in found[1] for place in outline.links(unit.document)]
    else:
        return []
    return [
        lsp.DocumentLink(offsets_range(text, start, end, server.store.encoding), target=url)
        for start, end, url in places
    ]


def tokens(server: Server, params: lsp.SemanticTokensParams) -> lsp.SemanticTokens:
    """Return the names of a file that refer to something, so that they look unlike plain texts."""
    found = _units(server, params.text_document.uri)
    if found is None:
        return lsp.SemanticTokens([])
    file, own = found
    places = {
        (spot.start, spot.end, 2 if name.is_definition else 0 if name.kind == LOGICAL else 1)
        for unit in own
        for name in names_of(unit.kind, unit.document.data)
        if "::" not in name.text
        for spot in spots(unit.document, name)
    }
    data: list[int] = []
    line = column = 0
    for start, end, kind in sorted(places):
        row, at = file.text.position(start, server.store.encoding)
        length = units(file.text.source[start:end], server.store.encoding)
        data += [row - line, at - column if row == line else at, length, kind, 0]
        line, column = row, at
    return lsp.SemanticTokens(data)


def _hints(server: Server, uri: str) -> tuple[Open, list[Hint]] | None:
    file = server.file_of(uri)
    options = server.options
    if file is None or not (options.cost or options.capacity or options.rollout):
        return None
    known = server.figures.get(file.path)
    if known is None or known[0] is not file.text:
        found = hints(file.path, server.linter.parsed(file.path), options, server.linter.settings(file.path))
        known = server.figures[file.path] = (file.text, found)
    return file, known[1]


def inlay_hints(server: Server, params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
    """Return figures beside values."""
    found = _hints(server, params.text_document.uri)
    if found is None:
        return []
    file, all_of_them = found
    encoding = server.store.encoding
    start = file.text.offset(params.range.start.line, params.range.start.character, encoding)
    end = file.text.offset(params.range.end.line, params.range.end.character, encoding)
    return [
        lsp.InlayHint(
            lsp.Position(*file.text.position(each.offset, encoding)),
            each.label,
            tooltip=lsp.MarkupContent(lsp.MarkupKind.Markdown, in_hover(each.tooltip)),
            padding_left=True,
        )
        for each in all_of_them
        if start <= each.offset <= end
    ]


def lenses(server: Server, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
    """Return figures above services and task definitions."""
    found = _hints(server, params.text_document.uri)
    if found is None:
        return []
    file, all_of_them = found
    encoding = server.store.encoding
    return [
        lsp.CodeLens(
            offsets_range(file.text, each.anchor, each.anchor, encoding),
            command=lsp.Command(each.label, "ecslint.report", arguments=[each.kind, file.uri]),
        )
        for each in all_of_them
    ]


def _together(units_: list[ParsedFile]) -> list[ParsedFile]:
    """Return the files that are linted together, each with figures of its own."""
    return [unit._replace(context_only=False) for unit in units_]


def figures(server: Server, kind: str, uri: str) -> str:
    """Return a report on a file: ``cost`` as Markdown, ``capacity`` as a table, ``rollout`` as HTML.

    What a file says only together with others (a task definition has the costs of its service) is shown with
    them.
    """
    file = server.file_of(uri)
    if file is None:
        return ""
    units_ = server.linter.parsed(file.path)
    own = [unit if unit.document.path == file.path else unit._replace(context_only=True) for unit in units_]
    settings = server.linter.settings(file.path)
    from ecslint.cost.prices import list_prices, read_prices
    from ecslint.cost.pricing import Region

    prices = read_prices(settings.prices) if settings.prices else list_prices()
    region = Region(None, lambda _: settings.region)
    if kind == "cost":
        from ecslint.cost.collect import estimates
        from ecslint.cost.render import in_currency, markdown

        found = estimates(own, prices, region) or estimates(_together(units_), prices, region)
        return in_currency(markdown(found, prices), prices)
    if kind == "capacity":
        from ecslint.capacity.collect import plans
        from ecslint.capacity.render import table

        return table(plans(own, None) or plans(_together(units_), None))
    if kind == "rollout":
        from ecslint.rollout.collect import Assumptions, deployments
        from ecslint.rollout.draw import html

        found_ = deployments(own, Assumptions(), prices, region)
        return html(found_ or deployments(_together(units_), Assumptions(), prices, region))
    return ""
