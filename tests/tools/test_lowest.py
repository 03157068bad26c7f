"""The oldest releases that are admitted, as they are installed for a test."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tools.lowest import constraints, of_project

PROJECT = """
[project]
dependencies = ["a>=1.2", "b[x]>=2.0,<3; sys_platform == 'linux'"]
[project.optional-dependencies]
test = ["c==9.10", "ecslint[other]"]
other = ["c>=9.9", "d~=1.0,>=1.0.1"]
"""


def test_the_oldest_release_of_each() -> None:
    assert of_project(PROJECT, "test", "other") == [
        "a==1.2",
        "b==2.0; sys_platform == 'linux'",
        "c==9.9",
        "d==1.0.1",
    ]


@pytest.mark.parametrize("requirement", ["a", "a<3", "a @ https://example.com/a.zip"])
def test_what_has_no_oldest_release_is_an_error(requirement: str) -> None:
    with pytest.raises(ValueError, match="a"):
        list(constraints([requirement]))


def test_every_requirement_of_ours_has_one() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = of_project(text, "test", "cfn-lint")
    assert len({line.partition("==")[0] for line in lines}) == len(lines) > 8
