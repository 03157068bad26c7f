"""Containers that share a network namespace: hosts, ports and proxies (ECS475 to ECS477, ECS480)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.checks._shared.known_images import default_ports, refused_user, says_nothing_of_ports
from ecslint.checks.task.programs import told_port
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime import firelens
from ecslint.runtime.images import family_of, shown_image

_SHARED = ("awsvpc", "host")
_URL = regex(r"://(?:[^/@\s]*+@)?+([A-Za-z0-9_-]++)(?=[:/?#,\s]|$)")
_HOST_PORT = regex(r"([A-Za-z0-9_-]+):[0-9]{2,5}(?:/\S*)?")
_HOST_NAMES = "HOST HOSTNAME SERVER ADDR ADDRESS ENDPOINT URL URI BROKER UPSTREAM"
_HOST_WORDS = frozenset(_HOST_NAMES.split())
_WORD = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")


@check("ECS476")
def host_is_the_name_of_a_container(task: TaskDefinition) -> Problems:
    mode = task.network
    if mode not in (*_SHARED, "bridge") or not task.containers_complete:
        return
    names = {c.name: c for c in task.containers if isinstance(c.name, str) and c.name != "localhost"}
    for container in task.containers:
        if is_set(container.extra_hosts) or isinstance(container.links, Unresolved):
            continue
        linked = {
            part for _, link in each(container.links) if isinstance(link, str) for part in link.split(":")
        }
        for host, place in _hosts(container, names):
            other = names.get(host)
            if other is None or (other is container and "healthCheck" not in place.path) or host in linked:
                continue
            if other is container:
                message = f'"{host}" is the container itself, which has no such name here; use localhost'
            elif mode == "bridge":
                message = f'"{host}" is a container, whose name resolves only with a link; add it to "links"'
            else:
                message = f'"{host}" is a container of this task, which has no name here; use localhost'
            yield Problem(place, message, ((other.at("name"), "the container"),))


def _hosts(container: Container, names: Collection[str]) -> Iterator[tuple[str, Place]]:
    """Yield what a container surely takes for a host: in URLs, and in variables that are called so.

    Only texts with one of ``names`` in them are looked at.
    """
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        if not isinstance(name, str) or not isinstance(value, str) or len(value) > 500:
            continue
        if not any(one in value for one in names):
            continue
        place = container.at("environment", index, "value")
        urls = _URL.findall(value) if "://" in value else []
        if urls:
            yield from ((host, place) for host in urls[:5])
        elif _is_host(name):
            port = _HOST_PORT.fullmatch(value.strip())
            yield (port[1] if port else value.strip()), place
        else:
            yield from ((host, place) for host in _ADDRESSES.findall(value)[:5])
            found = [next(filter(None, groups)) for groups in _DSN.findall(value)[:5]]
            yield from ((host, place) for host in found)
    for index, word in each(container.command):
        if isinstance(word, str) and len(word) < 2000 and any(one in word for one in names):
            yield from ((host, container.at("command", index)) for host in _hosts_of_a_command(word))
    health = known(container.health_check)
    for index, word in each(health.command if health is not None else None):
        if isinstance(word, str) and "://" in word and len(word) < 2000:
            yield from (
                (host, container.at("healthCheck", "command", index)) for host in _URL.findall(word)[:5]
            )


_OF_DISCOVERY = regex(
    r"(?:^|//)([a-z][a-z0-9-]{0,62})\.(?:[a-z0-9-]{1,63}\.){0,3}(?:local|internal):([0-9]{2,5})(?=/|$)"
)


@check("ECS476")
def neighbour_is_asked_by_way_of_discovery(container: Container, task: TaskDefinition) -> Problems:
    """Yield a name of service discovery for a container of the very task, which localhost leads to."""
    if task.network not in _SHARED or len(task.containers) < 2 or task.windows is not False:
        return
    for index, variable in each(container.environment):
        value = variable.value
        found = _OF_DISCOVERY.search(value) if isinstance(value, str) and len(value) < 500 else None
        other = task.container(found[1]) if found is not None else None
        if found is None or other is None or other is container:
            continue
        ports = [mapping.container_port for _, mapping in each(other.port_mappings)]
        if int(found[2]) in ports:
            message = (
                f'"{found[1]}" is a container of this task, which its name of service discovery leads to '
                f"only once the task runs; use localhost:{found[2]}"
            )
            place = container.at("environment", index, "value")
            yield Problem(place, message, ((other.at("name"), "the container"),))


_ADDRESSES = regex(r"(?:^|,)\s*+([A-Za-z][A-Za-z0-9_-]*+):[0-9]{2,5}(?=,|$)")
"""Addresses with port, as brokers are listed."""
_WAITS = regex(r"\bnc\s+(?:-[a-z]+\s+)*([A-Za-z][\w-]*)\s+[0-9]{2,5}\b")
_ASKED = regex(r"(?:^|[\s\"'=@(,])([A-Za-z][A-Za-z0-9_-]*):[0-9]{2,5}(?=[\s;\"',)/]|$)")
_DSN = regex(
    r"(?:^|\s)host=([A-Za-z][\w-]*)(?=\s|$)|@tcp\(([A-Za-z][\w-]*)(?::[0-9]{2,5})?\)"
    r"|(?:^|;)[ ]?(?:Server|Host|Data Source|Addr|Address)[ ]?=[ ]?(?:tcp:)?([A-Za-z][\w-]*)"
    r"(?:[,:][0-9]{2,5})?(?=;|$)",
    re.IGNORECASE,
)
"""Hosts in the notations of PostgreSQL, of Go's driver for MySQL and of ADO.NET."""


