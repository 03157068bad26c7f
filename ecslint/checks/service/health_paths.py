"""What public images answer to load balancers, and at which ports (ECS461, ECS486)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.service import known_text, target_groups
from ecslint.facts.local_servers import WITHOUT_HTTP
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.service import Service
from ecslint.model.task import Container, HealthCheck, TaskDefinition

if TYPE_CHECKING:
    from ecslint.model.run import TaskSet
    from ecslint.model.target_group import TargetGroup, TargetGroups


@check("ECS461")
def image_answers_otherwise(
    service: Service | TaskSet, groups: TargetGroups, task: TaskDefinition
) -> Problems:
    """Yield a path to which a public image answers with a status that the target group does not accept."""
    for _, entry in target_groups(service):
        group = groups.find(entry.target_group_arn)
        container = task.container(entry.container_name) if isinstance(entry.container_name, str) else None
        if group is None or container is None or not isinstance(entry.container_port, int):
            continue
        asked = _asked(group, entry.container_port)
        answer = _answer(container, *asked) if asked is not None else None
        if asked is None or answer is None or _accepts(group, answer["status"]):
            continue
        place = group.at("HealthCheckPath")
        message = (
            f'"{_shown(container)}" answers {answer["status"]} to "{asked[0]}" ({answer["what"]}); '
            f"{answer['instead']}"
        )
        fix = None
        if "use" in answer:
            fix = Fix(f'set "{answer["use"]}"', (Edit("set", place, answer["use"]),))
        yield Problem(place, message, ((container.at("image"), "the image"),), fix)


@check("ECS461")
def plain_http_reaches_tls(
    service: Service | TaskSet, groups: TargetGroups, task: TaskDefinition
) -> Problems:
    """Yield a target group that sends plain HTTP to the port of HTTPS, whose servers answer 400."""
    for _, entry in target_groups(service):
        group = groups.find(entry.target_group_arn)
        if group is None or group.protocol != "HTTP" or entry.container_port != 443:
            continue
        if group.health_check_protocol == "HTTPS" or task.windows is not False or _accepts(group, 400):
            continue
        message = 'port 443 of the container is for HTTPS, and "HTTP" gets 400; use "HTTPS"'
        place = group.at("Protocol")
        yield Problem(place, message, fix=Fix('use "HTTPS"', (Edit("set", place, "HTTPS"),)))


@check("ECS461")
def http_reaches_another_protocol(
    service: Service | TaskSet, groups: TargetGroups, task: TaskDefinition
) -> Problems:
    """Yield a target group that asks by HTTP what speaks the protocol of a database or the like."""
    for _, entry in target_groups(service):
        port = entry.container_port
        group = groups.find(entry.target_group_arn) if port in WITHOUT_HTTP else None
        container = task.container(entry.container_name) if isinstance(entry.container_name, str) else None
        if group is None or container is None or not isinstance(port, int):
            continue
        checks = group.health_check_protocol
        if group.health_check_port not in (None, "traffic-port", str(port)):
            continue
        by_http = group.protocol in ("HTTP", "HTTPS")
        if not by_http and (group.protocol not in ("TCP", "TLS") or checks not in ("HTTP", "HTTPS")):
            continue
        message = (
            f"the container speaks {WITHOUT_HTTP[port]} on port {port}, so checks by HTTP fail; use "
            + ('a Network Load Balancer with "TCP"' if by_http else '"TCP"')
        )
        place = group.at("Protocol" if by_http else "HealthCheckProtocol")
        severity = None if _speaks_there(container, port) else Severity.INFO
        yield Problem(place, message, ((container.at("image"), "the image"),), severity=severity)


def _speaks_there(container: Container, port: int) -> bool:
    """Say whether a container runs a public image that listens on a port."""
    from ecslint.runtime.images import family_of

    found = family_of(container.image)
    return found is not None and any(one["port"] == port for one in found[0].entries("listens", found[1]))


_HOSTS_OF_DJANGO = ("ALLOWED_HOSTS", "DJANGO_ALLOWED_HOSTS")


@check("ECS461")
def django_refuses_the_address(
    service: Service | TaskSet, groups: TargetGroups, task: TaskDefinition
) -> Problems:
    """Yield hosts of Django without the task's address, by which health checks of load balancers ask."""
    for _, entry in target_groups(service):
        group = groups.find(entry.target_group_arn)
        container = task.container(entry.container_name) if isinstance(entry.container_name, str) else None
        port = entry.container_port
        if group is None or container is None or not isinstance(port, int):
            continue
        if _asked(group, port) is None or _accepts(group, 400):
            continue
        for index, variable in each(container.environment):
            hosts = variable.value
            if variable.name not in _HOSTS_OF_DJANGO or not isinstance(hosts, str) or "$" in hosts:
                continue
            if hosts.strip() and not re.search(r"(?:^|[\s,;\[\"'])\*(?!\.)|\d\.\d", hosts):
                shown = hosts if len(hosts) < 60 else hosts[:57] + "…"
                message = (
                    f'"{shown}" lacks the address of the task, by which they ask (Django answers 400); '
                    'add it, or "*"'
                )
                place = container.at("environment", index, "value")
                yield Problem(place, message, ((group.at("HealthCheckPath"), "the health check"),))


_NUMBER = regex("[0-9]+")


