"""Stacks that users reported as failing, rebuilt small: found at the place, and silent once corrected.

A case is one file. Lines that end in ``#-`` are only in the failing stack, those in ``#+`` only in the
corrected one; ``#!`` marks a line of the failing stack that a finding may point at. ``#@ NAME`` stands for a
file of ``parts``. The head says ``rule`` (``none``: nothing in the files proves the failure), ``severity``,
``source`` and ``error``, and ``file`` for other files than templates (of JSON the head is left out).
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.command import invoke

FOLDER = Path(__file__).parent / "stacks"
CASES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".yaml", ".tf"))
_HEAD = re.compile(r"^# (rule|severity|source|error|file): (.+)$", re.MULTILINE)


class Case(NamedTuple):
    """What its head says, the failing text with the lines that may be pointed at, the corrected one."""

    head: dict[str, str]
    bad: str
    lines: set[int]
    good: str


def case(path: Path) -> Case:
    """Read a case."""
    text = path.read_text()
    head = dict(_HEAD.findall(text))
    if head.get("file", "").endswith(".json"):
        text = _HEAD.sub("", text).lstrip("\n")
    bad: list[str] = []
    good: list[str] = []
    lines: set[int] = set()
    for line in _expanded(text, path.suffix):
        code, _, mark = line.rpartition("#")
        if mark not in ("-", "+", "!", "-!"):
            code, mark = line, ""
        if "+" not in mark:
            bad.append(code.rstrip())
            if "!" in mark:
                lines.add(len(bad))
        if "-" not in mark:
            good.append(code.rstrip())
    return Case(head, "\n".join(bad) + "\n", lines, "\n".join(good) + "\n")


def _expanded(text: str, suffix: str) -> list[str]:
    found: list[str] = []
    for line in text.splitlines():
        if line.startswith("#@ "):
            for name in line[3:].split():
                found += (FOLDER / "parts" / f"{name}{suffix}").read_text().splitlines()
        else:
            found.append(line)
    return found


def findings(folder: Path, name: str, text: str) -> list[dict[str, Any]]:
    """Return the findings on a file of its own."""
    folder.mkdir()
    (folder / name).write_text(text)
    result = invoke(
        ["check", "--isolated", "--no-cache", "--profile", "strict", "--format", "json", str(folder)]
    )
    assert result.exit_code in (0, 1), result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_report(path: Path, tmp_path: Path) -> None:
    known = case(path)
    name = known.head.get("file", "main.tf" if path.suffix == ".tf" else "template.yaml")
    rule = known.head["rule"]
    bad = findings(tmp_path / "bad", name, known.bad)
    good = findings(tmp_path / "good", name, known.good)
    assert [f["message"] for f in good if f["severity"] == "error"] == []
    if rule == "none":
        assert [f["message"] for f in bad if f["severity"] == "error"] == []
        return
    found = [f for f in bad if f["rule"] == rule and f["start"]["line"] in known.lines]
    assert found, [(f["rule"], f["start"]["line"], f["message"]) for f in bad if f["severity"] != "info"]
    assert found[0]["severity"] == known.head["severity"]
    assert [f["message"] for f in good if f["rule"] == rule] == []
