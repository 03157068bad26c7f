"""Findings by file, with excerpts and fixes, and the rules that they come from."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from ecslint.catalogue import pages as catalogue
from ecslint.drawing.markdown import html, inline
from ecslint.drawing.markup import Markup, element, joined, text
from ecslint.finding import Finding, Severity
from ecslint.report._excerpt import Secrets, excerpt
from ecslint.report._shared import full_message

if TYPE_CHECKING:
    from ecslint.engine.run import Result
    from ecslint.source.document import Document

LETTERS: Final = {Severity.ERROR: "e", Severity.WARNING: "w", Severity.INFO: "i"}
"""The classes of findings."""
EXCERPT: Final = 160
"""Characters of a line that are shown at most."""
MOST_RELATED: Final = 5
"""Further locations of a finding that are listed."""


def findings(result: Result) -> Markup:
    """Return the section of all findings with what filters them."""
    if not result.findings:
        body: list[Markup] = [element("p", "No problems.", class_="none")]
    else:
        body = [_tools(result), element("div", *_files(result), id="list")]
        body.append(element("p", "Nothing matches these filters.", class_="none", id="none", hidden=True))
    return element("section", element("h2", "Findings", id="findings"), *body)


def _tools(result: Result) -> Markup:
    words = (("e", "errors"), ("w", "warnings"), ("i", "advice"))
    pressed = [
        element("button", word, data_sev=letter, aria_pressed="true", type="button") for letter, word in words
    ]
    counts = Counter((finding.rule, finding.name) for finding in result.findings)
    options = [element("option", "all rules", value="")]
    for (rule, name), number in sorted(counts.items()):
        options.append(element("option", f"{rule} {name} ({number})", value=rule, data_n=name))
    grouping = [element("option", "by file", value="file"), element("option", "by rule", value="rule")]
    return element(
        "div",
        element("input", type="search", id="q", placeholder="Search (press /)", aria_label="Search findings"),
        *pressed,
        element("select", *options, id="rule", aria_label="Rule"),
        element("select", *grouping, id="by", aria_label="Group findings"),
        element("label", element("input", type="checkbox", id="fixable"), " fixable"),
        element("span", id="count", role="status"),
        class_="tools",
        role="search",
    )


def _files(result: Result) -> list[Markup]:
    documents = {unit.document.path: unit.document for unit in result.units}
    secrets = Secrets(result.findings, (unit.document for unit in result.units))
    by_path: dict[str, list[Finding]] = {}
    for finding in sorted(result.findings, key=lambda each: each.sort_key):
        by_path.setdefault(finding.path, []).append(finding)
    worst_first = sorted(by_path.items(), key=lambda item: (-max(f.severity for f in item[1]), item[0]))
    found = []
    for path, group in worst_first:
        items = [_finding(finding, documents.get(path), secrets) for finding in group]
        head = element("h3", path, " ", element("span", str(len(group)), class_="k soft"))
        found.append(element("section", head, element("ol", *items, class_="list"), class_="group"))
    return found


def _finding(finding: Finding, document: Document | None, secrets: Secrets) -> Markup:
    line, column = finding.span.start
    head = element(
        "p",
        element("span", str(finding.severity), class_="sev"),
        " ",
        element("a", finding.rule, href=f"#{finding.rule}"),
        " ",
        element("b", full_message(finding)),
    )
    parts: list[Markup] = [head, element("p", f"{finding.path}:{line}:{column}", class_="soft mono")]
    if document is not None:
        parts.append(_source(document, finding, secrets))
    for related in finding.related[:MOST_RELATED]:
        at = related.span.start
        parts.append(element("p", f"{related.path}:{at.line}:{at.column}: {related.message}", class_="soft"))
    if len(finding.related) > MOST_RELATED:
        parts.append(element("p", f"and {len(finding.related) - MOST_RELATED} more locations", class_="soft"))
    if finding.fix is not None:
        option = "--fix" if finding.fix.safe else "--unsafe-fixes"
        parts.append(element("p", f"Fix: {finding.fix.title} ({option} does it)", class_="fix"))
    return element(
        "li",
        *parts,
        class_=f"f {LETTERS[finding.severity]}",
        data_r=finding.rule,
        data_p=finding.name,
        data_x=finding.fix is not None,
    )


def _source(document: Document, finding: Finding, secrets: Secrets) -> Markup:
    shown = excerpt(document, finding, secrets, EXCERPT)
    end = shown.start + shown.width
    indent = len(shown.line) - len(shown.line.lstrip(" "))
    cut = min(indent, shown.start)
    return element(
        "pre",
        element("span", f"{shown.number}  ", class_="ln"),
        text(shown.line[cut : shown.start]),
        element("mark", shown.line[shown.start : end] or " "),
        text(shown.line[end:]),
    )


def rules(result: Result) -> Markup | None:
    """Return the section of the rules that found something: what they are and how to fix it."""
    found = []
    for identifier in sorted({finding.rule for finding in result.findings}):
        rule = catalogue.rule(identifier)
        fix = rule.body.partition("\n## How to fix\n")[2].partition("\n## ")[0].strip()
        found.append(
            element(
                "details",
                element("summary", element("b", rule.id), f" {rule.name}: ", inline(rule.title)),
                html(rule.summary),
                joined([element("h4", "How to fix"), html(fix)]) if fix else None,
                element("p", element("a", "All about this rule", href=rule.url)),
                class_="rule",
                id=rule.id,
            )
        )
    return element("section", element("h2", "Rules", id="rules"), *found) if found else None
