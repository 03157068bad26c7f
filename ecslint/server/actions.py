"""Code actions: fix, fix all, suppress, explain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from lsprotocol import types as lsp
from pygls.uris import from_fs_path

from ecslint.config.lookup import Configuration
from ecslint.config.settings import Settings
from ecslint.documents.subject import ParsedFile
from ecslint.finding import Finding
from ecslint.fixing.edit import TextEdit
from ecslint.fixing.fix import edits_of, fix_text
from ecslint.server.diagnostics import offsets_range
from ecslint.server.linting import Outcome
from ecslint.server.suppress import suppressing, target
from ecslint.server.texts import Text

FIX_ALL: Final = "source.fixAll.ecslint"
FIX_ALL_UNSAFE: Final = "source.ecslint.fixAllUnsafe"
"""Not below ``source.fixAll``, which editors may run whenever a file is saved."""
EXPLAIN: Final = "ecslint.explain"
KINDS: Final = (lsp.CodeActionKind.QuickFix, FIX_ALL, FIX_ALL_UNSAFE)

TextOf = Callable[[str], tuple[str, Text] | None]


class Actions:
    """What can be done about the findings of one file.

    ``text_of`` returns URI and text of a file by path, ``None`` for one that is not there; ``can_create``
    says whether the client can make files.
    """

    def __init__(
        self,
        outcome: Outcome,
        uri: str,
        text: Text,
        encoding: str,
        settings: Settings,
        text_of: TextOf,
        can_create: bool = False,
    ) -> None:
        self._outcome = outcome
        self._uri = uri
        self._text = text
        self._encoding = encoding
        self._settings = settings
        self._text_of = text_of
        self._can_create = can_create

    def at(self, start: int, end: int, shown: Sequence[lsp.Diagnostic]) -> Iterator[lsp.CodeAction]:
        """Yield what can be done about findings that touch ``[start, end]``, fixes first."""
        found = [
            f for f in self._outcome.findings if f.span.start_offset <= end and f.span.end_offset >= start
        ]
        for finding in found:
            yield from self._fix(finding, _shown(finding, shown))
        for finding in found:
            yield from self._suppress(finding, _shown(finding, shown))
        for rule in dict.fromkeys(finding.rule for finding in found):
            title = f"Explain {rule}"
            command = lsp.Command(title, EXPLAIN, arguments=[rule])
            yield lsp.CodeAction(title, kind=lsp.CodeActionKind.QuickFix, command=command)

    def fixes_all(self) -> Iterator[lsp.CodeAction]:
        """Yield what fixes the whole file, to be resolved when it is chosen."""
        fixes = [finding.fix for finding in self._outcome.findings if finding.fix is not None]
        if any(fix.safe for fix in fixes):
            yield self._all("Fix all that is certain", FIX_ALL, unsafe=False)
        if any(not fix.safe for fix in fixes):
            yield self._all("Fix all, also where that changes the meaning", FIX_ALL_UNSAFE, unsafe=True)

    def _all(self, title: str, kind: str, *, unsafe: bool) -> lsp.CodeAction:
        data = {"uri": self._uri, "version": self._text.version, "unsafe": unsafe}
        return lsp.CodeAction(title, kind=kind, data=data)

    def _fix(self, finding: Finding, shown: list[lsp.Diagnostic]) -> Iterator[lsp.CodeAction]:
        if finding.fix is None:
            return
        unit = self._unit(finding)
        documents = [each.document for each in self._outcome.units]
        edits = edits_of(finding, documents) if unit is not None else []
        if edits:
            title = finding.fix.title[:1].upper() + finding.fix.title[1:]
            if not finding.fix.safe:
                title += " (changes the meaning)"
            yield lsp.CodeAction(
                f"{title} [{finding.rule}]",
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=shown,
                is_preferred=finding.fix.safe or None,
                edit=self._edit(self._uri, self._text, edits),
            )

    def _suppress(self, finding: Finding, shown: list[lsp.Diagnostic]) -> Iterator[lsp.CodeAction]:
        unit = self._unit(finding)
        if unit is None or finding.rule in ("ECS001", "ECS006", "ECS007"):
            return
        path = target(self._settings, finding.path)
        config = self._text_of(path)
        source = config[1].source if config is not None else ""
        for way in suppressing(finding, unit, self._settings, source):
            if way.path == self._outcome.path:
                edit = self._edit(self._uri, self._text, [way.edit])
            elif config is not None:
                edit = self._edit(config[0], config[1], [way.edit])
            elif self._can_create:
                edit = _new_file(way.path, way.edit.text)
            else:
                continue
            yield lsp.CodeAction(way.title, kind=lsp.CodeActionKind.QuickFix, diagnostics=shown, edit=edit)

    def _unit(self, finding: Finding) -> ParsedFile | None:
        """Return the document in which a finding is; none where a file holds several."""
        units = self._outcome.units
        return units[0] if len(units) == 1 and finding.path == self._outcome.path else None

    def _edit(self, uri: str, text: Text, edits: Sequence[TextEdit]) -> lsp.WorkspaceEdit:
        return workspace_edit(uri, text, edits, self._encoding)


def _new_file(path: str, content: str) -> lsp.WorkspaceEdit:
    """Return an edit that makes a file."""
    uri = from_fs_path(path) or path
    start = lsp.Position(0, 0)
    target = lsp.OptionalVersionedTextDocumentIdentifier(uri)
    insert = lsp.TextDocumentEdit(target, [lsp.TextEdit(lsp.Range(start, start), content)])
    made = lsp.CreateFile(uri, options=lsp.CreateFileOptions(ignore_if_exists=True))
    return lsp.WorkspaceEdit(document_changes=[made, insert])


def workspace_edit(uri: str, text: Text, edits: Sequence[TextEdit], encoding: str) -> lsp.WorkspaceEdit:
    """Return edits of one file as the protocol has them."""
    return lsp.WorkspaceEdit(changes={uri: text_edits(text, edits, encoding)})


def text_edits(text: Text, edits: Sequence[TextEdit], encoding: str) -> list[lsp.TextEdit]:
    """Return edits of a text as the protocol has them."""
    return [lsp.TextEdit(offsets_range(text, e.start, e.end, encoding), e.text) for e in edits]


def everything_fixed(path: str, text: Text, configuration: Configuration, unsafe: bool) -> list[TextEdit]:
    """Return the edit that fixes all that can be fixed in a text; raises ``ConfigError``."""
    fixed = fix_text(path, text.source, configuration, unsafe=unsafe)
    return difference(text.source, fixed.text)


def difference(old: str, new: str) -> list[TextEdit]:
    """Return the lines that differ between two texts as edits, so that cursors and folds stay."""
    from difflib import SequenceMatcher

    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    edits = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            edits.append(TextEdit(starts[a], starts[b], "".join(after[c:d])))
    return edits


def _shown(finding: Finding, shown: Sequence[lsp.Diagnostic]) -> list[lsp.Diagnostic]:
    """Return the diagnostics of the editor that are this finding."""

    def is_it(each: lsp.Diagnostic) -> bool:
        data: object = each.data
        if isinstance(data, dict):
            return bool(data.get("fingerprint") == finding.fingerprint)
        return each.code == finding.rule and each.range.start.line == finding.span.start.line - 1

    return [each for each in shown if is_it(each)]
