from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ecslint.base import schemas
from ecslint.base.unresolved import Unresolved
from ecslint.validation.names import template_route, to_api
from ecslint.validation.walk import structural_problems

ROOT = Path(__file__).parent.parent
TASK = "AWS::ECS::TaskDefinition"


def test_properties_get_the_api_names() -> None:
    image = Unresolved("import")
    assert to_api(
        TASK,
        {
            "Family": "web",
            "ContainerDefinitions": [
                {
                    "Image": image,
                    "DockerLabels": {"Kept": "As"},
                    "LogConfiguration": {"Options": {"Mode": "x"}},
                }
            ],
            "ProxyConfiguration": {"ProxyConfigurationProperties": [{"Name": "a", "Value": 1}]},
            "Volumes": [
                {
                    "EFSVolumeConfiguration": {
                        "FilesystemId": "fs-1",
                        "AuthorizationConfig": {"IAM": "ENABLED"},
                    }
                },
                {"FSxWindowsFileServerVolumeConfiguration": {"FileSystemId": "fs-2"}},
            ],
        },
    ) == {
        "family": "web",
        "containerDefinitions": [
            {"image": image, "dockerLabels": {"Kept": "As"}, "logConfiguration": {"options": {"Mode": "x"}}}
        ],
        "proxyConfiguration": {"properties": [{"name": "a", "value": 1}]},
        "volumes": [
            {"efsVolumeConfiguration": {"fileSystemId": "fs-1", "authorizationConfig": {"iam": "ENABLED"}}},
            {"fsxWindowsFileServerVolumeConfiguration": {"fileSystemId": "fs-2"}},
        ],
    }


@pytest.mark.parametrize(
    ("resource_type", "properties", "expected"),
    [
        (
            "AWS::ECS::Service",
            {"NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": []}}, "PlacementStrategies": []},
            {"networkConfiguration": {"awsvpcConfiguration": {"subnets": []}}, "placementStrategy": []},
        ),
        (
            "AWS::ECS::TaskSet",
            {"NetworkConfiguration": {"AwsVpcConfiguration": {"Subnets": []}}},
            {"networkConfiguration": {"awsvpcConfiguration": {"subnets": []}}},
        ),
        ("AWS::ECS::Cluster", {"ClusterSettings": []}, {"settings": []}),
        ("AWS::ECS::CapacityProvider", {"ClusterName": "a"}, {"cluster": "a"}),
        ("AWS::ECS::Gateway", {"GatewayName": "a"}, {"name": "a"}),
        ("AWS::ECS::Unheard", {"Name": "a"}, {"Name": "a"}),
    ],
)
def test_names_that_are_not_the_same_word(resource_type: str, properties: Any, expected: Any) -> None:
    assert to_api(resource_type, properties) == expected


def test_wrong_case_is_read_and_unknown_names_stay() -> None:
    properties = {"family": "web", "Family": "right", "Frob": 1, "containerdefinitions": [{"image": "x"}, 1]}
    assert to_api(TASK, properties) == {
        "family": "right",
        "Frob": 1,
        "containerDefinitions": [{"image": "x"}, 1],
    }


def test_routes_go_back_to_the_names_as_written() -> None:
    properties = {"containerDefinitions": [{"portMappings": [{"ContainerPort": 1}]}], "Volumes": "x"}
    there = ("containerDefinitions", 0, "portMappings", 0)
    assert template_route(TASK, properties, (*there, "containerPort")) == (*there, "ContainerPort")
    assert template_route(TASK, properties, (*there, "hostPort")) == (*there, "HostPort")
    assert template_route(TASK, properties, ("volumes", 3, "efsVolumeConfiguration", "fileSystemId")) == (
        "Volumes",
        3,
        "EFSVolumeConfiguration",
        "FilesystemId",
    )
    assert template_route(TASK, {"frob": 1}, ("frob",)) == ("frob",)


def test_every_api_name_is_one_of_the_api() -> None:
    """What CloudFormation alone has: a nonce to force a deployment."""
    table = json.loads((ROOT / "schemas" / "cloudformation" / "names.json").read_text())["types"]
    for resource_type, name in (("TaskDefinition", "task-definition"), ("Service", "service")):
        names = {e if isinstance(e, str) else e["name"] for e in table[f"AWS::ECS::{resource_type}"].values()}
        assert names - set(schemas.load(name)["properties"]) <= {"forceNewDeployment"}


