from __future__ import annotations

import json
from typing import Any

import pytest

from ecslint.documents import read
from ecslint.source.document import Document
from ecslint.source.json.parse import parse_json

CONTAINER = {"name": "agent", "image": "public.ecr.aws/docker/library/busybox:1.37", "memory": 64}
DAEMON: dict[str, Any] = {"family": "agent", "pidMode": "shared", "containerDefinitions": [CONTAINER]}


def said(data: Any) -> tuple[str, list[tuple[str, str]]]:
    text = json.dumps(data)
    unit = read(Document("x.json", text, "json", parse_json(text)))
    return unit.kind, [
        (problem.rule, "/".join(map(str, problem.route)))
        for subject in unit.subjects
        for problem in subject.structural
    ]


@pytest.mark.parametrize(
    "data",
    [
        DAEMON,
        {**DAEMON, "pidMode": "none", "ipcMode": "shared"},
        {
            "family": "agent",
            "containerDefinitions": [CONTAINER],
            "volumes": [{"name": "logs", "logDriverVolumeConfiguration": {"driver": "awslogs"}}],
        },
    ],
)
def test_daemons_are_known_by_what_only_they_have(data: dict[str, Any]) -> None:
    assert said(data) == ("daemon-task-definition", [])


def test_daemons_have_fields_of_their_own() -> None:
    container = {**CONTAINER, "portMappings": [{"containerPort": 80}], "Memory": "64"}
    assert said({**DAEMON, "containerDefinitions": [container]}) == (
        "daemon-task-definition",
        [("ECS010", "containerDefinitions/0/portMappings"), ("ECS010", "containerDefinitions/0/Memory")],
    )


def test_what_describe_prints_is_said_once() -> None:
    kind, found = said({"daemonTaskDefinition": {**DAEMON, "revision": 3, "cpu": 256}})
    assert kind == "daemon-task-definition"
    assert found == [("ECS015", "daemonTaskDefinition"), ("ECS011", "daemonTaskDefinition/cpu")]


@pytest.mark.parametrize(
    "data",
    [
        {**DAEMON, "pidMode": "host"},
        {**DAEMON, "networkMode": "awsvpc"},
        {**DAEMON, "pidMode": None, "volumes": [{"name": "a"}, 1]},
        {**DAEMON, "pidMode": None, "volumes": {}},
    ],
)
def test_other_task_definitions_are_not_daemons(data: dict[str, Any]) -> None:
    assert said(data)[0] == "task-definition"
