"""Every real file is read without a traceback, and its places are right."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ecslint.documents.sniff import sniff
from ecslint.source.discover import discover
from ecslint.source.read import load

CORPUS = Path(os.environ.get("ECSLINT_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
FILES = [
    found.path for found in discover([str(CORPUS)]) if not found.path.endswith("case.json")
] * CORPUS.is_dir()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.removeprefix(str(CORPUS)))
def test_every_file_is_of_interest_and_can_be_read(path: str) -> None:
    data = Path(path).read_bytes()
    assert sniff(data)
    documents = load(path, data)
    assert documents
    for document in documents:
        for problem in document.problems:
            assert 0 <= problem.start <= problem.end <= len(document.text)
