"""From an interface to an AWS service: by an endpoint of the VPC, or by its public addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ecslint.reach.network_answers import (
    REACHES,
    UNKNOWN,
    Answer,
    Cut,
    along,
    best_of,
    cut,
    downgraded,
    listed,
    passes,
    unknown_answer,
)
from ecslint.reach.network_model import Endpoint, Graph, Interface
from ecslint.reach.network_parts import Outside, RouteTable, Subnet, Vpc
from ecslint.reach.network_paths import (
    HTTPS,
    between,
    by_gateway_endpoint,
    sends_at_all,
    to_internet,
    to_internet_by_v4,
)
from ecslint.reach.network_policies import CALLS, denied, layers_denied

S3 = "s3"


def to_service(
    graph: Graph,
    interface: Interface,
    subnet: Subnet | Outside,
    service: str,
    region: str | None = None,
    *,
    layers: bool = False,
) -> Answer:
    """Say whether an interface in a subnet reaches an AWS service by the name that SDKs use for it.

    ``service`` is what follows the Region in the endpoint's name (``ecr.dkr``); ``region`` is that of the
    name, if it is spelt out. ``layers``: the objects are the image layers that ECR keeps in S3.
    """
    if isinstance(subnet, Outside) or isinstance(subnet.vpc, Outside):
        return along((sends_at_all(interface, HTTPS, "any address"), UNKNOWN))
    vpc = subnet.vpc
    names = names_resolve(vpc)
    ways: list[Answer] = []
    hints: list[Cut] = []
    for endpoint in _endpoints(graph, vpc, service, region):
        if subnet.only_v6 is not False:
            return UNKNOWN  # whether the endpoint has IPv6 addresses is not followed
        if endpoint.gateway:
            way = _by_gateway(interface, subnet, endpoint, service, layers)
            if way is None:
                hints.append(_not_on_table(subnet, endpoint))
            else:
                return along((names, way))  # its routes are more specific than any default route
            continue
        if endpoint.service is None or endpoint.gateway is None:
            return UNKNOWN
        if service == S3 and endpoint.private_dns is not False:
            return UNKNOWN
        way = _by_interface(interface, subnet, endpoint)
        if endpoint.private_dns is False:
            if graph.has_zones:
                return UNKNOWN
            hints.append(_not_private(endpoint, service))
        elif endpoint.private_dns:
            return along((names, way))  # the name resolves to the endpoint, whatever other ways there are
        else:
            ways.append(way)
    public = _public(graph, interface, subnet)
    if public.truth is False and graph.has_zones and _leads_elsewhere(subnet):
        return UNKNOWN  # a zone may answer with the address of an endpoint in another VPC
    if public.truth is False:
        public = _without_endpoint(public, vpc, service, hints)
    return along((names, best_of([*ways, public])))


def _leads_elsewhere(subnet: Subnet) -> bool:
    table = subnet.table
    routes = table.routes if isinstance(table, RouteTable) else ()
    return any(route.target.kind in ("peering", "other") for route in routes)


def _public(graph: Graph, interface: Interface, subnet: Subnet) -> Answer:
    """Return the way over public addresses: in dual-stack subnets it is one of IPv4, unless set otherwise."""
    public = to_internet(graph, interface, subnet)
    if (
        public.truth is not None
        or not subnet.has_v6
        or subnet.block is None
        or interface.over_v6 is not False
    ):
        return public
    closed = to_internet_by_v4(graph, interface, subnet)
    if closed.truth is not False or any(each.kind != "no-route" for each in closed.cuts):
        return public
    fault = "{subnets} {has} a route to the internet for IPv6 only, which is not used in dual-stack subnets"
    return Answer(False, closed.hops, tuple(replace(each, fault=fault, firm=False) for each in closed.cuts))


def _endpoints(graph: Graph, vpc: Vpc, service: str, region: str | None) -> Iterator[Endpoint]:
    """Yield the endpoints of a VPC that serve, or may serve, a service; those by gateway last."""
    found = [
        endpoint
        for endpoint in graph.endpoints
        if endpoint.vpc is vpc
        and endpoint.service in (service, None)
        and (region is None or endpoint.region is None or endpoint.region == region)
    ]
    yield from sorted(found, key=lambda endpoint: endpoint.gateway is True)


def _by_gateway(
    interface: Interface, subnet: Subnet, endpoint: Endpoint, service: str, layers: bool
) -> Answer | None:
    """Return the way by a gateway endpoint, ``None`` if the subnet's routes surely do not lead there."""
    table = subnet.table
    whom = f"Amazon {service.upper()}"
    if isinstance(table, RouteTable) and table in endpoint.tables:
        steps = [by_gateway_endpoint(interface, subnet, whom), _policy(endpoint, layers)]
        return along((*steps, passes(endpoint.name, "gateway endpoint")))
    others = [other for other in endpoint.tables if isinstance(other, Outside)]
    if (isinstance(table, Outside) and others) or any(other.anything for other in others):
        return unknown_answer(endpoint.name)
    return None


