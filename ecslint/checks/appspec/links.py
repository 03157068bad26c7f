"""An AppSpec against the task definition and the service that it belongs to (ECS830, ECS832)."""

from __future__ import annotations

from ecslint.base.suggest import nearest
from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.appspec import AppSpec, LoadBalancerInfo, ServiceProperties
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.ports import port_range
from ecslint.model.service import Service
from ecslint.model.task import Container, TaskDefinition


def _name(info: LoadBalancerInfo) -> str | None:
    """Return the container's name where it can be one, not a hint such as ``[Your container name]``."""
    name = info.container_name
    return name if isinstance(name, str) and name and not name.startswith("[") else None


def _port(info: LoadBalancerInfo) -> int | None:
    """Return the port, also if it was written as a string."""
    port = info.container_port
    if isinstance(port, str) and port.isascii() and port.isdecimal() and len(port) < 6:
        return int(port)
    return port if isinstance(port, int) and not isinstance(port, bool) and port > 0 else None


@check("ECS830")
def appspec_does_not_fit_the_task_definition(appspec: AppSpec, task: TaskDefinition) -> Problems:
    for info in appspec.load_balancers:
        yield from _missing_container(info, task)
        yield from _unmapped_port(info, task)
    for properties in appspec.properties:
        yield from _network_without_awsvpc(properties, task)
        yield from _platform_version_without_fargate(properties, task)


def _missing_container(info: LoadBalancerInfo, task: TaskDefinition) -> Problems:
    name = _name(info)
    if name is not None and task.names_complete and task.containers and not task.container(name):
        names = [str(container.name) for container in task.containers]
        hint = nearest(name, names) or (names[0] if len(names) == 1 else None)
        has = f"use {', '.join(names)}" if hint is None else f'use "{hint}"'
        message = f'there is no container "{name}" in the task definition; {has}'
        related = ((task.at("containerDefinitions", part="key"), "the containers are here"),)
        yield Problem(info.at("ContainerName"), message, related)


def _unmapped_port(info: LoadBalancerInfo, task: TaskDefinition) -> Problems:
    name, port = _name(info), _port(info)
    container = task.container(name) if name is not None else None
    ports = _mapped(container) if container is not None else None
    if container is None or port is None or ports is None:
        return
    if any(first <= port <= last for first, last in ports):
        return
    shown = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ports)
    advice = f"use {shown}" if ports else "map it there"
    message = f'the container "{name}" does not map port {port}; {advice}'
    related = ((container.at("portMappings", part="key"), f'the ports of "{name}" are here'),)
    yield Problem(info.at("ContainerPort"), message, related)


def _mapped(container: Container) -> list[tuple[int, int]] | None:
    """Return first and last port of every mapping; ``None`` if not all are known."""
    if not is_complete(container.port_mappings):
        return None
    ports: list[tuple[int, int]] = []
    for _, mapping in each(container.port_mappings):
        if isinstance(mapping.container_port, int):
            ports.append((mapping.container_port, mapping.container_port))
            continue
        known_range = known(mapping.container_port_range)
        span = port_range(known_range) if known_range is not None else None
        if span is None:
            return None
        ports.append(span)
    return ports


def _network_without_awsvpc(properties: ServiceProperties, task: TaskDefinition) -> Problems:
    mode = task.network_mode
    if mode in ("bridge", "host", "none") and is_set(known(properties.network_configuration)):
        message = f'NetworkConfiguration is not valid with the networkMode "{mode}"; remove it, or use awsvpc'
        related = ((task.at("networkMode"), f'the task definition has "{mode}"'),)
        yield Problem(properties.at("NetworkConfiguration", part="key"), message, related)


def _platform_version_without_fargate(properties: ServiceProperties, task: TaskDefinition) -> Problems:
    if not is_set(task.requires_compatibilities) or not is_complete(task.requires_compatibilities):
        return
    version = properties.platform_version
    if "FARGATE" not in task.compatibilities and is_set(version) and not isinstance(version, Unresolved):
        kinds = ", ".join(sorted(task.compatibilities))
        message = (
            f"PlatformVersion {version} is for Fargate, but the task definition is for {kinds}; remove it"
        )
        related = ((task.at("requiresCompatibilities", part="key"), f"it requires {kinds}"),)
        yield Problem(properties.at("PlatformVersion"), message, related)


@check("ECS832")
def appspec_does_not_fit_the_service(appspec: AppSpec, service: Service) -> Problems:
    yield from _other_traffic(appspec, service)
    yield from _other_controller(appspec, service)


def _other_traffic(appspec: AppSpec, service: Service) -> Problems:
    balancers = [balancer for _, balancer in each(service.load_balancers)]
    goals = [(balancer.container_name, balancer.container_port) for balancer in balancers]
    if not goals or not is_complete(service.load_balancers):
        return
    if not all(isinstance(name, str) and isinstance(port, int) for name, port in goals):
        return
    for info in appspec.load_balancers:
        given = (_name(info), _port(info))
        if any(given[0] in (name, None) and given[1] in (port, None) for name, port in goals):
            continue
        here, there = (":".join(str(part) for part in goal if part is not None) for goal in (given, goals[0]))
        message = (
            f"traffic goes to {here}, but the service's load balancer sends it to {there}; "
            "use the same in both"
        )
        related = ((balancers[0].at(), "the service's load balancer is here"),)
        yield Problem(info.at(), message, related)


def _other_controller(appspec: AppSpec, service: Service) -> Problems:
    controller = known(service.deployment_controller)
    kind = controller.type if controller is not None else None
    if controller is None or isinstance(kind, Unresolved) or kind in ("CODE_DEPLOY", None, ""):
        return
    message = (
        f"the service beside it has the deployment controller {kind}, which CodeDeploy "
        "does not deploy; use CODE_DEPLOY"
    )
    related = ((controller.at("type"), "the controller is here"),)
    yield Problem(next(appspec.services, appspec).at(), message, related)
