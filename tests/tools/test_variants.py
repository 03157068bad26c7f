"""What a rule reports, it reports in other words too: YAML, Terraform, templates with computed values."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.testing.examples import examples
from tests.share import share
from tools.variants import EXCUSED, KINDS, excuse, silent, variants

pytestmark = pytest.mark.same_everywhere

SHARE = 5
"""The usual run tries one form of so many of each page, the exhaustive one all."""
PAGES = sorted((Path(__file__).parent.parent.parent / "rules").glob("ECS*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name[:6])
def test_a_rule_speaks_in_every_form(page: Path) -> None:
    forms = [form for each in examples(page) for form in variants(each) if excuse(form) is None]
    quiet = [f"{form.example} {form.kind}" for form in share(forms, SHARE, page.name) if silent(form)]
    assert quiet == []


def test_excuses_name_examples_and_forms_that_there_are() -> None:
    known = {(example.rule, ",".join(example.covers)) for page in PAGES for example in examples(page)}
    assert EXCUSED.keys() <= known
    assert all(kinds <= set(KINDS) and reason for kinds, reason in EXCUSED.values())
