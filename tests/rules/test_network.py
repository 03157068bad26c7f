from __future__ import annotations

from typing import Any

import pytest

from ecslint.finding import Severity
from tests.rules.helpers import places, problems, task

FARGATE = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc"}


def mapped(*mappings: dict[str, Any]) -> dict[str, Any]:
    return {"portMappings": list(mappings)}


@pytest.mark.parametrize(
    ("members", "network"),
    [
        ({}, "bridge"),
        ({"networkMode": ""}, "bridge"),
        ({"networkMode": "host"}, "host"),
        ({"requiresCompatibilities": ["FARGATE"]}, "awsvpc"),
        ({"requiresCompatibilities": ["EC2", "FARGATE"], "networkMode": "bridge"}, "awsvpc"),
        ({"requiresCompatibilities": ["MANAGED_INSTANCES"]}, None),
        ({"requiresCompatibilities": ["EXTERNAL"]}, "bridge"),
        ({"requiresCompatibilities": ["${LAUNCH_TYPE}"]}, None),
        ({"networkMode": "${NETWORK_MODE}"}, None),
        ({"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}, "default"),
        ({"runtimePlatform": {"operatingSystemFamily": "${FAMILY}"}}, None),
    ],
)
def test_network_mode_of_a_task(members: dict[str, Any], network: str | None) -> None:
    assert task({}, **members).network == network


@pytest.mark.parametrize(
    ("compatibilities", "mode", "severity"),
    [
        (["FARGATE"], "host", "error"),
        (["FARGATE"], None, "error"),
        (["EC2"], "none", None),
        (["EC2", "EXTERNAL"], "awsvpc", "error"),
        (["EXTERNAL"], "none", None),
        (["MANAGED_INSTANCES"], "bridge", "error"),
        (["MANAGED_INSTANCES"], "none", "warning"),
        (["MANAGED_INSTANCES"], None, "warning"),
        (["MANAGED_INSTANCES"], "host", None),
    ],
)
def test_network_modes_of_launch_types(
    compatibilities: list[str], mode: str | None, severity: str | None
) -> None:
    found = problems("ECS201", task({}, requiresCompatibilities=compatibilities, networkMode=mode))
    assert [str(problem.severity or "error") for problem in found] == ([severity] if severity else [])


@pytest.mark.parametrize("mode", ["bridge", "host", "none"])
def test_windows_on_instances_runs_in_nat_or_awsvpc_only(mode: str) -> None:
    platform = {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}
    found = problems("ECS201", task({}, networkMode=mode, runtimePlatform=platform))
    assert [problem.severity for problem in found] == [Severity.WARNING]
    assert not problems("ECS201", task({}, runtimePlatform=platform))
    assert not problems("ECS201", task({}, networkMode="awsvpc", runtimePlatform=platform))


def test_parameters_of_which_nothing_is_known_are_not_held_against_the_network_mode() -> None:
    unknown = {"links": ["${LINK}"], "disableNetworking": False, "dnsServers": [], "hostname": ""}
    assert places("ECS202", task(unknown, **FARGATE)) == []
    given = {
        "links": ["${LINK}", "db"],
        "disableNetworking": True,
        "dnsServers": ["10.0.0.2"],
        "hostname": "a",
    }
    assert places("ECS202", task(given, **FARGATE)) == [
        "links",
        "hostname",
        "dnsServers",
        "disableNetworking",
    ]


@pytest.mark.parametrize(
    ("mode", "first", "second", "severity"),
    [
        ("awsvpc", {"containerPort": 80}, {"containerPort": 80, "protocol": "tcp"}, "error"),
        ("awsvpc", {"containerPort": 80}, {"containerPort": 80, "protocol": "udp"}, None),
        ("awsvpc", {"containerPort": 80}, {"containerPortRange": "80-81"}, "error"),
        ("awsvpc", {"containerPortRange": "80-81"}, {"containerPort": 81}, "error"),
        ("awsvpc", {"containerPortRange": "80-81"}, {"containerPort": 82}, None),
        ("awsvpc", {"containerPortRange": "80-90"}, {"containerPortRange": "90-99"}, "error"),
        ("awsvpc", {"containerPortRange": "80-90"}, {"containerPortRange": "91-99"}, None),
        ("awsvpc", {"containerPort": 80}, {"containerPort": 80, "protocol": "${PROTOCOL}"}, None),
        ("host", {"containerPort": 80}, {"containerPort": 80}, "error"),
        ("bridge", {"containerPort": 80}, {"containerPort": 80}, None),
        ("bridge", {"containerPort": 80, "hostPort": 8080}, {"containerPort": 81, "hostPort": 8080}, "error"),
        ("bridge", {"containerPort": 80, "hostPort": 0}, {"containerPort": 81, "hostPort": 0}, None),
        ("${MODE}", {"containerPort": 80}, {"containerPort": 80}, None),
        ("${MODE}", {"containerPort": 80, "hostPort": 80}, {"containerPort": 80, "hostPort": 80}, "error"),
    ],
)
def test_ports_of_two_containers(
    mode: str, first: dict[str, Any], second: dict[str, Any], severity: str | None
) -> None:
    found = problems("ECS204", task(mapped(first), mapped(second), networkMode=mode))
    assert [str(problem.severity or "error") for problem in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("first", "second", "severity"),
    [
        ({"containerPort": 80}, {"containerPort": 80}, "warning"),
        ({"containerPort": 80, "hostPort": 80}, {"containerPort": 80, "hostPort": 8080}, None),
        ({"containerPort": 80}, {"containerPort": 80, "hostPort": 8080}, None),
        ({"containerPortRange": "80-90"}, {"containerPort": 85}, "error"),
        ({"containerPort": 85}, {"containerPortRange": "80-90"}, "error"),
    ],
)
def test_ports_of_one_container_in_bridge_mode(
    first: dict[str, Any], second: dict[str, Any], severity: str | None
) -> None:
    found = problems("ECS204", task(mapped(first, second)))
    assert [str(problem.severity or "error") for problem in found] == ([severity] if severity else [])


def test_a_host_port_is_reported_once_for_each_repetition() -> None:
    same = mapped({"containerPort": 80, "hostPort": 80})
    assert len(problems("ECS204", task(same, same, same))) == 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("80-81", None),
        ("1-65535", None),
        ("80-80", 'write "containerPort": 80'),
        ("81-80", '"80-81"'),
        ("0-80", "1 to 65535"),
        ("80-65536", "1 to 65535"),
        ("80 - 90", "hyphen"),
        ("80", "hyphen"),
        ("-80", "hyphen"),
        ("８０-９０", "hyphen"),
        ("80-99999999999999999999", "hyphen"),
    ],
)
def test_port_ranges(text: str, fault: str | None) -> None:
    found = problems("ECS208", task(mapped({"containerPortRange": text})))
    assert len(found) == (fault is not None)
    assert all(str(fault) in problem.message for problem in found)


