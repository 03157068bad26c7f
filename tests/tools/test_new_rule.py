"""CONTRIBUTING's walk-through, followed word for word in a copy, and pages for every subject."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ecslint.checks.registry import SUBJECTS
from tests.conftest import ROOT
from tools import new_rule

COPIED = ("ecslint", "rules", "schemas", "tests", "tools", "docs", "benchmarks")
SKIPPED = shutil.ignore_patterns("__pycache__", "*.pyc", "node_modules", Path(__file__).name)
NOT_RUN = (".ci/run", "./test.sh", "mypy")
"""What takes minutes, and is the whole check anyway."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the project without its history."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=SKIPPED)
    for file in ("pyproject.toml", "CONTRIBUTING.md"):
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def commands() -> list[str]:
    """Return the commands of "How to add a rule", in their order."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("## How to add a rule\n")[2].partition("\n## ")[0]
    found = re.findall(r"`((?:python -m|pytest|mypy|ruff|\./|\.ci)[^`]*)`", section)
    return [command for command in found if not command.startswith(NOT_RUN)]


def follow(copy: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command as it stands there, with this Python."""
    words = shlex.split(command)
    words = words[1:] if words[0] == "python" else ["-m", *words]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *words], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_the_walk_through_works_word_for_word(copy: Path) -> None:
    walk = commands()
    assert [command.partition(" ")[0] for command in walk[:2]] == ["python", "pytest"], walk
    for command in walk:
        if command.startswith("ruff") and importlib.util.find_spec("ruff") is None:
            continue
        done = follow(copy, command)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    page = (copy / "rules" / "ECS190-fargate-something.md").read_text(encoding="utf-8")
    assert 'family is "replace-me"' in page, "the outputs were written"
    assert follow(copy, "pytest tests/test_rules.py -n 0 -k ECS190").returncode == 0


@pytest.mark.parametrize("subject", sorted(SUBJECTS))
def test_every_subject_gets_a_page_and_a_module(
    subject: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "ecslint").symlink_to(ROOT / "ecslint")
    checks = tmp_path / "checks"
    checks.mkdir()
    monkeypatch.setattr(new_rule, "ROOT", tmp_path)
    monkeypatch.setattr(new_rule, "CHECKS", checks)
    folder = SUBJECTS[subject].folder
    (checks / folder).mkdir()
    assert new_rule.main(["ECS999", "thing-wrong", "--subject", subject]) == 0, capsys.readouterr().err
    (page,) = (tmp_path / "rules").iterdir()
    _, bad, _, good, _ = page.read_text(encoding="utf-8").partition("## Examples")[2].split("```")
    assert bad.partition(" bad\n")[2] != good.partition(" good\n")[2]
    (module,) = (checks / folder).iterdir()
    text = module.read_text(encoding="utf-8")
    compile(text, str(module), "exec")
    for name in re.findall(r"^ *from (ecslint\S+) import", text, re.MULTILINE):
        assert importlib.util.find_spec(name) is not None, name


def test_a_module_that_would_never_be_loaded_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert new_rule.main(["ECS999", "thing-wrong", "--subject", "Cluster", "--module", "task.size"]) == 2
    assert "checks on Cluster lie in ecslint/checks/cluster" in capsys.readouterr().err
