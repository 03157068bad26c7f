"""Unknown never yields an error: whatever part of a good example is not known, no rule invents one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.run import Selections, run
from ecslint.source.read import load
from ecslint.testing.examples import Example, examples
from tests.share import share

pytestmark = pytest.mark.same_everywhere

PAGES = sorted((Path(__file__).parent.parent / "rules").glob("ECS*.md"))
ISOLATED = Configuration(isolated=True)
SELECTIONS: Selections = {}
SHARES = {"good": 4, "bad": 9, "unresolved": 9}
"""The usual run tries one place of so many, the exhaustive one all: what is good must stay without errors."""
STRUCTURAL = ("ECS00", "ECS01")
"""Syntax and structure: their bad examples hold what a test cannot load, or findings that stay."""


def blanked(node: Any) -> Iterator[Any]:
    """Yield copies of ``node`` in which one value, at any depth, is a placeholder."""
    yield "${ANYTHING}"
    items: Iterator[Any] = iter(())
    if isinstance(node, dict):
        items = ({**node, key: new} for key, value in node.items() for new in blanked(value))
    elif isinstance(node, list):
        items = ([*node[:i], new, *node[i + 1 :]] for i, value in enumerate(node) for new in blanked(value))
    yield from items


def lint(name: str, data: Any) -> tuple[list[str], list[str]]:
    """Return the errors and the crashed rules."""
    units = [read(document) for document in load(name, json.dumps(data).encode())]
    result = run(units, ISOLATED, selections=SELECTIONS)
    errors = [f"{f.rule} {f.pointer}: {f.message}" for f in result.findings if str(f.severity) == "error"]
    return errors, [f"{crash.rule}: {crash.error}" for crash in result.crashes]


def alone(page: Path) -> list[Example]:
    """Return the examples of a page that are one file of JSON."""
    return [
        each for each in examples(page) if len(each.files) == 1 and next(iter(each.files)).endswith(".json")
    ]


@pytest.mark.parametrize(
    "page", [page for page in PAGES if not page.name.startswith(STRUCTURAL)], ids=lambda page: page.stem
)
def test_a_value_that_is_not_known_gives_no_error(page: Path) -> None:
    for example in alone(page):
        assert_no_error(example)


def assert_no_error(example: Example) -> None:
    """Assert that no rule invents an error about an example of which a value is not known."""
    ((name, text),) = example.files.items()
    changed = (data for data in blanked(json.loads(text)) if not isinstance(data, str))
    for data in share(changed, SHARES[example.kind], str(example)):
        errors, crashes = lint(name, data)
        assert crashes == [], data
        if example.kind == "good":
            assert errors == [], data
