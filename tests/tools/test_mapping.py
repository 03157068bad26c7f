"""The page that maps the checks of other tools to rules, and the tags of the rules."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ecslint.catalogue import pages as catalogue
from ecslint.config.lookup import Configuration
from tests.command import invoke
from tools import mapping

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.slow
def test_the_page_is_up_to_date() -> None:
    assert mapping.main(["--check"]) == 0


def test_every_prefix_belongs_to_a_tool() -> None:
    used = {c.partition(":")[0] for rule in catalogue.rules() for c in rule.values("covers") if ":" in c}
    assert used == set(mapping.TOOLS)


def test_a_check_of_another_tool_leads_to_its_rule() -> None:
    assert "| ECS.5 | [ECS165](../rules/ECS165-root-filesystem-writable.md)" in mapping.page()
    assert "| CKV_AWS_97 | [ECS744](" in mapping.page()
    page = mapping.page()
    assert page.index("| ECS.5 |") < page.index("| ECS.10 |")


def test_tags_are_those_that_the_readme_explains() -> None:
    readme = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## Tags")[2].partition("\n## ")[0]
    explained = {
        tag
        for line in table.splitlines()
        if line.startswith("| `")
        for tag in re.findall("`([a-z0-9-]+)`", line)
    }
    used = {tag for rule in catalogue.rules() for tag in rule.tags}
    assert used == explained
    assert [rule.id for rule in catalogue.rules() if not rule.tags] == []


@pytest.mark.parametrize("tag", ["security", "securityhub", "fargate"])
def test_a_tag_selects_its_rules_also_those_that_are_off(tag: str) -> None:
    settings = Configuration({"select": (tag,)}).settings_for("task-definition.json")
    rules = list(catalogue.rules())
    assert {rule.id for rule in rules if settings.enabled(rule)} == {r.id for r in rules if tag in r.tags}
    if tag != "fargate":
        assert any(not rule.default for rule in rules if settings.enabled(rule))


def test_the_command_shows_what_a_rule_covers() -> None:
    listed = json.loads(invoke(["rules", "--format", "json"]).stdout)
    rule = next(rule for rule in listed if rule["id"] == "ECS165")
    assert {"securityhub:ECS.5", "checkov:CKV_AWS_336"} <= set(rule["covers"])
    shown = invoke(["rules", "--format", "markdown"]).stdout
    assert "securityhub:ECS.5" in next(line for line in shown.splitlines() if "ECS165" in line)
