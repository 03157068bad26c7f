"""The rules of ecslint inside cfn-lint: ``cfn-lint -a ecslint.integrations.cfn_lint template.yaml``.

cfn-lint takes severity from the first letter of an id and keeps the numbers from 9000 for rules of others:
ECS101 is ``E9101`` there, ``W9101`` where the same rule only warns. One run of ecslint serves all its rules.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template

from ecslint.api import Finding, Rule, Severity, lint_paths, rules

_LETTERS = {Severity.ERROR: "E", Severity.WARNING: "W", Severity.INFO: "I"}

_last: tuple[str, object, list[Finding]] | None = None
"""The findings in the template that was linted last: path, cfn-lint's template, findings."""


def _findings(cfn: Template) -> list[Finding]:
    global _last
    path = str(cfn.filename or "")
    if _last is None or _last[0] != path or _last[1] is not cfn.template:
        found: list[Finding] = []
        if os.path.isfile(path):
            found = list(lint_paths([path]).findings)  # cfn-lint says itself that it cannot read a file
        _last = (path, cfn.template, found)
    return _last[2]


def _path(pointer: str) -> list[str | int]:
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    return [int(step) if step.isdecimal() else step for step in steps]


def _match(finding: Finding) -> RuleMatch:
    start, end = finding.span.start, finding.span.end
    message = finding.message if finding.when is None else f"{finding.message} ({finding.when})"
    location = (start.line - 1, start.column - 1, end.line - 1, end.column - 1)
    return RuleMatch(_path(finding.pointer), message, location=location)


def _rule_class(rule: Rule, severity: Severity) -> type[CloudFormationLintRule]:
    """Return a class of cfn-lint for findings of ``rule`` with this severity."""

    def match(self: CloudFormationLintRule, cfn: Template) -> Iterator[RuleMatch]:
        for finding in _findings(cfn):
            if finding.rule == rule.id and finding.severity is severity:
                yield _match(finding)

    members: dict[str, Any] = {
        "id": f"{_LETTERS[severity]}9{rule.id[3:]}",
        "shortdesc": rule.title,
        "description": rule.summary,
        "source_url": rule.url,
        "tags": ["ecs", "ecslint", *rule.tags],
        "match": match,
        "__module__": __name__,
    }
    return type(f"{_LETTERS[severity]}{rule.id}", (CloudFormationLintRule,), members)


def _classes() -> Iterator[type[CloudFormationLintRule]]:
    for rule in rules():
        for severity in Severity:
            if severity <= rule.severity:
                yield _rule_class(rule, severity)


# cfn-lint finds its rules by looking for classes in the module.
globals().update({each.__name__: each for each in _classes()})
