"""Commands that need more than the container has (ECS695)."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.shell_parts import unconditional
from ecslint.checks.task.programs import Script, script_of
from ecslint.facts import privileges as facts
from ecslint.facts.linux import FARGATE_NOFILE
from ecslint.finding import Problem, Problems
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition

_QUOTED = regex(r"'[^']*'|\"[^\"]*\"|\$\([^()]*\)")
_SEPARATORS = regex(r"(&&|\|\||[;\n|&])")
_BEFORE = frozenset({"exec", "sudo", "nohup", "time", "env", "then", "else", "do", "{", "("})
_ELSEWHERE = regex(r"DOCKER_HOST|DOCKER_CONTEXT|docker context|\s--(?:host|context|builder)[ =]")
"""Signs of a daemon that is somewhere else."""
_LONGEST = 4000
"""Longer scripts are not looked at."""


@check("ECS695")
def command_needs_a_privilege(container: Container, task: TaskDefinition) -> Problems:
    """Yield a command that the kernel refuses in the container: it has no such capability or device."""
    if task.windows is not False or container.privileged not in (None, False):
        return
    script = script_of(container)
    if script is None or len(script.text) > _LONGEST:
        return
    for words in _commands(script):
        line = " ".join(words)
        problem = (
            _kernel(line, script, task)
            or _without_daemon(words, script, container, task)
            or _too_many_files(line, script, container, task)
        )
        if problem is not None:
            yield problem
            return
        need = facts.PROGRAMS.get(words[0])
        if need is None or not need.arguments.search(" ".join(words[1:])):
            continue
        what = f"{need.capability} and {need.device}" if need.device else need.capability
        if task.requires_fargate:
            message = f'"{words[0]}" needs {what}, which Fargate does not give ({need.error}); {need.instead}'
            yield Problem(script.place, message)
            return
        if not _has(container, need):
            message = f'"{words[0]}" needs {what} ({need.error}); add it to "linuxParameters"'
            yield Problem(script.place, message)
            return


def _kernel(line: str, script: Script, task: TaskDefinition) -> Problem | None:
    """Return what is wrong with a command that writes parameters of the kernel."""
    if not facts.KERNEL.search(line):
        return None
    shown = line if len(line) <= 40 else f"{line[:37]}…"
    better = "set it on the instance"
    if facts.NAMESPACED.search(line):
        better = 'use "systemControls"'
    elif task.requires_fargate:
        better = "remove it"
    message = f'"{shown}" fails, since /proc/sys is read-only here (Read-only file system); {better}'
    return Problem(script.place, message)


def _without_daemon(
    words: list[str], script: Script, container: Container, task: TaskDefinition
) -> Problem | None:
    """Return what is wrong with a command of Docker in a container that has no socket of a daemon."""
    if _ELSEWHERE.search(script.text):
        return None
    if words[0] != "docker" or not facts.DAEMON.search(" ".join(words[1:])) or _may_have_docker(container):
        return None
    better = "use EC2, or another builder" if task.requires_fargate else "mount /var/run/docker.sock"
    return Problem(
        script.place, f'"docker" finds no daemon here (Cannot connect to the Docker daemon); {better}'
    )


def _commands(script: Script) -> Iterator[list[str]]:
    """Yield the words of each simple command whose failure counts, without what stands before it."""
    text = _QUOTED.sub("…", script.text) if script.shell else script.text
    parts = _SEPARATORS.split(text) if script.shell else [text]
    for part in unconditional(parts):
        words = part.split()
        while words and (words[0] in _BEFORE or "=" in words[0]):
            words = words[1:]
        if words and not words[0].startswith("#"):
            yield [words[0].rpartition("/")[2], *words[1:]]


def _has(container: Container, need: facts.Need) -> bool:
    """Say whether a container has, or may have, the capability and the device."""
    parameters = container.linux_parameters
    if parameters is None or isinstance(parameters, Unresolved):
        return parameters is not None
    given, devices = parameters.capabilities, parameters.devices
    if isinstance(given, Unresolved) or not is_complete(devices):
        return True
    added = [] if given is None else [name for _, name in each(given.add)]
    if given is not None and not is_complete(given.add):
        return True
    paths = {device.host_path for _, device in each(devices)}
    return not {need.capability, "ALL"}.isdisjoint(added) and (not need.device or need.device in paths)


def _may_have_docker(container: Container) -> bool:
    """Say whether a container may reach a daemon of Docker: by a mount, or at an address."""
    points = [point.container_path for _, point in each(container.mount_points)]
    if not is_complete(container.mount_points) or is_set(container.volumes_from):
        return True
    if not is_complete(container.environment) or is_set(container.environment_files):
        return True
    if is_set(container.secrets) or any(not isinstance(path, str) for path in points):
        return True
    names = [variable.name for _, variable in each(container.environment)]
    return any("run" in str(path) or facts.SOCKET in str(path) for path in points) or any(
        not isinstance(name, str) or name in ("DOCKER_HOST", "DOCKER_CONTEXT") for name in names
    )


def _too_many_files(line: str, script: Script, container: Container, task: TaskDefinition) -> Problem | None:
    """Return what is wrong with ``ulimit -n``: nobody raises the hard limit without SYS_RESOURCE."""
    match = facts.FILES.fullmatch(line)
    if match is None or not is_complete(container.ulimits) or not script.shell:
        return None
    given = [limit.hard_limit for _, limit in each(container.ulimits) if limit.name == "nofile"]
    if not given and not task.requires_fargate:
        return None
    hard = given[0] if given else FARGATE_NOFILE
    if not isinstance(hard, int) or hard < 0 or (match[1] != "unlimited" and int(match[1]) <= hard):
        return None
    if not task.requires_fargate and _has(container, facts.RESOURCE):
        return None
    message = f'"{match[0]}" is above the hard limit of {hard} (cannot modify limit); set "ulimits"'
    return Problem(script.place, message)
