"""Kinds of documents are named in one place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from ecslint.documents import subject
from ecslint.documents.frontends import FRONTENDS
from tests.test_house import sources
from tests.trees import tree_of

pytestmark = pytest.mark.same_everywhere

TAKING_KINDS = ("KindRow", "ParsedFile", "input_subject", "Target", "spots.Target")
"""What is called with the kind of a document."""


def names_of_kinds(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the literals that name a kind of document: compared with one, returned, or handed on."""
    rows = {row.name for frontend in FRONTENDS for row in frontend.kinds}
    own = rows - {"service", "terraform"}  # these two words mean other things as well
    for node in ast.walk(tree):
        words: list[ast.AST] = []
        certain = own
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            said = [ast.unparse(side) for side in sides if isinstance(side, ast.Name | ast.Attribute)]
            if any(re.fullmatch(r"kinds?|unit\.kind|around\.kind|file\.kind", name) for name in said):
                words = [constant for side in sides for constant in ast.walk(side)]
                certain = rows if "unit.kind" in said else own
        elif isinstance(node, ast.Return) and node.value is not None:
            value = node.value
            words = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "KindRow",
            "ParsedFile",
            "input_subject",
        ):
            words, certain = list(node.args), rows
        for word in words:
            if isinstance(word, ast.Constant) and word.value in certain:
                yield word.lineno, str(word.value)


def test_kinds_of_documents_are_written_once() -> None:
    """Names of kinds are constants beside ``Kind``; what holds for each is a row of the table."""
    names = [row.name for frontend in FRONTENDS for row in frontend.kinds]
    constants = {
        value: name
        for name, value in vars(subject).items()
        if name.isupper() and isinstance(value, str) and name != "UNRECOGNISED"
    }
    assert sorted(constants) == sorted(names)
    assert len(set(names)) == len(names)
    below = ("base", "drawing", "facts", "model", "runtime", "source", "validation")  # know of no kinds
    found = {
        f"{path}:{line} {name}"
        for path, text in sources()
        if path.parts[1] not in below
        for line, name in names_of_kinds(tree_of(text))
    }
    assert found == set()