def _policy(endpoint: Endpoint, layers: bool) -> Answer:
    if not layers or endpoint.policy is None:
        return REACHES
    denied = layers_denied(endpoint.policy)
    if denied is None:
        return unknown_answer(endpoint.name, "policy")
    if not denied:
        return REACHES
    fault = (
        f'the policy of endpoint "{endpoint.name}" does not allow "s3:GetObject" on '
        '"arn:aws:s3:::prod-REGION-starport-layer-bucket/*", where image layers are'
    )
    return cut(Cut("policy", fault, "add it", endpoint.at("policy")))


def _by_interface(interface: Interface, subnet: Subnet, endpoint: Endpoint) -> Answer:
    target = Interface(endpoint.subnets, endpoint.groups, False, endpoint.at)
    whom = (interface.who, f'endpoint "{endpoint.name}"')
    way = between(interface, subnet, target, HTTPS, whom)
    return along((way, _calls(endpoint), passes(endpoint.name, "endpoint")))


def _calls(endpoint: Endpoint) -> Answer:
    """Say whether the policy of an interface endpoint lets the calls through that tasks need."""
    if endpoint.policy is None:
        return REACHES
    answers = [(action, denied(endpoint.policy, action)) for action in CALLS.get(endpoint.service or "", ())]
    closed = [f'"{action}"' for action, answer in answers if answer]
    if not closed:
        return (
            REACHES
            if all(answer is False for _, answer in answers)
            else unknown_answer(endpoint.name, "policy")
        )
    fault = f'the policy of endpoint "{endpoint.name}" does not allow {listed(closed)}'
    return cut(Cut("policy", fault, "add it", endpoint.at("policy")))


def names_resolve(vpc: Vpc) -> Answer:
    """Say whether the DNS server of a VPC answers."""
    if vpc.dns_support is False and not vpc.own_dns:
        fault = f'DNS resolution is off in "{vpc.name}", so no name of a registry or AWS service resolves'
        return cut(Cut("dns", fault, "set EnableDnsSupport to true", vpc.at("dns_support"), firm=False))
    return REACHES


def _not_private(endpoint: Endpoint, service: str) -> Cut:
    fault = (
        f'endpoint "{endpoint.name}" does not answer for the usual name of {service}: '
        '"PrivateDnsEnabled" is false'
    )
    return Cut("private-dns", fault, "set PrivateDnsEnabled to true", endpoint.at("private_dns"))


def _not_on_table(subnet: Subnet, endpoint: Endpoint) -> Cut:
    table = "the main route table" if subnet.table is None else f'"{_name(subnet)}"'
    fault = f'endpoint "{endpoint.name}" is not in {table}, the route table of {{subnets}}'
    remedy = "add it to RouteTableIds"
    if subnet.table is None:
        remedy = "give them a route table of RouteTableIds"
    firm = all(isinstance(other, RouteTable) or other.foreign for other in endpoint.tables)
    return Cut("gateway-table", fault, remedy, endpoint.at("tables"), firm=firm, subnets=(subnet.name,))


def _name(subnet: Subnet) -> str:
    return subnet.table.name if isinstance(subnet.table, RouteTable) else ""


def _without_endpoint(public: Answer, vpc: Vpc, service: str, hints: list[Cut]) -> Answer:
    """Say of a service that is not reached what is missing, where an endpoint would do as well."""
    if vpc.sealed is False:
        return UNKNOWN
    # The groups and ACLs are closed for endpoints as well; of the route an endpoint makes good.
    cuts = []
    for each in public.cuts:
        if each.kind == "no-route":
            if hints:
                continue
            fault = each.fault + f', and "{vpc.name}" no endpoint for {{services}}'
            remedy = "add a NAT gateway or the endpoints"
            cuts.append(replace(each, kind="no-endpoint", fault=fault, remedy=remedy, services=(service,)))
        elif each.kind == "public-ip" and hints:
            continue
        else:
            cuts.append(each)
    found = Answer(False, public.hops, (*cuts, *hints))
    return downgraded(found) if vpc.sealed is None else found
