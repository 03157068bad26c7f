"""Hosts in variables that are not where they seem to be (ECS489)."""

from __future__ import annotations

import re

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of

_DESKTOP = regex(r"(?<![\w.-])(?:host|gateway)\.docker\.internal(?![\w.-])")
_LOCAL = regex(r"(?:^|[/@,;=])(?:localhost|127\.0\.0\.1):([0-9]{2,5})(?![\w.:])")
_HOST = regex(r"(\w+?)_?(?:HOST|HOSTNAME|SERVER|ADDRESS|ENDPOINT)")
_DATABASES = frozenset({"postgres", "mysql", "mariadb", "mssql", "mongo"})


@check("ECS489")
def host_is_elsewhere(container: Container, task: TaskDefinition) -> Problems:
    if task.windows is not False or is_set(container.extra_hosts):
        return
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        if not isinstance(name, str) or not isinstance(value, str) or len(value) > 500:
            continue
        if "." not in value and "localhost" not in value and "localstack" not in value:
            continue
        place = container.at("environment", index, "value")
        desktop = _DESKTOP.search(value) if ".docker.internal" in value else None
        if desktop is not None:
            message = (
                f'"{desktop[0]}" is a name of Docker Desktop, unknown in Amazon ECS; use the '
                "name or address of the server"
            )
            yield Problem(place, message)
        elif "localstack" in value and _is_an_emulator(container, task, value):
            message = '"localstack" is a service of Docker Compose, unknown here; remove it to use AWS itself'
            yield Problem(place, message)
        elif "PROXY" not in name.upper() and (instance := _of_the_instance(value, task)) is not None:
            yield Problem(place, instance)
        elif task.network == "bridge" and task.containers_complete:
            other = _meant(container, task, name, value)
            if other is not None:
                message = (
                    f'with "bridge" localhost is the container itself, not "{other.name}"; add that to '
                    '"links" and use its name'
                )
                yield Problem(place, message, ((other.at("name"), "the container"),))


_EMULATOR = regex(r"https?://localstack(?:-main)?(?=[:/]|$)")


def _is_an_emulator(container: Container, task: TaskDefinition, value: str) -> bool:
    """Say whether a URL names LocalStack, which no container of the task is."""
    if _EMULATOR.match(value) is None or not task.containers_complete or is_set(container.links):
        return False
    images = [other.image for other in task.containers]
    return not any(isinstance(image, Unresolved) or "localstack" in (image or "") for image in images)


_INSTANCE = regex(r"(?<![\d.])(?:169\.254\.169\.254|172\.17\.0\.1|127\.0\.0\.11)(?![\d.])")


def _of_the_instance(text: str, task: TaskDefinition) -> str | None:
    """Return what is wrong with an address of the instance or of its Docker in a variable or a command."""
    signs = "169.254." in text or "172.17." in text or "127.0.0.11" in text
    found = _INSTANCE.search(text) if signs and task.network is not None else None
    if found is None:
        return None
    if found[0] == "127.0.0.11":
        return "127.0.0.11 is the name server of Docker Compose, which tasks lack; use 169.254.169.253"
    if task.network != "awsvpc":
        return None
    if found[0] == "172.17.0.1":
        return f'"{found[0]}" is the instance only with "bridge", here it is nobody; use another way to it'
    if not task.requires_fargate or re.search(r"(?i)no_?proxy", text):
        return None
    return f"Fargate has no instance metadata at {found[0]}; use ${{ECS_CONTAINER_METADATA_URI_V4}}/task"


@check("ECS489")
def command_asks_the_instance(container: Container, task: TaskDefinition) -> Problems:
    if task.windows is not False:
        return
    for member, words in (("entryPoint", container.entry_point), ("command", container.command)):
        for index, word in each(words):
            fault = _of_the_instance(word, task) if isinstance(word, str) and len(word) < 4000 else None
            if fault is not None:
                yield Problem(container.at(member, index), fault)


def _meant(container: Container, task: TaskDefinition, name: str, value: str) -> Container | None:
    """Return the other container that a local address is meant for, if that is sure."""
    if not is_complete(container.port_mappings):
        return None
    local = _LOCAL.search(value)
    others = [other for other in task.containers if other is not container and isinstance(other.name, str)]
    if local is not None:
        port = int(local[1])
        if port in _ports(container):
            return None
        found = [other for other in others if port in _ports(other)]
        return found[0] if len(found) == 1 else None
    part = _HOST.fullmatch(name.upper())
    if part is None or value.strip() not in ("localhost", "127.0.0.1"):
        return None
    words = part[1].lower().split("_")
    found = [other for other in others if _is_called(other, words)]
    return found[0] if len(found) == 1 and not _is_called(container, words) else None


def _ports(container: Container) -> set[int]:
    ports = {m.container_port for _, m in each(container.port_mappings) if isinstance(m.container_port, int)}
    image = container.image
    found = family_of(image)
    if found is not None:
        ports |= {entry["port"] for entry in found[0].entries("listens", found[1])}
    return ports


def _is_called(container: Container, words: list[str]) -> bool:
    """Say whether a container is what a variable's name is about: ``REDIS_HOST``, ``DB_HOST``."""
    image = container.image
    if isinstance(image, Unresolved) or image is None:
        return container.name in words
    found = family_of(image)
    family = found[0].name if found is not None else ""
    return container.name in words or family in words or ("db" in words and family in _DATABASES)
