"""In: whether load balancers reach containers and their health checks, and clients the load balancers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ecslint.base.unresolved import Unresolved
from ecslint.model.base import each
from ecslint.model.task import Container
from ecslint.reach.address_blocks import Block
from ecslint.reach.network_answers import REACHES, UNKNOWN, Answer, Cut, along, best_of, shown_ports
from ecslint.reach.network_filters import (
    ANYBODY,
    DYNAMIC,
    INTERNET,
    Peer,
    groups_admit,
    peer_of,
)
from ecslint.reach.network_model import Entry, Graph, Interface, Listener, LoadBalancer, Targets, Workload
from ecslint.reach.network_parts import Acl, Group, Outside, Subnet, Truth
from ecslint.reach.network_paths import from_internet, into_acl, through_acl, through_groups

_FIRST = (DYNAMIC[0], DYNAMIC[0])


@dataclass(frozen=True, slots=True)
class Approach:
    """How a load balancer comes to the tasks of a service: on which ports of which interfaces."""

    workload: Workload
    """What starts the tasks."""
    entry: Entry
    """The entry of the service that names the target group."""
    targets: Targets
    """The target group."""
    balancer: LoadBalancer | None
    """``None``: made elsewhere, or not known."""
    interface: Interface
    """The interfaces of the tasks, or of their instances."""
    ports: tuple[int, int]
    """The first and the last port."""
    purpose: Literal["traffic", "health"]
    """Whether requests or health checks take the way."""

    @property
    def is_dynamic(self) -> bool:
        """Whether the port is one that Docker chooses."""
        return self.ports == DYNAMIC


def approaches(graph: Graph) -> Iterator[Approach]:
    """Yield every way from a load balancer to tasks that can be judged."""
    for workload in graph.workloads:
        for entry in workload.entries:
            if isinstance(entry.targets, Targets):
                yield from _of_entry(workload, entry, entry.targets)


def _of_entry(workload: Workload, entry: Entry, targets: Targets) -> Iterator[Approach]:
    interfaces = _interfaces(workload, targets)
    ports = _ports(workload, entry, targets)
    health = targets.health_port
    for balancer in _balancers(targets):
        for interface in interfaces:
            if ports is not None:
                yield Approach(workload, entry, targets, balancer, interface, ports, "traffic")
            if isinstance(health, int) and (health, health) != ports:
                yield Approach(workload, entry, targets, balancer, interface, (health, health), "health")


def _balancers(targets: Targets) -> list[LoadBalancer | None]:
    """Return the load balancers of a target group, ``None`` in their place if not all are known."""
    found: dict[str, LoadBalancer | None] = {}
    for listener in targets.listeners:
        if isinstance(listener.balancer, Outside):
            return [None]
        found[listener.balancer.name] = listener.balancer
    return list(found.values()) if found and targets.listeners_complete else [None]


def _interfaces(workload: Workload, targets: Targets) -> list[Interface]:
    if targets.kind == "ip":
        return [] if workload.interface is None else [workload.interface]
    if targets.kind == "instance" and workload.launch == "EC2" and workload.fleets:
        return [fleet.interface for fleet in workload.fleets]
    return []


def _ports(workload: Workload, entry: Entry, targets: Targets) -> tuple[int, int] | None:
    """Return the ports at which targets are registered; ``None`` if that is not known."""
    if targets.kind == "ip" or workload.mode == "host":
        return None if entry.port is None else (entry.port, entry.port)
    if workload.task is None or workload.mode != "bridge" or entry.port is None:
        return None
    container = workload.task.container(entry.container or "")
    host = _host_port(container, entry.port) if container is not None else None
    if host is None:
        return None
    return DYNAMIC if host == 0 else (host, host)


def _host_port(container: Container, port: int) -> int | None:
    for _, mapping in each(container.port_mappings):
        if mapping.container_port == port:
            if isinstance(mapping.host_port, Unresolved):
                return None
            return mapping.host_port or 0
    return None


def approach(way: Approach) -> Answer:
    """Say whether the load balancer reaches the tasks on this way."""
    kinds = protocols(way.targets.protocol) if way.purpose == "traffic" else ("tcp",)
    return best_of([_approach(way, kind) for kind in kinds])


def _approach(way: Approach, protocol: str) -> Answer:
    target, balancer = way.interface, way.balancer
    if balancer is None:
        groups = target.groups
        return through_groups(groups, "ingress", way.ports, ANYBODY, "anywhere", protocol, target.at)
    source = balancer.interface
    us, them = f'load balancer "{balancer.name}"', f'"{way.workload.name}"'
    steps = []
    if not balancer.without_groups:
        steps.append(through_groups(source.groups, "egress", way.ports, peer_of(target), them, protocol))
    if protocol == "tcp":
        steps.append(_across(source, target, way.ports, us, them))
    peer = _peer(balancer)
    steps.append(through_groups(target.groups, "ingress", way.ports, peer, us, protocol, target.at))
    return along(steps)


def _peer(balancer: LoadBalancer) -> Peer:
    """Return a load balancer as its targets see it: with its groups, or by its subnets' addresses."""
    peer = peer_of(balancer.interface)
    if any(isinstance(subnet, Outside) for subnet in balancer.interface.subnets) and balancer.without_groups:
        return Peer(groups=(), blocks=None, vpc=peer.vpc)
    return peer


