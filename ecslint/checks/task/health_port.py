"""The port that a health check asks for (ECS482)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.checks._shared.health_ports import PARTS_OF_REQUESTS, asked_ports, ports_of_words
from ecslint.checks.task.programs import told_port
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.ports import port_range
from ecslint.model.task import Container, TaskDefinition


@check("ECS482")
def health_check_asks_another_port(container: Container, task: TaskDefinition) -> Problems:
    health = known(container.health_check)
    command = known(health.command) if health is not None else None
    if not command or not task.containers_complete or not is_set(container.port_mappings):
        return
    from ecslint.runtime.images import family_of

    image = container.image
    if not isinstance(image, str) or family_of(image) is not None:
        return
    ports = _declared(task)
    if ports is None:
        return
    for index, port in asked(command):
        told = told_port(container)
        if port not in ports and _mentioned(container, port):
            continue
        if told is not None and told[0] in ports and port not in ports:
            message = f"the health check asks port {port}, the program listens on {told[0]}; use that port"
            place = container.at("healthCheck", "command", index)
            yield Problem(place, message, ((told[1], f"port {told[0]}"),), severity=Severity.WARNING)
            return
        if port not in ports and not _mentioned(container, port):
            message = (
                f"the health check asks port {port}, which no container maps; use one of "
                f"{', '.join(str(p) for p in sorted(ports)[:5])} or add the port mapping"
            )
            related = ((container.at("portMappings"), "the ports of the container"),)
            place = container.at("healthCheck", "command", index)
            yield Problem(place, message, related, severity=Severity.INFO)
            return


def asked(command: list[str | Unresolved]) -> Iterator[tuple[int, int]]:
    """Yield each port that a health check asks at the container itself, with the word it stands in."""
    words = [word if isinstance(word, str) else "" for word in command]
    shell = words[0] == "CMD-SHELL"
    if any("unix-socket" in word for word in words):
        return
    for index, word in enumerate(words):
        if index and words[index - 1] in PARTS_OF_REQUESTS:
            continue
        for port in asked_ports(word, shell=shell and index == 1):
            yield index, port
    if words[0] == "CMD":
        for port in ports_of_words(words[1:]):
            yield next((i for i, word in enumerate(words) if str(port) in word), 0), port


def _declared(task: TaskDefinition) -> set[int] | None:
    """Return the ports that the containers of a task map, ``None`` unless all are known."""
    found: set[int] = set()
    for container in task.containers:
        if not is_complete(container.port_mappings):
            return None
        for _, mapping in each(container.port_mappings):
            ports = (
                port_range(mapping.container_port_range)
                if isinstance(mapping.container_port_range, str)
                else None
            )
            if isinstance(mapping.container_port, int):
                found.add(mapping.container_port)
            elif ports is not None:
                found.update(range(ports[0], min(ports[1], ports[0] + 1000) + 1))
            else:
                return None
    return found or None


def _mentioned(container: Container, port: int) -> bool:
    """Say whether a variable or a word of the command has, or may have, the port."""
    if not is_complete(container.environment) or is_set(container.environment_files):
        return True
    texts = [variable.value for _, variable in each(container.environment)]
    for words in (container.command, container.entry_point):
        texts += known(words) or []
    pattern = re.compile(rf"(?<![0-9]){port}(?![0-9])")
    return any(not isinstance(text, str) or pattern.search(text) for text in texts if text is not None)
