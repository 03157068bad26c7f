"""What rules on services say exactly: severity, place, fix, and words of the message."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.services import (
    CLASSIC,
    CODE_DEPLOY,
    FUNCTION,
    HOOK,
    OWN_NETWORK,
    REGISTRY,
    balanced,
    blue_green,
    linear,
    seen,
    threshold,
)
from tests.rules.test_services import BRIDGE, ENTRY, FARGATE, GROUP, deployment, found, percents, strategy

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
    for count, words in ((1, "of 1 task,"), (2, "of 2 tasks,")):
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


DETAILS: list[tuple[str, dict[str, Any], dict[str, Any] | None, list[str]]] = [
    # deployment controllers
    ("ECS527", {**CODE_DEPLOY, "loadBalancers": [CLASSIC]}, None, ["loadBalancerName"]),
    ("ECS527", {**CODE_DEPLOY, "loadBalancers": [ENTRY]}, None, []),
    ("ECS527", {**CODE_DEPLOY, "loadBalancers": [ENTRY, ENTRY]}, None, ["loadBalancers.1"]),
    ("ECS527", {**CODE_DEPLOY, "loadBalancers": "${BALANCERS}"}, None, []),
    ("ECS527", {**CODE_DEPLOY, "service": "web"}, None, []),
    (
        "ECS527",
        {**CODE_DEPLOY, **balanced(), "launchType": "EC2", **deployment(maximumPercent=150)},
        None,
        ["maximumPercent warning: remove maximumPercent"],
    ),
    (
        "ECS527",
        {**CODE_DEPLOY, **balanced(), "launchType": "EC2", **deployment(maximumPercent=200)},
        None,
        [],
    ),
    (
        "ECS527",
        {**CODE_DEPLOY, **balanced(), "launchType": "FARGATE", **deployment(maximumPercent=150)},
        None,
        [],
    ),
    (
        "ECS527",
        {**CODE_DEPLOY, **balanced(), **deployment(lifecycleHooks=[HOOK])},
        None,
        ["lifecycleHooks warning"],
    ),
    ("ECS527", {**CODE_DEPLOY, **balanced(), **deployment(lifecycleHooks=[])}, None, []),
    # healthy percentages
    ("ECS522", percents(1, 1, 200), None, ["minimumHealthyPercent"]),
    ("ECS522", percents(1, 0, 200), None, []),
    ("ECS522", {**percents(2, 0, 200), **balanced()}, None, ["minimumHealthyPercent"]),
    ("ECS522", {**percents(2, 1, 200), **balanced()}, None, []),
    # strategies
    (
        "ECS520",
        deployment(strategy="CANARY", canaryConfiguration={"canaryPercent": 33.33}),
        None,
        ["canaryPercent: set canaryPercent 33.3"],
    ),
    (
        "ECS520",
        deployment(strategy="CANARY", canaryConfiguration={"canaryBakeTimeInMinutes": -1}),
        None,
        ["canaryBakeTimeInMinutes: set canaryBakeTimeInMinutes 0"],
    ),
    (
        "ECS520",
        deployment(strategy="LINEAR", linearConfiguration={"stepBakeTimeInMinutes": 1441}),
        None,
        ["stepBakeTimeInMinutes: set stepBakeTimeInMinutes 1440"],
    ),
    (
        "ECS520",
        deployment(strategy="BLUE_GREEN"),
        None,
        ["bakeTimeInMinutes warning: set bakeTimeInMinutes 5"],
    ),
    ("ECS540", linear(3.0, 1440), None, ["linearConfiguration"]),
    ("ECS540", linear(2.9, 1440), None, []),
    ("ECS540", linear(50.0, 1440), None, []),
    ("ECS540", linear(10.0, 155, "listener/net/main/1/2"), None, ["linearConfiguration"]),
    ("ECS540", linear(10.0, 148, "listener/net/main/1/2"), None, []),
    ("ECS540", linear(10.0, 155, "listener-rule/app/main/1/2/3"), None, []),
    ("ECS540", linear(None, 161), None, ["linearConfiguration"]),
    ("ECS540", linear(None, 160), None, []),
    ("ECS540", linear(1.5, None), None, []),
    ("ECS540", deployment(strategy="LINEAR", linearConfiguration="${CONFIGURATION}"), None, []),
    ("ECS540", deployment(strategy="LINEAR"), None, []),
    ("ECS520", threshold("BOUNDED_PERCENT", 0), None, ["value"]),
    ("ECS520", threshold("BOUNDED_PERCENT", 1), None, []),
    ("ECS520", threshold("BOUNDED_PERCENT", 100), None, []),
    ("ECS520", threshold("OTHER", 0), None, []),
    ("ECS520", deployment(earlySuccessCriteria={"enable": False}, strategy="LINEAR"), None, []),
    (
        "ECS520",
        deployment(earlySuccessCriteria={"enable": "${ON}"}, strategy="LINEAR"),
        None,
        [],
    ),
    ("ECS536", blue_green(), None, []),
    ("ECS536", blue_green(roleArn=""), None, ["loadBalancers.0.advancedConfiguration.roleArn"]),
    ("ECS536", blue_green(alternateTargetGroupArn=GROUP), None, ["alternateTargetGroupArn warning"]),
    (
        "ECS536",
        {**blue_green(), **balanced(advancedConfiguration="${CONFIGURATION}")},
        None,
        [],
    ),
    ("ECS536", {**blue_green(), **balanced()}, None, ["loadBalancers.0.advancedConfiguration"]),
    ("ECS536", deployment(strategy="CANARY"), None, ["deploymentConfiguration.strategy"]),
    ("ECS536", {**deployment(strategy="CANARY"), "service": "web"}, None, []),
    ("ECS536", {**deployment(strategy="CANARY"), "loadBalancers": "${BALANCERS}"}, None, []),
    ("ECS539", deployment(lifecycleHooks=[HOOK]), None, []),
    (
        "ECS539",
        deployment(lifecycleHooks=[{**HOOK, "hookTargetArn": "arn"}]),
        None,
        ["hookTargetArn: remove hookTargetArn"],
    ),
    (
        "ECS539",
        deployment(lifecycleHooks=[{**HOOK, "lifecycleStages": ["TEST_TRAFFIC_SHIFT"]}]),
        None,
        ["lifecycleStages.0"],
    ),
    ("ECS539", deployment(lifecycleHooks=[FUNCTION]), None, []),
    ("ECS539", deployment(lifecycleHooks=[{**FUNCTION, "roleArn": ""}]), None, ["roleArn"]),
    ("ECS539", deployment(lifecycleHooks=[{"targetType": "AWS_LAMBDA"}]), None, ["hookTargetArn"]),
    ("ECS539", deployment(lifecycleHooks=[{"targetType": "${TYPE}"}]), None, []),
    ("ECS539", deployment(lifecycleHooks=[{"targetType": "OTHER"}]), None, []),
    (
        "ECS539",
        deployment(lifecycleHooks=[{**FUNCTION, "hookTargetArn": "arn:aws:sns:eu-west-1:1:t"}]),
        None,
        ["hookTargetArn"],
    ),
    ("ECS539", deployment(lifecycleHooks=[{**FUNCTION, "hookTargetArn": "LAMBDA"}]), None, []),
    # roles and names
    ("ECS579", {"role": "r", **balanced(), **OWN_NETWORK}, None, ["role: remove role"]),
    ("ECS579", {"role": "r", **balanced()}, FARGATE, ["role: remove role"]),
    ("ECS579", {"role": "r", **balanced()}, BRIDGE, []),
    ("ECS579", {"role": "r", **balanced(), "serviceRegistries": [REGISTRY]}, None, ["role: remove role"]),
    (
        "ECS579",
        {"role": "r", **balanced(), "deploymentController": {"type": "EXTERNAL"}},
        None,
        ["role: remove role"],
    ),
    ("ECS579", {"role": "r", "service": "web"}, None, []),
    ("ECS579", {"role": "", **OWN_NETWORK}, None, []),
    ("ECS579", {"role": "${ROLE}", **OWN_NETWORK}, None, []),
    ("ECS580", {"serviceName": "***"}, None, ["serviceName"]),
    ("ECS580", {"serviceName": "my web"}, None, ["serviceName: set serviceName my-web"]),
    ("ECS580", {"serviceName": ""}, None, []),
    ("ECS580", {"clientToken": "a b"}, None, ["clientToken"]),
    ("ECS580", {"clientToken": ""}, None, []),
    # scheduling
    (
        "ECS517",
        {"availabilityZoneRebalancing": "ENABLED", **deployment(maximumPercent=100)},
        None,
        ["availabilityZoneRebalancing"],
    ),
    (
        "ECS517",
        {"availabilityZoneRebalancing": "ENABLED", "loadBalancers": [CLASSIC]},
        None,
        ["availabilityZoneRebalancing"],
    ),
    (
        "ECS517",
        {"availabilityZoneRebalancing": "ENABLED", "deploymentController": {"type": "EXTERNAL"}},
        None,
        ["availabilityZoneRebalancing"],
    ),
    (
        "ECS517",
        {
            "availabilityZoneRebalancing": "ENABLED",
            "placementConstraints": [
                {"type": "memberOf", "expression": "attribute:ecs.availability-zone == eu-west-1a"}
            ],
        },
        None,
        ["availabilityZoneRebalancing"],
    ),
    *[
        (
            "ECS517",
            {"availabilityZoneRebalancing": "ENABLED", "placementStrategy": [first]},
            None,
            wrong,
        )
        for first, wrong in (
            ({"type": "spread", "field": "attribute:ecs.availability-zone"}, []),
            ({"type": "spread", "field": "instanceId"}, ["availabilityZoneRebalancing"]),
            ({"type": "spread"}, []),
            ({"type": "random"}, ["availabilityZoneRebalancing"]),
            ({"type": "binpack", "field": "cpu"}, ["availabilityZoneRebalancing"]),
            ({"type": "${TYPE}", "field": "cpu"}, []),
        )
    ],
    ("ECS517", {"availabilityZoneRebalancing": "DISABLED", "launchType": "EXTERNAL"}, None, []),
    (
        "ECS517",
        {"availabilityZoneRebalancing": "ENABLED", "schedulingStrategy": "DAEMON", "launchType": "EXTERNAL"},
        None,
        [],
    ),
]


@pytest.mark.parametrize(("rule", "service", "task", "expected"), DETAILS)
def test_details(
    rule: str, service: dict[str, Any], task: dict[str, Any] | None, expected: list[str]
) -> None:
    assert seen(rule, service, task) == expected
