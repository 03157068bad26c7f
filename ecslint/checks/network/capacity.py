"""Whether the addresses of a template's subnets last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.capacity.shortage import cannot_deploy, cannot_run, cannot_surge, uneven
from ecslint.checks import check
from ecslint.facts import subnets as facts
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.capacity.plan import Row, Subnet
    from ecslint.config.settings import Settings
    from ecslint.documents.cloudformation.network import Network
    from ecslint.model.account import Subnets


@check("ECS604")
def addresses_for_the_desired_count(network: Network, subnets: Subnets | None) -> Problems:
    from ecslint.capacity.network import plan_of

    yield from cannot_run(plan_of(network, subnets))


@check("ECS605")
def addresses_for_a_deployment(network: Network, subnets: Subnets | None) -> Problems:
    from ecslint.capacity.network import plan_of

    yield from cannot_surge(plan_of(network, subnets))


@check("ECS610")
def no_deployment_has_addresses(network: Network, subnets: Subnets | None) -> Problems:
    from ecslint.capacity.network import plan_of

    yield from cannot_deploy(plan_of(network, subnets))


@check("ECS611")
def zone_has_too_few_addresses(network: Network, subnets: Subnets | None) -> Problems:
    from ecslint.capacity.network import plan_of

    yield from uneven(plan_of(network, subnets))


@check("ECS606")
def headroom_is_low(network: Network, settings: Settings, subnets: Subnets | None) -> Problems:
    from ecslint.capacity.network import plan_of

    for row in plan_of(network, subnets).rows():
        supply = row.subnet.supply
        if not supply or row.subnet.endless or row.subnet.place is None or row.peak > supply:
            continue
        services = [name for name, kind, _, _ in row.by if kind == "service"]
        left = supply - row.peak
        if services and left * 100 < supply * settings.headroom:
            message = (
                f"{row.subnet.label} has {supply} addresses, and {left} are left at peak "
                f"({_by(row)}), less than the headroom of {settings.headroom} %; use a larger "
                "subnet"
            )
            yield Problem(row.subnet.place, message)


def _by(row: Row) -> str:
    return " + ".join(f"{peak} {name}" for name, _, _, peak in row.by if peak)


@check("ECS607")
def load_balancer_subnet_is_small(network: Network, subnets: Subnets | None) -> Problems:
    from ecslint.base.unresolved import Reference
    from ecslint.capacity.network import BALANCER, plan_of
    from ecslint.capacity.subnets import balancer_subnets, wants_free

    plan = plan_of(network, subnets)
    rows = {row.subnet.key: row for row in plan.rows()}
    for balancer in network.stack.all(BALANCER):
        name = balancer.resource.logical_id
        if not wants_free(balancer) or not network.stack.exists(name):
            continue
        by_network = balancer.get("Type") == "network"
        for value, place in balancer_subnets(balancer):
            key = value.logical_id if isinstance(value, Reference) else value
            row = rows.get(key) if isinstance(key, str) else None
            problem = None if row is None else _too_small(row, name, by_network)
            if row is not None and problem is not None:
                where = row.subnet.place
                related = () if where is None else ((where, f"{row.subnet.label} is defined here"),)
                yield Problem(place, problem, related)


def _too_small(row: Row, balancer: str, by_network: bool) -> str | None:
    subnet = row.subnet
    least, free = facts.BALANCER_PREFIX, facts.BALANCER_FREE
    if subnet.size is not None and subnet.size < facts.usable(least) and not by_network:
        return (
            f"{subnet.label} is too small for a load balancer: AWS asks for a /{least} at least, with {free} "
            f"free addresses, so that it can scale; use a /{least}"
        )
    if subnet.supply is None:
        return None
    taken = sum(rest for name, _, rest, _ in row.by if name != balancer) if subnet.free is None else 0
    left = subnet.supply - taken
    if left >= free:
        return None
    why = "" if by_network else " so that it can scale"
    return (
        f"{subnet.label} leaves the load balancer {left} free addresses ({_supply(subnet, taken)}): AWS asks "
        f"for {free}{why}; use a larger subnet or a separate one"
    )


def _supply(subnet: Subnet, taken: int) -> str:
    return f"{subnet.supply} now" if subnet.free is not None else f"{subnet.supply} − {taken}"


@check("ECS561")
def tasks_in_one_zone(network: Network, subnets: Subnets | None) -> Problems:
    from ecslint.capacity.network import plan_of

    plan = plan_of(network, subnets)
    for user in plan.users:
        if user.kind != "service" or user.rest < 2 or len(user.subnets) < 2 or user.place is None:
            continue
        zones = {plan.subnets[key].zone for key in user.subnets}
        if len(zones) == 1 and None not in zones:
            zone = zones.pop() or ""
            where = zone if zone.isascii() and " " not in zone and "{" not in zone else "the same one"
            message = (
                f"the {len(user.subnets)} subnets of {user.name} are all in one Availability Zone ({where}), "
                f"and so are its {user.rest} tasks; use subnets of several zones"
            )
            related = tuple(
                (subnet.place, f"{subnet.name} is in {where}")
                for subnet in (plan.subnets[key] for key in user.subnets)
                if subnet.place is not None
            )
            yield Problem(user.place._replace(path=_SUBNETS), message, related)


_SUBNETS = ("NetworkConfiguration", "AwsvpcConfiguration", "Subnets")
