"""What the checks of services share, one question at a time."""

from __future__ import annotations

from typing import Any

import pytest

from ecslint.base.unresolved import PLACEHOLDER, PartialText, Reference, Unresolved
from ecslint.base.words import all_of, one_of, quoted
from ecslint.checks._shared.service import (
    awsvpc,
    has_network,
    maps_port,
    network_mode,
    on_fargate,
    placing,
    platform,
    surely_set,
    uses_connect,
)
from ecslint.model.base import build
from ecslint.model.service import Service
from ecslint.model.task import Container, TaskDefinition
from ecslint.source.templating.placeholders import mark_placeholders
from tests.rules.test_services import BRIDGE, FARGATE, UNKNOWN, strategy

UNNAMED = {key: value for key, value in BRIDGE.items() if key != "networkMode"}
SPOT = {"capacityProvider": "FARGATE_SPOT", "weight": 1}
OWN = {"capacityProvider": "own", "weight": 1}
OPEN = {"capacityProvider": "${PROVIDER}", "weight": 1}


def service(**members: Any) -> Service:
    return build(Service, mark_placeholders(members))


def task(members: dict[str, Any], **more: Any) -> TaskDefinition:
    return build(TaskDefinition, mark_placeholders({**members, **more}))


def test_words() -> None:
    assert [one_of(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "none", "a", "a or b", "a, b or c",
    ]  # fmt: skip
    assert [all_of(quoted(items)) for items in (["a"], ["a", "b"], ["a", "b", "c"])] == [
        '"a"', '"a" and "b"', '"a", "b" and "c"',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, False),
        ("", False),
        ([], False),
        ("a", True),
        (UNKNOWN, False),
        (Reference("Role", "Arn"), True),
        (PartialText((UNKNOWN, "-role"), PLACEHOLDER), True),
        (PartialText((UNKNOWN, ""), PLACEHOLDER), False),
        (PartialText((UNKNOWN, Unresolved(PLACEHOLDER, "b")), PLACEHOLDER), False),
    ],
)
def test_what_is_surely_set(value: object, expected: bool) -> None:
    assert surely_set(value) is expected


@pytest.mark.parametrize(
    ("members", "where", "member"),
    [
        ({}, None, "capacityProviderStrategy"),
        ({"launchType": "EC2"}, "EC2", "launchType"),
        ({"launchType": "${TYPE}"}, None, "launchType"),
        ({"launchType": "EC2", **strategy(SPOT)}, None, "launchType"),
        ({"launchType": "EC2", **strategy()}, "EC2", "launchType"),
        (strategy(SPOT), "FARGATE", "capacityProviderStrategy"),
        (strategy(OWN), "CUSTOM", "capacityProviderStrategy"),
        (strategy(OWN, SPOT), None, "capacityProviderStrategy"),
        (strategy(OPEN), None, "capacityProviderStrategy"),
        (strategy(SPOT, OPEN), None, "capacityProviderStrategy"),
        ({"capacityProviderStrategy": "${STRATEGY}"}, None, "capacityProviderStrategy"),
    ],
)
def test_where_tasks_run(members: dict[str, Any], where: str | None, member: str) -> None:
    runs = service(**members)
    assert platform(runs) == where
    assert placing(runs) == member
    assert on_fargate(runs) is (where == "FARGATE")


@pytest.mark.parametrize(
    ("members", "definition", "expected"),
    [
        ({}, FARGATE, True),
        ({}, BRIDGE, False),
        ({}, {**FARGATE, "requiresCompatibilities": ["FARGATE", "EC2"]}, False),
        ({}, {**FARGATE, "requiresCompatibilities": ["FARGATE", "${OTHER}"]}, False),
        ({"launchType": "EC2"}, FARGATE, False),
        ({"launchType": "FARGATE"}, BRIDGE, True),
        ({"launchType": "${TYPE}"}, FARGATE, False),
        (strategy(OWN), FARGATE, False),
    ],
)
def test_tasks_that_only_fargate_takes(
    members: dict[str, Any], definition: dict[str, Any], expected: bool
) -> None:
    assert on_fargate(service(**members), task(definition)) is expected


@pytest.mark.parametrize(
    ("definition", "mode"),
    [
        (FARGATE, "awsvpc"),
        (BRIDGE, "bridge"),
        (UNNAMED, "bridge"),
        ({**UNNAMED, "networkMode": "${MODE}"}, None),
        ({**UNNAMED, "requiresCompatibilities": "${WHERE}"}, None),
        ({**UNNAMED, "requiresCompatibilities": ["EC2", "${WHERE}"]}, None),
        ({**BRIDGE, "requiresCompatibilities": "${WHERE}"}, "bridge"),
        ({**UNNAMED, "requiresCompatibilities": ["FARGATE"]}, None),
    ],
)
def test_network_modes(definition: dict[str, Any], mode: str | None) -> None:
    assert network_mode(task(definition)) == mode
    assert awsvpc(service(launchType="FARGATE"), task(definition)) is (mode in (None, "awsvpc"))
    assert awsvpc(service(launchType="EC2"), task(definition)) is (mode == "awsvpc")


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (None, False),
        ({}, False),
        ({"awsvpcConfiguration": {}}, True),
        ({"awsvpcConfiguration": "${NETWORK}"}, True),
        ("${NETWORK}", True),
    ],
)
def test_networks(network: Any, expected: bool) -> None:
    assert has_network(service(networkConfiguration=network)) is expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, False),
        ({"service": "web"}, None),
        ({"serviceConnectConfiguration": {"enabled": True}}, True),
        ({"serviceConnectConfiguration": {"enabled": False}}, False),
        ({"serviceConnectConfiguration": {"enabled": "${ON}"}}, None),
        ({"serviceConnectConfiguration": "${CONNECT}"}, None),
    ],
)
def test_service_connect(members: dict[str, Any], expected: bool | None) -> None:
    assert uses_connect(service(**members)) is expected


@pytest.mark.parametrize(
    ("mappings", "expected"),
    [
        ([{"containerPort": 80}], True),
        ([{"containerPort": 81}], False),
        ([{"containerPort": "${PORT}"}], None),
        ([{"containerPort": "${PORT}"}, {"containerPort": 80}], True),
        ([{"containerPort": 81}, "${MAPPING}"], None),
        ("${MAPPINGS}", None),
        ([], False),
        ([{"containerPortRange": "80-90"}], None),
        ([{"containerPortRange": "70-80"}], None),
        ([{"containerPortRange": "81-90"}], False),
        ([{"containerPortRange": "70-79"}], False),
        ([{"containerPortRange": "${RANGE}"}], None),
        ([{"containerPortRange": "many"}], None),
        ([{"containerPortRange": "81-90"}, {"containerPortRange": "70-80"}], None),
    ],
)
def test_ports(mappings: Any, expected: bool | None) -> None:
    container = build(Container, mark_placeholders({"name": "web", "portMappings": mappings}))
    assert maps_port(container, 80) is expected
