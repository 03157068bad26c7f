"""Commands take one frozen object of what their command line says; nothing else sees click's values."""

from __future__ import annotations

import ast
import dataclasses

import click
import pytest

from ecslint.cli import analysis_options, main, options
from tests.conftest import ROOT

GATHERED = {
    "check": options.CheckOptions,
    "capacity": analysis_options.AnalysisOptions,
    "cost": analysis_options.CostOptions,
    "reach": analysis_options.ReachOptions,
    "rollout": analysis_options.RolloutOptions,
}


@pytest.mark.parametrize("name", GATHERED)
def test_every_parameter_of_a_command_is_a_field(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    fields = dataclasses.fields(GATHERED[name])
    optional = {field.name for field in fields if field.default is not dataclasses.MISSING}
    given = {parameter.name for parameter in command.params}
    assert {field.name for field in fields} - optional <= given <= {field.name for field in fields}
    assert GATHERED[name].__dataclass_params__.frozen


def test_commands_take_no_keywords_without_a_name() -> None:
    """But ``gathered``, which makes the object of them."""
    found = {
        f"{path.stem}.{node.name}"
        for path in (ROOT / "ecslint/cli").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.args.kwarg is not None
    }
    assert found == {"options.call", "__init__.main", "__init__.make_context"}  # the latter are click's
