"""Ports that are mapped or asked, against those on which public images listen (ECS482, ECS486)."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.checks._shared.known_images import default_ports, listens_only_there
from ecslint.checks.task.health_port import asked
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import each, is_complete
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of, shown_image


@check("ECS486")
def image_listens_with_another_protocol(container: Container, task: TaskDefinition) -> Problems:
    """Yield a mapping of a port for TCP where a public image takes data over UDP there, or the reverse."""
    found = family_of(container.image)
    if found is None or not is_complete(container.port_mappings) or task.network not in ("bridge", "awsvpc"):
        return
    spoken: dict[int, list[str]] = {}
    for entry in found[0].entries("listens", found[1]):
        if not entry.get("also"):
            spoken.setdefault(entry["port"], []).append(entry["protocol"])
    mapped: dict[int, list[str]] = {}
    for _, mapping in each(container.port_mappings):
        port, protocol = mapping.container_port, mapping.protocol
        if not isinstance(port, int) or isinstance(protocol, Unresolved):
            return
        mapped.setdefault(port, []).append("udp" if (protocol or "").lower() == "udp" else "tcp")
    for index, mapping in each(container.port_mappings):
        wanted = spoken.get(mapping.container_port) if isinstance(mapping.container_port, int) else None
        if wanted is None or not isinstance(mapping.container_port, int):
            continue
        if set(wanted).isdisjoint(mapped[mapping.container_port]):
            message = (
                f'"{shown_image(container.image)}" takes data at port {mapping.container_port} over '
                f'{wanted[0].upper()}; set "protocol" to "{wanted[0]}"'
            )
            place = container.at(
                "portMappings", index, "containerPort" if mapping.protocol is None else "protocol"
            )
            severity = Severity.INFO if task.network == "awsvpc" else None
            yield Problem(place, message, severity=severity)
            return


@check("ECS486")
def image_listens_on_another_port(container: Container) -> Problems:
    """Yield a mapping to a port on which a public image does not listen unless it is told to."""
    if not listens_only_there(container):
        return
    defaults = [port for _, port in default_ports(container)]
    if not defaults or not is_complete(container.port_mappings):
        return
    mapped = [(m.container_port, m.at("containerPort")) for _, m in each(container.port_mappings)]
    if not mapped or any(not isinstance(port, int) or port in defaults for port, _ in mapped):
        return
    if any(_tells(variable.value, port) for _, variable in each(container.environment) for port, _ in mapped):
        return
    image = shown_image(container.image)
    message = f'"{image}" listens on port {defaults[0]} unless it is told otherwise; map that'
    yield Problem(mapped[0][1], message, severity=None if _is_fixed(container) else Severity.INFO)


_OPTION = regex(
    r"(?i)(?:port|listen|bind|addr(?:ess)?)[\"']?\s{0,3}[=: ]\s{0,3}[\"']?(?:[\w.]{1,60}+:)?"
    r"([0-9]{2,5})(?![0-9])"
)
"""A port in the options of a program, such as those of Java, which open further ones."""


def _tells(value: object, port: object) -> bool:
    """Say whether the value of a variable sets a port as one of its options."""
    return isinstance(value, str) and str(port) in _OPTION.findall(value[:2000])


def _is_fixed(container: Container) -> bool:
    """Say whether the port of an image is its own; others, such as nginx, stand in for images in examples."""
    found = family_of(container.image)
    entries = found[0].entries("listens", found[1]) if found is not None else []
    return any(entry.get("fixed") for entry in entries)


@check("ECS482")
def health_check_asks_another_port_of_the_image(container: Container, task: TaskDefinition) -> Problems:
    """Yield a port on which neither a public image listens nor another container of the task."""
    health = known(container.health_check)
    command = known(health.command) if health is not None else None
    if not command or not task.containers_complete or not listens_only_there(container):
        return
    ports = [port for _, port in default_ports(container)] if is_complete(container.port_mappings) else []
    others = [other for other in task.containers if other is not container]
    if not ports or (others and task.network != "bridge"):
        return
    mapped = {mapping.container_port for _, mapping in each(container.port_mappings)}
    for index, port in asked(command):
        if port not in ports and port not in mapped:
            message = (
                f'"{shown_image(container.image)}" listens on port {ports[0]}, not {port}, unless told '
                f"otherwise; use {ports[0]}"
            )
            severity = Severity.WARNING if _is_fixed(container) else None
            yield Problem(container.at("healthCheck", "command", index), message, severity=severity)
            return
