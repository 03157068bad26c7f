"""The VPCs of what a service of a template uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Reference
from ecslint.documents.cloudformation.queries import TARGET_GROUP, members, objects, text
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place
from ecslint.model.service import Service

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_SUBNET, _GROUP = "AWS::EC2::Subnet", "AWS::EC2::SecurityGroup"


def vpcs_of_template(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    """Yield a problem for the first resource that surely is in another VPC than the first known one."""
    first: tuple[str, str] | None = None
    for place, what, resource in _used(service, resolved, stack):
        vpc = vpc_of(resource.get("VpcId"), stack)
        if vpc is None:
            continue
        name = resource.resource.logical_id
        if first is None:
            first = (name, vpc)
        elif vpc != first[1] and vpc.startswith("vpc-") == first[1].startswith("vpc-"):
            message = f"{what} {name} is in {vpc}, but {first[0]} in {first[1]}; use what is in one VPC"
            yield Problem(place, message, ((resource.at("VpcId"), f"in {vpc}"),))
            return


def _used(service: Service, resolved: Resolved, stack: Stack) -> Iterator[tuple[Place, str, Resolved]]:
    """Yield subnets, security groups and target groups of the template, in this order."""
    network = members(members(resolved.get("NetworkConfiguration")).get("AwsvpcConfiguration"))
    path = ("networkConfiguration", "awsvpcConfiguration")
    for member, key, what, kind in (
        ("subnets", "Subnets", "subnet", _SUBNET),
        ("securityGroups", "SecurityGroups", "security group", _GROUP),
    ):
        values = network.get(key)
        for index, value in enumerate(values if isinstance(values, list) else ()):
            found = stack.target(value, kind) if isinstance(value, Reference) else None
            if found is not None:
                yield service.at(*path, member, index), what, found
    if not network:
        return
    for index, entry in objects(resolved.get("LoadBalancers")):
        value = entry.get("TargetGroupArn")
        found = stack.target(value, TARGET_GROUP) if isinstance(value, Reference) else None
        if found is not None:
            yield service.at("loadBalancers", index, "targetGroupArn"), "target group", found


def vpc_of(value: object, stack: Stack) -> str | None:
    """Return what tells the VPC of a ``VpcId`` from others: its logical id or its id, if it is known."""
    if isinstance(value, Reference):
        found = stack.target(value, "AWS::EC2::VPC")
        return found.resource.logical_id if found is not None else None
    name = text(value)
    return name if name is not None and name.startswith("vpc-") else None
