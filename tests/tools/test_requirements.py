"""The requirements of botocore's models and the answer to each."""

from __future__ import annotations

from tools import requirements

TABLE = requirements.table()


def test_each_requirement_has_a_rule_or_a_reason() -> None:
    assert requirements.problems(TABLE) == []
    assert all(left == 0 for _, _, left in requirements.counts(TABLE).values())


def test_a_rule_that_does_not_exist_is_named() -> None:
    rows = {("ecs", "Member", "0"): requirements.Answer("ECS999", "")}
    assert requirements.problems(rows) == ["requirements.tsv names ECS999, which does not exist"]


def test_sentences_that_require_are_told_from_others() -> None:
    assert requirements.sentences("<p>The name of the rule. It must be unique.</p>") == ["It must be unique"]


def test_rules_about_notation_answer_no_requirement() -> None:
    of_notation = ("ECS00", "ECS02", "ECS03", "ECS04")
    wrong = [
        key
        for key, answer in TABLE.items()
        if any(rule.startswith(of_notation) for rule in answer.rules.split())
    ]
    assert wrong == []
