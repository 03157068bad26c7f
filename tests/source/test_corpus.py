"""Every real file is read without a traceback, and its places are right."""

from __future__ import annotations

from pathlib import Path

from ecslint.documents.sniff import sniff
from ecslint.source.discovery.walk import discover
from ecslint.source.read import load
from tests.share import share


def real_files(corpus: Path) -> list[str]:
    paths = [found.path for found in discover([str(corpus)]) if not found.path.endswith("case.json")]
    assert len(paths) > 300
    return paths


def test_what_was_committed_for_ecs_is_of_interest(corpus: Path) -> None:
    """Whatever describes a task or a service there; other folders hold files that stand beside such ones."""
    wild = [path for path in real_files(corpus) if Path(path).is_relative_to(corpus / "wild")]
    assert len(wild) > 200
    assert [path for path in wild if not sniff(Path(path).read_bytes())] == []


def test_every_real_file_can_be_read(corpus: Path) -> None:
    for path in share(real_files(corpus), 3):
        documents = load(path, Path(path).read_bytes())
        assert documents
        for document in documents:
            for problem in document.problems:
                assert 0 <= problem.start <= problem.end <= len(document.text)
                assert problem.message
