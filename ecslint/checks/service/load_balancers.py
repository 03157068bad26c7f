"""Load balancers of services and task sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.words import one_of
from ecslint.checks import check
from ecslint.checks._shared.service import (
    awsvpc,
    classic,
    container_names,
    known_text,
    maps_port,
    on_fargate,
    placing,
    surely_set,
    target_groups,
    use_nearest,
)
from ecslint.facts import services as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each, is_set
from ecslint.model.service import (
    DeploymentCircuitBreaker,
    DeploymentConfiguration,
    LoadBalancer,
    Service,
    ServiceRegistry,
)
from ecslint.model.task import TaskDefinition
from ecslint.source.templating.placeholders import looks_like_fill_in

if TYPE_CHECKING:
    from ecslint.model.run import TaskSet


@check("ECS542")
def load_balancers_refused(service: Service | TaskSet, task: TaskDefinition | None) -> Problems:
    yield from _incomplete(service)
    yield from _both_kinds(service)
    yield from _too_many(service)
    yield from _classic_not_supported(service, task)
    yield from _classic_needs_fixed_ports(service, task)
    yield from _classic_with_breaker(service)


def _incomplete(service: Service | TaskSet) -> Problems:
    for _, entry in each(service.load_balancers):
        group, name = entry.target_group_arn, entry.load_balancer_name
        if surely_set(group) and surely_set(name):
            message = (
                '"targetGroupArn" and "loadBalancerName" exclude each other: the first is for Application '
                "and Network Load Balancers, the second for Classic ones; remove the wrong one"
            )
            related = ((entry.at("targetGroupArn"), "the target group"),)
            fix = Fix("remove loadBalancerName", (Edit("remove", entry.at("loadBalancerName")),))
            yield Problem(entry.at("loadBalancerName"), message, related, fix)
        elif not is_set(group) and not is_set(name):
            yield Problem(entry.at(), 'the entry names no load balancer; add its "targetGroupArn"')
        for member, value in (
            ("containerName", entry.container_name),
            ("containerPort", entry.container_port),
        ):
            if not is_set(value):
                message = f'the entry has no "{member}"; add that of the container that takes the traffic'
                yield Problem(entry.at(member), message)
        port = entry.container_port
        if isinstance(port, int) and not 1 <= port <= 65535:
            yield Problem(entry.at("containerPort"), f"{port} is no port; use 1 to 65535")


def _both_kinds(service: Service | TaskSet) -> Problems:
    groups, classics = target_groups(service), classic(service)
    both = {index for index, _ in groups} & {index for index, _ in classics}
    if not groups or not classics or both:
        return
    index, entry = classics[0]
    message = (
        f"entry {index + 1} is a Classic Load Balancer, entry {groups[0][0] + 1} a "
        "target group, which exclude each other; use one kind"
    )
    related = ((groups[0][1].at("targetGroupArn"), "a target group"),)
    yield Problem(entry.at("loadBalancerName"), message, related)


def _too_many(service: Service | TaskSet) -> Problems:
    groups, classics = target_groups(service), classic(service)
    if not isinstance(service, Service) and len(groups) > 1:
        message = f"{len(groups)} target groups are given, a task set takes one; remove the others"
        yield Problem(service.at("loadBalancers"), message)
    elif len(groups) > facts.MAX_TARGET_GROUPS:
        message = f"{len(groups)} target groups are given; use at most {facts.MAX_TARGET_GROUPS}"
        yield Problem(service.at("loadBalancers"), message)
    elif len(classics) > 1 and not groups:
        message = f"{len(classics)} Classic Load Balancers are given, a service takes one; remove the others"
        yield Problem(service.at("loadBalancers"), message)


@check("ECS545")
def target_unknown(service: Service | TaskSet, task: TaskDefinition) -> Problems:
    yield from _container_unknown(service, task)
    yield from _port_not_mapped(service, task)


def _container_unknown(service: Service | TaskSet, task: TaskDefinition) -> Problems:
    for entry, purpose in _entries(service):
        name = entry.container_name
        if not isinstance(name, str) or not name or not task.names_complete or task.container(name):
            continue
        if looks_like_fill_in(name):
            continue
        names = [str(container.name) for container in task.containers]
        hint = use_nearest(name, names) or f"; use {container_names(task)}"
        message = f'the task definition has no container "{name}" for {purpose}{hint}'
        related = ((task.at("containerDefinitions"), f"the containers: {', '.join(names)}"),)
        fix = None
        if len(names) == 1:
            fix = Fix(f'use "{names[0]}"', (Edit("set", entry.at("containerName"), names[0]),))
        yield Problem(entry.at("containerName"), message, related, fix)


def _entries(service: Service | TaskSet) -> Iterator[tuple[LoadBalancer | ServiceRegistry, str]]:
    """Yield what names a container and a port of it, with what for."""
    for _, entry in each(service.load_balancers):
        yield entry, "the load balancer"
    for _, registry in each(service.service_registries):
        yield registry, "service discovery"


def _port_not_mapped(service: Service | TaskSet, task: TaskDefinition) -> Problems:
    for entry, _ in _entries(service):
        name, port = entry.container_name, entry.container_port
        container = task.container(name) if isinstance(name, str) else None
        if container is None or not isinstance(port, int) or maps_port(container, port) is not False:
            continue
        ports = [
            str(m.container_port)
            for _, m in each(container.port_mappings)
            if isinstance(m.container_port, int)
        ]
        known = f"it maps {', '.join(ports)}" if ports else "it maps no ports"
        message = (
            f'container "{name}" does not map port {port} ({known}); '
            f"{f'use {one_of(ports)}, or ' if ports else ''}add it to its port mappings"
        )
        fix = None
        if len(ports) == 1:
            fix = Fix(f"use port {ports[0]}", (Edit("set", entry.at("containerPort"), int(ports[0])),))
        related = ((container.at("portMappings"), known),)
        yield Problem(entry.at("containerPort"), message, related, fix)


def _classic_needs_fixed_ports(service: Service | TaskSet, task: TaskDefinition | None) -> Problems:
    """A Classic Load Balancer has one port for all instances, and none of the ports that Docker picks."""
    if task is None or task.network != "bridge":
        return
    for _, entry in classic(service):
        name, port = entry.container_name, entry.container_port
        container = task.container(name) if isinstance(name, str) else None
        for _, mapping in each(container.port_mappings if container is not None else None):
            if mapping.container_port == port and mapping.host_port in (None, 0) and isinstance(port, int):
                message = f"a Classic Load Balancer reaches no dynamic port; set hostPort to {port}"
                related = ((entry.at("loadBalancerName"), "the load balancer"),)
                yield Problem(mapping.at("hostPort"), message, related, severity=Severity.WARNING)


def _classic_not_supported(service: Service | TaskSet, task: TaskDefinition | None) -> Problems:
    for index, entry in classic(service):
        if is_set(entry.target_group_arn):
            continue
        place = service.at("loadBalancers", index, "loadBalancerName")
        related: tuple[tuple[Place, str], ...] = ()
        if on_fargate(service, task):
            why = "Classic Load Balancers are not supported with Fargate"
            related = ((service.at(placing(service)), "the tasks run on Fargate"),)
        elif awsvpc(service, task) and task is not None:
            why = "Classic Load Balancers are not supported with the network mode awsvpc"
            related = ((task.at("networkMode"), "the network mode is awsvpc"),)
        elif not isinstance(service, Service):
            why = "Classic Load Balancers are not supported with task sets"
        else:
            continue
        name = known_text(entry.load_balancer_name)
        what = f'"{name}"' if name else "it"
        message = f'{why}; replace {what} by a target group of target type "ip"'
        yield Problem(place, message, related)


def _classic_with_breaker(service: Service | TaskSet) -> Problems:
    """Yield a circuit breaker beside a Classic Load Balancer; one that is off was refused as well (2021)."""
    deployment = service.deployment_configuration if isinstance(service, Service) else None
    if not isinstance(deployment, DeploymentConfiguration):
        return
    breaker = deployment.deployment_circuit_breaker
    for index, entry in classic(service):
        if not isinstance(breaker, DeploymentCircuitBreaker) or is_set(entry.target_group_arn):
            continue
        place = service.at("deploymentConfiguration", "deploymentCircuitBreaker")
        message = "Classic Load Balancers do not go with a circuit breaker; remove it or use a target group"
        related = ((service.at("loadBalancers", index, "loadBalancerName"), "the load balancer"),)
        severity = None if breaker.enable is True else Severity.WARNING
        yield Problem(place, message, related, severity=severity)
