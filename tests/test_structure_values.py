"""Both sides of every limit of what is said about values that AWS' model does not allow."""

from __future__ import annotations

from typing import Any

import pytest

from ecslint.base.unresolved import Unresolved
from ecslint.validation.walk import structural_problems

CONTAINER = {"name": "web", "image": "nginx"}


def said(schema: str, data: dict[str, Any]) -> list[str]:
    return [problem.message for problem in structural_problems(schema, data)]


def of_task(**members: Any) -> list[str]:
    return said("task-definition", {"family": "web", "containerDefinitions": [CONTAINER], **members})


def of_container(**members: Any) -> list[str]:
    return of_task(containerDefinitions=[{**CONTAINER, **members}])


def of_service(**members: Any) -> list[str]:
    return said("service", {"serviceName": "web", **members})


def of_resource(**members: Any) -> list[str]:
    return said(
        "cloudformation/AWS_ECS_TaskDefinition",
        {"ContainerDefinitions": [{"Name": "web", "Image": "nginx", **members}]},
    )


@pytest.mark.parametrize(
    ("unit", "amount"),
    [*[(unit, 3) for unit in ("m", "MB", "Mi", "MiB")], *[(unit, 3072) for unit in ("g", "GB", "Gi", "GiB")]],
)
def test_units_of_memory(unit: str, amount: int) -> None:
    assert of_container(memory=f"3{unit}") == [
        f'"memory" is a string, "3{unit}"; use the number {amount} (MiB)'
    ]


@pytest.mark.parametrize("unit", ["g", "GB", "Gi", "GiB"])
def test_units_of_storage(unit: str) -> None:
    assert of_task(ephemeralStorage={"sizeInGiB": f"30{unit}"}) == [
        f'"sizeInGiB" is a string, "30{unit}"; use the number 30 (GiB)'
    ]


@pytest.mark.parametrize(("unit", "amount"), [("s", 3), ("sec", 3), ("seconds", 3), ("m", 180), ("min", 180)])
def test_units_of_time(unit: str, amount: int) -> None:
    assert of_container(stopTimeout=f"3 {unit}") == [
        f'"stopTimeout" is a string, "3 {unit}"; use the number {amount} (seconds)'
    ]


@pytest.mark.parametrize("name", ["maximumPercent", "minimumHealthyPercent"])
def test_percentages(name: str) -> None:
    assert of_service(deploymentConfiguration={name: "100%"}) == [
        f'"{name}" is a string, "100%"; use the number 100 (percent)'
    ]


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        (0.5, "use the number 512 (CPU units)"),
        (15.5, "use the number 15872 (CPU units)"),
        (16.5, "use a whole number"),
        ("1.5", "use the number 1536 (CPU units)"),
        ("9" * 30, f"use the number {'9' * 30}"),
        ("9" * 31, "use a whole number"),
    ],
)
def test_numbers_that_may_be_meant(value: Any, advice: str) -> None:
    (message,) = of_container(cpu=value)
    assert message.endswith(f"; {advice}")


def test_fractions() -> None:
    assert of_container(memory="1.5") == ['"memory" is a string, "1.5"; use a whole number']
    scale = {"service": "web", "cluster": "main", "taskDefinition": "web", "scale": {"value": "12.5"}}
    assert said("create-task-set", scale) == ['"value" is a string, "12.5"; use the number 12.5']


@pytest.mark.parametrize(
    ("value", "better"), [("yes", "true"), ("1", "true"), ("No", "false"), ("0", "false"), ("FALSE", "false")]
)
def test_words_for_true_and_false(value: str, better: str) -> None:
    assert of_container(essential=value) == [f'"essential" is a string, "{value}"; use {better}']


def test_long_values_are_cut() -> None:
    whole, cut = of_container(memory="é " * 29), of_container(memory="é " * 29 + "é")
    assert whole == [f'"memory" is a string, "{"é " * 29}"; use a whole number']
    assert cut == [f'"memory" is a string, "{"é " * 29}…"; use a whole number']


def test_texts_that_stand_for_values_to_come() -> None:
    assert of_container(memory="CONTAINER_MEMORY") == []
    assert of_task(networkMode="NETWORK_MODE") != []


