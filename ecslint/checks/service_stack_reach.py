"""Whether the load balancer of a service reaches its tasks, where a template makes all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ecslint.checks import check
from ecslint.checks._stack import LISTENERS, TARGET_GROUP, members, number, objects, shown, text
from ecslint.finding import Problem, Problems
from ecslint.model.service import Service
from ecslint.unresolved import Reference, Unresolved

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_GROUP = "AWS::EC2::SecurityGroup"
_RULE = "AWS::EC2::SecurityGroupIngress"
_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_HANDED_ON = ("Custom::", "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack")
_TCP = ("tcp", "6", "udp", "17")


@check("ECS615")
def load_balancer_cannot_reach_tasks(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    network = members(members(resolved.get("NetworkConfiguration")).get("AwsvpcConfiguration"))
    groups = _all_of(network.get("SecurityGroups"), stack)
    if not groups or stack.template.macros or stack.template.unknown_resources:
        return
    if service.desired_count == 0 or any(_is_handed_on(group, stack) for group in groups):
        return
    rules = [_rules(group, stack) for group in groups]
    for index, entry in objects(resolved.get("LoadBalancers")):
        port = number(entry.get("ContainerPort"))
        target = stack.target(entry.get("TargetGroupArn"), TARGET_GROUP)
        if port is None or target is None or None in rules:
            continue
        sources = _sources(target, stack)
        if any(_admits(rule, port, sources) for found in rules for rule in found or ()):
            continue
        names = " and ".join(group.resource.logical_id for group in groups)
        whom = f"from {' or '.join(sorted(sources))}, the load balancer's" if sources else "from anywhere"
        message = (
            f"{names} lets no traffic to port {shown(port)} in {whom}, so its targets never get healthy; add "
            "a rule to SecurityGroupIngress"
        )
        related = (
            (service.at("loadBalancers", index, "containerPort"), f"port {shown(port)}"),
            *((group.at("SecurityGroupIngress"), "what it lets in") for group in groups),
        )
        place = service.at("networkConfiguration", "awsvpcConfiguration", "securityGroups")
        yield Problem(place, message, related)


def _all_of(values: Any, stack: Stack) -> list[Resolved]:
    """Return the security groups of a list, none unless all are of the template."""
    found = []
    for value in values if isinstance(values, list) else ():
        group = stack.target(value, _GROUP) if isinstance(value, Reference) else None
        if group is None:
            return []
        found.append(group)
    return found


def _rules(group: Resolved, stack: Stack) -> list[dict[str, Any]] | None:
    """Return what a security group lets in, ``None`` if that is not known."""
    inline = group.get("SecurityGroupIngress")
    if isinstance(inline, Unresolved):
        return None
    items = inline if isinstance(inline, list) else [] if inline is None else [inline]
    own = group.resource.logical_id
    for rule in stack.all(_RULE):
        target = rule.get("GroupId")
        if isinstance(target, Reference) and target.logical_id == own:
            items = [*items, rule.data]
    return items if all(isinstance(item, dict) for item in items) else None


def _admits(rule: dict[str, Any], port: float, sources: set[str]) -> bool:
    """Say whether a rule lets traffic to a port in, from one of ``sources`` if any. Doubt is yes."""
    source = rule.get("SourceSecurityGroupId")
    if sources and isinstance(source, Reference) and source.logical_id not in sources:
        return False
    protocol, low, high = rule.get("IpProtocol"), rule.get("FromPort"), rule.get("ToPort")
    if isinstance(protocol, Unresolved) or str(protocol).lower() not in _TCP:
        return isinstance(protocol, Unresolved) or str(protocol).lower() not in ("icmp", "1", "icmpv6", "58")
    first, last = number(low), number(high)
    return (first is None or first <= port) and (last is None or port <= last or last == -1)


def _sources(target: Resolved, stack: Stack) -> set[str]:
    """Return the security groups of the load balancers of a target group, none unless all are known."""
    found: set[str] = set()
    for balancer in _balancers(target, stack):
        groups = None if balancer is None else balancer.get("SecurityGroups")
        if balancer is None or stack.template.touched(balancer.resource.logical_id):
            return set()
        known = _all_of(groups, stack)
        if not known or text(balancer.get("Type")) not in (None, "application"):
            return set()
        found |= {group.resource.logical_id for group in known}
    return found


def _balancers(target: Resolved, stack: Stack) -> Iterator[Resolved | None]:
    own = target.resource.logical_id
    for listener in stack.all(*LISTENERS):
        if own not in stack.template.mentions(listener.resource.logical_id):
            continue
        above = listener.get("ListenerArn")
        base = listener if above is None else stack.target(above, LISTENERS[0])
        value = base.get("LoadBalancerArn") if base is not None else None
        yield stack.target(value, _BALANCER) if isinstance(value, Reference) else None


def _is_handed_on(group: Resolved, stack: Stack) -> bool:
    """Say whether something outside the template may add rules before the service needs them."""
    template, own = stack.template, group.resource.logical_id
    return own in str(template.outputs) or any(
        own in template.mentions(resource.logical_id)
        for resource in template.resources.values()
        if resource.type.startswith(_HANDED_ON)
    )
