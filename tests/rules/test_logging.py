"""Logging: drivers, their options, log groups and buffers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ecslint.checks._shared.logging import buffer_mib
from ecslint.facts.partitions import is_region, partition_of, region_of_zone
from tests.rules.helpers import findings, problems, task

AWSLOGS = {"awslogs-group": "web", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "web"}


def log(driver: str, **options: str) -> dict[str, Any]:
    return {
        "logConfiguration": {
            "logDriver": driver,
            "options": {k.replace("_", "-"): v for k, v in options.items()},
        }
    }


@pytest.mark.parametrize(
    ("text", "mib"),
    [("10m", 10), ("1g", 1024), ("512k", 0.5), ("1048576", 1), ("4MB", 4), ("4 MiB", 4), ("x", None)],
)
def test_sizes_of_buffers(text: str, mib: float | None) -> None:
    assert buffer_mib(text) == mib


def test_regions() -> None:
    assert is_region("us-gov-west-1")
    assert is_region("ap-southeast-7")
    assert not is_region("us-east")
    assert not is_region("eu-west-1a")
    assert region_of_zone("eu-west-1a") == "eu-west-1"
    assert region_of_zone("eu-west-1") is None
    assert partition_of("us-gov-east-1") == "aws-us-gov"
    assert partition_of("eu-isoe-west-1") == "aws-iso-e"
    assert partition_of("me-central-1") == "aws"


def test_the_buffer_is_compared_with_the_memory_of_the_container() -> None:
    options = {**AWSLOGS, "max-buffer-size": "128m"}
    for memory, found in ((128, 1), (129, 0), (None, 0)):
        container = {"memory": memory, "logConfiguration": {"logDriver": "awslogs", "options": options}}
        assert len(problems("ECS705", task(container))) == found
    container = {"logConfiguration": {"logDriver": "awslogs", "options": options}}
    assert len(problems("ECS705", task(container, memory="128"))) == 1


@pytest.mark.parametrize(
    ("platforms", "driver", "found"),
    [
        (["FARGATE"], "json-file", 1),
        (["FARGATE", "EC2"], "gelf", 1),
        (["MANAGED_INSTANCES"], "json-file", 0),
        (["MANAGED_INSTANCES"], "syslog", 1),
        (["EC2"], "syslog", 0),
        (["EXTERNAL"], "journald", 0),
        (["FARGATE"], "logentries", 1),
        (["${PLATFORM}"], "syslog", 0),
    ],
)
def test_drivers_by_platform(platforms: list[str], driver: str, found: int) -> None:
    assert len(problems("ECS701", task(log(driver), requiresCompatibilities=platforms))) == found


def test_options_that_secrets_give_are_not_missing() -> None:
    secret = [{"name": "splunk-token", "valueFrom": "/t"}, {"name": "splunk-url", "valueFrom": "/u"}]
    container = {"logConfiguration": {"logDriver": "splunk", "secretOptions": secret}}
    assert problems("ECS702", task(container)) == []
    container["logConfiguration"]["secretOptions"] = "${SECRETS}"
    assert problems("ECS702", task(container)) == []
    assert len(problems("ECS702", task({"logConfiguration": {"logDriver": "splunk"}}))) == 1


def test_the_proxy_of_service_connect_logs_by_the_same_rules(tmp_path: Path) -> None:
    service = {
        "serviceName": "web",
        "taskDefinition": "web",
        "launchType": "FARGATE",
        "serviceConnectConfiguration": {
            "enabled": True,
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {"awslogs-group": "web", "awslogs-regio": "us-east-1", "mode": "never"},
            },
        },
    }
    found = findings(json.dumps(service), tmp_path, "ECS70", name="service.json")
    base = "/serviceConnectConfiguration/logConfiguration/options"
    assert found == [
        ("ECS702", "error", base),
        ("ECS702", "error", f"{base}/awslogs-regio"),
        ("ECS705", "error", f"{base}/mode"),
    ]
    service["serviceConnectConfiguration"]["logConfiguration"] = {"logDriver": "syslog"}
    found = findings(json.dumps(service), tmp_path, "ECS70", name="service.json")
    assert found == [("ECS701", "error", "/serviceConnectConfiguration/logConfiguration/logDriver")]


@pytest.mark.parametrize(("launch_type", "found"), [("FARGATE", 1), ("EC2", 0), ("${TYPE}", 0), (None, 0)])
def test_the_proxy_needs_a_stream_prefix_on_fargate(
    launch_type: str | None, found: int, tmp_path: Path
) -> None:
    options = {"awslogs-group": "web", "awslogs-region": "us-east-1"}
    service = {
        "serviceName": "web",
        "taskDefinition": "web",
        "launchType": launch_type,
        "serviceConnectConfiguration": {
            "enabled": True,
            "logConfiguration": {"logDriver": "awslogs", "options": options},
        },
    }
    text = json.dumps({name: value for name, value in service.items() if value is not None})
    assert len(findings(text, tmp_path, "ECS702", name="service.json")) == found


def test_awslogs_options_of_another_driver_are_only_foreign() -> None:
    wrong = {"awslogs-group": "a b", "awslogs-region": "us-east-1a"}
    assert problems("ECS705", task({"logConfiguration": {"logDriver": "json-file", "options": wrong}})) == []
    assert (
        len(problems("ECS705", task({"logConfiguration": {"logDriver": "awslogs", "options": wrong}}))) == 2
    )


@pytest.mark.parametrize(
    ("mode", "meant"), [("blokcing", "blocking"), ("Non-Blocking", "non-blocking"), ("x", "non-blocking")]
)
def test_modes_that_are_meant(mode: str, meant: str) -> None:
    logged = {"logConfiguration": {"logDriver": "splunk", "options": {"mode": mode}}}
    (problem,) = problems("ECS705", task(logged))
    assert problem.fix is not None
    assert [edit.value for edit in problem.fix.edits] == [meant]


@pytest.mark.parametrize(
    ("group", "found"),
    [('{"Ref": "Logs"}', 0), ('{"Fn::GetAtt": ["Logs", "Arn"]}', 1), ('{"Fn::GetAtt": ["Logs", "Name"]}', 0)],
)
def test_log_groups_of_the_template_are_named(group: str, found: int, tmp_path: Path) -> None:
    text = f"""
Resources:
  Logs: {{Type: AWS::Logs::LogGroup}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: web
          Image: web:1
          Memory: 128
          LogConfiguration:
            LogDriver: awslogs
            Options: {{awslogs-group: {group}, awslogs-region: us-east-1}}
"""
    assert len(findings(text, tmp_path, "ECS705")) == found
