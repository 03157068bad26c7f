"""Port mappings of containers (ECS204 to ECS219)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.facts import network as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each
from ecslint.model.ports import port_range
from ecslint.model.task import Container, PortMapping, TaskDefinition

_PORT_NAME = regex(r"[a-z0-9_][a-z0-9_-]*")


class _Claim(NamedTuple):
    """Ports ``first`` to ``last`` of a protocol that a mapping takes for itself."""

    protocol: str
    first: int
    last: int
    container: Container
    place: Place


def _protocol(mapping: PortMapping) -> str | None:
    protocol = mapping.protocol
    return None if isinstance(protocol, Unresolved) else (protocol or "tcp").lower()


def _container_claims(container: Container) -> Iterator[_Claim]:
    """Yield the container ports and ranges of a container."""
    for index, mapping in each(container.port_mappings):
        protocol = _protocol(mapping)
        if protocol is None:
            continue
        if isinstance(mapping.container_port, int) and mapping.container_port in facts.PORTS:
            port = mapping.container_port
            place = container.at("portMappings", index, "containerPort")
            yield _Claim(protocol, port, port, container, place)
        elif isinstance(mapping.container_port_range, str):
            ports = port_range(mapping.container_port_range)
            if ports:
                place = container.at("portMappings", index, "containerPortRange")
                yield _Claim(protocol, *ports, container, place)


def _host_claims(container: Container) -> Iterator[_Claim]:
    """Yield the fixed host ports of a container."""
    for index, mapping in each(container.port_mappings):
        protocol, port = _protocol(mapping), mapping.host_port
        if protocol is not None and isinstance(port, int) and port in facts.PORTS:
            place = container.at("portMappings", index, "hostPort")
            yield _Claim(protocol, port, port, container, place)


def _clashes(claims: list[_Claim]) -> Iterator[tuple[_Claim, _Claim]]:
    """Yield every claim that takes a port taken before, with the first that took it."""
    if len(claims) < 2:
        return
    taken: dict[tuple[str, int], _Claim] = {}
    ranges: list[_Claim] = []
    for claim in claims:
        earlier = taken.get((claim.protocol, claim.first)) if claim.first == claim.last else None
        if earlier is None:
            singles = () if claim.first == claim.last else tuple(taken.values())
            earlier = next((other for other in (*ranges, *singles) if _overlap(claim, other)), None)
        if earlier is not None:
            yield claim, earlier
        elif claim.first == claim.last:
            taken[claim.protocol, claim.first] = claim
        else:
            ranges.append(claim)


def _overlap(one: _Claim, other: _Claim) -> bool:
    return one.protocol == other.protocol and one.first <= other.last and other.first <= one.last


@check("ECS204")
def port_is_mapped_twice(subject: TaskDefinition | Container) -> Problems:
    if isinstance(subject, TaskDefinition):
        yield from _ports_taken_twice(subject)
    else:
        yield from _ports_with_two_protocols(subject)


def _ports_taken_twice(task: TaskDefinition) -> Problems:
    mode = task.network
    if mode in ("awsvpc", "host"):
        claims = [claim for container in task.containers for claim in _container_claims(container)]
        for claim, earlier in _clashes(claims):
            yield _twice(claim, earlier, f'containers share one network with "{mode}"')
        return
    claims = [claim for container in task.containers for claim in _host_claims(container)]
    for claim, earlier in _clashes(claims):
        yield _twice(claim, earlier, "a port of the instance can be given away only once")
    for container in task.containers:
        claims = list(_container_claims(container))
        for claim, earlier in _clashes(claims):
            if claim.first != claim.last or earlier.first != earlier.last:
                yield _twice(claim, earlier, "port ranges must not overlap")
            elif _mapping(claim) == _mapping(earlier) and not _mapping(claim).get("host_port"):
                yield _twice(claim, earlier, "the entry repeats another one", sure=False)


def _mapping(claim: _Claim) -> dict[str, object]:
    mappings = claim.container.port_mappings
    index = claim.place.path[1]
    assert isinstance(mappings, list)
    assert isinstance(index, int)
    mapping = mappings[index]
    assert isinstance(mapping, PortMapping)
    return mapping.members()


def _twice(claim: _Claim, earlier: _Claim, why: str, sure: bool = True) -> Problem:
    side = "host port" if claim.place.path[-1] == "hostPort" else "container port"
    same = claim.container is earlier.container
    owner = "the same container" if same else f'container "{_name(earlier.container)}"'
    message = (
        f"{claim.protocol.upper()} {side} {_ports(claim)} is already mapped by {owner} "
        f"({_ports(earlier)}), and {why}"
        if _ports(claim) != _ports(earlier)
        else f"{claim.protocol.upper()} {side} {_ports(claim)} is already mapped by {owner}, and {why}"
    )
    message += "; remove one of the two" if same else "; give one of them another port"
    related = ((earlier.place, "mapped here first"),)
    return Problem(claim.place, message, related, severity=None if sure else Severity.WARNING)


def _name(container: Container) -> str:
    return container.name if isinstance(container.name, str) else "?"


def _ports(claim: _Claim) -> str:
    return str(claim.first) if claim.first == claim.last else f"{claim.first}-{claim.last}"


def _ports_with_two_protocols(container: Container) -> Problems:
    seen: dict[int, tuple[str, Place]] = {}
    for claim in _container_claims(container):
        if claim.first != claim.last:
            continue
        protocol, place = seen.setdefault(claim.first, (claim.protocol, claim.place))
        if protocol != claim.protocol:
            message = (
                f"container port {claim.first} is mapped for {protocol} and for "
                f"{claim.protocol}, which the API reference rules out; remove one of them"
            )
            related = ((place, f"mapped for {protocol} here"),)
            yield Problem(claim.place, message, related, severity=Severity.WARNING)


@check("ECS206")
def port_mapping_is_invalid(container: Container, task: TaskDefinition | None) -> Problems:
    ranges = 0
    for index, mapping in each(container.port_mappings):
        yield from _single_ports(container, index, mapping)
        text = mapping.container_port_range
        if isinstance(text, str) and text:
            ranges += 1
            yield from _range(container.at("portMappings", index, "containerPortRange"), text)
            yield from _range_beside(container, index, mapping, task)
    if ranges > facts.PORT_RANGES_MAX:
        message = f"{ranges} port ranges are too many; use at most {facts.PORT_RANGES_MAX}"
        yield Problem(container.at("portMappings"), message)


def _single_ports(container: Container, index: int, mapping: PortMapping) -> Problems:
    """Look at containerPort and hostPort of a mapping."""
    port, host = mapping.container_port, mapping.host_port
    if isinstance(port, int) and port not in facts.PORTS:
        message = f"containerPort is {port}; use 1 to {facts.PORTS[-1]}"
        yield Problem(container.at("portMappings", index, "containerPort"), message)
    if isinstance(host, int) and host != 0 and host not in facts.PORTS:
        message = f"hostPort is {host}; use 1 to {facts.PORTS[-1]}, or 0 for a dynamic port"
        yield Problem(container.at("portMappings", index, "hostPort"), message)
    if port is None and mapping.container_port_range in (None, ""):
        hint = f', for instance "containerPort": {host}' if isinstance(host, int) and host else ""
        message = f"the port mapping has no containerPort (and no containerPortRange); add one{hint}"
        yield Problem(container.at("portMappings", index, "containerPort"), message)


def _range(place: Place, text: str) -> Problems:
    """Look at how a range is written."""
    ports, better = port_range(text), None
    if ports is None:
        problem = 'use two ports with a hyphen between them, such as "8000-8100"'
    elif not (ports[0] in facts.PORTS and ports[1] in facts.PORTS):
        problem = f"use ports from 1 to {facts.PORTS[-1]}"
    elif ports[0] > ports[1]:
        better = f"{ports[1]}-{ports[0]}"
        problem = f'use "{better}", the lower port first'
    elif ports[0] == ports[1]:
        problem = f'the first port must be lower than the last; use "containerPort": {ports[0]} for one port'
    else:
        return
    fix = Fix(f'use "{better}"', (Edit("set", place, better),)) if better else None
    yield Problem(place, f'"{text}" is not a valid containerPortRange; {problem}', fix=fix)


def _range_beside(
    container: Container, index: int, mapping: PortMapping, task: TaskDefinition | None
) -> Problems:
    """Look at what excludes a range: single ports, and host networking."""
    place = container.at("portMappings", index, "containerPortRange")
    if isinstance(mapping.container_port, int) or isinstance(mapping.host_port, int):
        single = "containerPort" if isinstance(mapping.container_port, int) else "hostPort"
        message = f"a port mapping has either containerPortRange or {single}, not both; remove one of them"
        related = ((container.at("portMappings", index, single), f"{single} is here"),)
        yield Problem(place, message, related)
    if task is not None and task.network == "host":
        message = 'containerPortRange does not work with network mode "host"; use "bridge" or "awsvpc"'
        yield Problem(place, message, ((task.at("networkMode"), 'the network mode is "host"'),))


def _fixed_host_ports(container: Container, task: TaskDefinition) -> Iterator[tuple[int, Place]]:
    """Yield the ports of the container instance that the container takes, with their places."""
    mode = task.network
    if mode not in ("bridge", "default", "host"):
        return
    for index, mapping in each(container.port_mappings):
        port, member = mapping.host_port, "hostPort"
        if port is None and mode == "host":
            port, member = mapping.container_port, "containerPort"
        if isinstance(port, int) and port in facts.PORTS:
            yield port, container.at("portMappings", index, member)


@check("ECS210")
def port_is_unavailable(subject: TaskDefinition | Container, task: TaskDefinition) -> Problems:
    if isinstance(subject, TaskDefinition):
        yield from _too_many_host_ports(subject)
        return
    for port, place in _fixed_host_ports(subject, task):
        owner = facts.RESERVED_HOST_PORTS.get(port)
        if owner is not None:
            message = f"host port {port} is reserved for {owner} on every container instance; use another"
            severity = None if port in facts.AGENT_PORTS else Severity.WARNING
            yield Problem(place, message, severity=severity)
        elif port >= facts.EPHEMERAL_FROM:
            message = (
                f"host port {port} may be taken, since the instance gives it out by itself; use "
                f"one below {facts.EPHEMERAL_FROM}"
            )
            yield Problem(place, message, severity=Severity.INFO)
    if task.requires_fargate and task.windows:
        port = facts.WINDOWS_FARGATE_RESERVED
        for claim in _container_claims(subject):
            if claim.first <= port <= claim.last:
                message = f"port {port} is reserved for Windows tasks on Fargate; use another"
                yield Problem(claim.place, message)


def _too_many_host_ports(task: TaskDefinition) -> Problems:
    ports = {port for container in task.containers for port, _ in _fixed_host_ports(container, task)}
    free = facts.RESERVED_PORTS_MAX - len(facts.RESERVED_HOST_PORTS)
    if len(ports) > free:
        message = (
            f"the task reserves {len(ports)} host ports, but an instance has {free} to give "
            f"({facts.RESERVED_PORTS_MAX} less its own); use dynamic ports"
        )
        severity = None if len(ports) > facts.RESERVED_PORTS_MAX else Severity.WARNING
        most = max(task.containers, key=lambda c: len(list(_fixed_host_ports(c, task))))
        yield Problem(most.at("portMappings"), message, severity=severity)


@check("ECS211")
def port_name_is_invalid(subject: TaskDefinition | Container) -> Problems:
    if isinstance(subject, TaskDefinition):
        yield from _port_names_used_twice(subject)
    else:
        yield from _port_names_not_allowed(subject)


def _port_names_not_allowed(container: Container) -> Problems:
    for index, mapping in each(container.port_mappings):
        name = mapping.name
        if not isinstance(name, str) or not name:
            continue
        if len(name) > facts.PORT_NAME_MAX or not _PORT_NAME.fullmatch(name):
            better = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-")[: facts.PORT_NAME_MAX]
            hint = f', for instance "{better}"' if better else ""
            place = container.at("portMappings", index, "name")
            message = (
                f'the port name "{name}" is not allowed; use up to {facts.PORT_NAME_MAX} '
                f"lower-case letters, digits, _ and -, not - first{hint}"
            )
            fix = Fix(f'rename to "{better}"', (Edit("set", place, better),)) if better else None
            yield Problem(place, message, fix=fix)


def _port_names_used_twice(task: TaskDefinition) -> Problems:
    seen: dict[str, Place] = {}
    for container in task.containers:
        for index, mapping in each(container.port_mappings):
            name = mapping.name
            if not isinstance(name, str) or not name:
                continue
            place = container.at("portMappings", index, "name")
            first = seen.setdefault(name, place)
            if first is not place:
                message = f'the port name "{name}" is used already; use another'
                severity = None if task.network == "awsvpc" else Severity.WARNING
                yield Problem(place, message, ((first, "used here first"),), severity=severity)


@check("ECS213")
def app_protocol_has_no_effect(container: Container, task: TaskDefinition) -> Problems:
    for index, mapping in each(container.port_mappings):
        protocol = mapping.app_protocol
        if not isinstance(protocol, str) or not protocol:
            continue
        place = container.at("portMappings", index, "appProtocol")
        if _protocol(mapping) == "udp":
            message = f'appProtocol "{protocol}" on a UDP port: Service Connect carries TCP only; remove it'
        elif mapping.name is None or mapping.name == "":
            message = (
                f'appProtocol "{protocol}" has no effect without a "name", by which Service '
                "Connect finds the port; add one"
            )
        elif task.network == "host":
            message = (
                f'appProtocol "{protocol}" has no effect with network mode "host", where '
                "Service Connect does not work; remove it"
            )
        else:
            continue
        yield Problem(place, message, fix=Fix("remove appProtocol", (Edit("remove", place),)))


@check("ECS215")
def firelens_port_is_mapped(container: Container, task: TaskDefinition) -> Problems:
    if not any(c.firelens_configuration is not None for c in task.containers):
        return
    for claim in _container_claims(container):
        if claim.protocol == "tcp" and claim.first <= facts.FIRELENS_PORT <= claim.last:
            message = (
                f"port {facts.FIRELENS_PORT} belongs to the FireLens log router of the task: "
                "mapping it lets others send false logs; remove the mapping"
            )
            yield Problem(claim.place, message)


@check("ECS217")
def host_port_is_fixed(container: Container, task: TaskDefinition) -> Problems:
    for port, place in _fixed_host_ports(container, task):
        free = "remove hostPort for a dynamic one" if task.network == "bridge" else 'use "awsvpc"'
        message = f"the fixed host port {port} allows only one copy of the task per instance; {free}"
        yield Problem(place, message)


@check("ECS219")
def port_range_is_large(container: Container, task: TaskDefinition) -> Problems:
    if task.network != "bridge":
        return
    for claim in _container_claims(container):
        count = claim.last - claim.first + 1
        if count > facts.PORT_RANGE_LARGE:
            message = (
                f"{count} ports in bridge mode start as many proxy processes on the instance; "
                "use awsvpc, or turn Docker's userland-proxy off"
            )
            yield Problem(claim.place, message)
