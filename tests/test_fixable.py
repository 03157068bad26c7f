"""What the pages say of fixes is what the fixes are: each bad example is fixed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from ecslint.catalogue import pages as catalogue
from ecslint.config.lookup import Configuration
from ecslint.finding import Finding
from ecslint.fixing.fix import fix_text, lint
from ecslint.testing.examples import Example, examples, lint_result

pytestmark = pytest.mark.same_everywhere

PAGES = sorted((Path(__file__).parent.parent / "rules").glob("ECS*.md"))
BAD = [example for page in PAGES for example in examples(page) if example.kind == "bad"]


def findings(example: Example, folder: Path) -> list[Finding]:
    """Return what the page's own rule finds in an example."""
    found = lint_result(example, folder, example.rule).findings
    return [finding for finding in found if finding.rule == example.rule]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_says_whether_the_rule_is_fixable(page: Path, tmp_path: Path) -> None:
    fixes = []
    for number, example in enumerate(e for e in BAD if e.page == page):
        folder = tmp_path / str(number)
        folder.mkdir()
        fixes += [finding.fix for finding in findings(example, folder) if finding.fix is not None]
    expected = "no" if not fixes else "safe" if all(fix.safe for fix in fixes) else "unsafe"
    assert catalogue.parse_page(page.read_text(encoding="utf-8"), str(page)).fixable == expected


def test_many_rules_are_fixable() -> None:
    fixable = [rule.fixable != "no" for rule in catalogue.rules()]
    assert sum(fixable) >= len(fixable) / 3


@pytest.mark.parametrize("example", [e for e in BAD if len(e.files) == 1], ids=str)
def test_mending_leaves_fewer_findings_and_no_new_ones(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ((name, text),) = example.files.items()
    everything = Configuration(isolated=True)
    only = Configuration({"select": (example.rule,)}, isolated=True)
    before = lint(name, text, only)
    fixed = fix_text(name, text, only, unsafe=True)
    if not any(finding.fix for finding in before):
        assert fixed.text == text
        return
    assert fixed.fixed
    assert len(lint(name, fixed.text, only)) < len(before)
    had = Counter(finding.rule for finding in lint(name, text, everything))
    has = Counter(finding.rule for finding in lint(name, fixed.text, everything))
    assert has - had == Counter()
