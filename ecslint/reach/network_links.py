"""Between: from task to task, to databases and to internal load balancers that their variables name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PartialText, Reference, Unresolved
from ecslint.model.base import Place, each
from ecslint.model.service_connect import ServiceConnectConfiguration
from ecslint.model.task import Container, TaskDefinition
from ecslint.reach.network_answers import ANY_PORT, Answer, best_of
from ecslint.reach.network_model import Graph, Interface, LoadBalancer, Store, Workload
from ecslint.reach.network_parts import Outside
from ecslint.reach.network_paths import between

_ADDRESS: Final = ("Endpoint", "Address", "EndPoint", "DNSName", "PrivateIp", "PrivateDnsName")
_PORT: Final = regex(r"^:(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Link:
    """A connection that a task surely or probably makes. ``sure``: its definition names the other side."""

    client: Workload
    """What makes the connection."""
    what: str
    """What is reached, in words."""
    target: Interface
    """The interfaces of the other side."""
    ports: tuple[tuple[int, int], ...]
    """One of them is enough."""
    place: Place
    """Where the definition names the other side."""
    sure: bool


def answer(link: Link) -> Answer:
    """Say whether the tasks reach the other side of a link, from any of their subnets."""
    source = link.client.interface
    if source is None:
        return Answer(None)
    whom = (f'"{link.client.name}"', link.what)
    ways = [
        between(source, subnet, link.target, ports, whom) for subnet in source.subnets for ports in link.ports
    ]
    return best_of(ways)


def links(graph: Graph) -> Iterator[Link]:
    """Yield the links that variables of containers name."""
    named = list(names_of(graph))
    for client in graph.workloads:
        if client.task is None or client.interface is None or client.mode != "awsvpc":
            continue
        for _, value, place in variables(client.task):
            yield from _by_attribute(graph, client, value, place)
            if named:
                yield from _by_name(graph, named, client, value, place)
        yield from _by_secret(graph, client, client.task)


def variables(task: TaskDefinition) -> Iterator[tuple[Container, str | Unresolved, Place]]:
    """Yield the values of the variables of all containers."""
    for container in task.containers:
        for _, pair in each(container.environment):
            if pair.value is not None:
                yield container, pair.value, pair.at("value")


def _by_secret(graph: Graph, client: Workload, task: TaskDefinition) -> Iterator[Link]:
    """Yield links to the databases whose address is in a secret that a container reads."""
    for container in task.containers:
        for _, secret in each(container.secrets):
            for piece in _pieces(secret.value_from) if secret.value_from is not None else ():
                store = graph.secrets.get(piece.logical_id) if isinstance(piece, Reference) else None
                if store is not None:
                    yield from _to_store(client, store, None, secret.at("valueFrom"))


def _pieces(value: str | Unresolved) -> tuple[str | Unresolved, ...]:
    return value.parts if isinstance(value, PartialText) else (value,)


def _by_attribute(graph: Graph, client: Workload, value: str | Unresolved, place: Place) -> Iterator[Link]:
    pieces = _pieces(value)
    for index, piece in enumerate(pieces):
        if not isinstance(piece, Reference) or not any(word in piece.attribute for word in _ADDRESS):
            continue
        after = pieces[index + 1] if index + 1 < len(pieces) else ""
        written = _PORT.match(after) if isinstance(after, str) else None
        port = int(written[1]) if written else None
        store = graph.stores.get(piece.logical_id)
        if store is not None and "Port" not in piece.attribute.rsplit(".", 1)[-1]:
            yield from _to_store(client, store, port, place)
        balancer = next((b for b in graph.balancers if b.name == piece.logical_id), None)
        if balancer is not None and balancer.internal and not balancer.without_groups:
            yield from _to_balancer(graph, client, balancer, port, place)


def _to_store(client: Workload, store: Store, written: int | None, place: Place) -> Iterator[Link]:
    port = store.port if written is None else written
    what = f'{store.what} "{store.name}"'
    ports = ANY_PORT if port is None else (port, port)
    yield Link(client, what, store.interface, (ports,), place, True)


def _to_balancer(
    graph: Graph, client: Workload, balancer: LoadBalancer, port: int | None, place: Place
) -> Iterator[Link]:
    ports = {port} if port is not None else graph_ports(graph, balancer)
    if ports:
        what = f'load balancer "{balancer.name}"'
        spans = tuple((number, number) for number in sorted(ports))
        yield Link(client, what, balancer.interface, spans, place, True)


def graph_ports(graph: Graph, balancer: LoadBalancer) -> set[int]:
    """Return the ports of a load balancer's listeners, as far as services use them."""
    found = set()
    for workload in graph.workloads:
        for entry in workload.entries:
            for listener in [] if isinstance(entry.targets, Outside) else entry.targets.listeners:
                if listener.balancer is balancer and listener.port is not None:
                    found.add(listener.port)
    return found


