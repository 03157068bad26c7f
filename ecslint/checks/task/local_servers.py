"""Servers on localhost: those that no container is, and those that are not awaited (ECS439, ECS441)."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks._shared.words import words_of
from ecslint.facts import local_servers as facts
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import Family, family_of

_LOCALHOST = r"(?:localhost|127\.0\.0\.1)"
_ADDRESS = regex(r"(?:^|[/@,;=(])" + _LOCALHOST + r":([0-9]{4,5})(?![\w.:])")
_URL = regex(r"^([a-z0-9]{3,12})(?:\+[a-z0-9]{1,12})?://(?:[^/@\s]{0,200}@)?" + _LOCALHOST + r"(?=[/?#]|$)")
_WORD = regex(r"[A-Z0-9]+")
_HOSTS = frozenset({"HOST", "HOSTNAME"})


@check("ECS439")
def server_is_not_in_the_task(container: Container, task: TaskDefinition) -> Problems:
    """Yield addresses of localhost at whose port nothing in the task can listen."""
    if task.network not in ("awsvpc", "bridge") or not task.containers_complete or task.windows is not False:
        return
    if not _is_plain(container, task):
        return
    severity = Severity.WARNING if len(task.containers) == 1 else Severity.INFO
    for port, place in _asked(container):
        if not _may_listen(port, container, task):
            what = facts.PORTS[port]
            message = (
                f"no container of the task is {what} on port {port} of localhost; use the host it runs on"
            )
            yield Problem(place, message, severity=severity)
    yield from _tracer(container, task)


def _is_plain(container: Container, task: TaskDefinition) -> bool:
    """Say whether localhost is what it seems: no links, no proxy, no hosts of the container's own."""
    return (
        not is_set(container.links) and task.proxy_configuration is None and not is_set(container.extra_hosts)
    )


def _asked(container: Container) -> Iterator[tuple[int, Place]]:
    """Yield the well-known ports of localhost that a container's variables name, with their places."""
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        if not isinstance(name, str) or not isinstance(value, str) or len(value) > 500:
            continue
        if "localhost" not in value and "127.0.0.1" not in value:
            continue
        place = container.at("environment", index, "value")
        if "PROXY" in name.upper() or "LISTEN" in name.upper() or "BIND" in name.upper():
            continue
        for match in _ADDRESS.finditer(value):
            if int(match[1]) in facts.PORTS:
                yield int(match[1]), place
        url = _URL.match(value)
        if url is not None and url[1] in facts.SCHEMES:
            yield facts.SCHEMES[url[1]], place
        words = _WORD.findall(name.upper())
        if value in ("localhost", "127.0.0.1") and name.upper() in facts.VARIABLES:
            yield facts.VARIABLES[name.upper()], place
        elif value in ("localhost", "127.0.0.1") and (len(words) == 1 or {*words[-1:]} & _HOSTS):
            yield from ((facts.WORDS[word], place) for word in words[:-1] or words if word in facts.WORDS)


def _may_listen(port: int, container: Container, task: TaskDefinition) -> bool:
    """Say whether a container of the task may listen on a port; whether it is reached is for ECS489."""
    for other in task.containers:
        mapped = [mapping.container_port for _, mapping in each(other.port_mappings)]
        if port in mapped or not is_complete(other.port_mappings):
            return True
        image = other.image
        found = family_of(image)
        if other is container:
            if found is not None:
                return True  # a known image is told where it listens itself
        elif found is None or _listens(port, found[0]):
            return True
    return False


def _listens(port: int, family: Family) -> bool:
    """Say whether images of a family may listen on a port: in some release, or as they are configured."""
    entries = family.data.get("listens")
    if entries is None:
        return not family.data.get("ends")  # the likes of HAProxy and Vector; shells wait for nobody
    return any(entry["port"] == port for entry in entries)


def _tracer(container: Container, task: TaskDefinition) -> Problems:
    """Yield a program run with the tracer of Datadog where no container can be its agent."""
    words = words_of(container)
    place = next((at for word, at in words or () if word.rpartition("/")[2] in facts.TRACED), None)
    if place is None or not task.requires_fargate or is_set(container.environment_files):
        return
    if not is_complete(container.environment) or not is_complete(container.secrets):
        return
    names = {v.name for _, v in each(container.environment)} | {s.name for _, s in each(container.secrets)}
    off = any(v.name == "DD_TRACE_ENABLED" and v.value != "true" for _, v in each(container.environment))
    if off or not names.isdisjoint(facts.TRACER_TOLD) or _may_listen(facts.TRACER, container, task):
        return
    message = (
        "no container of the task is the agent of Datadog on localhost:8126; add one, or set DD_AGENT_HOST"
    )
    yield Problem(place, message)


@check("ECS439")
def server_has_no_password(task: TaskDefinition) -> Problems:
    """Yield the password for a Redis of the task that was given none: it refuses every login."""
    if task.network not in ("awsvpc", "host") or not task.containers_complete or task.windows is not False:
        return
    servers = [c for c in task.containers if (found := family_of(c.image)) and found[0].name == "redis"]
    if len(servers) != 1 or any(
        is_set(value)
        for value in (servers[0].command, servers[0].entry_point, servers[0].mount_points)
        if value is not None
    ):
        return
    for container in task.containers:
        asks = any(port == _REDIS for port, _ in _asked(container))
        if container is servers[0] or not asks:
            continue
        given = [
            (v.name, container.at("environment", i, "name"))
            for i, v in each(container.environment)
            if isinstance(v.value, str) and v.value
        ]
        given += [(s.name, container.at("secrets", i, "name")) for i, s in each(container.secrets)]
        for name, place in given:
            if isinstance(name, str) and name.upper().endswith("REDIS_PASSWORD"):
                message = (
                    f'"{servers[0].name}" has no password, and Redis refuses one (ERR AUTH); '
                    'give it "--requirepass"'
                )
                yield Problem(place, message, ((servers[0].at("image"), "the server"),))
                return


_REDIS = 6379


@check("ECS441")
def server_is_not_awaited(container: Container, task: TaskDefinition) -> Problems:
    """Yield a container that asks a database beside it, which starts at the same time."""
    if task.network != "awsvpc" or task.windows is not False or len(task.containers) < 2:
        return
    words = words_of(container, in_part=True)
    if (
        words is None
        or any(_WAITS.search(word) for word, _ in words)
        or not is_complete(container.depends_on)
    ):
        return
    awaited = {dependency.container_name for _, dependency in each(container.depends_on)}
    said = set[str]()
    for port, place in _asked(container):
        server = _slow_server(port, container, task)
        if server is None or not isinstance(server.name, str) or server.name in awaited | said:
            continue
        said.add(server.name)
        message = f'"{server.name}" is asked before it is ready; add it to "dependsOn" with "HEALTHY"'
        yield Problem(place, message, ((server.at("image"), "the server"),))


_WAITS = regex(r"wait|dockerize|until |sleep |nc -z|pg_isready|retry")


def _slow_server(port: int, container: Container, task: TaskDefinition) -> Container | None:
    """Return the other container of a task that is a slow starter and listens on a port."""
    for other in task.containers:
        image = other.image
        found = family_of(image)
        if other is container or found is None or found[0].name not in facts.SLOW:
            continue
        if any(entry["port"] == port for entry in found[0].entries("listens", found[1])):
            return other
    return None
