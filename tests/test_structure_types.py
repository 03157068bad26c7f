"""The structure of documents: values of the wrong type, and with what they are replaced."""

from __future__ import annotations

from typing import Any

import pytest

from tests.test_structure import fix_of, in_container, said, task

NINES = f'"memory" is a string, "{10**20 - 1}"; use the number {10**20 - 1}'
WRONG_TYPES: list[tuple[str, Any, str, Any]] = [
    ("memory", "80", '"memory" is a string, "80"; use the number 80', ("set", 80)),
    ("memory", "1G", '"memory" is a string, "1G"; use the number 1024 (MiB)', ("set", 1024)),
    ("memory", "0.5 GB", '"memory" is a string, "0.5 GB"; use the number 512 (MiB)', ("set", 512)),
    ("memory", "9" * 20, NINES, ("set", int("9" * 20))),
    ("memory", "9" * 31, f'"memory" is a string, "{10**31 - 1}"; use a whole number', None),
    ("memory", "many", '"memory" is a string, "many"; use a whole number', None),
    ("cpu", "1 vCPU", '"cpu" is a string, "1 vCPU"; use the number 1024 (CPU units)', ("set", 1024)),
    ("cpu", 0.5, '"cpu" is a number, 0.5; use the number 512 (CPU units)', ("set", 512)),
    ("cpu", True, '"cpu" is a boolean, true; use a whole number', None),
    ("startTimeout", "2m", '"startTimeout" is a string, "2m"; use the number 120 (seconds)', ("set", 120)),
    ("essential", "true", '"essential" is a string, "true"; use true', ("set", True)),
    ("essential", 0, '"essential" is a number, 0; use false', ("set", False)),
    ("essential", "maybe", '"essential" is a string, "maybe"; use true or false', None),
    ("user", 1000, '"user" is a number, 1000; use the string "1000"', ("set", "1000")),
    ("user", True, '"user" is a boolean, true; use the string "true"', ("set", "true")),
    (
        "image",
        ["nginx"],
        '"image" is a list where a string is wanted; use its item without the list',
        ("set", "nginx"),
    ),
    ("image", {"name": "nginx"}, '"image" is an object; use a string', None),
    ("command", "nginx", '"command" is a string, "nginx"; put it in a list', ("set", ["nginx"])),
    ("command", "npm start", '"command" is a string, "npm start"; use a list of strings', None),
    ("portMappings", 80, '"portMappings" is a number, 80; use a list of objects', None),
    (
        "portMappings",
        {"hostPort": 1},
        '"portMappings" is an object; put it in a list, [{…}]',
        ("set", [{"hostPort": 1}]),
    ),
    (
        "environment",
        {"STAGE": "prod"},
        '"environment" is an object; use a list of objects such as {"name": "STAGE", "value": …}',
        None,
    ),
    (
        "secrets",
        {"KEY": "arn"},
        '"secrets" is an object; use a list of objects such as {"name": "KEY", "valueFrom": …}',
        None,
    ),
    (
        "links",
        "db, cache",
        '"links" is a string, "db, cache"; put its parts in a list',
        ("set", ["db", "cache"]),
    ),
    ("dependsOn", {"db": "START"}, '"dependsOn" is an object; use a list of objects', None),
    (
        "systemControls",
        {"net.core.somaxconn": "1"},
        '"systemControls" is an object; use a list of objects such as '
        '{"namespace": "net.core.somaxconn", "value": …}',
        None,
    ),
    ("versionConsistency", 1, '"versionConsistency" is a number, 1; use enabled or disabled', None),
    ("dockerLabels", ["a=b"], '"dockerLabels" is a list; use an object such as {"NAME": "VALUE"}', None),
    (
        "healthCheck",
        "curl",
        '"healthCheck" is a string, "curl"; use an object with "command"',
        None,
    ),
    (
        "healthCheck",
        [{"command": ["CMD"]}],
        '"healthCheck" is a list; use its one object without the list',
        ("set", {"command": ["CMD"]}),
    ),
]


@pytest.mark.parametrize(("name", "value", "message", "fix"), WRONG_TYPES)
def test_a_wrong_type_is_named_with_the_right_spelling(name: str, value: Any, message: str, fix: Any) -> None:
    assert in_container(**{name: value}) == [("ECS011", name, message)]
    assert fix_of({name: value}) == fix


def test_task_level_sizes_are_strings() -> None:
    assert said("task-definition", task() | {"cpu": 256}) == [
        ("ECS011", "cpu", '"cpu" is a number, 256; use the string "256"')
    ]


def test_an_object_that_should_stand_in_a_list_is_checked_as_its_item() -> None:
    assert [rule for rule, *_ in in_container(portMappings={"containerPort": "80"})] == ["ECS011", "ECS011"]


def test_values_of_environment_variables_are_not_shown() -> None:
    found = in_container(environment=[{"name": "PIN", "value": 4711}, {"name": "ON", "value": True}])
    assert found == [
        ("ECS011", "environment/0/value", '"value" is a number; quote it'),
        ("ECS011", "environment/1/value", '"value" is a boolean; quote it'),
    ]


def test_the_document_itself_may_have_the_wrong_type() -> None:
    assert said("task-definition", []) == [
        (
            "ECS011",
            "",
            'the task definition is a list; use an object with "family", "containerDefinitions"',
        )
    ]
    assert said("container-definitions", "x")[0][0] == "ECS011"