def _across(source: Interface, target: Interface, ports: tuple[int, int], us: str, them: str) -> Answer:
    if all(_is_open(subnet) for subnet in (*source.subnets, *target.subnets)):
        return REACHES
    ways = []
    for one in source.subnets:
        for other in target.subnets:
            if one is other:
                return along(())
            if isinstance(one, Outside) or isinstance(other, Outside) or one.vpc is not other.vpc:
                ways.append(UNKNOWN)
                continue
            there, here = Peer(blocks=_block(other)), Peer(blocks=_block(one))
            ways.append(along((through_acl(one, ports, there, them), into_acl(other, ports, here, us))))
    return best_of(ways)


def _is_open(subnet: Subnet | Outside) -> bool:
    return isinstance(subnet, Subnet) and isinstance(subnet.acl, Acl) and subnet.acl.is_open


def _block(subnet: Subnet) -> tuple[Block, ...] | None:
    return None if subnet.block is None else (subnet.block,)


def is_half_open(way: Approach) -> Truth:
    """Say whether only a part of the dynamic ports is open, the lowest not."""
    if not way.is_dynamic:
        return False
    peer = ANYBODY if way.balancer is None else _peer(way.balancer)
    groups = way.interface.groups
    whole = groups_admit(groups, "ingress", (DYNAMIC[0], 60999), peer)
    return whole is None and groups_admit(groups, "ingress", _FIRST, peer) is False


def protocols(name: str | None) -> tuple[str, ...]:
    """Return the transport protocols of a listener or target group."""
    return {"UDP": ("udp",), "TCP_UDP": ("tcp", "udp")}.get(name or "", ("tcp",))


def closed_listeners(graph: Graph) -> Iterator[tuple[Listener, Cut]]:
    """Yield the listeners of services' load balancers whose port the groups open for nobody."""
    used = [
        listener.balancer
        for workload in graph.workloads
        for entry in workload.entries
        for listener in (entry.targets.listeners if isinstance(entry.targets, Targets) else ())
    ]
    seen: set[str] = set()
    for listener in graph.listeners if used else ():
        balancer = listener.balancer
        if isinstance(balancer, Outside) or balancer.without_groups or balancer not in used:
            continue
        if listener.port is None or listener.name in seen:
            continue
        seen.add(listener.name)
        ports = (listener.port, listener.port)
        groups = balancer.interface.groups
        answer = best_of(
            [
                through_groups(groups, "ingress", ports, peer, "anybody", protocol)
                for peer in (INTERNET, ANYBODY)
                for protocol in protocols(listener.protocol)
            ]
        )
        for each_cut in answer.cuts[:1] if answer.truth is False else ():
            yield listener, each_cut