CLOUDFORMATION: list[tuple[dict[str, Any], list[tuple[str, str, str]]]] = [
    ({"Cpu": 256, "Memory": "512", "EnableFaultInjection": "True"}, []),
    (
        {"cpu": 256},
        [("ECS010", "cpu", '"cpu" is not a field of a task definition; use "Cpu"')],
    ),
    (
        {"Volumes": [{"EfsVolumeConfiguration": {"FilesystemId": "fs-1"}}]},
        [
            (
                "ECS010",
                "Volumes/0/EfsVolumeConfiguration",
                '"EfsVolumeConfiguration" is not a field of "Volumes"; use "EFSVolumeConfiguration"',
            )
        ],
    ),
    (
        {"LaunchType": "FARGATE"},
        [
            (
                "ECS010",
                "LaunchType",
                '"LaunchType" is not a field of a task definition; move it to a service',
            )
        ],
    ),
    (
        {"EphemeralStorage": {"SizeInGiB": "50GB"}},
        [
            (
                "ECS011",
                "EphemeralStorage/SizeInGiB",
                '"SizeInGiB" is a string, "50GB"; use the number 50 (GiB)',
            )
        ],
    ),
    ({"EphemeralStorage": {"SizeInGiB": "50"}}, []),
    (
        {"ContainerDefinitions": [{"Name": "a", "Image": "b", "DependsOn": [{"ContainerName": "c"}]}]},
        [
            (
                "ECS013",
                "ContainerDefinitions/0/DependsOn/0",
                'item 1 of "DependsOn" has no "Condition", which is required; add it',
            )
        ],
    ),
    ({"Family": {"Fn::Frob": 1}, "Volumes": {"Ref": "X"}, "RuntimePlatform": {"Fn::Frob": 1}}, []),
    ({"Cpu": Unresolved("import"), "Fn::Transform": {"Name": "AWS::Include"}}, []),
    (
        {"ContainerDefinitions": [{"Name": "a"}]},
        [
            (
                "ECS013",
                "ContainerDefinitions/0",
                'item 1 of "ContainerDefinitions" has no "Image", which is required; add it',
            )
        ],
    ),
    ({"Tags": None}, [("ECS014", "Tags", '"Tags" is null; remove it')]),
    (
        {"TaskDefinitionArn": "arn"},
        [
            (
                "ECS015",
                "TaskDefinitionArn",
                '"TaskDefinitionArn" is set by AWS and cannot be given; remove it',
            )
        ],
    ),
    (
        {"ContainerDefinitions": [{"Name": "a", "Image": "b", "Links": ["x", "{{ y }}", "{{ y }}", "x"]}]},
        [
            (
                "ECS012",
                "ContainerDefinitions/0/Links/3",
                'items 1 and 4 of "Links" are the same; keep one of them',
            )
        ],
    ),
    (
        {
            "ContainerDefinitions": [
                {
                    "Name": "a",
                    "Image": "b",
                    "Environment": [
                        {"Name": "A", "Value": Unresolved("import")},
                        {"Name": "A", "Value": 1},
                        {"Name": Unresolved("import")},
                        "${X}",
                    ],
                }
            ]
        },
        [
            (
                "ECS012",
                "ContainerDefinitions/0/Environment/1/Name",
                '"A" is in "Environment" twice (items 1 and 2); keep one of them',
            )
        ],
    ),
]


@pytest.mark.parametrize(("properties", "expected"), CLOUDFORMATION)
def test_structure_of_task_definition_resources(
    properties: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    found = structural_problems("cloudformation/AWS_ECS_TaskDefinition", properties)
    assert [(p.rule, "/".join(map(str, p.route)), p.message) for p in found] == expected
    assert all(p.severity == "error" for p in found if p.rule in ("ECS014", "ECS015"))


def test_numbers_written_as_text_have_bounds_too() -> None:
    strategy = [{"CapacityProvider": "FARGATE", "Weight": "1001", "Base": "1000"}]
    (problem,) = structural_problems("cloudformation/AWS_ECS_Service", {"CapacityProviderStrategy": strategy})
    assert problem.message == '"Weight" is "1001"; use 0 to 1000'
