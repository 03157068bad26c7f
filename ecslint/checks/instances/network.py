"""The network of instances: groups of another VPC (ECS562), and a way out that is made too late (ECS694)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecslint.base.unresolved import Reference
from ecslint.checks import check
from ecslint.checks.instances.joining import fleets_of
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.fleets import Fleets
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.base import Place
    from ecslint.reach.stack_fleets import Fleet

_SUBNET: Final = "AWS::EC2::Subnet"
_GROUP: Final = "AWS::EC2::SecurityGroup"


@check("ECS562")
def group_of_instances_in_another_vpc(whole: Fleets) -> Problems:
    """Report security groups of instances that are of another VPC of the template than their subnets."""
    from ecslint.checks._shared.vpcs import vpc_of

    for fleet in fleets_of(whole)[0]:
        homes = {vpc_of(subnet.get("VpcId"), whole.stack) for subnet in _subnets(fleet, whole.stack)}
        home = homes.pop() if len(homes) == 1 else None
        for place, group in _groups(fleet, whole.stack) if home is not None else ():
            other = vpc_of(group.get("VpcId"), whole.stack)
            if home is None or other is None or other == home:
                continue
            if other.startswith("vpc-") != home.startswith("vpc-"):
                continue  # an id may be that of the VPC which the template makes
            name = group.resource.logical_id
            message = f'"{name}" is in {other}, but the instances are in {home}; use a group of {home}'
            yield Problem(place, message, ((group.at("VpcId"), f"in {other}"),))


def _subnets(fleet: Fleet, stack: Stack) -> list[Resolved]:
    """Return the subnets of a group of instances, or of one; empty unless all are of the template."""
    value = fleet.owner.get("VPCZoneIdentifier")
    given = value if isinstance(value, list) else [fleet.owner.get("SubnetId")]
    found = [stack.target(each, _SUBNET) for each in given if isinstance(each, Reference)]
    known = [each for each in found if each is not None and isinstance(each.data, dict)]
    return known if known and len(known) == len(given) else []


def _groups(fleet: Fleet, stack: Stack) -> Iterator[tuple[Place, Resolved]]:
    from ecslint.documents.cloudformation.queries import members

    data = members(fleet.source.get(str(fleet.route[0]))) if fleet.route else members(fleet.source.data)
    for name in ("SecurityGroupIds", "SecurityGroups"):
        values = data.get(name)
        for index, value in enumerate(values if isinstance(values, list) else ()):
            group = stack.target(value, _GROUP) if isinstance(value, Reference) else None
            if group is not None and isinstance(group.data, dict):
                yield fleet.at(name, index), group


@check("ECS694")
def route_of_instances_is_not_awaited(whole: Fleets) -> Problems:
    """Report instances that are to send a signal while their way out is still being made."""
    stack = whole.stack
    if stack.template.macros:
        return
    routes = [
        route
        for route in stack.all("AWS::EC2::Route")
        if isinstance(route.data, dict)
        and stack.target(route.get("NatGatewayId"), "AWS::EC2::NatGateway") is not None
        and stack.exists(route.resource.logical_id)
    ]
    for fleet in fleets_of(whole)[0] if routes else ():
        if not fleet.is_for_ecs or not _awaits_a_signal(fleet):
            continue
        route = next((each for each in routes if _leads_out(each, fleet, stack)), None)
        name = "" if route is None else route.resource.logical_id
        if route is None or stack.depends_on(fleet.name, name) or stack.depends_on(name, fleet.name):
            continue
        nat = stack.target(route.get("NatGatewayId"), "AWS::EC2::NatGateway")
        if nat is not None and stack.depends_on(fleet.name, nat.resource.logical_id):
            continue  # the route is there seconds later
        message = (
            f'"{fleet.name}" does not wait for "{name}", its way out, so the signal that it awaits may fail; '
            f'add "DependsOn": "{name}"'
        )
        related = ((route.at("NatGatewayId"), "a NAT gateway takes minutes"),)
        yield Problem(fleet.owner.at("VPCZoneIdentifier"), message, related)


def _awaits_a_signal(fleet: Fleet) -> bool:
    policy = fleet.owner.resource.body.get("CreationPolicy")
    signal = policy.get("ResourceSignal") if isinstance(policy, dict) else None
    return isinstance(signal, dict) and signal.get("Count") not in (0, "0")


def _leads_out(route: Resolved, fleet: Fleet, stack: Stack) -> bool:
    """Say whether a route is in the table of one of the subnets of the instances."""
    table = route.get("RouteTableId")
    own = {subnet.resource.logical_id for subnet in _subnets(fleet, stack)}
    if not own or not isinstance(table, Reference):
        return False
    for link in stack.all("AWS::EC2::SubnetRouteTableAssociation"):
        data = link.data if isinstance(link.data, dict) else {}
        subnet, other = data.get("SubnetId"), data.get("RouteTableId")
        if not isinstance(subnet, Reference) or not isinstance(other, Reference):
            continue
        if subnet.logical_id in own and other.logical_id == table.logical_id:
            return True
    return False
