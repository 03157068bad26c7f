"""``ecslint check --cfn-lint``: run cfn-lint over the templates in the same pass and merge its findings.

A finding of cfn-lint is left out where a rule of ours answers it (its page says so with ``cfn-lint:E3053``),
and where one of ours stands on the same line.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ecslint.catalogue import pages as catalogue
from ecslint.catalogue.pages import Rule
from ecslint.config.settings import ConfigError
from ecslint.documents.subject import CLOUDFORMATION
from ecslint.finding import Finding, Severity
from ecslint.source.span import LineIndex, Position, Span

if TYPE_CHECKING:
    from ecslint.engine.run import Result
    from ecslint.source.document import Document

_SEVERITIES = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO}


def add_cfn_lint(result: Result) -> None:
    """Add what cfn-lint finds in the templates of a run; raises ``ConfigError`` if it is not installed."""
    try:
        from cfnlint.api import lint
    except ImportError:
        raise ConfigError("--cfn-lint needs cfn-lint: pip install 'ecslint[cfn-lint]'") from None
    answered = {
        c.partition(":")[2] for rule in catalogue.rules() for c in rule.values("covers") if "cfn-lint:" in c
    }
    ours = {(finding.path, finding.span.start.line) for finding in result.findings}
    more: list[Finding] = []
    for unit in result.units:
        if unit.kind != CLOUDFORMATION or unit.context_only:
            continue
        document = unit.document
        for match in lint(document.text, config=_arguments()):
            if match.rule.id in answered or (document.path, match.linenumber) in ours:
                continue
            more.append(_finding(match, document))
    result.findings = sorted([*result.findings, *more], key=lambda finding: finding.sort_key)


def _arguments() -> object:
    """Return the configuration of cfn-lint: the ``.cfnlintrc`` of a repository could import its Python."""
    return {
        "regions": ["us-east-1"],
        "config_file": os.path.join(os.path.dirname(__file__), "cfnlintrc.yaml"),
    }


def _finding(match: Any, document: Document) -> Finding:
    rule = _rule(match.rule)
    lines = document.lines
    start = _offset(lines, document.text, Position(match.linenumber, match.columnnumber))
    end = _offset(lines, document.text, Position(match.linenumberend, match.columnnumberend))
    steps = [str(step).replace("~", "~0").replace("/", "~1") for step in getattr(match, "path", None) or ()]
    return Finding(
        rule.id,
        rule.name,
        rule.severity,
        " ".join(match.message.split()),
        document.path,
        "".join(f"/{step}" for step in steps),
        Span(start, max(start, end), lines.position(start), lines.position(max(start, end))),
        rule.url,
        evidence=" ".join(match.message.split()),
    )


def _offset(lines: LineIndex, text: str, position: Position) -> int:
    """Return the offset of a place of cfn-lint's, which may lie outside the text."""
    last = lines.position(len(text)).line
    if position.line > last:
        return len(text)
    return min(len(text), lines.offset(Position(max(1, position.line), max(1, position.column))))


def _rule(rule: Any) -> Rule:
    """Return a rule of cfn-lint as one of the catalogue, so that every report can show it."""
    known = Rule(
        id=rule.id,
        name="cfn-lint",
        severity=_SEVERITIES.get(rule.id[:1], Severity.WARNING),
        title=rule.shortdesc or rule.id,
        body=f"# {rule.shortdesc}\n\n{rule.description}\n",
        fields={
            "url": rule.source_url or "https://github.com/aws-cloudformation/cfn-lint",
            "tags": ["cfn-lint"],
        },
        path="",
    )
    catalogue.add_foreign(known)
    return known
