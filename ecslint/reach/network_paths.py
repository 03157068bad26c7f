"""From interface to interface: groups, network ACLs and routes on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ecslint.base.identity import ById
from ecslint.model.base import Place
from ecslint.reach.address_blocks import Block
from ecslint.reach.network_answers import (
    REACHES,
    UNKNOWN,
    Answer,
    Cut,
    along,
    best_of,
    cut,
    passes,
    quoted,
    shown_ports,
    unknown_answer,
)
from ecslint.reach.network_filters import (
    ANYBODY,
    EPHEMERAL,
    INTERNET,
    Peer,
    acl_admits,
    groups_admit,
    internet_from,
    is_public,
    may_use_v6,
    peer_of,
    widest_gap,
)
from ecslint.reach.network_model import Graph, Interface, Member
from ecslint.reach.network_parts import (
    Acl,
    At,
    Direction,
    Group,
    Nat,
    Outside,
    Route,
    RouteTable,
    Subnet,
    Truth,
    Vpc,
)
from ecslint.reach.network_v6 import routes_out

HTTPS: Final = (443, 443)


def named(groups: Sequence[Member]) -> str:
    """Write the names of the groups that the files hold."""
    return quoted([group.name for group in groups if isinstance(group, Group)])


def through_groups(
    groups: Sequence[Member],
    direction: Direction,
    ports: tuple[int, int],
    peer: Peer,
    whom: str,
    protocol: str = "tcp",
    at: At | None = None,
) -> Answer:
    """Say whether the groups of one side let the traffic through; ``whom`` names the other side.

    ``at`` points at the interface that has the groups, where the default one of the VPC is to be replaced.
    """
    truth = groups_admit(groups, direction, ports, peer, protocol)
    known = [group for group in groups if isinstance(group, Group)]
    name = named(groups)
    if truth:
        return passes(name.replace('"', ""), f"{direction} {shown_ports(ports)}")
    if truth is None or not known:
        return unknown_answer(name.replace('"', "") or "security group")
    one, word = len(known) == 1, "to" if direction == "egress" else "from"
    near = widest_gap(known, direction, ports, peer)
    rules = sum(len(group.rules(direction)) for group in known)
    place = near[0].at("") if near is not None and rules == 1 else known[0].at(direction)
    verb = "does" if one else "do"
    other = f"{word} {{targets}}"
    span = shown_ports(ports) if protocol == "tcp" else f"{protocol.upper()} {shown_ports(ports)}"
    fault = f"{name} {verb} not allow {span} {other}"
    if known[0].is_default and at is not None:
        place = at("groups")
    if known[0].is_default and one:
        fault = f"the default security group of the VPC does not allow {span} {other}"
    remedy = "use another group" if known[0].is_default and at is not None else f"add an {direction} rule"
    firm = all(group.sealed(direction) is True for group in known)
    firm = firm and not _may_be_one(known, direction, peer)
    return cut(Cut(direction, fault, remedy, place, firm=firm, targets=(whom,)))


def _may_be_one(groups: Sequence[Group], direction: Direction, peer: Peer) -> bool:
    """Say whether a parameter stands for a group on one of the sides: it is hardly that of the other."""
    sides: list[object] = list(peer.groups)
    sides += [rule.peer for group in groups for rule in group.rules(direction)]
    return any(isinstance(side, Outside) and not side.foreign for side in sides)


def _acl_step(subnet: Subnet, egress: bool, ports: tuple[int, int], peer: Peer, whom: str) -> Answer:
    acl = subnet.acl
    truth, entry = acl_admits(acl, egress, ports, peer)
    if isinstance(acl, Outside):
        return REACHES if truth else UNKNOWN
    if truth:
        return REACHES if acl.is_default or not egress else passes(acl.name, "network ACL")
    if truth is None:
        return unknown_answer(acl.name)
    word, to = ("outbound", "to") if egress else ("inbound", "from")
    place = acl.at("") if entry is None else entry.at("")
    what = f"denies {word}" if entry is not None else f"has no rule for {word}"
    fault = f'network ACL "{acl.name}" {what} {shown_ports(ports)} {to} {{targets}}'
    number = f" with a lower number than {entry.number}" if entry is not None else ""
    remedy = f"add an {word} allow rule{number}"
    return cut(Cut("acl", fault, remedy, place, firm=acl.sealed is True, targets=(whom,)))


def through_acl(subnet: Subnet, ports: tuple[int, int], peer: Peer, whom: str) -> Answer:
    """Say whether a subnet's ACL lets requests out and their answers in."""
    if isinstance(subnet.acl, Acl) and subnet.acl.is_open:
        return REACHES
    return along(
        (
            _acl_step(subnet, True, ports, peer, whom),
            _acl_step(subnet, False, EPHEMERAL, peer, f"{whom} (answers)"),
        )
    )


