"""SECURITY.md names a test for each promise, and every test that it names is there."""

from __future__ import annotations

import ast
import re

from tests.conftest import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISES = re.findall(r"^\d+\. \*\*.*?(?=^\d+\. \*\*|^\S|\Z)", TEXT, re.MULTILINE | re.DOTALL)


def test_each_promise_names_tests() -> None:
    assert len(PROMISES) >= 8
    for promise in PROMISES:
        assert re.search(r"Held by\s+`\S+\.py::\w+`", promise), promise.splitlines()[0]


def test_the_tests_that_are_named_are_there() -> None:
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", TEXT)
    assert len(named) > 20
    for file, test in named:
        tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
        assert any(isinstance(node, ast.FunctionDef) and node.name == test for node in tree.body), test
