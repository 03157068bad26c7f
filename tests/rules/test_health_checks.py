"""Health checks of containers: commands, numbers, shells, and who waits for their answers."""

from __future__ import annotations

from typing import Any

import pytest

from ecslint.base.unresolved import Unresolved
from ecslint.finding import Severity
from tests.rules.helpers import places, problems, task
from tests.rules.test_containers import waits


@pytest.mark.parametrize(
    ("condition", "effect"),
    [("START", False), ("HEALTHY", True), ("COMPLETE", True), ("${CONDITION}", True)],
)
def test_start_timeout_counts_for_conditions_with_an_end(condition: str, effect: bool) -> None:
    definition = task(waits("c1", condition), {"startTimeout": 30})
    assert (problems("ECS434", definition) == []) is effect


def test_start_timeout_is_compared_with_the_default_health_check() -> None:
    check = {"command": ["CMD", "/healthy"]}
    for seconds, count in ((89, 1), (90, 0)):
        definition = task(waits("c1", "HEALTHY"), {"healthCheck": check, "startTimeout": seconds})
        assert len(problems("ECS434", definition)) == count


@pytest.mark.parametrize(
    ("command", "better"),
    [
        (["CMD-SHELL, curl -f http://localhost/"], ["CMD-SHELL", "curl -f http://localhost/"]),
        (["cmd_shell", "curl localhost"], ["CMD-SHELL", "curl localhost"]),
        (["/healthcheck"], ["CMD", "/healthcheck"]),
        (["curl -f http://localhost/"], ["CMD-SHELL", "curl -f http://localhost/"]),
        (["curl", "-f", "http://localhost/"], ["CMD", "curl", "-f", "http://localhost/"]),
    ],
)
def test_health_check_commands_are_given_their_keyword(command: list[str], better: list[str]) -> None:
    found = problems("ECS420", task({"healthCheck": {"command": command}}))
    assert [problem.fix.edits[0].value for problem in found if problem.fix] == [better]


@pytest.mark.parametrize("command", [[], ["CMD"], ["CMD-SHELL", ""], ["NONE"]])
def test_health_check_commands_without_a_command(command: list[str]) -> None:
    assert len(problems("ECS420", task({"healthCheck": {"command": command}}))) == 1


@pytest.mark.parametrize(
    ("command", "place"),
    [
        (["CMD", "curl", "-f", "localhost"], None),
        (["CMD", "sh", "-c", "a || b"], None),
        (["CMD", "/bin/bash", "-c", "a", "||"], None),
        (["CMD-SHELL", "a || b"], None),
        (["CMD-SHELL", "a", "||", "b"], "healthCheck.command.2"),
        (["CMD", "a", "|", "b"], "healthCheck.command.2"),
        (["CMD", "a b"], "healthCheck.command.1"),
    ],
)
def test_health_checks_that_mix_shell_and_arguments(command: list[str], place: str | None) -> None:
    assert places("ECS420", task({"healthCheck": {"command": command}})) == ([place] if place else [])


def test_start_timeout_has_an_effect_as_long_as_that_may_be() -> None:
    start = {"dependsOn": [{"containerName": "c0", "condition": "START"}]}
    lonely = {"startTimeout": 30}
    assert "wait only for its START" in problems("ECS434", task(lonely, {}, start))[0].message
    assert "no container waits" in problems("ECS434", task(lonely, waits("c2", "HEALTHY"), {}))[0].message
    for unknown in ("${ALL}", ["${ONE}"], [{"containerName": "${NAME}", "condition": "START"}]):
        assert problems("ECS434", task(lonely, {"dependsOn": unknown})) == []
    both = {"dependsOn": start["dependsOn"] + waits("c0", "SUCCESS")["dependsOn"]}
    assert problems("ECS434", task(lonely, both)) == []
    assert problems("ECS434", task({**lonely, "name": "${NAME}"})) == []
    incomplete = task(lonely)
    update = {"container_definitions": [*incomplete.containers, Unresolved("placeholder")]}
    assert problems("ECS434", incomplete.replaced(**update)) == []


