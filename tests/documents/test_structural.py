from __future__ import annotations

from typing import Any

import pytest

from ecslint.documents.structural import read_structure
from ecslint.documents.subject import Prefix
from ecslint.finding import Edit, Fix, Severity


def task(**container: Any) -> dict[str, Any]:
    return {"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx", **container}]}


HERE = ("containerDefinitions", 0)


@pytest.mark.parametrize(
    ("container", "fix"),
    [
        ({"memory": None}, Fix("remove it", (Edit("remove", (*HERE, "memory")),), safe=True)),
        (
            {"Memory": 1},
            Fix('rename it to "memory"', (Edit("rename", (*HERE, "Memory"), "memory"),), safe=True),
        ),
        (
            {"memroy": 1},
            Fix('rename it to "memory"', (Edit("rename", (*HERE, "memroy"), "memory"),), safe=False),
        ),
        ({"memory": "80"}, Fix("use 80", (Edit("set", (*HERE, "memory"), 80),), safe=True)),
        ({"memory": "1G"}, Fix("use 1024", (Edit("set", (*HERE, "memory"), 1024),), safe=False)),
        ({"user": 0}, Fix('use "0"', (Edit("set", (*HERE, "user"), "0"),), safe=True)),
        ({"essential": "True"}, Fix("use true", (Edit("set", (*HERE, "essential"), True),), safe=True)),
        ({"essential": 0}, Fix("use false", (Edit("set", (*HERE, "essential"), False),), safe=False)),
        ({"command": "x"}, Fix("put it in a list", (Edit("set", (*HERE, "command"), ["x"]),), safe=False)),
        (
            {"portMappings": {"hostPort": 1}},
            Fix("put it in a list", (Edit("set", (*HERE, "portMappings"), [{"hostPort": 1}]),), safe=True),
        ),
        (
            {"healthCheck": [{"command": []}]},
            Fix(
                "take it out of the list", (Edit("set", (*HERE, "healthCheck"), {"command": []}),), safe=True
            ),
        ),
        (
            {"environment": [{"name": "PIN", "value": 4711}]},
            Fix(
                "write it as a string",
                (Edit("set", (*HERE, "environment", 0, "value"), "4711"),),
                safe=True,
            ),
        ),
        ({"memory": "much"}, None),
    ],
)
def test_fixes_are_safe_where_only_the_notation_changes(container: dict[str, Any], fix: Fix | None) -> None:
    (problem,) = read_structure("task-definition", task(**container)).problems
    assert problem.fix == fix


def test_places_and_severities_are_those_of_the_document() -> None:
    (problem,) = read_structure("service", {"taskDefinition": "x"}, ("service",)).problems
    assert (problem.route, problem.severity) == (("service",), Severity.WARNING)


def test_misspelt_keys_are_mended_and_found_again() -> None:
    written = {"Family": "web", "containerDefinitions": [{"Name": "a", "image": "b"}]}
    structure = read_structure("task-definition", written, ("taskDefinition",))
    assert structure.data == {"family": "web", "containerDefinitions": [{"name": "a", "image": "b"}]}
    there = ("containerDefinitions", 0, "name")
    assert structure.origin.route(there) == ("taskDefinition", "containerDefinitions", 0, "Name")


def test_clean_data_stays_the_same_object() -> None:
    data = task()
    structure = read_structure("task-definition", data, (3,))
    assert structure.data is data
    assert type(structure.origin) is Prefix
    assert structure.origin.route(("family",)) == (3, "family")


@pytest.mark.parametrize(
    ("container", "severity"),
    [
        ({"user": 0}, Severity.WARNING),
        ({"user": True}, Severity.WARNING),
        ({"user": ["root"]}, None),
        ({"memory": "512"}, None),
    ],
)
def test_a_number_for_a_string_may_pass_in_yaml(container: dict[str, Any], severity: Severity | None) -> None:
    (problem,) = read_structure("task-definition", task(**container), syntax="yaml").problems
    assert (problem.rule, problem.severity) == ("ECS011", severity)
    (problem,) = read_structure("task-definition", task(**container), syntax="json").problems
    assert problem.severity is None
