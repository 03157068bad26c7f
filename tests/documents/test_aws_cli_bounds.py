"""Files with calls of ``aws ecs`` that would be read without end: steps in proportion to their size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecslint.documents.aws_cli import commands as module
from ecslint.documents.aws_cli.commands import MAX_LENGTH, MAX_WORK, commands
from ecslint.documents.aws_cli.read import script_units
from ecslint.documents.aws_cli.shorthand import Shorthand, ShorthandError
from tests.steps import calls as steps


@pytest.mark.parametrize("text", ["a=[}", "a=[b,{]", 'a=["x"}', "a={b=[}}", "a=[b}c]", "a=[[}]", "a=[x]y]"])
def test_a_bracket_that_closes_something_else_ends_the_list(text: str) -> None:
    with pytest.raises(ShorthandError):
        Shorthand(text, ())


SHAPES = {
    "one line": lambda n: "aws x " * n + "ecs",
    "unclosed expansions": lambda n: "aws ecs $(" * n,
    "unclosed quotes": lambda n: "aws ecs `$(x " * n,
    "escapes": lambda n: "aws ecs run-task --tags " + "\\a" * n,
    "words": lambda n: "aws ecs run-task " + "--cluster a " * n,
    "spaces": lambda n: " " * n + "aws ecs " * n,
    "continued": lambda n: "aws ecs x \\\n" * n,
    "here documents": lambda n: 'aws ecs run-task --overrides "$(cat <<E\n' * n,
    "brackets": lambda n: "aws ecs run-task --tags '" + "a=[" * n + "'\n",
    "lists": lambda n: "aws ecs run-task --tags '" + "a=b," * n + "'\n",
    "json": lambda n: "aws ecs run-task --overrides '" + '{"a":' * n + "'\n",
}


PART = 4
"""Texts and limits are so many times smaller here than a program meets."""


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("syntax", ["shell", "yaml"])
def test_calls_take_steps_in_proportion_to_the_text(
    name: str, syntax: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "x.sh")
    monkeypatch.setattr(module, "MAX_COMMANDS", module.MAX_COMMANDS // PART)
    monkeypatch.setattr(module, "MAX_LENGTH", MAX_LENGTH // PART)
    monkeypatch.setattr(module, "MAX_WORK", MAX_WORK // PART**2)

    def read(text: str) -> None:
        list(script_units(path, text, syntax))

    list(script_units(path, "aws ecs run-task --cluster a\n", syntax))  # all is loaded
    few = steps(lambda: read(SHAPES[name](300 // PART)))
    many = steps(lambda: read(SHAPES[name](1_200 // PART)))
    assert many < 6 * few + 10_000 // PART


@pytest.mark.parametrize("name", SHAPES)
def test_no_more_is_read_than_the_limit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    real = module.read_line

    def read_line(
        text: str, start: int, end: int | None = None, folded: bool = False, most: int = 2_000
    ) -> object:
        line = real(text, start, end, folded, most)
        read.append(line.end - start)
        return line

    monkeypatch.setattr(module, "read_line", read_line)
    longest, most = MAX_LENGTH // 10, MAX_WORK // 10
    monkeypatch.setattr(module, "MAX_LENGTH", longest)
    monkeypatch.setattr(module, "MAX_WORK", most)
    text = SHAPES[name](3_000)
    list(commands(text, "shell"))
    list(commands(text, "yaml"))
    assert max(read) <= longest
    assert sum(read) <= 2 * (most + longest)


def test_a_call_that_is_longer_than_the_limit_counts_as_cut_off() -> None:
    found: Iterator[module.Command] = commands("aws ecs run-task --cluster '" + "a" * 300_000 + "'", "shell")
    assert next(found).is_open
