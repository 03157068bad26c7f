"""What the checks of services, task runs and task sets share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from ecslint.base.suggest import nearest
from ecslint.base.unresolved import PartialText, Reference, Unresolved
from ecslint.base.words import one_of
from ecslint.facts.services import FARGATE_PROVIDERS
from ecslint.model.base import Place, each, is_complete, is_set
from ecslint.model.ports import port_range
from ecslint.model.service import AdvancedConfiguration, LoadBalancer, NetworkConfiguration, Service
from ecslint.model.task import Container, TaskDefinition

if TYPE_CHECKING:
    from ecslint.model.run import RunTask, TaskSet

    Runs: TypeAlias = Service | RunTask | TaskSet
    """Whatever starts tasks of a task definition."""

CUSTOM = "CUSTOM"
"""Custom capacity providers: Auto Scaling groups or managed instances."""


def keeps_tasks(runs: Runs) -> TypeGuard[Service | TaskSet]:
    """Say whether this keeps tasks running, as a task run does not (told without importing that model)."""
    return type(runs).__name__ != "RunTask"


def known_text(value: str | Unresolved | None) -> str | None:
    """Return a text that is known and not empty."""
    return value if isinstance(value, str) and value else None


def surely_set(value: object) -> bool:
    """Say whether a member was given and is not empty, whatever its value turns out to be."""
    if isinstance(value, PartialText):
        return any(isinstance(part, str) and part for part in value.parts)
    if isinstance(value, Unresolved):
        return isinstance(value, Reference)
    return is_set(value)


def member(name: str) -> str:
    """Return the attribute of an API member (``placementStrategy`` → ``placement_strategy``)."""
    return re.sub(r"([A-Z]+)", lambda m: "_" + m[1].lower(), name)


def providers(runs: Runs) -> list[str] | None:
    """Return the names of all capacity providers of the strategy; ``None`` if not all are known."""
    strategy = runs.capacity_provider_strategy
    if not is_complete(strategy):
        return None
    names = [known_text(item.capacity_provider) for _, item in each(strategy)]
    return [name for name in names if name] if all(names) else None


def platform(runs: Runs) -> str | None:
    """Return where the tasks run: a launch type, or ``CUSTOM``; ``None`` if that is not known.

    Neither a launch type nor a strategy means the cluster's default, which the files do not show.
    """
    if isinstance(runs.launch_type, Unresolved) or isinstance(runs.capacity_provider_strategy, Unresolved):
        return None
    names = providers(runs)
    if runs.launch_type:
        return runs.launch_type if not is_set(runs.capacity_provider_strategy) else None
    if not names:
        return None
    if all(name in FARGATE_PROVIDERS for name in names):
        return "FARGATE"
    return CUSTOM if not any(name in FARGATE_PROVIDERS for name in names) else None


def on_fargate(runs: Runs, task: TaskDefinition | None = None) -> bool:
    """Say whether the tasks surely run on Fargate."""
    where = platform(runs)
    if where is None and task is not None and not is_set(runs.launch_type):
        # A task that only Fargate takes and a cluster's default strategy.
        return task.compatibilities == {"FARGATE"} and is_complete(task.requires_compatibilities)
    return where == "FARGATE"


def placing(runs: Runs) -> str:
    """Return the member that says where the tasks run, for pointing at."""
    return "launchType" if is_set(runs.launch_type) else "capacityProviderStrategy"


def network_mode(task: TaskDefinition) -> str | None:
    """Return the network mode that the task gets; ``None`` if it is not known."""
    if isinstance(task.network_mode, Unresolved):
        return None
    if task.network_mode:
        return task.network_mode
    return "bridge" if task.linux_bridge_default and is_complete(task.requires_compatibilities) else None


def awsvpc(runs: Runs, task: TaskDefinition | None) -> bool:
    """Say whether the tasks surely have their own network interface."""
    if task is not None and network_mode(task) is not None:
        return network_mode(task) == "awsvpc"
    return platform(runs) == "FARGATE"


def has_network(runs: Runs) -> bool:
    """Say whether a network configuration is given, known or not."""
    network = runs.network_configuration
    if isinstance(network, NetworkConfiguration):
        return network.awsvpc_configuration is not None
    return network is not None


def target_groups(runs: Service | TaskSet) -> list[tuple[int, LoadBalancer]]:
    """Return the entries that surely name a target group, with their indices."""
    return [(i, entry) for i, entry in each(runs.load_balancers) if is_set(entry.target_group_arn)]


def classic(runs: Service | TaskSet) -> list[tuple[int, LoadBalancer]]:
    """Return the entries that surely name a Classic Load Balancer, with their indices."""
    return [(i, entry) for i, entry in each(runs.load_balancers) if is_set(entry.load_balancer_name)]


def listener_rules(service: Service | TaskSet) -> Iterator[tuple[Place, str | Unresolved | None]]:
    """Yield the listeners, or their rules, by which a deployment shifts traffic, with their places."""
    for _, entry in each(service.load_balancers):
        block = entry.advanced_configuration
        if isinstance(block, AdvancedConfiguration):
            yield block.at("productionListenerRule"), block.production_listener_rule
            yield block.at("testListenerRule"), block.test_listener_rule


def uses_connect(service: Service) -> bool | None:
    """Say whether Service Connect is on; ``None`` if that is not known."""
    connect = service.service_connect_configuration
    if isinstance(connect, Unresolved):
        return None
    if connect is None:
        return None if service.is_update else False
    return None if isinstance(connect.enabled, Unresolved) else connect.enabled is True


def maps_port(container: Container, port: int) -> bool | None:
    """Say whether the container maps the port; ``None`` if that is not known."""
    if isinstance(container.port_mappings, Unresolved):
        return None
    sure = is_complete(container.port_mappings)
    for _, mapping in each(container.port_mappings):
        span = mapping.container_port_range
        if isinstance(mapping.container_port, Unresolved) or isinstance(span, Unresolved):
            sure = False
        elif mapping.container_port == port:
            return True
        elif span:
            ends = port_range(span)
            sure = sure and ends is not None and not ends[0] <= port <= ends[1]
    return False if sure else None


def container_names(task: TaskDefinition) -> str:
    """Return the containers' names for a message."""
    return one_of(str(container.name) for container in task.containers)


def use_nearest(name: str, names: list[str]) -> str:
    """Return ``; use "x"`` for the closest of ``names``, or nothing."""
    close = nearest(name, names)
    return f'; use "{close}"' if close else ""
