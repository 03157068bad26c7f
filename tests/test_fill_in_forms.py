"""A form that somebody fills in later is never an error, whatever field it stands in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ecslint.base import schemas
from ecslint.config.lookup import Configuration
from ecslint.documents import read
from ecslint.documents.operations import operations
from ecslint.engine.run import Selections, run
from ecslint.finding import Severity
from ecslint.source.read import load
from tests.documents.test_operations import input_of, sample
from tests.share import share

pytestmark = pytest.mark.same_everywhere

FORMS = [
    "{x_value}", "{ x_value }", "arn:{x}:{y}", "@X_VALUE@", "@x.value@", "~X_VALUE~", "!X_VALUE!",
    "((x_value))", "[[x_value]]", "[X_VALUE]", "${X_VALUE}", "$X_VALUE", "{{ x_value }}", "<X_VALUE>",
    "__X_VALUE__", "%X_VALUE%", "@@X_VALUE@@", "#{x_value}", "<%= x_value %>", "$(x_value)", " ", "   ",
    "REPLACE_ME", "CHANGE_ME", "TODO", "YOUR_X_VALUE", "@X@", "~X~", "!X!", "((x))", "[[x]]", "[X]", "{x}",
    "%X%", "$X", "<<X_VALUE>>", "`X`", "?X_VALUE?", "|X_VALUE|", "#X_VALUE#", "...", "xxxx",
]  # fmt: skip
SHARE = 6
"""The usual run tries each form in one place of so many, the exhaustive one in all."""
ARN = "arn:aws:elasticloadbalancing"
ISOLATED = Configuration(isolated=True)
SELECTIONS: Selections = {}
KEPT = [operation for operation in operations() if operation.schema]
RESOURCES = [
    "TaskDefinition",
    "Service",
    "Cluster",
    "CapacityProvider",
    "Daemon",
    "ExpressGatewayService",
    "Gateway",
]
APPSPEC = {
    "version": 0.0,
    "Resources": [
        {
            "TargetService": {
                "Type": "AWS::ECS::Service",
                "Properties": {
                    "TaskDefinition": "x",
                    "LoadBalancerInfo": {"ContainerName": "x", "ContainerPort": 80},
                    "PlatformVersion": "x",
                    "NetworkConfiguration": {
                        "AwsvpcConfiguration": {
                            "Subnets": ["x"],
                            "SecurityGroups": ["x"],
                            "AssignPublicIp": "x",
                        }
                    },
                    "CapacityProviderStrategy": [{"Base": 1, "CapacityProvider": "x", "Weight": 1}],
                },
            }
        }
    ],
    "Hooks": [{"BeforeInstall": "x"}],
}
TASK = {
    "family": "web",
    "taskRoleArn": "arn:aws:iam::111122223333:role/web",
    "executionRoleArn": "arn:aws:iam::111122223333:role/execution",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "cpu": "512",
    "memory": "1024",
    "runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"},
    "volumes": [
        {
            "name": "data",
            "efsVolumeConfiguration": {
                "fileSystemId": "fs-0a1b2c3d4e5f60718",
                "transitEncryption": "ENABLED",
                "authorizationConfig": {"accessPointId": "fsap-0a1b2c3d4e5f60718", "iam": "ENABLED"},
            },
        }
    ],
    "containerDefinitions": [
        {
            "name": "web",
            "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1",
            "essential": True,
            "cpu": 256,
            "memory": 512,
            "portMappings": [{"containerPort": 8080, "name": "http", "appProtocol": "http"}],
            "environment": [{"name": "MODE", "value": "live"}],
            "secrets": [{"name": "KEY", "valueFrom": "arn:aws:ssm:eu-west-1:111122223333:parameter/key"}],
            "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}],
            "dependsOn": [{"containerName": "log", "condition": "START"}],
            "healthCheck": {"command": ["CMD-SHELL", "true"], "interval": 30, "timeout": 5, "retries": 3},
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {
                    "awslogs-group": "/ecs/web",
                    "awslogs-region": "eu-west-1",
                    "awslogs-stream-prefix": "web",
                    "mode": "non-blocking",
                    "max-buffer-size": "25m",
                },
            },
        },
        {"name": "log", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.0", "memory": 128},
    ],
}
SERVICE = {
    "cluster": "main",
    "serviceName": "web",
    "taskDefinition": "web:1",
    "desiredCount": 2,
    "platformVersion": "LATEST",
    "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1, "base": 1}],
    "networkConfiguration": {
        "awsvpcConfiguration": {
            "subnets": ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"],
            "securityGroups": ["sg-0a1b2c3d4e5f60718"],
            "assignPublicIp": "DISABLED",
        }
    },
    "loadBalancers": [
        {
            "targetGroupArn": f"{ARN}:eu-west-1:111122223333:targetgroup/web/0a1b2c3d4e5f",
            "containerName": "web",
            "containerPort": 8080,
        }
    ],
    "deploymentConfiguration": {
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        "minimumHealthyPercent": 100,
        "maximumPercent": 200,
    },
    "serviceRegistries": [
        {"registryArn": "arn:aws:servicediscovery:eu-west-1:111122223333:service/srv-0a1b2c3d4e5f6071"}
    ],
    "propagateTags": "SERVICE",
    "tags": [{"key": "team", "value": "web"}],
}


def filled(data: Any, form: str) -> Any:
    """Return data with a form in place of every value."""
    if isinstance(data, dict):
        return {key: filled(value, form) for key, value in data.items()}
    return [filled(item, form) for item in data] if isinstance(data, list) else form


def each_filled(data: Any, form: str) -> Iterator[tuple[str, Any]]:
    """Yield data with a form in place of one value, for each value, and the path of that."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        if not isinstance(value, dict | list):
            changed = data.copy()
            changed[key] = form
            yield f"/{key}", changed
        for path, inner in each_filled(value, form):
            changed = data.copy()
            changed[key] = inner
            yield f"/{key}{path}", changed