def test_reserved_ports_are_those_of_the_instance() -> None:
    agent = mapped({"containerPort": 51678, "hostPort": 51678})
    assert problems("ECS210", task(agent, networkMode="awsvpc")) == []
    assert [p.severity for p in problems("ECS210", task(agent, networkMode="bridge"))] == [None]
    assert places("ECS210", task(mapped({"containerPort": 22}), networkMode="host")) == [
        "portMappings.0.containerPort"
    ]
    windows = {**FARGATE, "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}
    assert places("ECS210", task(mapped({"containerPort": 3150}), **windows)) == [
        "portMappings.0.containerPort"
    ]
    assert problems("ECS210", task(mapped({"containerPort": 3150}), **FARGATE)) == []


@pytest.mark.parametrize(
    ("count", "severity"), [(94, None), (95, "warning"), (100, "warning"), (101, "error")]
)
def test_host_ports_that_an_instance_has_to_give(count: int, severity: str | None) -> None:
    ports = [{"containerPort": 80, "hostPort": 8000 + n} for n in range(count)]
    found = problems("ECS218", task(mapped(*ports)))
    assert [str(problem.severity or "error") for problem in found] == ([severity] if severity else [])


def test_port_names_count_in_the_whole_task() -> None:
    one = mapped({"containerPort": 80, "name": "http"})
    assert [p.severity for p in problems("ECS212", task(one, one))] == [Severity.WARNING]
    assert [p.severity for p in problems("ECS212", task(one, one, networkMode="awsvpc"))] == [None]


@pytest.mark.parametrize("name", ["-http", "Http", "a b", "x" * 65])
def test_port_names_that_are_not_allowed(name: str) -> None:
    assert len(problems("ECS211", task(mapped({"containerPort": 80, "name": name})))) == 1
    assert problems("ECS211", task(mapped({"containerPort": 80, "name": "x" * 64}))) == []


def test_ipc_parameters_belong_to_the_ipc_namespace() -> None:
    shared = {"systemControls": [{"namespace": "kernel.shmmax", "value": "1"}]}
    other = {"systemControls": [{"namespace": "kernel.shmmax", "value": "2"}]}
    queue = {"systemControls": [{"namespace": "fs.mqueue.msg_max", "value": "2"}]}
    assert len(problems("ECS222", task(shared, ipcMode="host"))) == 1
    assert problems("ECS222", task(shared, queue, ipcMode="task")) == []
    assert len(problems("ECS223", task(shared, other, ipcMode="task"))) == 1
    assert problems("ECS223", task(shared, other, ipcMode="none")) == []
    assert problems("ECS223", task(shared, shared, ipcMode="task")) == []
