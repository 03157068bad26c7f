"""Recognition of services, task runs and task sets, and what a lenient reading keeps quiet about."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ecslint.documents import read
from ecslint.documents.subject import ParsedFile
from ecslint.model.service import Service
from ecslint.source.read import load

AWSVPC = {"awsvpcConfiguration": {"subnets": ["subnet-0a"]}}


def unit(data: Any) -> ParsedFile:
    text = data if isinstance(data, str) else json.dumps(data)
    (document,) = load("file.json", text.encode())
    return read(document)


@pytest.mark.parametrize(
    ("data", "kind", "model"),
    [
        ({"serviceName": "web", "taskDefinition": "web:1", "desiredCount": 2}, "service", "Service"),
        ({"serviceName": "web", "cluster": "main", "taskDefinition": "web"}, "service", "Service"),
        ({"serviceName": "web", "cluster": "main"}, "unrecognised", ""),
        ({"service": "web", "cluster": "main", "forceNewDeployment": True}, "service", "Service"),
        ({"service": "web", "taskDefinition": "web:2", "desiredCount": 2}, "service", "Service"),
        ({"launchType": "", "desiredCount": 1, "networkConfiguration": AWSVPC}, "service", "Service"),
        ({"deploymentController": {"type": "EXTERNAL"}, "serviceName": "web"}, "service", "Service"),
        ({"services": [{"serviceArn": "a", "serviceName": "web", "desiredCount": 1}]}, "service", "Service"),
        ({"service": {"serviceName": "web", "desiredCount": 1, "events": []}}, "service", "Service"),
        ({"cluster": "c", "taskDefinition": "web:1", "launchType": "FARGATE"}, "run-task", "RunTask"),
        ({"taskDefinition": "web:1", "count": 2}, "run-task", "RunTask"),
        ({"taskDefinition": "web", "overrides": {}, "group": "x"}, "run-task", "RunTask"),
        (
            {"service": "web", "cluster": "c", "taskDefinition": "web", "scale": {"value": 50}},
            "task-set",
            "TaskSet",
        ),
        (
            {"service": "web", "cluster": "c", "taskDefinition": "web", "launchType": "FARGATE"},
            "task-set",
            "TaskSet",
        ),
        ({"services": {"web": {"image": "nginx"}}}, "unrecognised", ""),
        ({"service": "checkout", "provider": {"name": "aws"}, "role": "x"}, "unrecognised", ""),
        ({"serviceName": "Contoso", "role": "admin", "tags": []}, "unrecognised", ""),
        ({"AWSEBDockerrunVersion": 2, "containerDefinitions": [{"name": "a"}]}, "unrecognised", ""),
        ({"taskArn": "a", "launchType": "FARGATE", "platformVersion": "1.3.0"}, "unrecognised", ""),
        ({"aws_region": "a", "taskDefinition": "b", "launchType": "c", "overrides": {}}, "unrecognised", ""),
        (
            {"family": "web", "containerDefinitions": [], "networkMode": "awsvpc"},
            "task-definition",
            "TaskDefinition",
        ),
    ],
)
def test_recognition(data: Any, kind: str, model: str) -> None:
    found = unit(data)
    assert found.kind == kind
    assert [subject.kind for subject in found.subjects] == ([model] if model else [])


def test_yaml_services_are_read() -> None:
    found = unit("serviceName: web\ndesiredCount: 2\nlaunchType: FARGATE\n")
    assert found.kind == "service"
    model = found.subjects[0].model
    assert isinstance(model, Service)
    assert model.desired_count == 2


def rules(data: Any) -> list[str]:
    return [problem.rule for subject in unit(data).subjects for problem in subject.structural]


def test_a_service_need_not_name_itself() -> None:
    assert rules({"desiredCount": 1, "launchType": "FARGATE"}) == []


def test_a_task_run_needs_its_task_definition_but_a_task_set_may_get_its_service_elsewhere() -> None:
    assert rules({"service": "web", "taskDefinition": "web", "scale": {"value": 50.0}}) == []


def test_update_inputs_have_their_own_members() -> None:
    assert rules({"service": "web", "desiredCount": 1, "forceNewDeployment": True}) == []
    assert rules({"serviceName": "web", "desiredCount": 1, "forceNewDeployment": True}) != []


def test_a_described_service_gets_one_finding() -> None:
    described = {"serviceArn": "a", "serviceName": "web", "desiredCount": 1, "runningCount": 1, "events": []}
    assert rules({"services": [described, described], "failures": []}) == ["ECS015"]
    assert rules({"service": described}) == ["ECS015"]


def test_a_described_daemon_keeps_its_count_to_itself() -> None:
    described = {"serviceName": "agent", "schedulingStrategy": "DAEMON", "desiredCount": 3}
    (subject,) = unit({"services": [described]}).subjects
    assert isinstance(subject.model, Service)
    assert subject.model.desired_count is None
