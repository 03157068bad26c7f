from __future__ import annotations

from typing import Any

import pytest

from ecslint.finding import Severity
from tests.rules.helpers import places, problems, task

FARGATE = {"requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc"}


def mapped(*mappings: dict[str, Any] | str) -> dict[str, Any]:
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
        ("awsvpc", {"containerPort": 80}, {"containerPortRange": "70-80"}, "error"),
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
        ("80-80", 'use "containerPort": 80'),
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
    found = problems("ECS206", task(mapped({"containerPortRange": text})))
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
    found = problems("ECS210", task(mapped(*ports)))
    assert [str(problem.severity or "error") for problem in found] == ([severity] if severity else [])


def test_port_names_count_in_the_whole_task() -> None:
    one = mapped({"containerPort": 80, "name": "http"})
    assert [p.severity for p in problems("ECS211", task(one, one))] == [Severity.WARNING]
    assert [p.severity for p in problems("ECS211", task(one, one, networkMode="awsvpc"))] == [None]


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
    assert len(problems("ECS222", task(shared, other, ipcMode="task"))) == 1
    assert problems("ECS222", task(shared, other, ipcMode="none")) == []
    assert problems("ECS222", task(shared, shared, ipcMode="task")) == []


UNKNOWN_MAPPING = {
    "containerPort": "${A}",
    "hostPort": "${B}",
    "name": "${C}",
    "appProtocol": "${D}",
    "containerPortRange": "${E}",
    "protocol": "${F}",
}
EMPTY_MAPPING = {"containerPort": 1, "name": "", "appProtocol": "", "containerPortRange": "", "protocol": ""}


@pytest.mark.parametrize(
    ("rule", "mapping", "member"),
    [
        ("ECS203", {"containerPort": 8080, "hostPort": 80}, "hostPort"),
        ("ECS206", {"containerPort": 0}, "containerPort"),
        ("ECS206", {"containerPort": 80, "hostPort": -1}, "hostPort"),
        ("ECS206", {"hostPort": 80}, "containerPort"),
        ("ECS206", {"containerPortRange": ""}, "containerPort"),
        ("ECS206", {"containerPortRange": "2-1"}, "containerPortRange"),
        ("ECS206", {"containerPortRange": "1-2", "hostPort": 80}, "containerPortRange"),
        ("ECS211", {"containerPort": 80, "name": "-"}, "name"),
        ("ECS213", {"containerPort": 80, "appProtocol": "http"}, "appProtocol"),
        ("ECS213", {"containerPort": 80, "appProtocol": "http", "name": ""}, "appProtocol"),
        ("ECS215", {"containerPort": 24224}, "containerPort"),
        ("ECS215", {"containerPortRange": "24000-24224"}, "containerPortRange"),
        ("ECS215", {"containerPortRange": "24224-24300"}, "containerPortRange"),
    ],
)
def test_a_bad_mapping_is_found_behind_unknown_and_empty_ones(
    rule: str, mapping: dict[str, Any], member: str
) -> None:
    container = mapped("${MAPPING}", UNKNOWN_MAPPING, EMPTY_MAPPING, mapping)
    container["firelensConfiguration"] = {"type": "fluentbit"}
    assert places(rule, task(container, networkMode="awsvpc")) == [f"portMappings.3.{member}"]


@pytest.mark.parametrize(("host", "hint"), [(8080, '"containerPort": 8080'), (0, None), ("${HOST}", None)])
def test_a_missing_container_port_is_likely_the_host_port(host: object, hint: str | None) -> None:
    (found,) = problems("ECS206", task(mapped({"hostPort": host})))
    assert found.message.partition("for instance ")[2] == (hint or "")


def test_two_faulty_mappings_are_two_problems() -> None:
    unnamed = {"containerPort": 80, "name": "A", "appProtocol": "http", "hostPort": 80}
    twice = task(mapped(unnamed, {**unnamed, "containerPort": 81, "hostPort": 81}), networkMode="host")
    assert sorted(places("ECS211", twice)) == ["portMappings.0.name", *["portMappings.1.name"] * 2]
    assert places("ECS213", twice) == ["portMappings.0.appProtocol", "portMappings.1.appProtocol"]
    assert places("ECS217", twice) == ["portMappings.0.hostPort", "portMappings.1.hostPort"]


def test_a_name_is_taken_by_the_first_port_however_many_are_unknown() -> None:
    ports = ({"name": "${N}"}, {"name": ""}, {"name": "a"}, {"name": "a"})
    assert places("ECS211", task(mapped(*ports))) == ["portMappings.3.name"]


def test_only_tcp_goes_to_the_log_router() -> None:
    router = {"firelensConfiguration": {"type": "fluentbit"}}
    udp = mapped({"containerPort": 24224, "protocol": "udp"})
    assert problems("ECS215", task(router, udp)) == []
    assert problems("ECS215", task({}, mapped({"containerPort": 24224}))) == []
    for port in (24223, 24225):
        assert problems("ECS215", task(router, mapped({"containerPort": port}))) == []


def test_a_range_needs_no_port_and_no_host_mode() -> None:
    assert len(problems("ECS206", task(mapped({"containerPortRange": "1-2"}), networkMode="host"))) == 1
    many = [{"containerPortRange": f"{2 * n + 1}-{2 * n + 2}"} for n in range(101)]
    assert problems("ECS206", task(mapped(*many[:100]))) == []
    assert places("ECS206", task(mapped(*many))) == ["portMappings"]


