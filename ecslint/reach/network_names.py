"""Names of Service Connect that containers call and that nothing answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.model.base import Place, each
from ecslint.model.service_connect import ServiceConnectConfiguration
from ecslint.model.task import Container
from ecslint.reach.network_links import Name, names_of, spelt, variables
from ecslint.reach.network_model import Graph, Workload


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A name of Service Connect that tasks of a service call and that nothing answers.

    ``why``: the caller is not part of Service Connect, is in another namespace, no alias is that name, or
    none has the port.
    """

    client: Workload
    """What calls the name."""
    server: Workload
    """What has the name, or a similar one."""
    text: str
    """The name that is called."""
    place: Place
    """Where the name is written."""
    why: Literal["outside", "namespace", "alias", "record", "port"]
    known: tuple[str, ...] = ()
    """The names that the server has."""


def has_hosts_of_its_own(container: Container) -> bool:
    """Say whether a container may find other hosts under names than the network knows."""
    return not (container.extra_hosts is None or container.extra_hosts == [])


def unanswered(graph: Graph) -> Iterator[Unanswered]:
    """Yield names of Service Connect in variables of services that cannot resolve them.

    Service Connect makes no DNS records; only its proxies know the names, those of their own namespace. An
    endpoint with aliases has their names and no other. Source: *Amazon ECS Service Connect components* and
    the API model (``ServiceConnectClientAlias``), read 2026-11.
    """
    listed = [name for name in names_of(graph) if isinstance(name.namespace, str)]
    if not listed or graph.has_zones or graph.records:
        return
    others = {name.text for name in names_of(graph) if name.namespace is None}
    for client in graph.workloads:
        service = client.service
        if client.mode != "awsvpc" or service is None or client.task is None:
            continue
        outside = service.service_connect_configuration is None
        if not outside and not isinstance(client.namespace, str):
            continue
        for container, value, place in variables(client.task):
            if not has_hosts_of_its_own(container):
                yield from _of_value(graph, client, listed, others, (value, place))


def _of_value(
    graph: Graph,
    client: Workload,
    listed: list[Name],
    others: set[str],
    variable: tuple[str | Unresolved, Place],
) -> Iterator[Unanswered]:
    value, place = variable
    here = {name.text for name in listed if name.namespace == client.namespace}
    for name in listed:
        if name.server is client or name.text in others or name.text in here:
            continue
        if _calls(graph, name.text, value):
            why: Literal["outside", "namespace"] = "outside" if client.namespace is None else "namespace"
            yield Unanswered(client, name.server, name.text, place, why)
    seen: set[str] = set()
    for server, text, known in _similar(graph):
        if server is client or server.namespace != client.namespace or client.namespace is None:
            continue
        if text not in here and text not in others and text not in seen and _calls(graph, text, value):
            seen.add(text)
            yield Unanswered(client, server, text, place, "alias", known)


def _similar(graph: Graph) -> Iterator[tuple[Workload, str, tuple[str, ...]]]:
    """Yield what an endpoint of Service Connect is called elsewhere, where its aliases have other names."""
    for server in graph.workloads:
        connect = server.service.service_connect_configuration if server.service is not None else None
        if not isinstance(connect, ServiceConnectConfiguration) or not isinstance(server.namespace, str):
            continue
        space = graph.spaces.get(server.namespace)
        for _, endpoint in each(connect.services):
            aliases = [alias.dns_name for _, alias in each(endpoint.client_aliases)]
            known = tuple(name for name in aliases if isinstance(name, str))
            if not known or len(known) != len(aliases):
                continue
            named = endpoint.discovery_name
            first = endpoint.port_name if named in (None, "") else named
            for text in (first, *known):
                if isinstance(text, str):
                    yield from ((server, name, known) for name in (text, f"{text}.{space}") if space)


def unported(graph: Graph) -> Iterator[Unanswered]:
    """Yield names of Service Connect that are called on a port that no alias of the name has.

    The proxy of a client listens on the ports of the aliases only. Source: the API model
    (``ServiceConnectClientAlias.port``), read 2026-11.
    """
    ports: dict[tuple[str, str], tuple[Workload, set[int] | None]] = {}
    for server in graph.workloads:
        connect = server.service.service_connect_configuration if server.service is not None else None
        if not isinstance(connect, ServiceConnectConfiguration) or not isinstance(server.namespace, str):
            continue
        for _, endpoint in each(connect.services):
            for _, alias in each(endpoint.client_aliases):
                if isinstance(alias.dns_name, str):
                    key = (server.namespace, alias.dns_name)
                    _, known = ports.get(key, (server, set()))
                    port = alias.port
                    more = known | {port} if known is not None and isinstance(port, int) else None
                    ports[key] = (server, more)
    if not ports or graph.has_zones or graph.records:
        return
    others = {name.text for name in names_of(graph) if name.namespace is None}
    for client in graph.workloads:
        for container, value, place in variables(client.task) if client.task is not None else ():
            for (space, text), (server, known) in ports.items():
                if space != client.namespace or server is client or not known or text in others:
                    continue
                called = _ports_of(graph, text, value)
                if called and not has_hosts_of_its_own(container) and not called & known:
                    at = f"{text}:{min(called)}"
                    yield Unanswered(client, server, at, place, "port", (f"{text}:{min(known)}",))


def _ports_of(graph: Graph, text: str, value: str | Unresolved) -> set[int]:
    pattern = rf"(?<![\w.@-]){re.escape(text)}:(\d{{1,5}})(?!\d)"
    return {int(found) for piece in spelt(graph, value) for found in re.findall(pattern, piece)}


_PRIVATE: Final = ("local", "internal", "lan", "private")
"""Last words of names that no public DNS server answers."""


def unrecorded(graph: Graph) -> Iterator[Unanswered]:
    """Yield names in variables that begin like one of Cloud Map and end in another, private namespace."""
    if not graph.names or graph.has_zones or graph.records:
        return
    by_name = {workload.name: workload for workload in graph.workloads}
    words = {text.partition(".")[0]: (text, owner) for text, owner in graph.names.items()}
    spaces = {text.partition(".")[2] for text in graph.names} | set(graph.spaces.values())
    for client in graph.workloads:
        for container, value, place in variables(client.task) if client.task is not None else ():
            if has_hosts_of_its_own(container):
                continue
            for found in (found for piece in spelt(graph, value) for found in _HOST.finditer(piece)):
                first, _, space = found[1].partition(".")
                known = words.get(first)
                server = by_name.get(known[1]) if known is not None else None
                if known is None or server is None or space in spaces or server is client:
                    continue
                if space.rpartition(".")[2] in _PRIVATE:
                    yield Unanswered(client, server, found[1], place, "record", (known[0],))


_HOST: Final = regex(
    r"(?<![\w.@-])(?:[a-z][a-z0-9+]{0,15}://)?([a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,8})(?![\w.-])"
)


def _calls(graph: Graph, text: str, value: str | Unresolved) -> bool:
    """Say whether a value surely has a name as the host of an address, with a port."""
    pattern = rf"(?<![\w.-]){re.escape(text)}:\d{{1,5}}(?!\d)"
    return any(re.search(pattern, piece) for piece in spelt(graph, value))
