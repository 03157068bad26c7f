"""What the tools that deploy a repository put right, as far as the files beside the linted one tell.

A read-only field is refused by ``register-task-definition``, so it is an error. Where a workflow of the
repository, or a configuration beside the file, shows that a tool drops the field first, it is a warning.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ecslint.config.lookup import Configuration
from ecslint.facts import deployment_tools as facts
from ecslint.finding import Finding, Severity
from ecslint.validation.problems import READ_ONLY

_MOST_FOLDERS: Final = 12
_MOST_WORKFLOWS: Final = 50
_MOST_BYTES: Final = 200_000


def softened(findings: list[Finding], configuration: Configuration) -> list[Finding]:
    """Return the findings, as warnings what a tool of the repository drops before AWS sees it."""
    tools: dict[str, tuple[bool, bool]] = {}
    found = []
    for finding in findings:
        if finding.rule == READ_ONLY and finding.severity is Severity.ERROR and finding.path != "-":
            tool = _dropped_by(finding, tools)
            if tool is not None and READ_ONLY not in configuration.settings_for(finding.path).severities:
                message = f"{finding.message} ({tool} drops it)"
                finding = replace(finding, severity=Severity.WARNING, message=message)
        found.append(finding)
    return found


def _dropped_by(finding: Finding, tools: dict[str, tuple[bool, bool]]) -> str | None:
    """Return the tool that drops the field which a finding is about."""
    steps = finding.pointer.split("/")
    if len(steps) != 2:  # not a member of the file's own object: a template, or what describe prints
        return None
    folder = os.path.dirname(os.path.abspath(finding.path))
    if folder not in tools:
        tools[folder] = _tools_of(folder)
    action, ecspresso = tools[folder]
    if action and steps[1] in facts.ACTION_DROPS:
        return f"the action {facts.ACTION} of this repository"
    return "ecspresso, which is configured here," if ecspresso and steps[1] != "taskDefinition" else None


def _tools_of(folder: str) -> tuple[bool, bool]:
    """Say whether the repository of a folder uses the action, and whether ecspresso deploys what is in it."""
    ecspresso = any(os.path.isfile(os.path.join(folder, name)) for name in facts.ECSPRESSO)
    for _ in range(_MOST_FOLDERS):
        if any(map(_uses_action, _workflows(folder))):
            return True, ecspresso
        above = os.path.dirname(folder)
        if above == folder or os.path.exists(os.path.join(folder, ".git")):
            break
        folder = above
    return False, ecspresso


def _workflows(folder: str) -> Iterator[str]:
    workflows = os.path.join(folder, ".github", "workflows")
    try:
        names = sorted(os.listdir(workflows))
    except OSError:
        return
    for name in [name for name in names if name.endswith((".yml", ".yaml"))][:_MOST_WORKFLOWS]:
        yield os.path.join(workflows, name)


def _uses_action(path: str) -> bool:
    try:
        if not os.path.isfile(path):  # a pipe or a device is never opened
            return False
        with open(path, "rb") as file:
            return facts.ACTION.encode() in file.read(_MOST_BYTES)
    except OSError:
        return False
