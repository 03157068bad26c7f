"""What the README shows is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from ecslint.cli import main
from ecslint.config.file import read_config
from ecslint.report import formats
from tests.command import invoke

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_lines_are_the_two_commands() -> None:
    commands = re.findall(r"^    (\S.*)$", README, re.MULTILINE)
    assert commands[0].endswith(".venv/bin/ecslint check examples/")
    assert commands[1] == "./test.sh"
    assert "./test.sh" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_excerpt_is_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = re.search(r"```text\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    monkeypatch.chdir(ROOT)
    arguments = ["check", "--isolated", "--no-color", "--select", "ECS101", "examples/task-definition.json"]
    assert shown[1].strip() in invoke(arguments).stdout


def test_the_configuration_is_valid(tmp_path: Path) -> None:
    block = re.search(r'^    profile = "default".*?\n\n(?=In YAML)', README, re.DOTALL | re.MULTILINE)
    assert block is not None
    text = re.sub(r"^    ", "", block[0], flags=re.MULTILINE)
    (tmp_path / "ecslint.toml").write_text(text, encoding="utf-8")
    tomllib.loads(text)
    settings = read_config(str(tmp_path / "ecslint.toml"))
    assert settings.region == "eu-west-1"
    assert len(settings.suppress) == 1


def test_every_format_is_named() -> None:
    assert all(f"`{form}`" in README or f"--format {form}" in README for form in formats())


def test_every_command_is_named() -> None:
    commands = main.list_commands(click.Context(main))
    assert commands
    assert all(f"ecslint {name}" in README for name in commands)