def test_a_protocol_counts_in_any_case_and_out_of_range_ports_do_not() -> None:
    upper = mapped({"containerPort": 53, "protocol": "TCP"}, {"containerPort": 53})
    assert len(problems("ECS204", task(upper, networkMode="awsvpc"))) == 1
    zero = mapped({"containerPort": 0}, {"containerPort": 0}, {"containerPort": 70000, "hostPort": 70000})
    assert problems("ECS204", task(zero, zero, networkMode="awsvpc")) == []
    assert problems("ECS204", task(zero, zero, networkMode="bridge")) == []
    apart = mapped({"containerPortRange": "1-5"}, {"containerPortRange": "1-5", "protocol": "udp"})
    assert problems("ECS204", task(apart, networkMode="awsvpc")) == []


def test_a_repeated_mapping_is_reported_if_it_is_the_same_in_everything() -> None:
    one = {"containerPort": 80, "name": "a"}
    assert len(problems("ECS204", task(mapped(one, one)))) == 1
    assert problems("ECS204", task(mapped(one, {**one, "name": "b"}))) == []
    fixed = {"containerPort": 80, "hostPort": 8080}
    assert places("ECS204", task(mapped(fixed, fixed))) == ["portMappings.1.hostPort"]


def test_ports_with_two_protocols_are_single_ports_of_one_container() -> None:
    tcp, udp = {"containerPort": 53}, {"containerPort": 53, "protocol": "udp"}
    ranges = mapped(
        {"containerPortRange": "50-60"}, {"containerPortRange": "50-60", "protocol": "udp"}, tcp, udp
    )
    found = [p for p in problems("ECS204", task(ranges)) if "mapped for tcp and for udp" in p.message]
    assert [p.place.path[1] for p in found] == [3]
    assert problems("ECS204", task(mapped(tcp), mapped(udp))) == []


def test_host_ports_are_looked_at_where_the_instance_gives_them() -> None:
    high = mapped({"containerPort": 40000}, {"containerPort": 40001, "hostPort": 0}, {"containerPort": 0})
    assert problems("ECS210", task(high)) == []
    assert places("ECS210", task(high, networkMode="host")) == ["portMappings.0.containerPort"]
    (reserved,) = problems("ECS210", task(mapped({"containerPort": 80, "hostPort": 51678})))
    assert "reserved for the ECS agent" in reserved.message
    assert (
        problems("ECS210", task(mapped({"containerPort": 40000, "hostPort": 40000}), networkMode="none"))
        == []
    )


@pytest.mark.parametrize("port", [0, 70000, "${PORT}"])
def test_host_ports_that_are_none_are_not_looked_at(port: object) -> None:
    definition = task(mapped({"containerPort": 80, "hostPort": port}))
    assert problems("ECS210", definition) == problems("ECS217", definition) == []


def test_unknown_host_ports_are_not_counted() -> None:
    ports = [{"containerPort": 80, "hostPort": 8000 + n} for n in range(101)]
    assert problems("ECS210", task(mapped(*ports, "${MAPPING}"))) != []


def test_ranges_in_bridge_mode_are_large_above_a_hundred_ports() -> None:
    large = mapped({"containerPortRange": "1000-1100"})
    assert len(problems("ECS219", task(large))) == 1
    assert problems("ECS219", task(large, networkMode="awsvpc")) == []
    assert problems("ECS219", task(mapped({"containerPortRange": "1000-1099"}))) == []


def test_kernel_parameters_are_judged_where_they_are_known() -> None:
    unknown = [{"namespace": "${NAME}", "value": "1"}, {"namespace": "", "value": "1"}]
    net = {"namespace": "net.core.somaxconn", "value": "1"}
    bad = {"systemControls": [*unknown, {"namespace": "vm.swappiness", "value": "1"}]}
    assert places("ECS222", task(bad)) == ["systemControls.2.namespace"]
    first = {"systemControls": [{"namespace": "net.core.somaxconn", "value": "${BACKLOG}"}, net]}
    second = {"systemControls": [{"namespace": "kernel.sem", "value": "1"}, {**net, "value": "2"}]}
    third = {"systemControls": [{"namespace": "kernel.sem", "value": "2"}]}
    assert places("ECS222", task(first, second, third, **FARGATE)) == ["systemControls.1.value"]
    assert places("ECS222", task(first, second, third, ipcMode="task")) == ["systemControls.0.value"]


def test_host_addresses() -> None:
    entries = [{"hostname": "a", "ipAddress": ip} for ip in ("host-gateway", "${IP}", "::1", "ten")]
    container = {"extraHosts": entries, "dnsServers": ["10.0.0.2", "${DNS}", "10.0.0.256"]}
    assert places("ECS224", task(container)) == ["dnsServers.2", "extraHosts.3.ipAddress"]


def test_fixes_of_network_settings_are_safe_where_nothing_changes() -> None:
    (missing,) = problems("ECS201", task({}, requiresCompatibilities=["FARGATE"]))
    assert missing.fix is not None
    assert missing.fix.safe
    ports = mapped({"containerPort": 80, "hostPort": 0}, {"containerPort": 80, "hostPort": 81})
    fixes = [problem.fix for problem in problems("ECS203", task(ports, **FARGATE))]
    assert [fix.safe for fix in fixes if fix] == [True, False]


def test_related_places_exist_only_for_what_is_written() -> None:
    links = {"links": ["c0"]}
    assert problems("ECS202", task(links, requiresCompatibilities=["FARGATE"]))[0].related == ()
    assert problems("ECS202", task(links, **FARGATE))[0].related[0][0].path == ("networkMode",)


def test_windows_tasks_for_fargate_are_told_once_about_their_network_mode() -> None:
    windows = {"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}
    definition = task({}, requiresCompatibilities=["FARGATE"], networkMode="host", **windows)
    assert len(problems("ECS201", definition)) == 1
    assert problems("ECS210", task(mapped({"containerPort": 3150}), **windows, networkMode="awsvpc")) == []
