"""Whether load balancers reach tasks, and clients the load balancers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.identity import ById
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.connectivity import Connectivity
    from ecslint.reach.network_answers import Cut
    from ecslint.reach.network_in import Approach


@check("ECS615")
def load_balancer_cannot_reach_tasks(connectivity: Connectivity) -> Problems:
    from ecslint.reach.network_in import approach, approaches, is_half_open
    from ecslint.reach.stack_workloads import graph_of

    seen: set[tuple[object, ...]] = set()
    for way in approaches(graph_of(connectivity)):
        answer = approach(way)
        for cut in answer.cuts if answer.truth is False else ():
            key = (cut.kind, ById(cut.place.model), cut.place.path, way.ports, way.workload.name)
            if key not in seen:
                seen.add(key)
                yield _closed(way, cut)
        if answer.truth is None and is_half_open(way):
            yield _half_open(way)


def _closed(way: Approach, cut: Cut) -> Problem:
    what = "health checks fail" if way.purpose == "health" else "its targets never get healthy"
    message = f'{cut.said}, so {what} ("{way.workload.name}"); {cut.advice}'
    place = cut.place
    port: tuple[Place, str] = (way.entry.at("containerPort"), f"{way.ports[0]}")
    if way.purpose == "health":
        port = (way.targets.at("health_port"), f"health checks go to {way.ports[0]}")
        place = port[0] if cut.kind == "ingress" else place
    related = tuple(pair for pair in ((cut.place, "what is closed"), port) if pair[0] != place)
    balanced = way.balancer is not None and way.balancer.kind == "application"
    sure = balanced and cut.firm and way.workload.starts is True
    return Problem(place, message, related, severity=Severity.ERROR if sure else None)


def _half_open(way: Approach) -> Problem:
    from ecslint.reach.network_in import groups_named

    group = groups_named(way.interface)[0]
    message = (
        f'"{group.name}" does not allow all dynamic host ports of "{way.workload.name}", which begin at '
        "32768; allow ports 32768-65535"
    )
    place = group.ingress[0].at("") if len(group.ingress) == 1 else group.at("ingress")
    return Problem(place, message, ((way.entry.at("containerPort"), "mapped to a dynamic host port"),))


@check("ECS624")
def clients_cannot_reach_load_balancer(connectivity: Connectivity) -> Problems:
    from ecslint.reach.network_in import clients_cut, closed_listeners
    from ecslint.reach.stack_workloads import graph_of

    graph = graph_of(connectivity)
    for balancer, cut, everywhere in clients_cut(graph):
        advice = "use public subnets" if cut.kind == "no-route" else cut.advice
        some = "no client reaches" if everywhere else "clients reach only a part of"
        message = f'{cut.said}, so {some} internet-facing load balancer "{balancer.name}"; {advice}'
        yield Problem(cut.place, message, cut.related)
    for listener, cut in closed_listeners(graph):
        message = f'{cut.said}, so no client reaches listener "{listener.name}"; {cut.advice}'
        yield Problem(listener.at("port"), message, ((cut.place, "what it allows"),))


@check("ECS625")
def zones_of_load_balancer(connectivity: Connectivity) -> Problems:
    from ecslint.reach.network_in import twice_in_zone, zones_apart
    from ecslint.reach.stack_workloads import graph_of

    graph = graph_of(connectivity)
    for workload, balancer, beyond in zones_apart(graph):
        index, subnet = beyond[0]
        assert workload.interface is not None
        base = workload.interface.at("subnets")
        place = Place(base.model, (*base.path, index), base.part)
        message = (
            f'"{subnet.name}" is in an Availability Zone that load balancer "{balancer.name}" is not enabled '
            f'in, so tasks of "{workload.name}" there get no traffic; add a subnet of that zone to it'
        )
        yield Problem(place, message, ((balancer.at("subnets"), "its subnets"),))
    for balancer in graph.balancers:
        twice = twice_in_zone(balancer) if balancer.kind == "application" else None
        if twice is not None:
            _, first, second = twice
            message = (
                f'"{first.name}" and "{second.name}" are in one Availability Zone, and a load balancer takes '
                "one subnet of each; use a subnet of another zone"
            )
            related = ((first.at(""), "one of them"), (second.at(""), "the other"))
            yield Problem(balancer.at("subnets"), message, related, severity=Severity.ERROR)
