"""Every rule page is a test: its examples are linted and its output blocks compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ecslint import checks
from ecslint.catalogue import pages as catalogue
from ecslint.testing.examples import Example, examples, faults, lint_example

PAGES = sorted((Path(__file__).parent.parent / "rules").glob("ECS*.md"))
STRUCTURAL = {f"ECS{number:03}" for number in (*range(1, 30), 33)}
"""Found while reading, not by a check."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    updated = request.config.getoption("--update-pages")
    wrong = []
    for number, example in enumerate(examples(page)):
        folder = tmp_path / str(number)
        if example.kind == "bad" and updated:
            update(example, lint_example(example, folder, ",".join([example.rule, *example.also])))
        else:
            wrong += [f"{example}: {fault}" for fault in faults(example, folder)]
    assert wrong == []


def test_every_page_has_a_check_and_every_check_a_page() -> None:
    pages = {page.name.partition("-")[0] for page in PAGES}
    bound = [check.rule for check in checks.all_checks()]
    assert set(bound) - pages == set()
    assert pages - set(bound) - STRUCTURAL == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_is_complete(page: Path) -> None:
    rule = catalogue.parse_page(page.read_text(encoding="utf-8"), str(page))
    assert rule.title
    assert rule.summary[0] not in "#|-"
    assert rule.since
    assert rule.fixable in ("no", "safe", "unsafe")
    assert rule.values("sources")
    assert all(source.startswith("https://") for source in rule.values("sources"))
    assert "## How to fix" in rule.body
    kinds = [example.kind for example in examples(page)]
    assert "bad" in kinds
    assert "good" in kinds


def update(example: Example, output: str) -> None:
    """Write the output block of an example; positions are read afresh, since earlier ones may have moved."""
    fresh = next(e for e in examples(example.page) if (e.kind, e.files) == ("bad", example.files))
    text = example.page.read_text(encoding="utf-8")
    if fresh.output is None:
        text = f"{text[: fresh.end]}\n\n```output\n{output}```{text[fresh.end :]}"
    else:
        start, end = fresh.output_span
        text = text[:start] + output + text[end:]
    example.page.write_text(text, encoding="utf-8")


def test_rules_that_are_spoken_of_exist() -> None:
    root = PAGES[0].parent.parent
    texts = [*PAGES, root / "README.md", root / "rules" / "README.md", root / "ecslint" / "cli" / "init.py"]
    named = {rule for path in texts for rule in re.findall(r"\bECS\d{3}\b", path.read_text(encoding="utf-8"))}
    assert named - {page.name.partition("-")[0] for page in PAGES} == set()


def test_ids_and_names_are_unique() -> None:
    ids = [page.name.partition("-")[0] for page in PAGES]
    names = [page.stem.partition("-")[2] for page in PAGES]
    assert len(set(ids)) == len(ids)
    assert len(set(names)) == len(names)
