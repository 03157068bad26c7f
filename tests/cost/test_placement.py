"""Where tasks are said to run, and how many: every way to say it, and why there is no figure."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cost.test_estimates import SERVICE, TASK, one, priced

Members = dict[str, Any]

EC2 = "runs on EC2 instances"
MANAGED = "runs on ECS Managed Instances"
UNKNOWN = "the capacity provider strategy is not known"


def provider(**properties: Any) -> Members:
    return {"Type": "AWS::ECS::CapacityProvider", "Properties": properties}


def cluster(strategy: Any = None) -> Members:
    properties = {} if strategy is None else {"DefaultCapacityProviderStrategy": strategy}
    return {"Type": "AWS::ECS::Cluster", "Properties": properties}


def association(strategy: Any, of: str = "Cluster") -> Members:
    properties = {
        "Cluster": {"Ref": of},
        "CapacityProviders": ["FARGATE"],
        "DefaultCapacityProviderStrategy": strategy,
    }
    return {"Type": "AWS::ECS::ClusterCapacityProviderAssociations", "Properties": properties}


def scaling(**properties: Any) -> Members:
    target = {
        "ServiceNamespace": "ecs",
        "ScalableDimension": "ecs:service:DesiredCount",
        "ResourceId": {"Fn::Sub": "service/${Cluster}/${Service.Name}"},
    }
    return {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": {**target, **properties}}


def item(name: Any, **more: Any) -> Members:
    return {"CapacityProvider": name, **more}


def template(service: Members, **resources: Members) -> str:
    task = {
        "RequiresCompatibilities": ["FARGATE"],
        "NetworkMode": "awsvpc",
        "Cpu": 1024,
        "Memory": 2048,
        "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.27"}],
    }
    properties = {"Cluster": {"Ref": "Cluster"}, "TaskDefinition": {"Ref": "Task"}, **service}
    everything = {
        "Cluster": cluster(),
        "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": task},
        "Service": {"Type": "AWS::ECS::Service", "Properties": properties},
        **resources,
    }
    parameters = {"X": {"Type": "String"}, "Number": {"Type": "Number"}}
    return json.dumps({"Parameters": parameters, "Resources": everything})


STRATEGIES: list[tuple[Any, dict[str, Members], str, dict[str, int]]] = [
    ([item("FARGATE", Weight=1)], {}, "", {"FARGATE": 4}),
    ([item("FARGATE")], {}, "", {"FARGATE": 4}),
    ([item("FARGATE"), item("FARGATE_SPOT", Weight=1)], {}, "", {"FARGATE_SPOT": 4}),
    ([item("FARGATE", Base=1), item("FARGATE_SPOT", Weight="1")], {}, "", {"FARGATE": 1, "FARGATE_SPOT": 3}),
    ([item("FARGATE", Weight=1), item("FARGATE_SPOT", Weight=3)], {}, "", {"FARGATE": 1, "FARGATE_SPOT": 3}),
    ([item("FARGATE", Weight=0)], {}, "no capacity provider of the strategy has a weight", {}),
    ([item("FARGATE", Weight={"Ref": "Number"})], {}, "base or weight of FARGATE is not known", {}),
    ([item("FARGATE", Weight=1, Base={"Ref": "Number"})], {}, "base or weight of FARGATE is not known", {}),
    ([item({"Ref": "X"}, Weight=1)], {}, "the capacity provider is not known", {}),
    ([item("ours", Weight=1)], {}, "the capacity provider 'ours' is not Fargate's", {}),
    ({"Ref": "X"}, {}, UNKNOWN, {}),
    ([{"Ref": "X"}], {}, UNKNOWN, {}),
    ([item({"Ref": "Own"}, Weight=1)], {"Own": provider(AutoScalingGroupProvider={})}, EC2, {}),
    ([item({"Ref": "Own"}, Weight=1)], {"Own": provider(ManagedInstancesProvider={})}, MANAGED, {}),
    ([item({"Ref": "Own"}, Weight=1)], {"Own": provider()}, "not known (resource Own)", {}),
]


@pytest.mark.parametrize(("strategy", "resources", "reason", "lines"), STRATEGIES)
@pytest.mark.parametrize("where", ["service", "cluster", "association"])
def test_strategies(
    where: str, strategy: Any, resources: dict[str, Members], reason: str, lines: dict[str, int]
) -> None:
    service: Members = {"DesiredCount": 4}
    more: dict[str, Members] = dict(resources)
    if where == "service":
        service["CapacityProviderStrategy"] = strategy
    elif where == "cluster":
        more["Cluster"] = cluster(strategy)
    else:
        more |= {"Other": cluster(), "Elsewhere": association([item("nowhere")], "Other")}
        more["Association"] = association(strategy)
    estimate = next(e for e in priced(template(service, **more)) if e.kind == "service")
    assert reason in estimate.reason
    assert bool(estimate.reason) == bool(reason)
    assert {line.what: int(line.count.low) for line in estimate.lines} == lines


@pytest.mark.parametrize("strategy", [[item("FARGATE", Weight="many")], ["FARGATE"], "FARGATE"])
def test_strategies_of_clusters_that_are_written_wrongly(strategy: Any) -> None:
    estimate = one(template({}, Cluster=cluster(strategy)))
    assert estimate.reason in (UNKNOWN, "base or weight of FARGATE is not known")


@pytest.mark.parametrize(
    ("members", "resources", "reason"),
    [
        ({"LaunchType": {"Ref": "X"}}, {}, "the launch type is not known"),
        ({"LaunchType": "EC2"}, {}, EC2),
        ({"LaunchType": "MOON"}, {}, "the launch type 'MOON' is not known"),
        ({}, {}, EC2),
        ({"CapacityProviderStrategy": []}, {"Cluster": cluster([])}, EC2),
        ({"Cluster": "main"}, {}, ""),
    ],
)
def test_launch_types(members: Members, resources: dict[str, Members], reason: str) -> None:
    estimate = one(template(members, **resources))
    assert reason in estimate.reason
    assert bool(estimate.lines) == (not reason)


def test_a_task_for_several_launch_types_has_none_of_its_own() -> None:
    service = {name: value for name, value in SERVICE.items() if name != "launchType"}
    for compatibilities in (["FARGATE", "EC2"], ["EC2"], "${KINDS}"):
        estimate = one({**TASK, "requiresCompatibilities": compatibilities}, service)
        assert "the launch type is the cluster's default" in estimate.reason
    (note, *_) = one(TASK, service).notes
    assert "priced as Fargate on demand" in note


@pytest.mark.parametrize(
    ("members", "resources", "reason", "count"),
    [
        ({}, {}, "", (1, 1)),
        ({"DesiredCount": 0}, {}, "", (0, 0)),
        ({"DesiredCount": {"Ref": "Number"}}, {}, "the desired count is not known", None),
        ({"DesiredCount": -1}, {}, "the desired count is -1", None),
        ({"SchedulingStrategy": "DAEMON"}, {}, "one task runs on each instance", None),
        ({"SchedulingStrategy": {"Ref": "X"}}, {}, "the scheduling strategy is not known", None),
        ({"DesiredCount": 1}, {"Target": scaling(MinCapacity=2, MaxCapacity="5")}, "", (2, 5)),
        (
            {"DesiredCount": 1},
            {"Target": scaling(MinCapacity=2, MaxCapacity={"Ref": "Number"})},
            "the bounds of the autoscaling are not known",
            None,
        ),
    ],
)
def test_counts_of_services(
    members: Members, resources: dict[str, Members], reason: str, count: tuple[int, int] | None
) -> None:
    estimate = one(template({"LaunchType": "FARGATE", **members}, **resources))
    assert reason in estimate.reason
    assert bool(estimate.reason) == bool(reason)
    assert (estimate.tasks and tuple(map(int, estimate.tasks))) == count


@pytest.mark.parametrize(
    ("count", "reason", "tasks"),
    [
        (None, "", 1),
        (3, "", 3),
        (-1, "", 0),
        ("${COUNT}", "the number of tasks is not known", None),
    ],
)
def test_counts_of_task_runs(count: Any, reason: str, tasks: int | None) -> None:
    run = {"taskDefinition": "web", "cluster": "main", "launchType": "FARGATE", "startedBy": "cron"}
    estimate = one(TASK, run if count is None else {**run, "count": count})
    assert estimate.kind == "run"
    assert reason in estimate.reason
    assert (None if estimate.tasks is None else int(estimate.tasks.high)) == tasks


def test_services_without_a_count() -> None:
    service = {name: value for name, value in SERVICE.items() if name != "desiredCount"}
    assert "no desired count is given" in one(TASK, service).reason
