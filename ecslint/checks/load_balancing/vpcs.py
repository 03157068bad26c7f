"""Target groups that are in another VPC than the load balancer that forwards to them (ECS562)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.unresolved import Reference
from ecslint.checks import check
from ecslint.checks._shared.balancing import LISTENER, LISTENER_RULE
from ecslint.checks._shared.vpcs import vpc_of
from ecslint.documents.cloudformation.queries import TARGET_GROUP, members, objects
from ecslint.facts.creation import LOAD_BALANCER
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    ElbListener: TypeAlias = Resolved
    ElbListenerRule: TypeAlias = Resolved


@check("ECS562")
def target_group_in_another_vpc(resource: ElbListener | ElbListenerRule, stack: Stack) -> Problems:
    is_rule = resource.resource.type == LISTENER_RULE
    listener = stack.target(resource.get("ListenerArn"), LISTENER) if is_rule else resource
    balancer = stack.target(listener.get("LoadBalancerArn"), LOAD_BALANCER) if listener is not None else None
    home = _home(balancer, stack) if balancer is not None else None
    if balancer is None or home is None:
        return
    for place, value in _forwarded(resource, "Actions" if is_rule else "DefaultActions"):
        group = stack.target(value, TARGET_GROUP) if isinstance(value, Reference) else None
        other = vpc_of(group.get("VpcId"), stack) if group is not None else None
        if group is None or other is None or other == home:
            continue
        if other.startswith("vpc-") != home.startswith("vpc-"):
            continue  # an id may be that of the VPC which the template makes
        name = group.resource.logical_id
        message = f'target group "{name}" is in {other}, but its load balancer in {home}; use one VPC'
        related = ((group.at("VpcId"), f"in {other}"), (balancer.at(), f"in {home}"))
        yield Problem(place, message, related)


def _home(balancer: Resolved, stack: Stack) -> str | None:
    """Return the VPC of the first subnet or security group of a load balancer that tells it."""
    for member, kind in (("Subnets", "AWS::EC2::Subnet"), ("SecurityGroups", "AWS::EC2::SecurityGroup")):
        values = balancer.get(member)
        for value in values if isinstance(values, list) else ():
            found = stack.target(value, kind) if isinstance(value, Reference) else None
            vpc = vpc_of(found.get("VpcId"), stack) if found is not None else None
            if vpc is not None:
                return vpc
    return None


def _forwarded(resource: Resolved, member: str) -> Iterator[tuple[Place, object]]:
    """Yield the target groups that the actions of a listener or rule name."""
    for index, action in objects(resource.get(member)):
        if action.get("TargetGroupArn") is not None:
            yield resource.at(member, index, "TargetGroupArn"), action.get("TargetGroupArn")
        for position, group in objects(members(action.get("ForwardConfig")).get("TargetGroups")):
            path = (member, index, "ForwardConfig", "TargetGroups", position, "TargetGroupArn")
            yield resource.at(*path), group.get("TargetGroupArn")