@pytest.mark.parametrize(
    ("value", "advice"),
    [(True, 'use "ENABLED"'), (False, 'use "DISABLED"'), (2, "use ENABLED or DISABLED")],
)
def test_switches(value: Any, advice: str) -> None:
    network = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": value}}
    (message,) = of_service(networkConfiguration=network)
    assert message.endswith(f"; {advice}")


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"pidMode": True}, '"pidMode" is a boolean, true; use host or task'),
        ({"pidMode": "HOST"}, '"pidMode" is "HOST"; use "host" (of host, task)'),
        (
            {"proxyConfiguration": {"containerName": "web", "type": "appmesh"}},
            '"type" is "appmesh"; use "APPMESH"',
        ),
    ],
)
def test_sets(members: dict[str, Any], message: str) -> None:
    assert of_task(**members) == [message]


def test_sets_of_eight_are_listed_and_larger_ones_not() -> None:
    hook = {"hookTargetArn": "arn:aws:lambda:eu-west-1:111122223333:function:x", "roleArn": "x"}
    stages = {"lifecycleHooks": [{**hook, "lifecycleStages": ["pre_scale_up"]}]}
    (eight,) = of_service(deploymentConfiguration=stages)
    assert 'use "PRE_SCALE_UP" (of ' in eight
    (nine,) = of_container(ulimits=[{"name": "NOFILE", "softLimit": 1, "hardLimit": 1}])
    assert nine == '"name" is "NOFILE"; use "nofile"'


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("portMappings", "80", "use a list of objects"),
        ("command", 5, "use a list of strings"),
        ("command", "ls", "put it in a list"),
        ("environment", {"É": "x"}, 'use a list of objects such as {"name": "É", "value": …}'),
        ("user", "é", None),
        ("linuxParameters", 1, 'use an object with "capabilities", "devices", "initProcessEnabled"'),
    ],
)
def test_lists_and_objects(name: str, value: Any, advice: str | None) -> None:
    found = of_container(**{name: value})
    assert [message.partition("; ")[2] for message in found] == ([] if advice is None else [advice])


def test_lists_in_templates() -> None:
    assert of_resource(Command="ls") == ['"Command" is a string, "ls"; put it in a list']


def test_texts_that_are_read_as_they_are() -> None:
    assert of_container(user=["é"]) == [
        '"user" is a list where a string is wanted; use its item without the list'
    ]
    assert of_task(cpu=1.5) == ['"cpu" is a number, 1.5; use the string "1.5"']


@pytest.mark.parametrize(("amount", "fits"), [(0, False), (1, True)])
def test_a_number_with_a_lower_bound_alone(amount: int, fits: bool) -> None:
    shared = {"type": "GPU", "sharingStrategy": {"nvidiaMps": {"memory": amount}}}
    expected = [] if fits else [f'"memory" is {amount}; use at least 1']
    assert of_container(resourceRequirements=[shared]) == expected


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (";", '"key" is ";"; remove the character ";"'),
        (f"{'k' * 127};", 'remove the character ";"'),
        (f"{'k' * 128};", '"key" has 129 characters; use 1 to 128'),
    ],
)
def test_texts_at_their_bounds(key: str, message: str) -> None:
    (found,) = of_task(tags=[{"key": key}])
    assert found.endswith(message)


def test_lists_at_their_bounds() -> None:
    connectors = {"gatewayConnectors": [{"portName": "a"}]}
    assert of_service(**connectors) == []
    assert of_service(gatewayConnectors=[]) == []
    monitored = {"metricConfigurations": [{"metricNames": ["CPUUtilization"], "resolutionSeconds": 20}]}
    assert of_service(monitoring=monitored) == []


def test_items_without_what_makes_them_differ() -> None:
    unnamed = [{"Value": "a"}, {"Value": "a"}]
    assert not any("twice" in message for message in of_resource(Environment=unnamed))
    unknown = [Unresolved("import"), {"Name": "A", "Value": "1"}, {"Name": "A", "Value": "2"}]
    assert of_resource(Environment=unknown) == [
        '"A" is in "Environment" twice (items 2 and 3); keep one of them'
    ]


def test_names_are_shown_as_they_are_written() -> None:
    twice = [{"Name": "É", "Value": "1"}, {"Name": "É", "Value": "2"}]
    assert of_resource(Environment=twice) == [
        '"É" is in "Environment" twice (items 1 and 2); keep one of them'
    ]
