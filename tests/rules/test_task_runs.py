"""Both sides of every limit of a task run, and where the finding points."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ecslint.checks.service.run_task import overridden_size_is_not_offered
from ecslint.model.base import build
from ecslint.model.run import RunTask
from ecslint.source.templating.placeholders import mark_placeholders
from tests.rules.definitions import WINDOWS, fargate, web
from tests.rules.helpers import findings, task

LIMIT = 8192


def run_task(**members: Any) -> dict[str, Any]:
    return {"cluster": "main", "taskDefinition": "web", "launchType": "FARGATE", **members}


def found(run: dict[str, Any], rule: str, folder: Path) -> list[str]:
    """Return severity and pointer of what a rule finds in a task run beside a task definition for Fargate."""
    (folder / "task-definition.json").write_text(json.dumps(fargate(web())))
    return [
        f"{severity} {pointer}"
        for _, severity, pointer in findings(json.dumps(run), folder, rule, name="run-task.json")
    ]


def sized(**size: Any) -> dict[str, Any]:
    return run_task(overrides=size)


def containers(*overrides: dict[str, Any]) -> dict[str, Any]:
    return run_task(overrides={"containerOverrides": list(overrides)})


def long(characters: int) -> dict[str, Any]:
    """Return a task run whose overrides take so many characters without blanks, each of two bytes."""
    empty = {"containerOverrides": [{"name": "web", "command": [""]}]}
    rest = characters - len(json.dumps(empty, separators=(",", ":")))
    return containers({"name": "web", "command": ["é" * rest]})


@pytest.mark.parametrize(
    ("rule", "run"),
    [
        ("ECS180", run_task(count=1)),
        ("ECS180", run_task(count=10)),
        ("ECS180", run_task(count="${COUNT}")),
        ("ECS180", run_task(propagateTags="TASK_DEFINITION")),
        ("ECS180", run_task(enableExecuteCommand=False)),
        ("ECS180", run_task(enableExecuteCommand=True, overrides={"taskRoleArn": "${ROLE}"})),
        ("ECS180", run_task(enableExecuteCommand=True, overrides="${OVERRIDES}")),
        ("ECS180", containers({"name": "web"}, {}, {"name": ""})),
        ("ECS152", long(LIMIT)),
        ("ECS152", run_task(overrides="x" * LIMIT)),
        ("ECS112", sized(ephemeralStorage={"sizeInGiB": 21})),
        ("ECS112", sized(ephemeralStorage={"sizeInGiB": 200})),
        ("ECS101", sized(cpu="1024", memory="8192")),
        ("ECS101", sized(cpu="1024", memory="${MEMORY}")),
        ("ECS101", sized(memory="2048")),
        ("ECS101", sized(cpu="", memory="")),
    ],
)
def test_allowed(rule: str, run: dict[str, Any], tmp_path: Path) -> None:
    assert found(run, rule, tmp_path) == []


@pytest.mark.parametrize(
    ("rule", "run", "expected"),
    [
        ("ECS180", run_task(count=0), ["error /count"]),
        ("ECS180", run_task(count=11), ["error /count"]),
        ("ECS180", run_task(enableExecuteCommand=True), ["error /enableExecuteCommand"]),
        ("ECS180", run_task(enableExecuteCommand=True, overrides={}), ["error /enableExecuteCommand"]),
        ("ECS180", containers({"command": ["ls"]}), ["error /overrides/containerOverrides/0"]),
        ("ECS180", containers({"name": "", "cpu": 1}), ["error /overrides/containerOverrides/0"]),
        ("ECS180", containers({"name": "wbe"}), ["error /overrides/containerOverrides/0/name"]),
        ("ECS152", long(LIMIT + 1), ["error /overrides"]),
        (
            "ECS112",
            sized(ephemeralStorage={"sizeInGiB": 201}),
            ["error /overrides/ephemeralStorage/sizeInGiB"],
        ),
        ("ECS101", sized(memory="3072"), ["error /overrides/memory"]),
        ("ECS101", sized(cpu="1024", memory="9216"), ["error /overrides/cpu"]),
    ],
)
def test_not_allowed(rule: str, run: dict[str, Any], expected: list[str], tmp_path: Path) -> None:
    assert found(run, rule, tmp_path) == expected


def test_without_a_task_definition_only_what_the_run_says_counts(tmp_path: Path) -> None:
    half, whole = sized(cpu="1024"), sized(cpu="1024", memory="512")
    assert findings(json.dumps(half), tmp_path, "ECS101", name="run-task.json") == []
    (finding,) = findings(json.dumps(whole), tmp_path, "ECS101", name="run-task.json")
    assert finding == ("ECS101", "error", "/overrides/cpu")
    elsewhere = {**whole, "launchType": "EC2"}
    assert findings(json.dumps(elsewhere), tmp_path, "ECS101", name="run-task.json") == []


@pytest.mark.parametrize(
    ("members", "places"), [({"cpu": "256", "memory": "512"}, 1), ({"memory": "512"}, 0)]
)
def test_the_own_size_of_the_task_is_shown_beside(members: dict[str, str], places: int) -> None:
    run = build(RunTask, sized(cpu="1024"))
    (problem,) = overridden_size_is_not_offered(run, task({}, **members))
    assert len(problem.related) == places
    (alone,) = overridden_size_is_not_offered(build(RunTask, sized(cpu="1024", memory="512")), None)
    assert alone.related == ()


@pytest.mark.parametrize(
    ("size", "system", "text"),
    [
        ({"cpu": "300", "memory": "${M}"}, None, "has 300 CPU units, which Fargate does not offer"),
        ({"cpu": "512", "memory": "1024"}, WINDOWS, "512 CPU units and 1024 MiB, which Windows on Fargate"),
        ({"cpu": "512", "memory": "1024"}, None, ""),
        ({"cpu": "1024", "memory": "2048"}, WINDOWS, ""),
    ],
)
def test_what_is_not_offered_whatever_the_rest(size: dict[str, str], system: Any, text: str) -> None:
    run = build(RunTask, mark_placeholders(sized(**size)))
    found = list(overridden_size_is_not_offered(run, task({}, runtimePlatform=system)))
    assert [text in problem.message for problem in found] == ([True] if text else [])
