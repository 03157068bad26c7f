"""SARIF 2.1.0, as GitHub code scanning and SARIF viewers read it.

Rules carry their page as ``help.markdown``; regions are full and lie on one line; file URIs are relative
to the repository (``SRCROOT``) and percent-encoded; fingerprints come from data, never from prose.
Suppressed findings are there with ``--verbose`` only: GitHub takes them for open alerts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from ecslint import __version__
from ecslint.catalogue import pages as catalogue
from ecslint.catalogue.pages import Rule
from ecslint.finding import Finding, Related, Severity
from ecslint.report import Options
from ecslint.report._edits import Edits
from ecslint.report._shared import full_message, relative_path, unique_fingerprints
from ecslint.source.span import Span

if TYPE_CHECKING:
    from ecslint.engine.run import Result

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_SECURITY = {Severity.ERROR: "8.0", Severity.WARNING: "5.0", Severity.INFO: "2.0"}


def report(result: Result, *, suppressed: bool = False) -> dict[str, object]:
    """Return the log as plain data; the rules are those that fired, by id.

    ``suppressed``: with the findings that suppressions and the baseline account for.
    """
    silenced = result.silenced if suppressed else []
    findings = [*result.findings, *(finding for finding, _ in silenced)]
    fired = sorted({finding.rule for finding in findings})
    index = {rule: number for number, rule in enumerate(fired)}
    prints = unique_fingerprints(findings)
    edits = Edits(result)
    results = [_result(f, index, p, edits) for f, p in zip(findings, prints, strict=True)]
    for entry, (finding, reason) in zip(results[len(result.findings) :], silenced, strict=True):
        entry["suppressions"] = [_suppression(finding, reason, result)]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "ecslint",
                        "semanticVersion": __version__,
                        "informationUri": "https://github.com/ecslint/ecslint",
                        "rules": [_rule(catalogue.rule(rule)) for rule in fired],
                    }
                },
                "automationDetails": {"id": "ecslint/"},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the checkout."}}},
                "invocations": [
                    {
                        "executionSuccessful": not result.crashes,
                        "toolExecutionNotifications": [
                            {
                                "level": "error",
                                "message": {"text": f"Rule {c.rule} crashed on {c.path}: {c.error}"},
                            }
                            for c in result.crashes
                        ],
                    }
                ],
                "results": results,
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, object]:
    tags = ["ecs", *rule.tags]
    properties: dict[str, object] = {
        "tags": tags[:10],
        "precision": "very-high" if rule.severity is Severity.ERROR else "high",
        "problem.severity": _PROBLEM[rule.severity],
    }
    if "security" in tags:
        properties["security-severity"] = _SECURITY[rule.severity]
    return {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": _sentence(rule.title)},
        "fullDescription": {"text": _sentence(rule.summary)[:1000]},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "help": {
            "text": f"{_sentence(rule.title)} See {rule.url}",
            "markdown": rule.body + f"\n[{rule.id}]({rule.url})\n",
        },
        "helpUri": rule.url,
        "properties": properties,
    }


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _suppression(finding: Finding, reason: str, result: Result) -> dict[str, object]:
    """Return how a finding is suppressed: by the baseline or the configuration, else in its file."""
    entries = result.configuration.settings_for(finding.path).suppress
    outside = reason == "baseline" or any(entry.reason == reason for entry in entries)
    found: dict[str, object] = {"kind": "external" if outside else "inSource"}
    if reason:
        found["justification"] = reason
    return found


def _fixes(finding: Finding, edits: Edits) -> list[dict[str, object]]:
    """Return the fix of a finding, as a change of its file."""
    replacements = [
        {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
        for edit in edits.of(finding)
    ]
    if finding.fix is None or not replacements:
        return []
    title = finding.fix.title[:1].upper() + finding.fix.title[1:]
    return [
        {
            "description": {"text": _sentence(title)},
            "artifactChanges": [{"artifactLocation": artifact(finding.path), "replacements": replacements}],
            "properties": {"safe": finding.fix.safe},
        }
    ]


def _result(finding: Finding, index: dict[str, int], fingerprint: str, edits: Edits) -> dict[str, object]:
    message = full_message(finding)
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": _sentence(message[:1].upper() + message[1:])},
        "locations": [_primary(finding)],
        "partialFingerprints": {"ecslint/v1": fingerprint, "primaryLocationLineHash": fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [_related(n, related) for n, related in enumerate(finding.related, 1)]
    fixes = _fixes(finding, edits)
    if fixes:
        result["fixes"] = fixes
    return result


def _region(span: Span) -> dict[str, object]:
    return {
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    }


def _primary(finding: Finding) -> dict[str, object]:
    """Return where a finding is, and of which construct of the CDK."""
    location = _location(finding.path, finding.pointer, finding.span)
    if finding.construct:
        construct = {"fullyQualifiedName": finding.construct, "kind": "resource"}
        location["logicalLocations"] = [{"fullyQualifiedName": finding.pointer, "kind": "member"}, construct]
    return location


def _location(path: str, pointer: str, span: Span) -> dict[str, object]:
    return {
        "physicalLocation": {
            "artifactLocation": artifact(path),
            "region": _region(span),
        },
        "logicalLocations": [{"fullyQualifiedName": pointer or "/", "kind": "member"}],
    }


def _related(number: int, related: Related) -> dict[str, object]:
    location = _location(related.path, related.pointer, related.span)
    return {"id": number, **location, "message": {"text": _sentence(related.message)}}


def _quoted(path: str) -> str:
    """Percent-encode a path, bytes of its name that are not UTF-8 as they are."""
    try:
        return quote(path.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return quote(path, errors="replace")


def artifact(path: str) -> dict[str, str]:
    """Return the artifact location of a file: relative to the checkout where the file lies in it."""
    uri = relative_path(path)
    if uri.startswith("/"):
        return {"uri": f"file://{_quoted(uri)}"}
    return {"uri": _quoted(uri), "uriBaseId": "SRCROOT"}


def render(result: Result, options: Options) -> Iterator[str]:
    """Yield the log."""
    yield json.dumps(report(result, suppressed=options.verbose), indent=2, ensure_ascii=True) + "\n"
