"""What pages say about where AWS' words were seen."""

from __future__ import annotations

import re

from ecslint import api
from ecslint.catalogue import pages

COMMANDS = re.compile(
    r"(aws |Fn::|AWS::|!|Resource|DependsOn|docker |curl |ecslint|--|exec |printf |echo |terraform )"
    r"|\w+:|\"\w+\""
)
"""How what is no sentence begins: commands, members, functions."""
CODE = re.compile(r" = | × |^cron\(|^\w+ \{ |^[a-z]+-[a-z-]+ install ")
"""What is code wherever it stands: arguments, products, schedules, blocks, installations."""
MOST_UNSEEN = 30
"""Quoted sentences without evidence. Lower it when there are fewer."""
KINDS = (
    *("seen on AWS", "seen with Terraform", "AWS documentation", "the API model", "a peer tool"),
    *("source of the container agent", "source of Copilot", "source of Docker"),
    *("source of Fluent Bit", "source of Fluentd", "source of Terraform"),
)


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


def unseen() -> list[tuple[str, str]]:
    """Return the sentences that pages quote above their examples without saying where they were seen."""
    found = []
    for rule in pages.rules():
        above = re.sub(r"```.*?```", "", rule.body, flags=re.DOTALL).split("## Examples")[0]
        seen = [text for text, _ in rule.evidence]
        for quote in re.findall(r"`([^`]{18,})`", re.sub(r"\s+", " ", above)):
            if (
                quote.count(" ") < 2
                or COMMANDS.match(quote)
                or CODE.search(quote)
                or not re.match(r"[A-Za-z'\"]", quote)
            ):
                continue
            if not any(text in quote or quote in text or quote.startswith(text[:25]) for text in seen):
                found.append((rule.id, quote))
    return found


def test_ever_fewer_quotes_without_evidence() -> None:
    assert len(unseen()) <= MOST_UNSEEN, unseen()