def test_start_timeout_and_health_check_are_those_of_the_same_container() -> None:
    slow = {"healthCheck": {"command": ["CMD", "/a"], "interval": 5, "retries": 2, "startPeriod": 20}}
    first = {"dependsOn": [{"containerName": n, "condition": c} for n, c in SEVERAL]}
    definition = task(first, {**slow, "startTimeout": 29}, {**slow, "startTimeout": 30}, slow)
    assert len(problems("ECS434", definition)) == 1
    unknown = {"healthCheck": {**slow["healthCheck"], "retries": "${RETRIES}"}, "startTimeout": 2}
    assert problems("ECS434", task(waits("c1", "HEALTHY"), unknown)) == []
    assert problems("ECS434", task(waits("c1", "HEALTHY"), {"startTimeout": 2})) == []


SEVERAL = [("nobody", "HEALTHY"), ("c3", "HEALTHY"), ("c2", "HEALTHY"), ("c1", "START"), ("c1", "HEALTHY")]


def test_health_check_numbers_at_their_limits() -> None:
    limits = {"interval": (5, 300), "timeout": (2, 60), "retries": (1, 10), "startPeriod": (0, 300)}
    for name, (least, most) in limits.items():
        for value, count in ((least - 1, 1), (least, 0), (most, 0), (most + 1, 1)):
            check = {"command": ["CMD", "/a"], name: value}
            found = [p for p in problems("ECS421", task({"healthCheck": check})) if p.severity is None]
            assert len(found) == count, (name, value)


@pytest.mark.parametrize(
    ("numbers", "place"),
    [
        ({}, None),
        ({"interval": 5}, "healthCheck.interval"),
        ({"interval": 6}, None),
        ({"timeout": 30}, "healthCheck.timeout"),
        ({"timeout": 29}, None),
        ({"timeout": 60}, "healthCheck.timeout"),
        ({"timeout": "${T}", "interval": 5}, None),
        ({"timeout": 60, "interval": "${I}"}, None),
    ],
)
def test_timeout_against_interval(numbers: dict[str, Any], place: str | None) -> None:
    definition = task({"healthCheck": {"command": ["CMD", "/a"], **numbers}})
    assert places("ECS421", definition) == ([place] if place else [])


@pytest.mark.parametrize(
    ("image", "kind", "count"),
    [
        ("gcr.io/distroless/static", "CMD-SHELL", 1),
        ("gcr.io/distroless/static:debug-nonroot", "CMD-SHELL", 0),
        ("gcr.io/distroless/static", "CMD", 0),
        ("scratch", "CMD-SHELL", 1),
        ("nginx:1.27", "CMD-SHELL", 0),
    ],
)
def test_shells_of_images(image: str, kind: str, count: int) -> None:
    check = {"command": [kind, "/a"]}
    assert len(problems("ECS420", task({"image": image, "healthCheck": check}))) == count


def test_health_of_containers_that_are_not_essential_does_not_count() -> None:
    check = {"healthCheck": {"command": ["CMD", "a b"]}}
    for essential, severity in ((None, None), (True, None), (False, Severity.WARNING)):
        found = problems("ECS420", task({**check, "essential": essential}))
        assert [problem.severity for problem in found] == [severity]
    windows = {"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}
    assert problems("ECS420", task(check, **windows)) == []
    joined = problems("ECS420", task({"healthCheck": {"command": ["CMD-SHELL", "a", "${B}"]}}))
    assert [problem.fix for problem in joined] == [None]


def test_health_check_programs_are_shells_by_their_name() -> None:
    for program, count in (("sh", 0), ("/bin/bash", 0), ("finish", 0), ("shell", 1), ("${SHELL}", 0)):
        check = {"command": ["CMD", program, "a", "&&"]}
        assert len(problems("ECS420", task({"healthCheck": check}))) == count
    assert places("ECS420", task({"healthCheck": {"command": ["CMD", "a", "${B}", "&&"]}})) == [
        "healthCheck.command.3"
    ]


def test_health_check_places_are_exact() -> None:
    assert places("ECS420", task({"healthCheck": {"command": ["NONE"]}})) == ["healthCheck.command.0"]
    assert places("ECS420", task({"healthCheck": {"command": ["CMD"]}})) == ["healthCheck.command"]
    assert problems("ECS420", task({"healthCheck": {"command": ["CMD", "${A}"]}})) == []
    (several,) = problems("ECS420", task({"healthCheck": {"command": ["curl -f", "localhost"]}}))
    assert several.fix is not None
    assert several.fix.edits[0].value == ["CMD", "curl -f", "localhost"]
    assert '"CMD"' in several.fix.title