def into_acl(subnet: Subnet, ports: tuple[int, int], peer: Peer, whom: str) -> Answer:
    """Say whether a subnet's ACL lets requests in and their answers out."""
    if isinstance(subnet.acl, Acl) and subnet.acl.is_open:
        return REACHES
    return along(
        (
            _acl_step(subnet, False, ports, peer, whom),
            _acl_step(subnet, True, EPHEMERAL, peer, f"{whom} (answers)"),
        )
    )


def between(
    source: Interface,
    subnet: Subnet | Outside,
    target: Interface,
    ports: tuple[int, int],
    whom: tuple[str, str],
) -> Answer:
    """Say whether ``source`` in one of its subnets reaches ``target`` inside the VPC.

    ``whom`` names the source and the target. One subnet of the target's is enough.
    """
    theirs, ours = peer_of(target), peer_of(source, (subnet,))
    if _apart(subnet, target.subnets):
        return UNKNOWN
    steps = [
        through_groups(source.groups, "egress", ports, theirs, whom[1], at=source.at),
        _between_subnets(subnet, target, ports, whom),
        through_groups(target.groups, "ingress", ports, ours, whom[0], at=target.at),
    ]
    return along(steps)


def _apart(subnet: Subnet | Outside, others: Sequence[Subnet | Outside]) -> bool:
    """Say whether two sides may be in different VPCs, where peering decides."""
    if isinstance(subnet, Outside):
        return False
    return any(isinstance(other, Subnet) and other.vpc is not subnet.vpc for other in others)


def _between_subnets(
    subnet: Subnet | Outside, target: Interface, ports: tuple[int, int], whom: tuple[str, str]
) -> Answer:
    ways = []
    for other in target.subnets:
        if isinstance(other, Outside) or isinstance(subnet, Outside):
            ways.append(UNKNOWN)
        elif other is subnet:
            ways.append(REACHES)
        else:
            there, here = (
                Peer(blocks=_blocks(other), vpc=_vpc(other)),
                Peer(blocks=_blocks(subnet), vpc=_vpc(subnet)),
            )
            ways.append(
                along((through_acl(subnet, ports, there, whom[1]), into_acl(other, ports, here, whom[0])))
            )
    return best_of(ways)


def _blocks(subnet: Subnet) -> tuple[Block, ...] | None:
    return None if subnet.block is None else (subnet.block,)


def _vpc(subnet: Subnet) -> Vpc | None:
    return subnet.vpc if isinstance(subnet.vpc, Vpc) else None


def sends_at_all(interface: Interface, ports: tuple[int, int], whom: str) -> Answer:
    """Say whether the groups let anything out to these ports, wherever it is."""
    anywhere = [through_groups(interface.groups, "egress", ports, peer, whom) for peer in (INTERNET, ANYBODY)]
    return best_of(anywhere)


