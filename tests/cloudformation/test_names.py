"""CloudFormation's names and the API's, each way, in data, routes and sentences."""

from __future__ import annotations

import pytest

from ecslint.validation.names import template_route, template_value, template_wording, to_api

TASK = "AWS::ECS::TaskDefinition"


def test_data_there_and_back() -> None:
    properties = {
        "ContainerDefinitions": [{"Name": "web", "DockerLabels": {"Name": "kept"}}],
        "Volumes": [
            {"EFSVolumeConfiguration": {"FilesystemId": "fs-1", "AuthorizationConfig": {"IAM": "ENABLED"}}}
        ],
    }
    api = to_api(TASK, properties)
    assert api == {
        "containerDefinitions": [{"name": "web", "dockerLabels": {"Name": "kept"}}],
        "volumes": [
            {"efsVolumeConfiguration": {"fileSystemId": "fs-1", "authorizationConfig": {"iam": "ENABLED"}}}
        ],
    }
    assert template_value(TASK, (), api) == properties
    assert template_value(TASK, ("containerDefinitions", 0), {"portMappings": [{"hostPort": 1}]}) == {
        "PortMappings": [{"HostPort": 1}]
    }
    assert template_value(TASK, ("cpu",), "256") == "256"


def test_routes_follow_what_is_written() -> None:
    properties = {"containerdefinitions": [{"Image": "a"}]}
    assert template_route(TASK, properties, ("containerDefinitions", 0, "image")) == (
        "containerdefinitions",
        0,
        "Image",
    )
    assert template_route(TASK, properties, ("networkMode",)) == ("NetworkMode",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hostPort 80 differs; remove hostPort", "HostPort 80 differs; remove HostPort"),
        (
            'needs "cpu" at the task level; add "cpu": "256"',
            'needs "Cpu" at the task level; add "Cpu": "256"',
        ),
        ('with network mode "host" the task', 'with network mode "host" the task'),
        ("awslogs-stream-prefix and someOtherWord stay", "awslogs-stream-prefix and someOtherWord stay"),
    ],
)
def test_sentences_speak_the_templates_language(text: str, expected: str) -> None:
    assert template_wording(TASK, text) == expected
