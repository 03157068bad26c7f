"""Whether instances have network interfaces for all tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.service import Service

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.network import Network
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_GROUP = "AWS::AutoScaling::AutoScalingGroup"


class _Group(NamedTuple):
    """The instances of an Auto Scaling group."""

    resolved: Resolved
    most: int
    type: str
    plain: int
    trunked: int


@check("ECS609")
def instances_lack_network_interfaces(network: Network) -> Problems:
    stack = network.stack
    if not stack.template.resources_of(_GROUP):
        return
    from ecslint.capacity.network import plan_of

    plan = plan_of(network)
    users = [
        user
        for user in plan.users
        if user.kind == "service" and user.place is not None and _on_ec2(plan.services[user.name], stack)
    ]
    groups = _groups(stack) if users else []
    if not groups:
        return
    need = sum(user.rest for user in users)
    plain = sum(group.most * group.plain for group in groups)
    trunked = sum(group.most * group.trunked for group in groups)
    if need <= plain:
        return
    counts = " + ".join(str(user.rest) for user in users)
    instances = " + ".join(f"{group.most} × {group.plain} of {group.type}" for group in groups)
    what = f"{need} tasks ({counts})" if len(users) > 1 else f"the {need} tasks of {users[0].name}"
    message = f"{what} need a network interface each, {instances} have {plain}"
    if trunked > plain and need <= trunked:
        message += f"; enable awsvpcTrunking, which gives {trunked}"
    elif trunked > plain:
        message += f", and {trunked} with awsvpcTrunking; use more or larger instances"
    else:
        message += "; use more instances, or a type that supports awsvpcTrunking"
    first = users[0].place
    assert first is not None
    related = [(group.resolved.at("MaxSize"), f"{group.most} instances at most") for group in groups]
    related += [(u.place, f"{u.name} runs {u.rest} tasks") for u in users[1:] if u.place is not None]
    yield Problem(first, message, tuple(related))


def _on_ec2(service: Service, stack: Stack) -> bool:
    """Say whether the tasks surely run on instances of Auto Scaling groups."""
    if is_set(service.launch_type):
        return service.launch_type == "EC2"
    strategy = service.capacity_provider_strategy
    if not is_set(strategy) or not is_complete(strategy):
        return False
    providers = [
        stack.target(item.capacity_provider, "AWS::ECS::CapacityProvider") for _, item in each(strategy)
    ]
    return all(p is not None and p.get("AutoScalingGroupProvider") is not None for p in providers)


def _groups(stack: Stack) -> list[_Group]:
    """Return the template's groups; none if the limits of one of them are not known."""
    from ecslint.capacity.network import number
    from ecslint.facts.interfaces import task_limit

    found = []
    for group in stack.all(_GROUP):
        most, kinds = number(group.get("MaxSize")), _types(group, stack)
        known = [(task_limit(kind), kind) for kind in kinds if isinstance(kind, str)]
        limits = [(limit.plain, limit.trunked, kind) for limit, kind in known if limit is not None]
        if most is None or not limits or len(limits) != len(kinds):
            return []
        plain, _, kind = max(limits)
        found.append(_Group(group, most, kind, plain, max(trunked for _, trunked, _ in limits)))
    return found


def _types(group: Resolved, stack: Stack) -> list[object]:
    """Return the types that a group may start: the one of its template, or those that replace it."""
    from ecslint.documents.cloudformation.queries import members, objects

    mixed = members(members(group.get("MixedInstancesPolicy")).get("LaunchTemplate"))
    given = mixed.get("Overrides")
    if isinstance(given, list) and given:
        found = [item.get("InstanceType") for _, item in objects(given)]
        return found if len(found) == len(given) else []
    return [_type(group, stack)]


def _type(group: Resolved, stack: Stack) -> object:
    """Follow a group to the instance type of its launch template or configuration."""
    configuration = stack.target(
        group.get("LaunchConfigurationName"), "AWS::AutoScaling::LaunchConfiguration"
    )
    if configuration is not None:
        return configuration.get("InstanceType")
    named = group.get("LaunchTemplate")
    if not isinstance(named, dict):
        return None
    kind = "AWS::EC2::LaunchTemplate"
    named_by = "LaunchTemplateId" if named.get("LaunchTemplateId") is not None else "LaunchTemplateName"
    template = stack.target(named.get(named_by), kind)
    data = template.get("LaunchTemplateData") if template is not None else None
    return data.get("InstanceType") if isinstance(data, dict) else None