def to_internet(graph: Graph, interface: Interface, subnet: Subnet | Outside) -> Answer:
    """Say whether an interface in a subnet reaches public addresses over HTTPS."""
    key = (ById(interface), subnet.name if isinstance(subnet, Subnet) else "")
    known = graph.public_ways.get(key)
    if isinstance(known, Answer):
        return known
    if isinstance(subnet, Subnet) and subnet.only_v6 is not False:
        found = to_internet_by_v6(graph, interface, subnet)
        graph.public_ways[key] = found
        return found
    found = to_internet_by_v4(graph, interface, subnet)
    if found.truth is False and may_use_v6((subnet,)) is not False and _has_v6_route(subnet):
        found = unknown_answer(key[1], "IPv6")
    graph.public_ways[key] = found
    return found


def to_internet_by_v6(graph: Graph, interface: Interface, subnet: Subnet) -> Answer:
    """Say whether an interface in a subnet without IPv4 reaches public IPv6 addresses over HTTPS."""
    whom = "the internet over IPv6"
    peer = internet_from(subnet)
    out = through_groups(interface.groups, "egress", HTTPS, peer, whom)
    return along((out, through_acl(subnet, HTTPS, peer, whom), routes_out(graph, interface, subnet)))


def to_internet_by_v4(graph: Graph, interface: Interface, subnet: Subnet | Outside) -> Answer:
    """Say whether an interface in a subnet reaches public IPv4 addresses over HTTPS."""
    whom = "the internet"
    out = through_groups(interface.groups, "egress", HTTPS, internet_from(subnet), whom)
    if isinstance(subnet, Outside):
        return along((out, UNKNOWN))
    public = interface.public_in(subnet)
    return along(
        (out, through_acl(subnet, HTTPS, INTERNET, whom), by_route(graph, interface, subnet, public))
    )


def _default(subnet: Subnet, version: int) -> list[Route]:
    table = subnet.table
    routes = table.routes if isinstance(table, RouteTable) else ()
    return [
        route
        for route in routes
        if route.block is not None and route.block.version == version and route.block.prefixlen == 0
    ]


def _has_v6_route(subnet: Subnet | Outside) -> bool:
    return isinstance(subnet, Subnet) and bool(_default(subnet, 6))


def by_route(graph: Graph, interface: Interface, subnet: Subnet, public: Truth) -> Answer:
    """Say whether the subnet's routes lead to the internet."""
    table = subnet.table
    if isinstance(table, Outside) or (table is None and not isinstance(subnet.vpc, Vpc)):
        return unknown_answer("route table")
    routes = _default(subnet, 4)
    if routes:
        return best_of([_by(graph, interface, subnet, route, public) for route in routes])
    others = table.routes if table is not None else ()
    if any(r.block is None or (r.block.version == 4 and is_public(r.block)) for r in others):
        return unknown_answer(table.name if table is not None else "route table")
    if table is not None and table.sealed is False:
        return unknown_answer(table.name)
    firm = table is None or table.sealed is True
    where = [] if table is None else [(table.at(""), "without a default route")]
    remedy = "add a NAT gateway and a route to it"
    if public:
        remedy = _route_to_gateway(graph, subnet) or remedy
    closed = Cut(
        "no-route",
        "{subnets} {has} no route to the internet",
        remedy,
        interface.at("subnets"),
        tuple(where),
        firm,
        (subnet.name,),
    )
    return cut(closed)


def _route_to_gateway(graph: Graph, subnet: Subnet) -> str | None:
    """Return what to do where interfaces have public addresses and the VPC has an internet gateway."""
    gateway = next((each for each in graph.gateways.values() if each.vpc is subnet.vpc), None)
    return None if gateway is None else f'add a default route to "{gateway.name}"'


def from_internet(graph: Graph, interface: Interface, subnet: Subnet) -> Answer:
    """Say whether the subnet's routes lead to an internet gateway, by which clients come."""
    routes = _default(subnet, 4)
    if not routes or any(route.target.kind != "nat" for route in routes):
        return by_route(graph, interface, subnet, True)
    table = subnet.table
    firm = isinstance(table, RouteTable) and table.sealed is True
    fault = "{subnets} {has} a route to a NAT gateway only, by which nobody comes in"
    related = tuple((route.at(""), "leads to a NAT gateway") for route in routes)
    place = interface.at("subnets")
    return cut(Cut("no-route", fault, "use public subnets", place, related, firm, (subnet.name,)))


