"""Ways of subnets that have IPv6 addresses only.

Source: *Using a VPC in IPv6-only mode* (task networking for EC2 and Managed Instances), Amazon ECS Developer
Guide, and *DNS64 and NAT64*, Amazon VPC User Guide, read 2026-11.
"""

from __future__ import annotations

from ipaddress import ip_network
from typing import Final

from ecslint.model.base import Place
from ecslint.reach.network_answers import REACHES, Answer, Cut, best_of, cut, passes, unknown_answer
from ecslint.reach.network_model import Graph, Interface
from ecslint.reach.network_parts import Route, RouteTable, Subnet, Vpc

NAT64: Final = ip_network("64:ff9b::/96")
"""The prefix by which IPv4 addresses are reached over a NAT gateway."""


def routes_out(graph: Graph, interface: Interface, subnet: Subnet) -> Answer:
    """Say whether the routes of a subnet lead to IPv6 addresses of the internet."""
    table = subnet.table
    if subnet.only_v6 is None or (table is None and not isinstance(subnet.vpc, Vpc)):
        return unknown_answer(subnet.name, "IPv6")
    if table is not None and not isinstance(table, RouteTable):
        return unknown_answer("route table")
    routes = table.routes if table is not None else []
    found = [each for each in routes if each.block is not None and each.block.version == 6]
    default = [_by(graph, subnet, each) for each in found if each.block and each.block.prefixlen == 0]
    if default:
        return best_of(default)
    if table is not None and (table.sealed is False or any(each.block is None for each in routes)):
        return unknown_answer(table.name)
    if [each for each in found if each.block != NAT64]:
        return unknown_answer(subnet.name, "IPv6")
    closed = Cut(
        "no-route",
        "{subnets} {has} IPv6 addresses only and no IPv6 route to the internet",
        "add a route for ::/0",
        interface.at("subnets"),
        () if table is None else ((table.at(""), "without a route for ::/0"),),
        table is None or table.sealed is True,
        (subnet.name,),
    )
    return cut(closed)


def _by(graph: Graph, subnet: Subnet, route: Route) -> Answer:
    kind, name = route.target.kind, route.target.name
    if kind == "egress-only":
        return passes(name or "egress-only internet gateway", "IPv6")
    if kind != "internet" or name not in graph.gateways:
        return unknown_answer(name or kind)
    gateway = graph.gateways[name]
    if gateway.vpc is subnet.vpc:
        return passes(name, "IPv6")
    return unknown_answer(name)


def is_translated(graph: Graph, subnet: Subnet) -> bool:
    """Say whether IPv4 addresses may be reached from a subnet as well: by NAT64, or by an endpoint."""
    table = subnet.table
    routes = table.routes if isinstance(table, RouteTable) else ()
    if table is not None and not isinstance(table, RouteTable):
        return True
    if isinstance(table, RouteTable) and table.sealed is not True:
        return True
    if any(each.block is None or each.block == NAT64 for each in routes):
        return True
    sealed = isinstance(subnet.vpc, Vpc) and subnet.vpc.sealed is True
    return not sealed or any(endpoint.vpc is subnet.vpc for endpoint in graph.endpoints)


def name_without_v6(graph: Graph, subnet: Subnet, place: Place) -> Answer:
    """Say that an image is not pulled from a host with IPv4 addresses only; ``place`` names the image."""
    if subnet.only_v6 is not True or is_translated(graph, subnet):
        return REACHES
    fault = "{subnets} {has} IPv6 addresses only, the host of the image IPv4 only"
    remedy = "use the host ACCOUNT.dkr-ecr.REGION.on.aws"
    return cut(Cut("version", fault, remedy, place, subnets=(subnet.name,)))
