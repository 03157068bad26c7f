"""Containers that end while the task is to go on, and what others wait for (ECS430, ECS450, ECS451)."""

from __future__ import annotations

import re
import shlex

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks._shared.known_images import runs_the_server
from ecslint.checks.task.programs import Script, script_of, servers_of, without_launchers
from ecslint.facts import jobs as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import Family, family_of, shown_image

_SEPARATOR = regex(r"&&|[;\n]|(?<!\|)\|(?!\|)|(?<![>&])&(?![>&])")
_LONGEST = 2000
"""Characters of a command beyond which it is not looked at."""


@check("ECS450")
def job_ends_the_task(task: TaskDefinition) -> Problems:
    """Yield an essential container that does one thing and ends beside one that serves."""
    if not task.containers_complete or len(task.containers) < 2 or task.windows is not False:
        return
    awaited = {
        dependency.container_name: dependency.condition
        for container in task.containers
        for _, dependency in each(container.depends_on)
    }
    for container in task.containers:
        if container.essential not in (None, True) or awaited.get(container.name) in ("COMPLETE", "SUCCESS"):
            continue
        last = _ends_with(container)
        server = next((c for c in task.containers if c is not container and _serves(c)), None)
        if (
            last is None
            or server is None
            or is_set(container.port_mappings)
            or is_set(container.restart_policy)
        ):
            continue
        message = (
            f'"{last}" ends, and with this essential container the task; set "essential" to false, and let '
            f'"{server.name}" wait for it'
        )
        place = container.at("essential")
        related = ((server.at("name"), "the container that is to go on"),)
        yield Problem(place, message, related, Fix("not essential", (Edit("set", place, False),)))


def _serves(container: Container) -> bool:
    """Say whether the task is there for a container: it has a port, and serves no other container only."""
    found = family_of(container.image)
    sidecar = found is not None and bool(found[0].data.get("sidecar"))
    return container.essential in (None, True) and is_set(container.port_mappings) and not sidecar


def _ends_with(container: Container) -> str | None:
    """Return the last command of a container if that one ends by itself."""
    script = script_of(container)
    if script is None or len(script.text) > _LONGEST:
        return None
    parts = (
        [part.strip() for part in _SEPARATOR.split(script.text) if part.strip()]
        if script.shell
        else [script.text]
    )
    try:
        words = without_launchers(shlex.split(parts[-1].partition("||")[0])) if parts else []
    except ValueError:
        return None
    if not words:
        return None
    words[0] = words[0].rpartition("/")[2] or words[0]
    text = " ".join(words)
    if not any(re.fullmatch(pattern, text, re.DOTALL) for pattern in facts.ENDS):
        return None
    return text if len(text) < 40 else text[:37] + "…"


@check("ECS451")
def server_is_awaited_to_end(task: TaskDefinition) -> Problems:
    """Yield a condition that is met when a container ends, where that container is a server."""
    if not task.containers_complete:
        return
    containers = {container.name: container for container in task.containers}
    for container in task.containers:
        for index, dependency in each(container.depends_on):
            condition, name = dependency.condition, dependency.container_name
            other = containers.get(name)
            if condition not in ("COMPLETE", "SUCCESS") or other is None or not _goes_on(other):
                continue
            better = "HEALTHY" if is_set(other.health_check) else "START"
            message = f'"{name}" serves and does not end, so "{container.name}" never starts; use "{better}"'
            place = container.at("dependsOn", index, "condition")
            fix = Fix(f'use "{better}"', (Edit("set", place, better),))
            yield Problem(place, message, ((other.at("image"), shown_image(other.image)),), fix)


_BRANCHES = regex(r"\|\||\b(?:if|case|for|while|until|trap|function)\b|<<|\(\)")
_LEAVES = regex(r"\b(?:exit|exec|return)\b")
"""What may end a text before its last command."""
_FAILURE = regex(r"(?:^|&&|[;\n])[ \t]{0,20}+(exit [1-9][0-9]{0,2}|false)[ \t;\n]{0,20}$")


@check("ECS430")
def success_is_impossible(task: TaskDefinition) -> Problems:
    """Yield a wait for the success of a container whose text always ends with a failure."""
    if not task.containers_complete or task.windows is not False:
        return
    containers = {container.name: container for container in task.containers}
    for container in task.containers:
        for index, dependency in each(container.depends_on):
            other = containers.get(dependency.container_name)
            script = script_of(other) if other is not None and dependency.condition == "SUCCESS" else None
            if other is None or script is None or not script.shell or len(script.text) > _LONGEST:
                continue
            failure = _FAILURE.search(script.text)
            may_leave = failure is not None and _LEAVES.search(script.text[: failure.start(1)])
            if failure is not None and not may_leave and _BRANCHES.search(script.text) is None:
                message = (
                    f'"{other.name}" always ends with "{failure[1]}", so "{container.name}" never starts; '
                    'use "COMPLETE", or let it end with 0'
                )
                place = container.at("dependsOn", index, "condition")
                related = ((script.place, "what it runs"),)
                yield Problem(place, message, related, severity=Severity.WARNING)


_ONLY_LOOKS = regex(
    r"(?:^|\s)--(?:version|help|check-config|print-config|pid|num-runs)(?:[\s=]|$)|scheduler\s.{0,80}-n\s"
)
"""Options with which servers and others that go on end by themselves."""


def _goes_on(container: Container) -> bool:
    """Say whether a container runs a server: a public image as it is, or a known command."""
    script, found = script_of(container), family_of(container.image)
    if found is not None and _is_sidecar_as_it_is(container, found[0]):
        return True
    if script is not None:
        if _ONLY_LOOKS.search(script.text):
            return False
        return any(True for _ in servers_of(script)) or _never_ends(script)
    if found is None or not is_complete(container.command):
        return False
    family, tag = found
    return (
        bool(family.entries("listens", tag))
        and not family.entries("ends", tag)
        and runs_the_server(container, family)
    )


def _is_sidecar_as_it_is(container: Container, family: Family) -> bool:
    """Say whether a container runs a public sidecar or log router, with options for it at most."""
    if not (family.data.get("sidecar") or family.data.get("roles")) or is_set(container.entry_point):
        return False
    first = next((word for _, word in each(container.command)), None)
    if first is None:
        return not is_set(container.command)
    return isinstance(first, str) and first.startswith("--config")


def _never_ends(script: Script) -> bool:
    """Say whether the last command of a script runs until it is stopped."""
    if len(script.text) > _LONGEST or "&" in script.text.replace("&&", ""):
        return False
    parts = (
        [part.strip() for part in _SEPARATOR.split(script.text) if part.strip()]
        if script.shell
        else [script.text]
    )
    try:
        words = without_launchers(shlex.split(parts[-1])) if parts else []
    except ValueError:
        return False
    if not words:
        return False
    words[0] = words[0].rpartition("/")[2] or words[0]
    return any(re.fullmatch(pattern, " ".join(words), re.DOTALL) for pattern in facts.GOES_ON)