def _by(graph: Graph, interface: Interface, subnet: Subnet, route: Route, public: Truth) -> Answer:
    kind, name = route.target.kind, route.target.name
    if kind == "nat" and name in graph.nats:
        return _by_nat(graph, graph.nats[name], route)
    if kind == "peering":
        return _by_peering(route)
    if kind != "internet" or name not in graph.gateways:
        return unknown_answer(name or kind)
    gateway = graph.gateways[name]
    theirs, ours = gateway.vpc, subnet.vpc
    if theirs is None or (theirs is not ours and isinstance(theirs, Vpc) and isinstance(ours, Vpc)):
        where = "no VPC" if gateway.vpc is None else "another VPC"
        fault = f'internet gateway "{name}" is attached to {where}'
        related = ((gateway.at(""), "the gateway"),)
        return cut(Cut("gateway", fault, "attach it with a VPCGatewayAttachment", route.at(""), related))
    if public:
        return passes(name, "public IP")
    if public is None:
        return unknown_answer(name, "public IP not known")
    behind = "use subnets with a NAT gateway"
    closed = Cut(
        "public-ip",
        f"{{subnets}} {{is}} public and {interface.who} get no public IP",
        f"{interface.remedy}, or {behind}" if interface.remedy else behind,
        interface.at("public"),
        ((route.at(""), "leads to the internet gateway, which needs a public IP"),),
        subnets=(subnet.name,),
    )
    return cut(closed)


def _by_peering(route: Route) -> Answer:
    """Say that a peering connection leads to addresses of the other VPC only, not through its gateways.

    Source: *How VPC peering connections work* (edge to edge routing), Amazon VPC peering guide, read 2026-11.
    """
    name = f'"{route.target.name}"' if route.target.name else "a VPC peering connection"
    fault = f"the default route leads to {name}, which does not lead to the internet"
    return cut(Cut("peering", fault, "use a NAT gateway", route.at("")))


def _by_nat(graph: Graph, nat: Nat, route: Route) -> Answer:
    if nat.private:
        fault = f'NAT gateway "{nat.name}" is private and does not reach the internet'
        return cut(Cut("nat", fault, "set ConnectivityType to public", nat.at("private")))
    if isinstance(nat.subnet, Outside):
        return unknown_answer(nat.name)
    home = nat.subnet
    onward = []
    for each in _default(home, 4):
        if each.target.kind == "nat":
            continue
        onward.append(_by(graph, _NOBODY, home, each, True))
    if not onward and isinstance(home.vpc, Vpc) and not isinstance(home.table, Outside):
        table = home.table
        if table is not None and (table.sealed is False or any(r.block is None for r in table.routes)):
            return unknown_answer(nat.name)
        fault = f'NAT gateway "{nat.name}" is in "{home.name}", which has no route to an internet gateway'
        closed = Cut(
            "nat", fault, "use a public subnet", nat.at("subnet"), firm=table is None or table.sealed is True
        )
        return cut(closed)
    way = best_of(onward)
    if nat.private is None and way.truth:
        return unknown_answer(nat.name)
    outside = through_acl(home, HTTPS, INTERNET, "the internet")
    return along((passes(nat.name, "NAT gateway"), way, outside))


def _nowhere(aspect: str) -> Place:
    raise LookupError(f"a NAT gateway has no {aspect} of tasks")


_NOBODY: Final = Interface((), (), True, _nowhere)


def by_gateway_endpoint(interface: Interface, subnet: Subnet, whom: str) -> Answer:
    """Say whether an interface may send to the public addresses behind a gateway endpoint."""
    steps = [
        through_groups(interface.groups, "egress", HTTPS, internet_from(subnet), whom),
        through_acl(subnet, HTTPS, INTERNET, whom),
    ]
    return along(steps)
