"""What pages say about where AWS' words were seen."""

from __future__ import annotations

import re

from ecslint import api
from ecslint.catalogue import pages

KINDS = ("seen on AWS", "AWS documentation", "the API model", "source of the container agent", "a peer tool")


def test_evidence_is_of_texts_that_the_page_quotes() -> None:
    found = 0
    for rule in pages.rules():
        body = re.sub(r"\s+", " ", rule.body)
        for text, where in rule.evidence:
            found += 1
            assert text in body, (rule.id, text)
            assert where.startswith(KINDS), (rule.id, where)
    assert found > 50


def test_explain_shows_it() -> None:
    page = api.explain("ECS705")
    assert "## Where AWS' words were seen" in page
    assert "seen on AWS, https://github.com/terraform-linters/tflint-ruleset-aws/issues/348" in page
