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
EVERYTHING = Configuration(isolated=True)


def findings(example: Example, folder: Path) -> list[Finding]:
    """Return what the page's own rule finds in an example; all rules are run, and none may crash."""
    found = lint_result(example, folder, example.rule, besides=True).findings
    return [finding for finding in found if finding.rule == example.rule]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_what_its_fixes_are_and_they_leave_less_and_nothing_new(
    page: Path, tmp_path: Path
) -> None:
    fixes = []
    for number, example in enumerate(examples(page)):
        if example.kind != "bad":
            continue
        folder = tmp_path / str(number)
        found = findings(example, folder)
        fixes += [finding.fix for finding in found if finding.fix is not None]
        if len(example.files) == 1 and any(finding.fix for finding in found):
            ((name, text),) = example.files.items()
            assert_fixed(name, text, example.rule)
    expected = "no" if not fixes else "safe" if all(fix.safe for fix in fixes) else "unsafe"
    assert catalogue.parse_page(page.read_text(encoding="utf-8"), str(page)).fixable == expected


def assert_fixed(name: str, text: str, rule: str) -> None:
    """Assert that a rule's fixes leave fewer of its findings, and no others than there were."""
    only = Configuration({"select": (rule,)}, isolated=True)
    before = lint(name, text, only)
    fixed = fix_text(name, text, only, unsafe=True)
    assert fixed.fixed
    assert len(fixed.left) < len(before)
    had = Counter(finding.rule for finding in lint(name, text, EVERYTHING))
    has = Counter(finding.rule for finding in lint(name, fixed.text, EVERYTHING))
    assert has - had == Counter()


def test_a_text_without_fixes_stays_as_it_is() -> None:
    text = '{"family": "web", "containerDefinitions": [{"name": "web"}]}'
    assert lint("task.json", text, EVERYTHING)
    fixed = fix_text("task.json", text, Configuration({"select": ("ECS013",)}, isolated=True), unsafe=True)
    assert (fixed.text, fixed.fixed) == (text, [])


def test_many_rules_are_fixable() -> None:
    fixable = [rule.fixable != "no" for rule in catalogue.rules()]
    assert sum(fixable) >= len(fixable) / 3