@dataclass(frozen=True, slots=True)
class Name:
    """A name by which tasks are called. ``port`` is that of the container, if it is not the caller's."""

    text: str
    """The name."""
    server: Workload
    """What answers to it."""
    port: int | None
    namespace: str | Outside | None
    """The namespace of Service Connect; ``None``: a DNS name of Cloud Map."""


def names_of(graph: Graph) -> Iterator[Name]:
    """Yield the names of Service Connect and Cloud Map that services of the files have."""
    for server in graph.workloads:
        if server.interface is None:
            continue
        space = graph.spaces.get(server.namespace) if isinstance(server.namespace, str) else None
        for port, names in served(server, space):
            for name in names:
                yield Name(name, server, port, server.namespace)
    by_name = {workload.name: workload for workload in graph.workloads}
    for text, owner in graph.names.items():
        called = by_name.get(owner)
        if called is not None and called.interface is not None:
            yield Name(text, called, None, None)


def served(server: Workload, space: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """Yield the ports of a service of Service Connect, with the names that clients call.

    ``space`` is the name of the namespace, with which names end that are not given.
    """
    service = server.service
    connect = service.service_connect_configuration if service is not None else None
    if not isinstance(connect, ServiceConnectConfiguration) or connect.enabled is not True:
        return
    for _, endpoint in each(connect.services):
        port = endpoint.ingress_port_override
        if port is None and isinstance(endpoint.port_name, str) and server.task is not None:
            port = _named_port(server.task, endpoint.port_name)
        names = []
        for _, alias in each(endpoint.client_aliases):
            if isinstance(alias.dns_name, str):
                names.append(alias.dns_name)
            elif alias.dns_name is None and space is not None:
                named = endpoint.discovery_name
                first = endpoint.port_name if named in (None, "") else named
                names += [f"{first}.{space}"] if isinstance(first, str) else []
        if isinstance(port, int):
            yield port, names


def _named_port(task: TaskDefinition, name: str) -> int | None:
    for container in task.containers:
        for _, mapping in each(container.port_mappings):
            if mapping.name == name:
                return mapping.container_port if isinstance(mapping.container_port, int) else None
    return None


def spelt(graph: Graph, value: str | Unresolved) -> list[str]:
    """Return the known stretches of a value, with attributes that the files tell put in."""
    found = [""]
    for piece in _pieces(value):
        if isinstance(piece, Reference):
            piece = graph.texts.get((piece.logical_id, piece.attribute), piece)
        if isinstance(piece, str):
            found[-1] += piece
        else:
            found.append("")
    return [text for text in found if text]


def _by_name(
    graph: Graph, names: list[Name], client: Workload, value: str | Unresolved, place: Place
) -> Iterator[Link]:
    for piece in spelt(graph, value):
        for name in names:
            if name.server is client or name.server.interface is None:
                continue
            if name.namespace is not None and client.namespace != name.namespace:
                continue
            found = re.search(rf"(?<![\w.-]){re.escape(name.text)}(?![\w-]|\.\w)(?::(\d{{1,5}}))?", piece)
            if found is None or (name.port is not None and not _is_address(piece, found)):
                continue
            port = (
                name.port if name.port is not None else int(found[1]) if found[1] else _only_port(name.server)
            )
            if port is not None:
                what = f'"{name.server.name}"'
                yield Link(client, what, name.server.interface, ((port, port),), place, True)


def _is_address(text: str, found: re.Match[str]) -> bool:
    """Say whether a word is used as a host: after a scheme or an at sign, or with a port, or alone."""
    before = text[: found.start()]
    return before.endswith(("://", "@")) or found[1] is not None or found[0] == text


def _only_port(server: Workload) -> int | None:
    """Return the one port that the containers of a service map."""
    ports = {
        mapping.container_port
        for container in (server.task.containers if server.task is not None else ())
        for _, mapping in each(container.port_mappings)
    }
    port = ports.pop() if len(ports) == 1 else None
    return port if isinstance(port, int) else None


def unheard(graph: Graph) -> Iterator[tuple[Workload, int, list[Link]]]:
    """Yield services of Service Connect that no client of their namespace reaches.

    Only those without a load balancer, since others may be called by nobody but that.
    """
    for server in graph.workloads:
        if server.interface is None or server.namespace is None or server.entries:
            continue
        if isinstance(server.namespace, Outside):
            continue
        clients = [
            other
            for other in graph.workloads
            if other is not server and other.interface is not None and other.namespace == server.namespace
        ]
        for port, _ in served(server):
            ways = [
                Link(
                    client, f'"{server.name}"', server.interface, ((port, port),), server.at("connect"), False
                )
                for client in clients
            ]
            if ways:
                yield server, port, ways