@check("ECS482")
def health_check_asks_an_unmapped_port(
    service: Service | TaskSet, groups: TargetGroups, task: TaskDefinition
) -> Problems:
    """Yield a port of a target group's health check that no container maps."""
    if task.network != "awsvpc" or not task.containers_complete:
        return
    mapped: set[int] = set()
    for container in task.containers:
        if not is_complete(container.port_mappings):
            return
        for _, mapping in each(container.port_mappings):
            if not isinstance(mapping.container_port, int):
                return
            mapped.add(mapping.container_port)
    for _, entry in target_groups(service):
        group = groups.find(entry.target_group_arn)
        asked = group.health_check_port if group is not None else None
        if group is None or not isinstance(asked, str) or not re.fullmatch("[0-9]{1,5}", asked):
            continue
        if mapped and int(asked) not in mapped and not any(_may_listen(c, asked) for c in task.containers):
            ports = ", ".join(str(port) for port in sorted(mapped)[:5])
            message = (
                f'the health check asks port {asked}, which no container maps; use "traffic-port" or {ports}'
            )
            yield Problem(group.at("HealthCheckPort"), message, severity=Severity.WARNING)


def _may_listen(container: Container, port: str) -> bool:
    """Say whether something of a container is about a port, or nothing says at which ones it listens.

    With awsvpc a port is reached without a mapping, which sidecars often go without.
    """
    from ecslint.checks._shared.known_images import default_ports

    if not is_complete(container.port_mappings) or not any(True for _ in each(container.port_mappings)):
        return True
    if port in {str(known) for _, known in default_ports(container)}:
        return True
    health = container.health_check
    texts: list[object] = [health.command if isinstance(health, HealthCheck) else health]
    texts += [container.command, container.entry_point]
    texts += [variable.value for _, variable in each(container.environment)]
    words = [word for text in texts for word in (text if isinstance(text, list) else [text])]
    return any(
        isinstance(w, Unresolved) or (isinstance(w, str) and port in _NUMBER.findall(w)) for w in words
    )


@check("ECS486")
def image_listens_on_another_port_than_asked(service: Service | TaskSet, task: TaskDefinition) -> Problems:
    """Yield a port of a container to which a load balancer sends, and on which its image does not listen."""
    from ecslint.checks._shared.known_images import default_ports, listens_only_there

    for _, entry in target_groups(service):
        container = task.container(entry.container_name) if isinstance(entry.container_name, str) else None
        port = entry.container_port
        if container is None or not isinstance(port, int) or not listens_only_there(container):
            continue
        ports = [known for _, known in default_ports(container)]
        mapped = {m.container_port for _, m in each(container.port_mappings)}
        if ports and port not in ports and not mapped.isdisjoint(ports):
            message = f'"{_shown(container)}" listens on port {ports[0]}, not {port}; use {ports[0]}'
            yield Problem(entry.at("containerPort"), message, ((container.at("image"), "the image"),))


def _shown(container: Container) -> str:
    from ecslint.runtime.images import shown_image

    return shown_image(container.image)


def _asked(group: TargetGroup, port: int) -> tuple[str, int] | None:
    """Return the path and the port that the health check asks over HTTP, ``None`` unless both are known."""
    path, other = group.health_check_path, group.health_check_port
    protocol = group.health_check_protocol
    if protocol is None:
        protocol = group.protocol
    if protocol not in ("HTTP", "HTTPS") or isinstance(path, Unresolved) or isinstance(other, Unresolved):
        return None
    if group.health_check_enabled not in (None, True):
        return None
    if other not in (None, "", "traffic-port"):
        if not re.fullmatch("[0-9]{1,5}", other):
            return None
        port = int(other)
    return path or "/", port


def _answer(container: Container, path: str, port: int) -> dict[str, Any] | None:
    """Return what the image of a container is known to answer, if nothing tells it to do otherwise."""
    from ecslint.runtime.images import family_of

    found = family_of(container.image)
    if found is None or is_set(container.entry_point) or is_set(container.environment_files):
        return None
    if not is_complete(container.environment) or not is_complete(container.secrets):
        return None
    names = {v.name for _, v in each(container.environment)} | {s.name for _, s in each(container.secrets)}
    if any(isinstance(name, Unresolved) for name in names):
        return None
    for entry in found[0].entries("answers", found[1]):
        if entry["port"] != port or entry["path"] != path.partition("?")[0]:
            continue
        if "given" in entry and names.isdisjoint(entry["given"]):
            continue
        if "unless_mounted" in entry and _mounted_at(container, entry["unless_mounted"]):
            continue
        if names.isdisjoint(entry.get("unless", ())):
            needed: dict[str, Any] = entry
            return needed
    return None


def _mounted_at(container: Container, paths: list[str]) -> bool:
    """Say whether something is mounted at, above or below one of the paths, or may be."""
    from ecslint.checks._shared.known_images import covers, mounted

    mounts = mounted(container)
    return mounts is None or any(
        covers(mounts, path) or any(mount.startswith(path) for mount in mounts) for path in paths
    )


def _accepts(group: TargetGroup, status: int) -> bool:
    """Say whether a target group counts a status as healthy, or may do so."""
    matcher = group.matcher
    if isinstance(matcher, Unresolved) or (matcher is not None and isinstance(matcher.http_code, Unresolved)):
        return True
    codes = known_text(matcher.http_code) if matcher is not None else None
    if codes is None:
        network = group.protocol in ("TCP", "TLS", "UDP", "TCP_UDP")
        codes = "200-399" if network else "200"
    for part in codes.split(","):
        low, _, high = part.strip().partition("-")
        if not re.fullmatch("[0-9]{1,5}", low) or not re.fullmatch("[0-9]{1,5}", high or low):
            return True
        if int(low) <= status <= int(high or low):
            return True
    return False
