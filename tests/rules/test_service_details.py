"""What rules on services say exactly: severity, place, fix, and words of the message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rules.helpers import findings
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

CONSTRAINTS = [{"type": "memberOf", "expression": "attribute:ecs.instance-type =~ m5.*"}] * 5

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
    (
        "ECS539",
        deployment(lifecycleHooks=[{"targetType": "AWS_LAMBDA", "lifecycleStages": ["POST_SCALE_UP"]}]),
        None,
        ["hookTargetArn"],
    ),
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
    ("ECS579", {"role": "r", **balanced(), **OWN_NETWORK}, None, ["role: safely remove role"]),
    ("ECS579", {"role": "r", **balanced()}, FARGATE, ["role: safely remove role"]),
    ("ECS579", {"role": "r", **balanced()}, BRIDGE, []),
    (
        "ECS579",
        {"role": "r", **balanced(), "serviceRegistries": [REGISTRY]},
        None,
        ["role: safely remove role"],
    ),
    (
        "ECS579",
        {"role": "r", **balanced(), "deploymentController": {"type": "EXTERNAL"}},
        None,
        ["role: safely remove role"],
    ),
    ("ECS579", {"role": "r", "service": "web"}, None, []),
    ("ECS579", {"role": "", **OWN_NETWORK}, None, []),
    ("ECS579", {"role": "${ROLE}", **OWN_NETWORK}, None, []),
    ("ECS580", {"serviceName": "***"}, None, ["serviceName"]),
    ("ECS580", {"serviceName": "my web"}, None, ["serviceName: set serviceName my-web"]),
    ("ECS580", {"serviceName": ""}, None, []),
    ("ECS580", {"clientToken": "a b"}, None, ["clientToken"]),
    ("ECS580", {"clientToken": ""}, None, []),
    ("ECS579", {"role": "r", "loadBalancers": "${BALANCERS}"}, None, []),
    (
        "ECS580",
        {"serviceName": "a b" * 90},
        None,
        [f"serviceName: set serviceName {('a b' * 90).replace(' ', '-')[:255]}"],
    ),
    ("ECS582", {"propagateTags": "NONE"}, None, []),
    ("ECS582", {"enableECSManagedTags": True, "propagateTags": "${TAGS}"}, None, []),
    # scheduling
    (
        "ECS513",
        {"schedulingStrategy": "DAEMON", "desiredCount": 0},
        None,
        ["desiredCount: safely remove desiredCount"],
    ),
    (
        "ECS513",
        {"schedulingStrategy": "DAEMON", "placementStrategy": [{"type": "random"}]},
        None,
        ["placementStrategy: remove placementStrategy"],
    ),
    (
        "ECS513",
        {"schedulingStrategy": "DAEMON", **deployment(maximumPercent=200)},
        None,
        ["maximumPercent: set maximumPercent 100"],
    ),
    (
        "ECS515",
        {"placementStrategy": [{"type": "random", "field": "cpu"}]},
        None,
        ["field: safely remove field"],
    ),
    (
        "ECS515",
        {"placementConstraints": [{"type": "distinctInstance", "expression": "x"}]},
        None,
        ["expression: safely remove expression"],
    ),
    ("ECS515", {"placementStrategy": [*[{"type": "random"}] * 5, "${STRATEGY}"]}, None, []),
    ("ECS515", {"placementConstraints": CONSTRAINTS}, {**BRIDGE, "placementConstraints": CONSTRAINTS}, []),
    (
        "ECS515",
        {"placementConstraints": CONSTRAINTS},
        {**BRIDGE, "placementConstraints": [*CONSTRAINTS, *CONSTRAINTS[:1]]},
        ["placementConstraints"],
    ),
    (
        "ECS517",
        {"availabilityZoneRebalancing": "ENABLED", "placementConstraints": CONSTRAINTS[:1]},
        None,
        [],
    ),
    ("ECS519", {"healthCheckGracePeriodSeconds": 2147483647}, None, []),
    ("ECS519", {"healthCheckGracePeriodSeconds": 2147483648}, None, ["healthCheckGracePeriodSeconds"]),
    ("ECS519", {"desiredCount": 5001}, None, ["desiredCount warning"]),
    ("ECS523", {}, None, ["deploymentConfiguration.deploymentCircuitBreaker"]),
    ("ECS523", deployment(deploymentCircuitBreaker={"enable": False}), None, ["enable"]),
    ("ECS523", deployment(deploymentCircuitBreaker={"enable": "${ON}"}), None, []),
    ("ECS523", deployment(alarms={"enable": True, "alarmNames": [""]}), None, ["alarmNames"]),
    ("ECS523", deployment(alarms={"enable": True, "alarmNames": ["${ALARM}"]}), None, []),
    ("ECS523", {"schedulingStrategy": "DAEMON"}, None, []),
    ("ECS523", CODE_DEPLOY, None, []),
    ("ECS523", {"deploymentConfiguration": "${CONFIGURATION}"}, None, []),
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


def test_more_constraints_in_the_task_definition_are_counted() -> None:
    task = {**BRIDGE, "placementConstraints": CONSTRAINTS * 2}
    (problem,) = found("ECS515", {"placementConstraints": CONSTRAINTS}, task)
    assert problem.message.startswith("15 placement constraints apply (10 of them in the task definition)")
    (problem,) = found("ECS515", {"placementConstraints": CONSTRAINTS * 3})
    assert problem.message.startswith("15 placement constraints apply, at most 10")


@pytest.mark.parametrize(("share", "count"), [(0, 0), (100, 0), (101, 1), (-1, 1), ("${SHARE}", 0)])
def test_shares_of_task_sets(share: Any, count: int) -> None:
    assert len(found("ECS519", {"scale": {"value": share, "unit": "PERCENT"}}, kind="TaskSet")) == count


@pytest.mark.parametrize(
    ("members", "count"),
    [
        ({"serviceName": "web", "taskDefinition": "web"}, 1),
        ({"serviceName": "web", "taskDefinition": "web", "desiredCount": 0}, 0),
        ({"serviceName": "web", "cluster": "main"}, 0),
        ({"taskDefinition": "web", "cluster": "main"}, 0),
    ],
)
def test_only_complete_inputs_lack_a_count(members: dict[str, Any], count: int, tmp_path: Path) -> None:
    text = json.dumps({"launchType": "EC2", **members})
    assert len(findings(text, tmp_path, "ECS518", name="service.json")) == count


def test_what_a_base_and_a_role_contradict() -> None:
    first, second = {"capacityProvider": "a", "base": 1, "weight": 1}, {"capacityProvider": "b", "base": 1}
    (problem,) = found("ECS502", strategy(first, second))
    ((place, words),) = problem.related
    assert getattr(place.model, "capacity_provider", None) == "a"
    assert words == "the base of a"
    assert "1 for a;" in problem.message
    role = {"role": "r", **balanced()}
    for service, task, path in (
        (role, FARGATE, "networkMode"),
        ({**role, **OWN_NETWORK}, FARGATE, "networkConfiguration"),
        ({**role, **OWN_NETWORK}, None, "networkConfiguration"),
        ({**role, "launchType": "FARGATE"}, None, "networkConfiguration"),
    ):
        (problem,) = found("ECS579", service, task)
        assert problem.related[0][0].path == (path,)
