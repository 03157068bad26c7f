"""Every pair of files that know each other: match, mismatch, ambiguous, missing partner, unknown values."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.engine.inputs import Inputs
from ecslint.engine.run import run
from ecslint.finding import Finding
from ecslint.source.read import load
from ecslint.testing.examples import Example, examples
from tests.test_unknown_values import blanked

TASK: dict[str, Any] = {
    "family": "web",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "512",
    "memory": "1024",
    "volumes": [{"name": "data", "configuredAtLaunch": True}],
    "containerDefinitions": [
        {
            "name": "web",
            "image": "nginx:1.27",
            "portMappings": [{"name": "http", "containerPort": 8080, "appProtocol": "http"}],
            "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}],
        }
    ],
}
VOLUME = {"roleArn": "arn:aws:iam::123456789012:role/volumes", "sizeInGiB": 20}
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-1", "subnet-2"]}}
GROUP = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef"
REGISTRY = "arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-1"
SERVICE: dict[str, Any] = {
    "cluster": "main",
    "serviceName": "web",
    "taskDefinition": "web:1",
    "desiredCount": 2,
    "launchType": "FARGATE",
    "networkConfiguration": NETWORK,
    "loadBalancers": [{"targetGroupArn": GROUP, "containerName": "web", "containerPort": 8080}],
    "serviceRegistries": [{"registryArn": REGISTRY, "containerName": "web", "containerPort": 8080}],
    "serviceConnectConfiguration": {
        "enabled": True,
        "namespace": "internal",
        "services": [{"portName": "http", "clientAliases": [{"port": 80}]}],
    },
    "volumeConfigurations": [{"name": "data", "managedEBSVolume": VOLUME}],
}
TASK_SET: dict[str, Any] = {
    "cluster": "main",
    "service": "web",
    "taskDefinition": "web:1",
    "launchType": "FARGATE",
    "networkConfiguration": NETWORK,
    "loadBalancers": [{"targetGroupArn": GROUP, "containerName": "web", "containerPort": 8080}],
}
RUN_TASK: dict[str, Any] = {
    "cluster": "main",
    "taskDefinition": "web:1",
    "launchType": "FARGATE",
    "networkConfiguration": NETWORK,
    "volumeConfigurations": [{"name": "data", "managedEBSVolume": VOLUME}],
    "overrides": {"containerOverrides": [{"name": "web", "command": ["true"]}]},
}


class Pair(NamedTuple):
    """What is put where in which file so that the two no longer fit, and what is then found."""

    name: str
    asking: dict[str, Any]
    place: tuple[str | int, ...]
    wrong: Any
    rule: str
    unknown: tuple[tuple[str | int, ...], Any]
    """Place and placeholder in the task definition that leave it open whether they fit."""


CONTAINER = ("containerDefinitions", 0, "name")
PORT = ("containerDefinitions", 0, "portMappings", 0, "containerPort")
PORT_NAME = ("containerDefinitions", 0, "portMappings", 0, "name")
PAIRS = [
    Pair(
        "container", SERVICE, ("loadBalancers", 0, "containerName"), "app", "ECS545", (CONTAINER, "${NAME}")
    ),
    Pair("port", SERVICE, ("loadBalancers", 0, "containerPort"), 80, "ECS545", (PORT, "${PORT}")),
    Pair(
        "registry",
        SERVICE,
        ("serviceRegistries", 0, "containerName"),
        "app",
        "ECS545",
        (CONTAINER, "${NAME}"),
    ),
    Pair(
        "registry port", SERVICE, ("serviceRegistries", 0, "containerPort"), 80, "ECS545", (PORT, "${PORT}")
    ),
    Pair(
        "port name",
        SERVICE,
        ("serviceConnectConfiguration", "services", 0, "portName"),
        "web",
        "ECS564",
        (PORT_NAME, "${PORT_NAME}"),
    ),
    Pair(
        "volume",
        SERVICE,
        ("volumeConfigurations", 0, "name"),
        "disk",
        "ECS571",
        (("volumes", 0, "name"), "${VOLUME}"),
    ),
    Pair(
        "launch type", SERVICE, ("launchType",), "EC2", "ECS508", (("requiresCompatibilities", 0), "${TYPE}")
    ),
    Pair("network", SERVICE, ("networkConfiguration",), None, "ECS556", (("networkMode",), "${MODE}")),
    Pair(
        "task set", TASK_SET, ("loadBalancers", 0, "containerName"), "app", "ECS545", (CONTAINER, "${NAME}")
    ),
    Pair("task set port", TASK_SET, ("loadBalancers", 0, "containerPort"), 80, "ECS545", (PORT, "${PORT}")),
    Pair(
        "override",
        RUN_TASK,
        ("overrides", "containerOverrides", 0, "name"),
        "app",
        "ECS180",
        (CONTAINER, "${NAME}"),
    ),
    Pair(
        "run volume",
        RUN_TASK,
        ("volumeConfigurations", 0, "name"),
        "disk",
        "ECS571",
        (("volumes", 0, "name"), "${VOLUME}"),
    ),
]


def changed(data: dict[str, Any], place: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    data = copy.deepcopy(data)
    node: Any = data
    for step in place[:-1]:
        node = node[step]
    if value is None:
        del node[place[-1]]
    else:
        node[place[-1]] = value
    return data


def lint(folder: Path, **files: Any) -> list[Finding]:
    for name, data in files.items():
        (folder / f"{name}.json").write_text(json.dumps(data))
    result = run(Inputs(["."]), Configuration())
    assert result.crashes == []
    return result.findings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(params=PAIRS, ids=lambda pair: pair.name)
def pair(request: pytest.FixtureRequest) -> Pair:
    found: Pair = request.param
    return found


def broken(pair: Pair) -> dict[str, Any]:
    return changed(pair.asking, pair.place, pair.wrong)


def test_match(pair: Pair, folder: Path) -> None:
    findings = lint(folder, asking=pair.asking, task=TASK)
    assert [f for f in findings if f.rule == pair.rule or str(f.severity) == "error"] == []


def test_mismatch_names_both_places(pair: Pair, folder: Path) -> None:
    (finding,) = (f for f in lint(folder, asking=broken(pair), task=TASK) if f.rule == pair.rule)
    assert str(finding.severity) == "error"
    assert finding.path == "asking.json"
    assert finding.pointer in ("", "/" + "/".join(map(str, pair.place)))
    assert "task.json" in [related.path for related in finding.related]


def test_ambiguous_partner_is_silence(pair: Pair, folder: Path) -> None:
    asking = changed(broken(pair), ("launchType",), "EC2")
    findings = lint(folder, asking=asking, task=TASK, other={**TASK, "cpu": "1024", "memory": "2048"})
    assert pair.rule not in [f.rule for f in findings]


def test_missing_partner_is_silence(pair: Pair, folder: Path) -> None:
    findings = lint(
        folder, asking=changed(broken(pair), ("launchType",), "EC2"), task={**TASK, "family": "api"}
    )
    assert pair.rule not in [f.rule for f in findings]


def test_unknown_value_in_the_partner_is_silence(pair: Pair, folder: Path) -> None:
    asking = broken(pair)
    if pair.name == "network":
        asking = changed(asking, ("launchType",), "EC2")
    findings = lint(folder, asking=asking, task=changed(TASK, *pair.unknown))
    assert pair.rule not in [f.rule for f in findings]


def test_unknown_value_in_the_asking_file_is_silence(pair: Pair, folder: Path) -> None:
    findings = lint(folder, asking=changed(pair.asking, pair.place, "${LATER}"), task=TASK)
    assert pair.rule not in [f.rule for f in findings]


def test_a_template_service_goes_with_a_task_definition_file(folder: Path) -> None:
    entry = {"TargetGroupArn": GROUP, "ContainerName": "web", "ContainerPort": 80}
    service = {"LaunchType": "FARGATE", "TaskDefinition": "web", "LoadBalancers": [entry]}
    template = {"Resources": {"Service": {"Type": "AWS::ECS::Service", "Properties": service}}}
    found = [f for f in lint(folder, template=template, task=TASK) if f.rule == "ECS545"]
    assert [(f.path, f.related[0].path) for f in found] == [("template.json", "task.json")]


PAGES = sorted((Path(__file__).parent.parent / "rules").glob("ECS5*.md"))
TOGETHER = [
    example
    for page in PAGES
    for example in examples(page)
    if len(example.files) > 1 and example.kind != "bad" and not example.context
    if all(name.endswith(".json") for name in example.files)
]


@pytest.mark.parametrize("example", TOGETHER, ids=str)
def test_a_value_that_is_not_known_in_either_file_gives_no_error(example: Example) -> None:
    files = {name: json.loads(text) for name, text in example.files.items()}
    for name, data in files.items():
        for unknown in blanked(data):
            if isinstance(unknown, str):
                continue
            units = [
                read(document)
                for other, whole in files.items()
                for document in load(other, json.dumps(unknown if other == name else whole).encode())
            ]
            result = run(units, Configuration())
            assert result.crashes == []
            assert [f for f in result.findings if str(f.severity) == "error"] == [], unknown
