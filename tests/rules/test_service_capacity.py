"""Services: strategies, percentages, and what Fargate takes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.services import (
    seen,
)
from tests.rules.test_services import FARGATE, deployment, found, percents, strategy

CAPACITY = [
    (strategy({"capacityProvider": "a"}, {"capacityProvider": "b"}), ["capacityProviderStrategy"]),
    (strategy({"capacityProvider": "a"}), ["weight warning: set weight 1"]),
    (
        strategy({"capacityProvider": "Fargate", "weight": 1}),
        ["capacityProvider: set capacityProvider FARGATE"],
    ),
    (strategy({"capacityProvider": "ecs-web", "weight": 1}), ["capacityProvider"]),
]


@pytest.mark.parametrize(("service", "expected"), CAPACITY)
def test_strategies(service: dict[str, Any], expected: list[str]) -> None:
    assert seen("ECS502", service) == expected


UPDATE = {"service": "web", "schedulingStrategy": "REPLICA", "deploymentController": {"type": "ECS"}}
PERCENTS = [
    (percents(2, -5, 200), ["minimumHealthyPercent: set minimumHealthyPercent 0"]),
    (percents(2, 0, 200), []),
    (percents(2, 105, 200), ["minimumHealthyPercent: set minimumHealthyPercent 100"]),
    (percents(2, 50, 99), ["maximumPercent: set maximumPercent 200"]),
    ({**UPDATE, **deployment(strategy="ROLLING", maximumPercent=100)}, []),
]


@pytest.mark.parametrize(("service", "expected"), PERCENTS)
def test_percentages(service: dict[str, Any], expected: list[str]) -> None:
    assert seen("ECS520", service) == expected


def test_one_finding_for_percentages_that_block() -> None:
    assert seen("ECS521", percents(2, 100, 100)) == []
    assert seen("ECS521", percents(1, 60, 100)) == ["maximumPercent: set maximumPercent 200"]
    for count, words in ((1, "of 1 task both"), (2, "of 2 tasks both")):
        (problem,) = found("ECS521", percents(count, 51, 100))
        assert words in problem.message


UNDECLARED = {key: value for key, value in FARGATE.items() if key not in ("requiresCompatibilities", "cpu")}
NO_CPU = {key: value for key, value in FARGATE.items() if key != "cpu"}


@pytest.mark.parametrize(
    ("service", "task", "expected"),
    [
        ({"launchType": "FARGATE"}, UNDECLARED, ["launchType"]),
        ({"launchType": "FARGATE"}, NO_CPU, []),  # a rule on the task definition says so
        ({"launchType": "EC2"}, UNDECLARED, []),
        ({"launchType": "EC2"}, FARGATE, ["launchType"]),
    ],
)
def test_task_definitions_for_fargate(
    service: dict[str, Any], task: dict[str, Any], expected: list[str]
) -> None:
    assert seen("ECS508", service, task) == expected


@pytest.mark.parametrize(
    ("service", "task", "count"),
    [
        ({}, FARGATE, 1),
        ({}, {**FARGATE, "requiresCompatibilities": ["EC2"]}, 0),
        ({}, {**FARGATE, "requiresCompatibilities": ["FARGATE", "${OTHER}"]}, 0),
        ({"service": "web"}, FARGATE, 0),
        ({"service": "web", "deploymentController": {"type": "ECS"}}, FARGATE, 0),
        ({"deploymentController": {"type": "EXTERNAL"}}, FARGATE, 0),
    ],
)
def test_launch_type_missing(service: dict[str, Any], task: dict[str, Any], count: int) -> None:
    assert len(found("ECS510", service, task)) == count


@pytest.mark.parametrize(
    ("version", "family", "words"),
    [
        ("1.3.0", "LINUX", '1.3.0" is retired for Linux'),
        ("1.3.0", "WINDOWS_SERVER_2022_CORE", '1.3.0" does not exist for Windows'),
        ("9.9.9", "LINUX", '9.9.9" does not exist for Linux'),
    ],
)
def test_platform_versions(version: str, family: str, words: str) -> None:
    task = {**FARGATE, "runtimePlatform": {"operatingSystemFamily": family}}
    (problem,) = found("ECS507", {"launchType": "FARGATE", "platformVersion": version}, task)
    assert words in problem.message
