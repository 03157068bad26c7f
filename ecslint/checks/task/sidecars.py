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


@check("ECS484")
def sidecar_is_linked_and_not_named(task: TaskDefinition) -> Problems:
    """In the network mode bridge a link gives a host a name, which clients have to be told."""
    if task.network != "bridge" or task.windows is not False:
        return
    from ecslint.runtime.images import family_of

    names = {c.name: c for c in task.containers if isinstance(c.name, str)}
    for container in task.containers:
        own = _variables(container)
        for _, link in each(container.links) if own is not None and is_complete(container.links) else ():
            server, _, alias = link.partition(":")
            found = family_of(names[server].image) if server in names else None
            client = found[0].data.get("client") if found is not None else None
            if client is None or own is None or not own.isdisjoint(client["variables"]):
                continue
            if any(name.startswith(tuple(client["signs"])) for name in own):
                value = client["value"].format(host=alias or server)
                message = (
                    f'nothing says where "{server}" is, so clients use {client["default"]}; '
                    f'set "{client["variables"][0]}" to "{value}"'
                )
                yield Problem(container.at("environment"), message, ((names[server].at("name"), "linked"),))


def _variables(container: Container) -> set[str] | None:
    """Return the names of a container's variables and secrets, ``None`` unless all are known."""
    if is_set(container.environment_files):
        return None
    if not is_complete(container.environment) or not is_complete(container.secrets):
        return None
    names = [variable.name for _, variable in each(container.environment)]
    names += [secret.name for _, secret in each(container.secrets)]
    known = {name for name in names if isinstance(name, str)}
    return None if any(isinstance(name, Unresolved) for name in names) else known


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