def _hosts_of_a_command(word: str) -> list[str]:
    """Return what a command surely takes for a host: in URLs, behind ``nc``, and with a port."""
    return [*_URL.findall(word)[:5], *_WAITS.findall(word)[:5], *_ASKED.findall(word)[:5]]


def _is_host(name: str) -> bool:
    words = [word.upper() for word in _WORD.findall(name)]
    return bool(words) and words[-1] in _HOST_WORDS


@check("ECS475")
def port_is_taken_in_the_task(task: TaskDefinition) -> Problems:
    if task.network not in _SHARED or len(task.containers) < 2 or task.windows is not False:
        return
    taken: dict[tuple[str, int], tuple[Container, str, Severity]] = {}
    router = firelens.router_of(task)
    if router is not None and task.network == "awsvpc" and router[1].type in firelens.OUTPUT_KEYS:
        ports = (
            (firelens.FORWARD_PORT,)
            if router[1].type == "fluentd"
            else (firelens.FORWARD_PORT, firelens.HEALTH_PORT)
        )
        for port in ports:
            taken["tcp", port] = (router[0], "the log router listens there", Severity.WARNING)
    for container in task.containers:
        for protocol, port in default_ports(container):
            words = f"{shown_image(container.image)} listens there unless it is told otherwise"
            taken.setdefault((protocol, port), (container, words, Severity.INFO))
    for container in task.containers:
        for index, mapping in each(container.port_mappings):
            mapped, protocol = mapping.container_port, known(mapping.protocol) or "tcp"
            if isinstance(mapping.protocol, Unresolved) or not isinstance(mapped, int):
                continue
            owner = taken.get((protocol, mapped))
            if owner is not None and owner[0] is not container:
                message = f'port {mapped} is taken by container "{_name(owner[0])}"; use another port'
                related = ((owner[0].at("image"), owner[1]),)
                place = container.at("portMappings", index, "containerPort")
                sure = owner[2] is Severity.WARNING or (_is_itself(owner[0]) and _has_port(container, mapped))
                severity = Severity.WARNING if sure else Severity.INFO
                yield Problem(place, message, related, severity=severity)
    yield from _equal_defaults(task)
    yield from _one_image_twice(task)
    yield from _one_port_told_twice(task)


def _has_port(container: Container, port: int) -> bool:
    """Say whether a public image always listens on a port, and nothing in the container is about ports."""
    return _is_itself(container) and port in (known_port for _, known_port in default_ports(container))


def _equal_defaults(task: TaskDefinition) -> Problems:
    """Yield the second of two images that listen on one port, where it has no mapping that says so."""
    seen: dict[tuple[str, int], Container] = {}
    said = set[str | None]()
    for container in task.containers:
        mapped = is_set(container.port_mappings)
        if mapped and not _is_itself(container):
            continue
        for key in default_ports(container):
            first = seen.setdefault(key, container)
            if _one_after_another(first, container):
                continue
            if first is not container and not mapped and _name(container) not in said:
                said.add(_name(container))
                message = (
                    f'"{shown_image(container.image)}" listens on port {key[1]}, like container '
                    f'"{_name(first)}"; tell one of them another port'
                )
                yield Problem(
                    container.at("image"),
                    message,
                    ((first.at("image"), f"port {key[1]}"),),
                    severity=None if _is_itself(first) and _is_itself(container) else Severity.INFO,
                )


def _one_after_another(one: Container, other: Container) -> bool:
    """Say whether one container starts when the other has ended."""
    return any(
        dependency.condition in ("COMPLETE", "SUCCESS") and dependency.container_name == before.name
        for before, after in ((one, other), (other, one))
        for _, dependency in each(after.depends_on)
    )


def _is_itself(container: Container) -> bool:
    """Say whether nobody takes an image for a stand-in: it serves others, or always has that port."""
    found = family_of(container.image)
    if found is None:
        return False
    fixed = any(entry.get("fixed") for entry in found[0].entries("listens", found[1]))
    return fixed or bool(found[0].data.get("sidecar"))


