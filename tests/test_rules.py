"""Every rule page is a test: its examples are linted and its output blocks compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ecslint import catalogue, checks
from ecslint.cli import main
from tests.pages import Example, examples

PAGES = sorted((Path(__file__).parent.parent / "rules").glob("ECS*.md"))
EXAMPLES = [example for page in PAGES for example in examples(page)]
STRUCTURAL = {f"ECS{number:03}" for number in range(1, 30)}
"""Found while reading, not by a check."""


def lint(example: Example, folder: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> Result:
    for name, text in example.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(main, ["check", "--format", "concise", *options, *example.files])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code in (0, 1), result.output
    return result


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.kind == "bad"], ids=str)
def test_bad_example_gives_exactly_its_output(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    select = ",".join([example.rule, *example.also])
    output = lint(example, tmp_path, monkeypatch, "--select", select).stdout
    if request.config.getoption("--update-pages"):
        update(example, output)
        return
    assert example.output is not None, "a bad example needs an output block; run pytest --update-pages"
    assert output == example.output
    assert f" {example.rule} " in output


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.kind != "bad"], ids=str)
def test_other_examples_are_silent(example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lint(example, tmp_path, monkeypatch, "--select", example.rule).stdout == ""
    lines = lint(example, tmp_path, monkeypatch).stdout.splitlines()
    assert [line for line in lines if ": error ECS" in line] == []


def test_every_page_has_a_check_and_every_check_a_page() -> None:
    pages = {page.name.partition("-")[0] for page in PAGES}
    bound = [check.rule for check in checks.all_checks()]
    assert set(bound) - pages == set()
    assert pages - set(bound) - STRUCTURAL == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_is_complete(page: Path) -> None:
    rule = catalogue.parse_page(page.read_text(encoding="utf-8"), str(page))
    assert rule.title
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
