"""Rules for services, task runs and task sets: at their limits, with empty and with unknown members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ecslint import checks
from ecslint.base.unresolved import PLACEHOLDER, Unresolved
from ecslint.catalogue import pages as catalogue
from ecslint.finding import Problem, Severity
from ecslint.model.account import CapacityProvider, CapacityProviders
from ecslint.model.base import Model, api_names, build
from ecslint.model.run import RunTask, TaskSet
from ecslint.model.service import Service
from ecslint.model.target_group import TargetGroup, TargetGroups
from ecslint.model.task import TaskDefinition
from ecslint.source.document import Document
from ecslint.source.parsed import Parsed
from ecslint.source.templating.placeholders import mark_placeholders

UNKNOWN = Unresolved(PLACEHOLDER, "${X}")
MODELS = {"Service": Service, "RunTask": RunTask, "TaskSet": TaskSet}
GROUP = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef"
WEB = {"name": "web", "image": "nginx:1.27", "portMappings": [{"containerPort": 80}]}
FARGATE = {
    "family": "web",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [WEB],
}
BRIDGE = {"family": "web", "networkMode": "bridge", "containerDefinitions": [{**WEB, "memory": 128}]}
ENTRY = {"targetGroupArn": GROUP, "containerName": "web", "containerPort": 80}


def run(model: Model, task: TaskDefinition | None = None, **context: Any) -> Iterator[tuple[str, Problem]]:
    """Yield what every check on a model finds, with the rule."""
    document = Document("service.json", "{}", "json", Parsed({"overrides": {}}, [], None))
    known = {"Document": document, **context, **({"TaskDefinition": task} if task else {})}
    known[type(model).__name__] = model
    for rule, function, parameters in checks.all_checks():
        if parameters[0][0] != type(model).__name__:
            continue
        if all(optional or name in known for name, optional in parameters):
            for problem in function(*(known.get(name) for name, _ in parameters)):
                yield rule, problem


def found(
    rule: str, data: dict[str, Any], task: dict[str, Any] | None = None, **context: Any
) -> list[Problem]:
    kind = MODELS[context.pop("kind", "Service")]
    partner = build(TaskDefinition, mark_placeholders(task)) if task is not None else None
    service = build(kind, mark_placeholders(data))
    return [problem for name, problem in run(service, partner, **context) if name == rule]


def strategy(*items: dict[str, Any]) -> dict[str, Any]:
    return {"capacityProviderStrategy": list(items)}


def percents(count: int, low: int | None, high: int | None, **more: Any) -> dict[str, Any]:
    given = {"minimumHealthyPercent": low, "maximumPercent": high}
    block = {name: value for name, value in given.items() if value is not None}
    return {"desiredCount": count, "deploymentConfiguration": block, **more}


def network(**members: Any) -> dict[str, Any]:
    return {"networkConfiguration": {"awsvpcConfiguration": members}}


def ebs(**members: Any) -> dict[str, Any]:
    return {"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "r", **members}}]}


def deployment(**members: Any) -> dict[str, Any]:
    return {"deploymentConfiguration": members}


CASES: list[tuple[str, dict[str, Any], int]] = [
    ("ECS502", strategy({"capacityProvider": "a", "weight": 0}, {"capacityProvider": "b", "weight": 1}), 0),
    ("ECS502", strategy({"capacityProvider": "a", "weight": 0}, {"capacityProvider": "b"}), 1),
    (
        "ECS502",
        strategy({"capacityProvider": "a", "base": 1, "weight": 1}, {"capacityProvider": "b", "base": 0}),
        0,
    ),
    (
        "ECS502",
        strategy({"capacityProvider": "a", "base": 1, "weight": 1}, {"capacityProvider": "b", "base": 1}),
        1,
    ),
    (
        "ECS502",
        strategy(
            {"capacityProvider": "FARGATE", "weight": 1}, {"capacityProvider": "PROVIDER_NAME", "weight": 1}
        ),
        0,
    ),
    (
        "ECS502",
        strategy({"capacityProvider": "FARGATE", "weight": 1}, {"capacityProvider": "web", "weight": 1}),
        1,
    ),
    ("ECS502", strategy({"capacityProvider": "ecs-web", "weight": 1}), 1),
    ("ECS502", strategy({"capacityProvider": "web-ecs", "weight": 1}), 0),
    ("ECS502", strategy({"capacityProvider": "Fargate", "weight": 1}), 1),
    ("ECS506", {**strategy({"capacityProvider": "web"}), "platformVersion": "LATEST"}, 1),
    ("ECS506", {"launchType": "EXTERNAL", "platformVersion": "LATEST"}, 1),
    ("ECS507", {"launchType": "FARGATE", "platformVersion": "latest"}, 0),
    ("ECS507", {"launchType": "FARGATE", "platformVersion": "1.5.0"}, 1),
    ("ECS507", {"launchType": "FARGATE", "platformVersion": "PLATFORM_VERSION"}, 0),
    ("ECS513", {"schedulingStrategy": "DAEMON", **deployment(maximumPercent=100)}, 0),
    ("ECS513", {"schedulingStrategy": "DAEMON", **deployment(maximumPercent=101)}, 1),
    ("ECS515", {"launchType": "FARGATE", "placementConstraints": [{"type": "distinctInstance"}]}, 1),
    ("ECS515", {"launchType": "EC2", "placementConstraints": [{"type": "distinctInstance"}]}, 0),
    ("ECS515", {"placementStrategy": [{"type": "random"}] * 5}, 0),
    ("ECS515", {"placementStrategy": [{"type": "random"}] * 6}, 1),
    ("ECS515", {"placementStrategy": [{"type": "spread", "field": "host"}]}, 0),
    ("ECS515", {"placementConstraints": [{"type": "distinctInstance"}] * 10}, 0),
    ("ECS515", {"placementConstraints": [{"type": "distinctInstance"}] * 11}, 1),
    ("ECS515", {"placementConstraints": [{"type": "memberOf", "expression": "x" * 2000}]}, 0),
    ("ECS515", {"placementConstraints": [{"type": "memberOf", "expression": "x" * 2001}]}, 1),
    ("ECS517", {"availabilityZoneRebalancing": "ENABLED", **deployment(maximumPercent=101)}, 0),
    ("ECS517", {"availabilityZoneRebalancing": "ENABLED", "launchType": "EXTERNAL"}, 1),
    ("ECS519", {"desiredCount": 5000}, 0),
    ("ECS519", {"desiredCount": 5001}, 1),
    ("ECS519", {"desiredCount": 1000, "serviceRegistries": [{"registryArn": "r"}]}, 0),
    ("ECS519", {"desiredCount": 1001, "serviceRegistries": [{"registryArn": "r"}]}, 1),
    ("ECS520", percents(2, 0, 100), 0),
    ("ECS520", percents(2, -1, 200), 1),
    ("ECS520", percents(2, 101, 200), 1),
    ("ECS520", percents(2, 50, 99), 1),
    ("ECS520", percents(2, None, 100), 1),
    ("ECS520", percents(2, 100, None), 0),
    ("ECS520", {"schedulingStrategy": "DAEMON", **deployment(minimumHealthyPercent=100)}, 1),
    ("ECS520", {**percents(2, 100, 100), "deploymentController": {"type": "CODE_DEPLOY"}}, 0),
    ("ECS520", {**percents(2, 100, 100), "service": "web"}, 1),
    ("ECS522", percents(1, 99, 200), 1),
    ("ECS522", percents(1, 100, 200), 0),
    ("ECS522", percents(2, 50, 200), 0),
    (
        "ECS520",
        deployment(deploymentCircuitBreaker={"thresholdConfiguration": {"type": "COUNT", "value": 0}}),
        1,
    ),
    (
        "ECS520",
        deployment(deploymentCircuitBreaker={"thresholdConfiguration": {"type": "COUNT", "value": 1}}),
        0,
    ),
    (
        "ECS520",
        deployment(
            deploymentCircuitBreaker={"thresholdConfiguration": {"type": "UNBOUNDED_PERCENT", "value": 101}}
        ),
        1,
    ),
    ("ECS520", deployment(bakeTimeInMinutes=1440), 0),
    ("ECS520", deployment(bakeTimeInMinutes=1441), 1),
    ("ECS520", deployment(strategy="CANARY", canaryConfiguration={"canaryPercent": 0.1}), 0),
    ("ECS520", deployment(strategy="CANARY", canaryConfiguration={"canaryPercent": 0.05}), 1),
    ("ECS520", deployment(strategy="CANARY", canaryConfiguration={"canaryPercent": 33.33}), 1),
    ("ECS520", deployment(strategy="LINEAR", linearConfiguration={"stepPercent": 2.9}), 1),
    ("ECS520", deployment(strategy="LINEAR", linearConfiguration={"stepPercent": 100.0}), 0),
    (
        "ECS540",
        deployment(
            strategy="LINEAR", linearConfiguration={"stepPercent": 50.0, "stepBakeTimeInMinutes": 1440}
        ),
        0,
    ),
    (
        "ECS540",
        deployment(
            strategy="LINEAR", linearConfiguration={"stepPercent": 33.0, "stepBakeTimeInMinutes": 1440}
        ),
        1,
    ),
    ("ECS542", {"loadBalancers": [{**ENTRY, "containerPort": 80 + n} for n in range(5)]}, 0),
    ("ECS542", {"loadBalancers": [{**ENTRY, "containerPort": 80 + n} for n in range(6)]}, 1),
    ("ECS556", network(subnets=["s"] * 16, securityGroups=["g"] * 5), 0),
    ("ECS556", network(subnets=["s"] * 17, securityGroups=["g"] * 6), 2),
    ("ECS556", network(subnets=[""]), 1),
    ("ECS556", {"launchType": "EXTERNAL", **network(subnets=["s"], assignPublicIp="ENABLED")}, 1),
    ("ECS561", {"desiredCount": 2, **network(subnets=["s", "s"])}, 1),
    ("ECS561", {"desiredCount": 2, **network(subnets=["s", "t"])}, 0),
    ("ECS563", {"serviceRegistries": [{"registryArn": "r", "port": 80}]}, 0),
    ("ECS563", {"serviceRegistries": [{"registryArn": "r", "port": 80, "containerName": "web"}]}, 1),
    ("ECS572", ebs(volumeType="gp3", sizeInGiB=65536), 0),
    ("ECS572", ebs(volumeType="gp3", sizeInGiB=65537), 1),
    ("ECS572", ebs(sizeInGiB=0), 1),
    ("ECS572", ebs(volumeType="gp2", sizeInGiB=16385), 1),
    ("ECS572", ebs(snapshotId="snap-1"), 0),
    ("ECS572", ebs(volumeType="io1", sizeInGiB=1280, iops=64000), 0),
    ("ECS572", ebs(volumeType="io1", sizeInGiB=1279, iops=64000), 1),
    ("ECS572", ebs(volumeType="st1", sizeInGiB=125, iops=500), 1),
    ("ECS572", ebs(sizeInGiB=20, iops=2999), 1),
    ("ECS572", ebs(sizeInGiB=20, throughput=2001), 1),
    ("ECS572", ebs(snapshotId="snap-1", volumeInitializationRate=100), 0),
    ("ECS579", {"role": "r"}, 1),
    ("ECS579", {"role": "r", "loadBalancers": [ENTRY]}, 0),
    ("ECS579", {"role": "r", "loadBalancers": [ENTRY, ENTRY]}, 1),
    ("ECS579", {"role": "arn:aws:iam::1:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"}, 0),
    ("ECS580", {"serviceName": "a" * 255}, 0),
    ("ECS580", {"serviceName": "a" * 256}, 1),
    ("ECS580", {"clientToken": "a" * 36}, 0),
    ("ECS580", {"clientToken": "a" * 37}, 1),
    ("ECS582", {"enableECSManagedTags": True, "propagateTags": "NONE"}, 1),
    ("ECS582", {"enableECSManagedTags": True, "service": "web"}, 0),
]


@pytest.mark.parametrize(("rule", "service", "count"), CASES)
def test_limits(rule: str, service: dict[str, Any], count: int) -> None:
    assert len(found(rule, service)) == count


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 10, 33, 100, 199])
def test_the_advice_against_a_blocked_deployment_is_the_smallest_that_works(count: int) -> None:
    smallest = -(-(count + 1) * 100 // count)
    largest = max(p for p in range(101) if -(-count * p // 100) < count)
    blocked = percents(count, 100, max(101, smallest - 1))
    if smallest > 101:
        (problem,) = found("ECS521", blocked)
        assert f"{smallest} or" in problem.message
        assert problem.message.endswith(f" to {largest}")
    assert found("ECS521", percents(count, 100, smallest)) == []
    assert found("ECS521", percents(count, largest, 100)) == []
    if largest + 1 < 100:
        assert len(found("ECS521", percents(count, largest + 1, 100))) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"deploymentController": {"type": "CODE_DEPLOY"}},
        {"deploymentController": {"type": "${CONTROLLER}"}},
        {"schedulingStrategy": "DAEMON"},
        {"service": "web"},
        {"desiredCount": 0},
    ],
)
def test_other_deployments_are_not_blocked_by_percentages(more: dict[str, Any]) -> None:
    assert found("ECS521", {**percents(1, 100, 150), **more}) == []


def test_a_shifting_strategy_is_not_blocked_by_percentages() -> None:
    service = {"desiredCount": 1, **deployment(strategy="BLUE_GREEN", maximumPercent=150)}
    assert found("ECS521", service) == []


@pytest.mark.parametrize(
    ("grace", "start", "group", "count"),
    [
        (None, 59, None, 0),
        (None, 61, None, 1),
        (60, 61, None, 1),
        (61, 61, None, 0),
        (0, 60, {}, 1),
        (209, 60, {}, 1),
        (210, 60, {}, 0),
        (None, 40, {"HealthCheckIntervalSeconds": 10, "UnhealthyThresholdCount": 3}, 1),
        (None, 29, {"HealthCheckIntervalSeconds": 10, "UnhealthyThresholdCount": 3}, 0),
        (None, 61, {"HealthCheckIntervalSeconds": UNKNOWN}, 0),
        ("${GRACE}", 300, None, 0),
        (None, "${START}", None, 0),
    ],
)
def test_grace_period(grace: Any, start: Any, group: dict[str, Any] | None, count: int) -> None:
    health = {"command": ["CMD", "true"], "startPeriod": start}
    task = {**FARGATE, "containerDefinitions": [{**WEB, "healthCheck": health}]}
    groups = TargetGroups()
    if group is not None:
        groups.add(build(TargetGroup, {"TargetGroupArn": GROUP, **group}))
    service = {
        "loadBalancers": [ENTRY],
        **({} if grace is None else {"healthCheckGracePeriodSeconds": grace}),
    }
    assert len(found("ECS550", service, task, TargetGroups=groups)) == count


@pytest.mark.parametrize(
    ("kind", "task", "count"),
    [
        ("ip", FARGATE, 0),
        ("instance", FARGATE, 1),
        ("ip", BRIDGE, 1),
        ("instance", BRIDGE, 0),
        ("lambda", BRIDGE, 1),
    ],
)
def test_target_types(kind: str, task: dict[str, Any], count: int) -> None:
    groups = TargetGroups()
    groups.add(build(TargetGroup, {"TargetGroupArn": GROUP, "TargetType": kind}))
    assert len(found("ECS547", {"loadBalancers": [ENTRY]}, task, TargetGroups=groups)) == count


@pytest.mark.parametrize(
    ("provider", "count"), [("autoScalingGroupProvider", 1), ("managedInstancesProvider", 1)]
)
def test_own_capacity_providers_are_known_from_the_account(provider: str, count: int) -> None:
    account = CapacityProviders()
    account.add(build(CapacityProvider, {"name": "web", provider: {"x": 1}}))
    service = strategy({"capacityProvider": "web", "weight": 1})
    assert len(found("ECS508", service, FARGATE, CapacityProviders=account)) == count
    assert found("ECS508", service, FARGATE) == []


@pytest.mark.parametrize("mode", ["bridge", "host", None])
def test_network_configuration_needs_awsvpc(mode: str | None) -> None:
    task = {**BRIDGE, **({} if mode is None else {"networkMode": mode})}
    task = {key: value for key, value in task.items() if mode is not None or key != "networkMode"}
    assert len(found("ECS556", network(subnets=["s"]), task)) == 1
    assert found("ECS556", {}, task) == []


def test_a_range_of_ports_may_hold_the_port_of_the_load_balancer() -> None:
    web = {**WEB, "portMappings": [{"containerPortRange": "8000-8010"}]}
    task = {**FARGATE, "containerDefinitions": [web]}
    assert found("ECS545", {"loadBalancers": [{**ENTRY, "containerPort": 8010}]}, task) == []
    assert len(found("ECS545", {"loadBalancers": [{**ENTRY, "containerPort": 8011}]}, task)) == 1


def members(model: type[Model]) -> list[str]:
    return list(api_names(model).values())


def errors(model: Model, task: TaskDefinition | None) -> set[tuple[str, str]]:
    return {
        (rule, problem.message)
        for rule, problem in run(model, task, TargetGroups=TargetGroups())
        if (problem.severity or catalogue.rule(rule).severity) is Severity.ERROR
    }


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("task", [None, FARGATE, BRIDGE])
@pytest.mark.parametrize("value", [UNKNOWN, [UNKNOWN], "", [], {}, [{}]], ids=repr)
def test_no_member_that_is_unknown_adds_an_error(kind: str, task: Any, value: Any) -> None:
    partner = build(TaskDefinition, task) if task is not None else None
    for name in members(MODELS[kind]):
        # What is empty must only not make a rule stumble.
        found = errors(build(MODELS[kind], {name: value}), partner)
        if value in (UNKNOWN, [UNKNOWN]):
            assert found <= errors(build(MODELS[kind], {}), partner)


@pytest.mark.parametrize("kind", MODELS)
def test_a_model_of_which_nothing_is_known_has_no_problem(kind: str) -> None:
    service = build(MODELS[kind], dict.fromkeys(members(MODELS[kind]), UNKNOWN))
    task = build(TaskDefinition, dict.fromkeys(members(TaskDefinition), UNKNOWN))
    assert list(run(service, task, TargetGroups=TargetGroups())) == []


IDENTIFIERS = [
    ("ECS578", network(subnets=["subnet-1,subnet-2"]), 1),
    ("ECS578", network(subnets=["subnet-1"], securityGroups=["default"]), 1),
    ("ECS578", network(subnets=["PRIVATE_SUBNET_ONE"], securityGroups=["sg-YYYY"]), 0),
    ("ECS578", {"loadBalancers": [{**ENTRY, "targetGroupArn": "web"}]}, 1),
    ("ECS578", {"loadBalancers": [{**ENTRY, "targetGroupArn": GROUP.replace("arn:aws", "arn:aws-cn")}]}, 0),
    ("ECS578", {"taskDefinition": "web"}, 0),
    ("ECS578", {"taskDefinition": "web:0012"}, 0),
    ("ECS578", {"taskDefinition": "TASK_DEFINITION"}, 0),
    ("ECS578", {"taskDefinition": "web:1:2"}, 1),
    ("ECS578", {"taskDefinition": "arn:aws:ecs:eu-west-1:123456789012:task/main/web"}, 1),
    ("ECS578", {"cluster": "arn:aws:ecs:us-east-1:1:cluster/main", "loadBalancers": [ENTRY]}, 1),
    ("ECS578", {"cluster": "arn:aws:ecs:REGION:1:cluster/main", "loadBalancers": [ENTRY]}, 0),
    ("ECS519", {"desiredCount": -1}, 1),
    ("ECS542", {"loadBalancers": [{**ENTRY, "containerPort": 0}]}, 1),
    ("ECS542", {"loadBalancers": [{**ENTRY, "containerPort": 65535}]}, 0),
]


@pytest.mark.parametrize(("rule", "service", "count"), IDENTIFIERS)
def test_identifiers(rule: str, service: dict[str, Any], count: int) -> None:
    assert len(found(rule, service)) == count


@pytest.mark.parametrize(
    ("balancer", "count"),
    [
        ({"loadBalancerName": "web"}, 1),
        ({"loadBalancerName": "web", "targetGroupArn": GROUP}, 0),
        ({"targetGroupArn": GROUP}, 0),
        ({"loadBalancerName": ""}, 0),
    ],
)
def test_health_checks_beside_a_classic_load_balancer(balancer: dict[str, str], count: int) -> None:
    service = {"loadBalancers": [{"containerName": "web", "containerPort": 80, **balancer}]}
    checked = {**WEB, "memory": 128, "healthCheck": {"command": ["CMD", "/healthy"]}}
    task = {**BRIDGE, "containerDefinitions": [{**WEB, "name": "other"}, checked]}
    assert len(found("ECS426", service, task)) == count
