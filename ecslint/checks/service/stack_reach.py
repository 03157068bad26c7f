"""Whether a load balancer reaches tasks, and they their file systems, where a template makes all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.checks import check
from ecslint.documents.cloudformation.queries import (
    LISTENERS,
    TARGET_GROUP,
    members,
    number,
    objects,
    shown,
    text,
)
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, each
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_GROUP = "AWS::EC2::SecurityGroup"
_RULE = "AWS::EC2::SecurityGroupIngress"
_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_HANDED_ON = ("Custom::", "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack")
_FILE_SYSTEM = "AWS::EFS::FileSystem"
_MOUNT_TARGET = "AWS::EFS::MountTarget"
_NO_MOUNT_TARGETS = frozenset(
    {"AWS::ECS::TaskDefinition", "AWS::EFS::AccessPoint", "AWS::IAM::Policy", "AWS::IAM::Role"}
)
"""Types of resources that mention a file system and surely make it no mount target."""
_NFS = 2049
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


@check("ECS747")
def file_system_cannot_be_reached(
    service: Service, task: TaskDefinition, resolved: Resolved, stack: Stack
) -> Problems:
    template = stack.template
    if template.macros or template.unknown_resources or service.desired_count == 0:
        return
    for _, volume in each(task.volumes):
        efs = volume.efs_volume_configuration
        if efs is None or isinstance(efs, Unresolved):
            continue
        value = efs.file_system_id
        system = stack.target(value, _FILE_SYSTEM) if isinstance(value, Reference) else None
        if system is None:
            continue
        own = system.resource.logical_id
        users = [name for name in template.resources if own in template.mentions(name)]
        targets = [name for name in users if template.resources[name].type == _MOUNT_TARGET]
        if not targets:
            if all(template.resources[name].type in _NO_MOUNT_TARGETS for name in users):
                message = f"{own} has no mount target, so no task can mount it; add one in each subnet"
                yield Problem(efs.at("fileSystemId"), message, ((system.at(), "the file system"),))
            continue
        waits_for = template.dependencies(resolved.resource.logical_id)
        # What a custom resource waits for is not known.
        handed_on = any(template.resources[name].type.startswith(_HANDED_ON) for name in waits_for)
        if not handed_on and not waits_for & set(targets):
            message = (
                f"the service does not wait for {targets[0]}, a mount target of {own}, so its first tasks "
                f'cannot mount the file system; add "DependsOn": "{targets[0]}"'
            )
            place = service.at("taskDefinition")
            related = ((efs.at("fileSystemId"), "mounted here"),)
            yield Problem(place, message, related, severity=Severity.WARNING)
        yield from _closed_mount_targets(efs.at("fileSystemId"), resolved, stack, targets)


def _closed_mount_targets(
    place: Place, service: Resolved, stack: Stack, targets: list[str]
) -> Iterator[Problem]:
    network = members(members(service.get("NetworkConfiguration")).get("AwsvpcConfiguration"))
    tasks = {group.resource.logical_id for group in _all_of(network.get("SecurityGroups"), stack)}
    for name in targets if tasks else ():
        groups = _all_of(stack.resolve(name).get("SecurityGroups"), stack)
        rules = [_rules(group, stack) for group in groups]
        if not groups or None in rules or any(_is_handed_on(group, stack) for group in groups):
            continue
        if not any(_admits(rule, _NFS, tasks) for found in rules for rule in found or ()):
            message = (
                f"{' and '.join(x.resource.logical_id for x in groups)} of mount target {name} lets "
                f"no NFS (port {_NFS}) in from {' or '.join(sorted(tasks))}, the tasks, so they "
                "cannot mount the file system; add a rule to SecurityGroupIngress"
            )
            related = tuple((group.at("SecurityGroupIngress"), "what it lets in") for group in groups)
            yield Problem(place, message, related, severity=Severity.WARNING)
            return


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