def _one_image_twice(task: TaskDefinition) -> Problems:
    """Yield a container that runs what another one runs, of which a port is known that nothing changes."""
    seen: dict[str, Container] = {}
    for container in task.containers:
        image = container.image
        if not isinstance(image, str) or not image or not says_nothing_of_ports(container):
            continue
        first = seen.setdefault(image, container)
        if first is container or default_ports(container):
            continue
        ports = [m.container_port for c in (first, container) for _, m in each(c.port_mappings)]
        if len(ports) == 1 and isinstance(ports[0], int):
            message = (
                f'"{image}" runs in container "{_name(first)}" too, so both use port {ports[0]}; tell one of '
                "them another port"
            )
            related = ((first.at("image"), "the same image"),)
            yield Problem(container.at("image"), message, related, severity=Severity.INFO)


def _one_port_told_twice(task: TaskDefinition) -> Problems:
    """Yield a container that is told to listen where another one is, by variable or command."""
    seen: dict[int, tuple[Container, Place]] = {}
    for container in task.containers:
        told = told_port(container)
        if told is None:
            continue
        port, place = told
        first = seen.setdefault(port, (container, place))
        if first[0] is not container and not _one_after_another(first[0], container):
            message = f'container "{_name(first[0])}" listens on port {port} too; use another port'
            # a program may not read a variable, but takes its own options
            sure = all("environment" not in at.path for at in (place, first[1]))
            severity = None if sure else Severity.INFO
            yield Problem(place, message, ((first[1], f"port {port}"),), severity=severity)


def _name(container: Container) -> str:
    return container.name if isinstance(container.name, str) else "?"


_METADATA = "169.254.170.2"
_EXEMPT = regex(
    r"169\.254\.170\.|169\.254\.0\.0/|169\.254\.\*|169\.0\.0\.0/|(?:^|,)\s*(?:169\.254\.?|\*)\s*(?:,|$)"
)


@check("ECS477")
def proxy_hides_the_credentials(container: Container, task: TaskDefinition) -> Problems:
    if not is_complete(container.environment) or is_set(container.environment_files):
        return
    if is_set(container.secrets):
        return
    given = {v.name: (index, v.value) for index, v in each(container.environment) if isinstance(v.name, str)}
    name = next((n for n in ("HTTP_PROXY", "http_proxy") if n in given), None)
    if name is None or given[name][1] == "":
        return
    without = [given[n] for n in ("NO_PROXY", "no_proxy") if n in given]
    if any(not isinstance(value, str) or _EXEMPT.search(value) for _, value in without):
        return
    message = f'"{name}" also takes requests for credentials; add {_METADATA} to "NO_PROXY"'
    index = without[0][0] if without else given[name][0]
    place = container.at("environment", index, "value")
    value = without[0][1] if without else None
    fix = None
    if isinstance(value, str):
        better = f"{value},{_METADATA}" if value else _METADATA
        fix = Fix(f"add {_METADATA}", (Edit("set", place, better),))
    elif isinstance(container.environment, list):
        edit = Edit("append", container.at("environment"), {"name": "NO_PROXY", "value": _METADATA})
        fix = Fix('set "NO_PROXY"', (edit,))
    yield Problem(place, message, fix=fix, severity=None if task.task_role_arn is not None else Severity.INFO)


@check("ECS480")
def user_cannot_listen_on_the_port(container: Container, task: TaskDefinition) -> Problems:
    if task.network not in _SHARED or task.windows is not False:
        return
    user, place = container.user, container.at("user")
    meant: set[int] | None = None
    if user is None:
        user, meant = _user_of_image(container)
        place = container.at("image")
    if not isinstance(user, str) or user.partition(":")[0] in ("", "0", "root"):
        return
    if container.privileged not in (None, False):
        return
    controls = [control.namespace for _, control in each(container.system_controls)]
    known_controls = is_complete(container.system_controls) and all(isinstance(n, str) for n in controls)
    if not known_controls or _SYSCTL in controls or refused_user(container, task) is not None:
        return  # the latter is ECS444's, whatever the port
    for index, mapping in each(container.port_mappings):
        port = mapping.container_port
        if isinstance(port, int) and 0 < port < 1024 and (meant is None or port in meant):
            message = f'user "{user}" may not listen on port {port}; use one above 1023, or set {_SYSCTL}'
            yield Problem(
                container.at("portMappings", index, "containerPort"), message, ((place, "the user"),)
            )
            return


def _user_of_image(container: Container) -> tuple[str | None, set[int]]:
    """Return the user that a public image runs as, if not root, and the ports on which it may listen."""
    found = family_of(container.image)
    entries = found[0].entries("runs_as", found[1]) if found is not None else []
    if not entries or found is None:
        return None, set()
    ports = {entry["port"] for entry in found[0].entries("listens", found[1])}
    ports |= {
        int(variable.value)
        for _, variable in each(container.environment)
        if isinstance(variable.name, str)
        and "PORT" in variable.name
        and isinstance(variable.value, str)
        and variable.value.isdecimal()
        and len(variable.value) < 6
    }
    if not ports:  # nothing is known of them
        mapped = [mapping.container_port for _, mapping in each(container.port_mappings)]
        ports |= {port for port in mapped if isinstance(port, int)}
    return str(entries[0]["user"]), ports


_SYSCTL = "net.ipv4.ip_unprivileged_port_start"
