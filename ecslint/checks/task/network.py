"""Network modes, what they exclude, and kernel parameters (ECS201 to ECS203, ECS22x)."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.facts import network as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each
from ecslint.model.task import Container, TaskDefinition


@check("ECS201")
def network_mode_is_not_offered(task: TaskDefinition) -> Problems:
    mode = task.network_mode
    if isinstance(mode, Unresolved):
        return
    place = task.at("networkMode")
    if not mode:
        yield from _without_mode(task, place)
    elif mode in facts.MODES:
        for launch_type in sorted(task.compatibilities & facts.OFFERED.keys()):
            name, offered = facts.OFFERED[launch_type]
            if mode not in offered:
                allowed = " or ".join(f'"{m}"' for m in offered)
                message = f'{name} does not offer the network mode "{mode}"; use {allowed}'
                fix = Fix(f'set "networkMode": "{offered[0]}"', (Edit("set", place, offered[0]),))
                contested = launch_type == "MANAGED_INSTANCES" and mode == "none"
                severity = Severity.WARNING if contested else None
                yield Problem(place, message, fix=fix, severity=severity)
        if task.windows and mode != "awsvpc" and not task.compatibilities & facts.OFFERED.keys():
            message = (
                f'Windows containers do not run in the network mode "{mode}"; remove '
                'networkMode for NAT, or use "awsvpc"'
            )
            yield Problem(place, message, severity=Severity.WARNING)


def _without_mode(task: TaskDefinition, place: Place) -> Problems:
    if task.requires_fargate:
        message = 'without "networkMode" the mode is "bridge", which Fargate refuses; set "awsvpc"'
        fix = Fix('add "networkMode": "awsvpc"', (Edit("set", place, "awsvpc"),), safe=True)
        yield Problem(place, message, fix=fix)
    elif "MANAGED_INSTANCES" in task.compatibilities:
        message = 'a task for Managed Instances states no networkMode; set "awsvpc" or "host"'
        yield Problem(place, message, severity=Severity.WARNING)


@check("ECS202")
def parameter_is_unsupported_in_network_mode(container: Container, task: TaskDefinition) -> Problems:
    mode = task.network
    for attribute, name, modes in facts.CONTAINER_PARAMETERS:
        if mode in modes and _is_given(getattr(container, attribute)):
            message = f'{name} is not supported with network mode "{mode}"; {facts.INSTEAD[name]}'
            place = container.at(name)
            related = ((task.at("networkMode"), f'the network mode is "{mode}"'),)
            fix = Fix(f"remove {name}", (Edit("remove", place),))
            yield Problem(place, message, related if known(task.network_mode) else (), fix)


def _is_given(value: object) -> bool:
    """Say whether a parameter surely asks for something; a list does if one of its items is known."""
    if isinstance(value, list):
        return any(True for _ in each(value))
    return value is True or (isinstance(value, str) and value != "")


@check("ECS203")
def host_port_differs_from_container_port(container: Container, task: TaskDefinition) -> Problems:
    mode = task.network
    if mode not in ("awsvpc", "host"):
        return
    for index, mapping in each(container.port_mappings):
        port, host = mapping.container_port, mapping.host_port
        if not isinstance(port, int) or not isinstance(host, int) or host == port:
            continue
        place = container.at("portMappings", index, "hostPort")
        related = ((container.at("portMappings", index, "containerPort"), f"containerPort is {port}"),)
        fix = Fix("remove hostPort", (Edit("remove", place),), safe=host == 0)
        if host == 0:
            message = (
                f'hostPort 0 asks for a dynamic port, but with network mode "{mode}" it is always the '
                f"containerPort ({port}); remove hostPort"
            )
            yield Problem(place, message, related, fix, Severity.WARNING)
        else:
            message = (
                f'hostPort {host} differs from containerPort {port}, but with network mode "{mode}" '
                "both must "
                "be the same; remove hostPort"
            )
            yield Problem(place, message, related, fix)


@check("ECS220")
def host_network_mode(task: TaskDefinition) -> Problems:
    if task.network_mode == "host":
        message = (
            'network mode "host" exposes the instance\'s ports, metadata and localhost to containers; '
            'use "awsvpc"'
        )
        yield Problem(task.at("networkMode"), message)


@check("ECS221")
def network_mode_is_not_awsvpc(task: TaskDefinition) -> Problems:
    mode = task.network
    if mode is not None and mode != "awsvpc":
        message = f'with network mode "{mode}" tasks share the security groups of the instance; use "awsvpc"'
        yield Problem(task.at("networkMode"), message)


def _sysctls(container: Container) -> Iterator[tuple[int, str, str | Unresolved | None]]:
    for index, control in each(container.system_controls):
        if isinstance(control.namespace, str) and control.namespace:
            yield index, control.namespace, control.value


def _is_ipc(namespace: str) -> bool:
    return namespace in facts.IPC_SYSCTLS or namespace.startswith("fs.mqueue.")


@check("ECS222")
def system_control_is_invalid(subject: TaskDefinition | Container, task: TaskDefinition) -> Problems:
    if isinstance(subject, TaskDefinition):
        yield from _contradicting_system_controls(subject)
    else:
        yield from _unsupported_system_controls(subject, task)


def _unsupported_system_controls(container: Container, task: TaskDefinition) -> Problems:
    for index, namespace, _ in _sysctls(container):
        place = container.at("systemControls", index, "namespace")
        if namespace.startswith("net."):
            if task.network == "host":
                message = f'"{namespace}" cannot be set with network mode "host"; set it on the instance'
                yield Problem(place, message, ((task.at("networkMode"), 'the network mode is "host"'),))
            elif namespace.startswith("net.core.") and namespace not in facts.NET_CORE_SYSCTLS:
                message = (
                    f'"{namespace}" is of the whole machine (no such file or directory in a container); '
                    "remove it, or set it on the instance"
                )
                yield Problem(place, message, severity=Severity.WARNING)
        elif _is_ipc(namespace):
            if task.ipc_mode == "host":
                message = f'"{namespace}" cannot be set with "ipcMode": "host"; set it on the instance'
                yield Problem(place, message, ((task.at("ipcMode"), 'the IPC mode is "host"'),))
        else:
            message = (
                f'"{namespace}" cannot be set per container; remove it (only net.*, fs.mqueue.* '
                "and kernel.msg*, .sem and .shm* can)"
            )
            yield Problem(place, message)


def _contradicting_system_controls(task: TaskDefinition) -> Problems:
    seen: dict[str, tuple[str, Place]] = {}
    for container in task.containers:
        for index, namespace, value in _sysctls(container):
            shared = (namespace.startswith("net.") and task.network == "awsvpc") or (
                _is_ipc(namespace) and task.ipc_mode == "task"
            )
            if not shared or not isinstance(value, str):
                continue
            place = container.at("systemControls", index, "value")
            first, where = seen.setdefault(namespace, (value, place))
            if first != value:
                message = (
                    f'"{namespace}" is {value} here and {first} in another container, but all share '
                    "it; set it once"
                )
                related = ((where, f"the other value is {first}"),)
                yield Problem(place, message, related, severity=Severity.WARNING)


@check("ECS224")
def host_address_is_no_ip_address(container: Container) -> Problems:
    for index, server in each(container.dns_servers):
        if server and not _is_address(server):
            message = f'"{server}" is not an IP address, which dnsServers needs; use one such as "10.0.0.2"'
            yield Problem(container.at("dnsServers", index), message)
    for index, entry in each(container.extra_hosts):
        address = entry.ip_address
        if isinstance(address, str) and address not in ("", "host-gateway") and not _is_address(address):
            message = f'"{address}" is no IP address, which /etc/hosts needs; use one such as "10.0.3.12"'
            yield Problem(container.at("extraHosts", index, "ipAddress"), message)


def _is_address(text: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(text)
    except ValueError:
        return False
    return True
