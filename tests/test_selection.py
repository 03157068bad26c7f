"""Which checks run: where rules are selected by their ids alone, no others, and no page is read for that."""

from __future__ import annotations

import itertools

import pytest

from ecslint.catalogue import pages
from ecslint.config.settings import Settings
from ecslint.engine.selection import Selection

WORDS = ("ECS101", "ecs101", "ECS1", "ECS", "ALL", "ECS101x", "fargate-task-size", "security", "ACME1")


def run_by(settings: Settings) -> set[str]:
    """Return the ids of the rules whose checks are run on a task definition."""
    steps = Selection(settings).steps("TaskDefinition", batch=False)
    return {rule for step in steps for rule, _ in step.checks}


def test_only_what_ids_select_is_run() -> None:
    assert run_by(Settings(select=("ECS101",))) == {"ECS101"}
    assert run_by(Settings(select=("ecs101",), extend_select=("ECS15",))) == {
        rule for rule in run_by(Settings()) | {"ECS101"} if rule.startswith(("ECS101", "ECS15"))
    }
    assert len(run_by(Settings(select=("ECS101",), mandatory=("ECS1",)))) > 10
    assert len(run_by(Settings(select=("fargate-task-size",)))) > 50
    assert len(run_by(Settings(extend_select=("ECS101",)))) > 50


@pytest.mark.parametrize("chosen", [*itertools.combinations(WORDS, 1), *itertools.combinations(WORDS, 2)])
def test_what_cannot_be_on_is_off(chosen: tuple[str, ...]) -> None:
    first, rest = chosen[:1], chosen[1:]
    for settings in (
        Settings(select=chosen),
        Settings(select=first, extend_select=rest),
        Settings(select=first, mandatory=rest),
        Settings(select=first, ignore=rest),
        Settings(extend_select=chosen),
    ):
        on = [rule.id for rule in pages.rules() if settings.enabled(rule)]
        if settings.beginnings is not None:
            assert [rule for rule in on if not rule.startswith(settings.beginnings)] == []
