"""Target groups of services and task sets, where they are known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.listeners import listener_cannot_be_created, listener_is_not_awaited
from ecslint.checks._shared.service import awsvpc, known_text, network_mode, target_groups
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, each, is_complete
from ecslint.model.service import AdvancedConfiguration, Service
from ecslint.model.task import Container, TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.account import Listeners
    from ecslint.model.run import TaskSet
    from ecslint.model.target_group import TargetGroup, TargetGroups


@check("ECS547")
def target_group_incompatible(
    service: Service | TaskSet, groups: TargetGroups, task: TaskDefinition | None
) -> Problems:
    yield from _target_type(service, groups, task)
    if task is not None:
        yield from _protocol_not_mapped(service, groups, task)
        yield from _health_check_port(service, groups, task)


def _target_type(service: Service | TaskSet, groups: TargetGroups, task: TaskDefinition | None) -> Problems:
    mode = network_mode(task) if task is not None else None
    if mode is None and awsvpc(service, task):
        mode = "awsvpc"
    for place, arn in _group_arns(service):
        group = groups.find(arn)
        kind = known_text(group.target_type) if group is not None else None
        wanted = "ip" if mode == "awsvpc" else "instance"
        if group is None or kind is None or kind == wanted:
            continue
        if kind in ("lambda", "alb"):
            message = f'the target group is of target type "{kind}", which no service can use; use "{wanted}"'
        elif kind in ("ip", "instance") and mode in ("awsvpc", "bridge", "host"):
            message = (
                f'the target group is of target type "{kind}", which does not go with network mode "{mode}"; '
                f'make one of target type "{wanted}"'
            )
        else:
            continue
        yield Problem(place, message, _related(group, kind))


def _group_arns(service: Service | TaskSet) -> Iterator[tuple[Place, str | Unresolved | None]]:
    """Yield the target groups of a service, the second ones of blue/green deployments as well."""
    for index, entry in target_groups(service):
        yield service.at("loadBalancers", index, "targetGroupArn"), entry.target_group_arn
        second = entry.advanced_configuration
        if isinstance(second, AdvancedConfiguration):
            yield second.at("alternateTargetGroupArn"), second.alternate_target_group_arn


def _related(group: TargetGroup, kind: str) -> tuple[tuple[Place, str], ...]:
    return ((group.at("TargetType"), f"the target type is {kind}"),)


def _protocol_not_mapped(service: Service | TaskSet, groups: TargetGroups, task: TaskDefinition) -> Problems:
    for index, entry in target_groups(service):
        group = groups.find(entry.target_group_arn)
        container = task.container(entry.container_name) if isinstance(entry.container_name, str) else None
        port = entry.container_port
        needed = known_text(group.protocol) if group is not None else None
        if group is None or needed is None or container is None or not isinstance(port, int):
            continue
        mapped = _protocols(container, port)
        wanted = {"UDP": {"udp"}, "TCP_UDP": {"tcp", "udp"}}.get(needed, {"tcp"})
        if mapped and not mapped & wanted:
            message = (
                f'the target group speaks {needed}, but container "{entry.container_name}" maps port {port} '
                f"for {', '.join(sorted(mapped))} only; map it for {' or '.join(sorted(wanted))}"
            )
            related = ((group.at("Protocol"), needed), (container.at("portMappings"), "the mapping"))
            yield Problem(service.at("loadBalancers", index, "containerPort"), message, related)


def _protocols(container: Container, port: int) -> set[str]:
    """Return the protocols for which a port is mapped, nothing unless all are known."""
    if not is_complete(container.port_mappings):
        return set()
    found = set()
    for _, mapping in each(container.port_mappings):
        if isinstance(mapping.container_port, Unresolved) or isinstance(mapping.protocol, Unresolved):
            return set()
        if mapping.container_port == port:
            # Anything but "udp" is taken for TCP.
            found.add("udp" if (mapping.protocol or "").lower() == "udp" else "tcp")
    return found


def _health_check_port(service: Service | TaskSet, groups: TargetGroups, task: TaskDefinition) -> Problems:
    if network_mode(task) != "bridge":
        return
    for index, entry in target_groups(service):
        group = groups.find(entry.target_group_arn)
        port = group.health_check_port if group is not None else None
        if group is None or not isinstance(port, str) or not re.fullmatch("[0-9]{1,5}", port):
            continue
        container = task.container(entry.container_name) if isinstance(entry.container_name, str) else None
        if container is None or not is_complete(container.port_mappings):
            continue
        open_ports = [m.host_port for c in task.containers for _, m in each(c.port_mappings)]
        unknown = any(isinstance(p, Unresolved) for p in open_ports) or not task.containers_complete
        if unknown or int(port) in open_ports:
            continue
        message = (
            f"the health check asks port {port} of the instance, which no container has as its host port; "
            'use "traffic-port"'
        )
        related = ((group.at("HealthCheckPort"), f"port {port}"),)
        own = [m for _, m in each(container.port_mappings) if m.container_port == entry.container_port]
        # A task whose host port is chosen at its start has no other one for the health check to ask.
        dynamic = bool(own) and all(m.host_port in (None, 0) for m in own)
        place = service.at("loadBalancers", index, "targetGroupArn")
        yield Problem(place, message, related, severity=None if dynamic else Severity.WARNING)


@check("ECS554")
def target_group_without_load_balancer(
    service: Service | TaskSet,
    groups: TargetGroups | None,
    listeners: Listeners | None,
    resolved: Resolved | None,
    stack: Stack | None,
) -> Problems:
    if groups is not None:
        yield from _no_listener_yet(service, groups, listeners)
    if isinstance(service, Service) and resolved is not None and stack is not None:
        yield from listener_is_not_awaited(service, resolved, stack)


def _no_listener_yet(
    service: Service | TaskSet, groups: TargetGroups, listeners: Listeners | None
) -> Problems:
    for index, entry in target_groups(service):
        group = groups.find(entry.target_group_arn)
        if listeners is not None and listeners.forward_to(entry.target_group_arn):
            continue
        if group is not None and group.load_balancer_arns == []:
            message = (
                "no listener forwards to this target group yet, so the service is refused; "
                "create the listener or rule first"
            )
            related = ((group.at("LoadBalancerArns"), "no load balancer"),)
            yield Problem(service.at("loadBalancers", index, "targetGroupArn"), message, related)


@check("ECS555")
def listener_refused(service: Service | TaskSet, resolved: Resolved, stack: Stack) -> Problems:
    yield from listener_cannot_be_created(resolved, stack)