def clients_cut(graph: Graph) -> Iterator[tuple[LoadBalancer, Cut, bool]]:
    """Yield what keeps the internet from the subnets of load balancers, and whether from all of them.

    Only of load balancers that face the internet and have a listener.
    """
    for balancer in graph.balancers:
        ports = sorted(
            {listener.port for listener in _listeners(graph, balancer) if listener.port is not None}
        )
        if balancer.internal is not False or not ports:
            continue
        found: dict[tuple[object, ...], Cut] = {}
        closed = 0
        subnets = [subnet for subnet in balancer.interface.subnets if isinstance(subnet, Subnet)]
        for subnet in subnets:
            answer = along(
                (from_internet(graph, balancer.interface, subnet), _from_clients(subnet, ports[0]))
            )
            closed += answer.truth is False
            for each_cut in answer.cuts:
                if each_cut.kind == "gateway":
                    continue  # said of the tasks' ways, and CloudFormation fails by it
                known = found.get(each_cut.key)
                found[each_cut.key] = each_cut if known is None else known.joined(each_cut)
        for each_cut in found.values():
            yield balancer, each_cut, closed == len(balancer.interface.subnets)


def _from_clients(subnet: Subnet, port: int) -> Answer:
    return into_acl(subnet, (port, port), INTERNET, "the internet")


def _listeners(graph: Graph, balancer: LoadBalancer) -> Iterator[Listener]:
    for workload in graph.workloads:
        for entry in workload.entries:
            for listener in entry.targets.listeners if isinstance(entry.targets, Targets) else ():
                if listener.balancer is balancer:
                    yield listener


def zones_apart(graph: Graph) -> Iterator[tuple[Workload, LoadBalancer, list[tuple[int, Subnet]]]]:
    """Yield services with subnets in zones that their load balancer is not enabled in."""
    for workload in graph.workloads:
        interface = workload.interface
        balancers = {
            listener.balancer.name: listener.balancer
            for entry in workload.entries
            for listener in (entry.targets.listeners if isinstance(entry.targets, Targets) else ())
            if isinstance(listener.balancer, LoadBalancer)
        }
        for balancer in balancers.values() if interface is not None else ():
            assert interface is not None
            enabled = zones_of(balancer.interface)
            if enabled is None:
                continue
            beyond = [
                (index, subnet)
                for index, subnet in enumerate(interface.subnets)
                if isinstance(subnet, Subnet)
                and subnet.zone is not None
                and _kind(subnet.zone) in {_kind(zone) for zone in enabled}
                and subnet.zone not in enabled
            ]
            if beyond:
                yield workload, balancer, beyond


def zones_of(interface: Interface) -> set[str] | None:
    """Return the zones of an interface's subnets, ``None`` unless all are known and of one kind."""
    found: set[str] = set()
    for subnet in interface.subnets:
        if isinstance(subnet, Outside) or subnet.zone is None:
            return None
        found.add(subnet.zone)
    return found if len({_kind(zone) for zone in found}) == 1 else None


def _kind(zone: str) -> str:
    return zone[0] if zone[:1] in ("#", "@", "~") else ""


def twice_in_zone(balancer: LoadBalancer) -> tuple[int, Subnet, Subnet] | None:
    """Return two subnets of a load balancer that are in one zone, with the index of the second."""
    seen: dict[str, Subnet] = {}
    for index, subnet in enumerate(balancer.interface.subnets):
        if isinstance(subnet, Subnet) and subnet.zone is not None:
            if subnet.zone in seen and seen[subnet.zone] is not subnet:
                return index, seen[subnet.zone], subnet
            seen[subnet.zone] = subnet
    return None


def shown(ports: tuple[int, int]) -> str:
    """Return a range of ports as messages write it."""
    return shown_ports(ports)


def groups_named(interface: Interface) -> list[Group]:
    """Return the security groups of an interface that the stack creates."""
    return [group for group in interface.groups if isinstance(group, Group)]
