"""Sidecars that serve the other containers of a task (ECS484)."""

from __future__ import annotations

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition


@check("ECS484")
def sidecar_is_not_reached(task: TaskDefinition) -> Problems:
    """In the network mode bridge each container has a network of its own."""
    if task.network != "bridge" or len(task.containers) < 2 or not task.containers_complete:
        return
    linked = {name for container in task.containers for name in _links(container)}
    if None in linked:
        return
    for container in task.containers:
        title = _serves(container)
        if title is None or container.name in linked or not isinstance(container.name, str):
            continue
        message = (
            f'with "bridge" no container reaches "{container.name}" ({title}); add it to "links" '
            'of others, or use "awsvpc"'
        )
        yield Problem(container.at("name"), message)


def _links(container: Container) -> list[str | None]:
    """Return the names of the containers that one links to; ``None`` is one that is not known."""
    if not is_complete(container.links):
        return [None]
    return [link.partition(":")[0] for _, link in each(container.links)]


def _serves(container: Container) -> str | None:
    """Return what a container is, if it serves others at ports that the instance does not show."""
    from ecslint.runtime.images import family_of

    if any(is_set(value) for value in (container.command, container.entry_point, container.environment)):
        return None  # it may be configured to take nothing from other containers
    image = container.image
    found = family_of(image)
    if found is None or not found[0].data.get("sidecar") or not found[0].entries("listens", found[1]):
        return None
    if not is_complete(container.port_mappings):
        return None
    hosts = [mapping.host_port for _, mapping in each(container.port_mappings)]
    if any(isinstance(host, Unresolved) or (is_set(host) and host != 0) for host in hosts):
        return None
    return found[0].title