def errors(data: Any, name: str = "input.json") -> list[str]:
    (document,) = load(name, json.dumps(data).encode())
    result = run([read(document)], ISOLATED, selections=SELECTIONS)
    assert result.crashes == []
    return [f"{f.rule} {f.pointer}" for f in result.findings if f.severity is Severity.ERROR]


def unknown(data: Any, name: str = "input.json") -> list[str]:
    """Return what is wrong with the members themselves, whatever their values are."""
    return errors(filled(data, "${X_VALUE}"), name)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_is_an_error_in_any_input_of_the_api(form: str) -> None:
    for operation in share(KEPT, SHARE, form):
        data = input_of(operation, everything=True)
        assert errors(filled(data, form)) == unknown(data), operation.name


@pytest.mark.parametrize("form", FORMS)
def test_no_form_is_an_error_in_any_resource_of_a_template(form: str) -> None:
    for name in RESOURCES:
        schema = schemas.load(f"cloudformation/AWS_ECS_{name}")
        everything = sample(schema, schema, everything=True)
        found = [
            errors({"Resources": {"Own": {"Type": f"AWS::ECS::{name}", "Properties": properties}}}, "t.json")
            for properties in (filled(everything, form), filled(everything, "${X_VALUE}"))
        ]
        assert found[0] == found[1], name


def test_a_bare_word_is_no_error_where_only_words_of_a_set_are_possible() -> None:
    platform = {"cpuArchitecture": "X_VALUE", "operatingSystemFamily": "OS_VALUE"}
    assert errors({**TASK, "runtimePlatform": platform}) == []
    network = {"subnets": ["subnet-0a1b2c3d4e5f60718"], "assignPublicIp": "X_VALUE"}
    assert errors({**SERVICE, "networkConfiguration": {"awsvpcConfiguration": network}}) == []
    slip = {**TASK, "runtimePlatform": {"cpuArchitecture": "X86-64"}}
    assert errors(slip) == ["ECS012 /runtimePlatform/cpuArchitecture"]


@pytest.mark.parametrize(
    ("text", "value"),
    [('{"family": "a", "containerDefinitions": [{"name": "a", "image": "b", "memory": %s}]}', form)
     for form in ("{mem}", "((mem))", "~MEM~", "!MEM!", "@MEM@", "%MEM%", "{{ mem }}")],
)  # fmt: skip
def test_a_form_without_quotes_is_no_mistake_in_json(text: str, value: str) -> None:
    (document,) = load("taskdef.json", (text % value).encode())
    result = run([read(document)], Configuration())
    assert [f.rule for f in result.findings if f.severity is Severity.ERROR] == []


@pytest.mark.parametrize("form", [*FORMS, "X_VALUE"])
def test_no_form_is_an_error_in_an_appspec(form: str) -> None:
    properties = APPSPEC["Resources"][0]["TargetService"]["Properties"]
    target = {"Type": "AWS::ECS::Service", "Properties": filled(properties, form)}
    data = {"version": 0.0, "Resources": [{"TargetService": target}], "Hooks": [{"BeforeInstall": form}]}
    assert errors(data, "appspec.json") == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("data", [TASK, SERVICE], ids=["task", "service"])
def test_one_field_that_is_filled_in_is_no_error(data: dict[str, Any], form: str) -> None:
    assert errors(data) == []
    places = share(each_filled(data, form), SHARE, form)
    found = {path: said for path, changed in places if (said := errors(changed))}
    assert not found, sorted(found)
