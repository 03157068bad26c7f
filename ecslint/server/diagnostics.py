"""From findings to the diagnostics of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from lsprotocol import types as lsp

from ecslint.finding import Finding, Severity
from ecslint.server.linting import Outcome
from ecslint.server.texts import Text
from ecslint.source.span import Span

SOURCE: Final = "ecslint"
_LEVELS: Final = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
}
_UNNECESSARY: Final = frozenset({"ECS006"})
"""Rules whose findings are about what can go: editors show it faded."""

Locate = Callable[[str], tuple[str, Text] | None]
"""Returns the URI and the text of a file by path, ``None`` for one that cannot be read."""


def range_of(text: Text, span: Span, encoding: str) -> lsp.Range:
    """Return a span of a text as the editor counts."""
    return offsets_range(text, span.start_offset, span.end_offset, encoding)


def offsets_range(text: Text, start: int, end: int, encoding: str) -> lsp.Range:
    """Return the characters ``[start, end)`` of a text as the editor counts."""
    return lsp.Range(
        lsp.Position(*text.position(start, encoding)), lsp.Position(*text.position(end, encoding))
    )


def diagnostics(outcome: Outcome, text: Text, encoding: str, locate: Locate) -> list[lsp.Diagnostic]:
    """Return the diagnostics of an open file."""
    return [_diagnostic(finding, text, encoding, locate) for finding in outcome.findings]


def _diagnostic(finding: Finding, text: Text, encoding: str, locate: Locate) -> lsp.Diagnostic:
    message = f"{finding.message} ({finding.when})" if finding.when else finding.message
    return lsp.Diagnostic(
        range=range_of(text, finding.span, encoding),
        message=message,
        severity=_LEVELS[finding.severity],
        code=finding.rule,
        code_description=lsp.CodeDescription(finding.url),
        source=SOURCE,
        tags=[lsp.DiagnosticTag.Unnecessary] if finding.rule in _UNNECESSARY else None,
        related_information=list(_related(finding, encoding, locate)) or None,
        data={"rule": finding.rule, "pointer": finding.pointer, "fingerprint": finding.fingerprint},
    )


def _related(finding: Finding, encoding: str, locate: Locate) -> Sequence[lsp.DiagnosticRelatedInformation]:
    found = []
    for related in finding.related:
        where = locate(related.path)
        if where is not None:
            uri, text = where
            location = lsp.Location(uri, range_of(text, related.span, encoding))
            found.append(lsp.DiagnosticRelatedInformation(location, related.message))
    return found
