"""What is publicly known of well-known images, against what a container asks of them (ECS470 to ECS474)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.schemas import Schema
from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.checks._shared.known_images import (
    covers,
    mounted,
    program_name,
    runs_otherwise,
    runs_the_server,
)
from ecslint.checks._shared.words import INSTALLS
from ecslint.facts.programs import OF_DISTRIBUTIONS
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import Family, family_of, lifecycle_end, shown_image


class _Known(NamedTuple):
    """An image of a container of which something is known."""

    image: str
    family: Family
    tag: str


def _known_image(container: Container) -> _Known | None:
    image = container.image
    found = family_of(image)
    return None if found is None else _Known(shown_image(image), *found)


@check("ECS470")
def image_cannot_write(container: Container, task: TaskDefinition) -> Problems:
    if container.readonly_root_filesystem is not True or task.windows is not False:
        return
    known_image = _known_image(container)
    mounts = mounted(container)
    if known_image is None or mounts is None or runs_otherwise(container):
        return
    missing = [
        entry
        for entry in known_image.family.entries("writes", known_image.tag)
        if not any(covers(mounts, path) for path in (entry["path"], *entry.get("also", ())))
    ]
    if missing:
        paths = " and ".join(f'"{entry["path"]}"' for entry in missing)
        message = (
            f'"{known_image.image}" writes to {paths} ({missing[0]["what"]}); mount a volume or a tmpfs there'
        )
        yield Problem(container.at("readonlyRootFilesystem"), message)


_FIRST_WORD = regex(r"(?:^|[|;&(`]|\$\(|\b(?:if|then|do|else|!|exec|timeout \S+|sudo)\s)\s*([\w./-]+)")


@check("ECS471")
def health_check_program_is_missing(container: Container, task: TaskDefinition) -> Problems:
    health = known(container.health_check)
    command = known(health.command) if health is not None else None
    known_image = _known_image(container)
    if not command or known_image is None or task.windows is not False:
        return
    if any(INSTALLS.search(word) for _, word in each(container.command)):
        return  # the container brings programs itself
    kind, *words = command
    for entry in known_image.family.entries("lacks", known_image.tag):
        lacking = frozenset(entry["programs"])
        program = next((p for p in _programs(kind, words) if p in lacking), None)
        if program is None:
            continue
        instead = '", "'.join(["CMD", *str(entry.get("instead", "")).split()])
        hint = f'use ["{instead}"]' if "instead" in entry else "use a program that it has"
        message = f'"{known_image.image}" has no "{program}", so the health check always fails; {hint}'
        index = 0 if kind == "CMD-SHELL" and program.rpartition("/")[2] == "sh" else 1
        yield Problem(container.at("healthCheck", "command", index), message)
        return


@check("ECS471")
def distroless_image_has_no_such_program(container: Container, task: TaskDefinition) -> Problems:
    """Yield a program of a distribution in the exec form, of which such an image has none."""
    health, image = known(container.health_check), container.image
    command = known(health.command) if health is not None else None
    if not command or command[0] != "CMD" or not isinstance(image, str) or task.windows is not False:
        return
    name = image.lower().partition("@")[0]
    found = family_of(image)
    if "distroless" not in name or "debug" in name.rpartition(":")[2]:
        return
    if found is not None and found[0].entries("lacks", found[1]):
        return  # it is known in detail
    program = next(_programs("CMD", list(command[1:])), "")
    if program in OF_DISTRIBUTIONS:
        message = f'"{shown_image(image)}" has no "{program}", so the health check always fails'
        message += "; use a program that it has"
        # into an image of one's own the program may have been copied
        severity = Severity.INFO if ".dkr.ecr." in name else None
        yield Problem(container.at("healthCheck", "command", 1), message, severity=severity)


def _programs(kind: str | Unresolved, words: list[str | Unresolved]) -> Iterator[str]:
    """Yield the programs that a health check starts, as far as they are known."""
    texts = [word for word in words if isinstance(word, str)]
    if not texts or len(texts) != len(words):
        return
    shell = kind == "CMD-SHELL"
    if not shell:
        first = program_name(texts[0])
        yield from (first, texts[0])
        shell = first in ("sh", "bash", "ash") and len(texts) > 2 and texts[1] in ("-c", "-lc", "-ec")
        texts = texts[2:]
    else:
        yield from ("sh", "/bin/sh")
    if shell and texts:
        for match in _FIRST_WORD.finditer(texts[0]):
            yield program_name(match[1])


def _names(container: Container) -> set[str] | None:
    """Return the names of all variables and secrets, ``None`` unless they are known."""
    if not is_complete(container.environment) or not is_complete(container.secrets):
        return None
    if is_set(container.environment_files):
        return None
    names = [variable.name for _, variable in each(container.environment)]
    names += [secret.name for _, secret in each(container.secrets)]
    found = {name for name in names if isinstance(name, str)}
    return found if len(found) == len(names) or not any(isinstance(n, Unresolved) for n in names) else None


def _is_argument(container: Container, parts: Sequence[str]) -> bool:
    """Say whether a word of the command is, or may be, an option with one of these parts."""
    words = known(container.command) or []
    return bool(parts) and any(
        isinstance(word, Unresolved) or any(part in word for part in parts) for word in words
    )


@check("ECS472")
def image_variable_is_missing(container: Container, task: TaskDefinition) -> Problems:
    known_image = _known_image(container)
    if known_image is None or not runs_the_server(container, known_image.family):
        return
    names = _names(container)
    mounts = mounted(container)
    if names is None or mounts is None:
        return
    for need in known_image.family.entries("needs", known_image.tag):
        if not names.isdisjoint(need["any"]) or _is_argument(container, need.get("arguments", ())):
            continue
        if any(
            covers(mounts, path) or path in mounts or any(m.startswith(path) for m in mounts)
            for path in need.get("unless_mounted", ())
        ):
            continue
        if not _concerns(need, container, task):
            continue
        value = f' to "{need["value"]}"' if "value" in need else ""
        how = need.get("how", f"set it{value}")
        message = f'"{known_image.image}" needs "{need["add"]}" ({need["error"]}); {how}'
        about_words = "when_argument" in need or ("how" in need and "when_word" in need)
        place = container.at("command" if about_words else "environment")
        if "how" in need and not about_words:
            place = container.at("image")
        fix = None
        if "value" in need:
            variable = {"name": need["add"], "value": need["value"]}
            absent = container.environment is None
            edit = Edit("set", place, [variable]) if absent else Edit("append", place, variable)
            fix = Fix(f'set "{need["add"]}"', (edit,))
        yield Problem(place, message, fix=fix, evidence=need["add"])
    for group in known_image.family.data.get("together", ()):
        given = [name for name in group if name in names]
        if given and len(given) < len(group):
            missing = next(name for name in group if name not in names)
            message = f'"{known_image.image}" needs "{missing}" beside "{given[0]}"; set both or none'
            yield Problem(container.at("environment"), message, evidence=missing)


def _concerns(need: Schema, container: Container, task: TaskDefinition) -> bool:
    """Say whether an entry of ``needs`` is about this task: all of its conditions hold."""
    if "launch_type" in need and need["launch_type"] not in task.compatibilities:
        return False
    if "network" in need and task.network not in need["network"]:
        return False
    if "when_argument" in need:
        words = known(container.command) or []
        if not any(isinstance(w, str) and w.startswith(tuple(need["when_argument"])) for w in words):
            return False
    if "when_word" in need and need["when_word"] not in (known(container.command) or []):
        return False
    given = [v for _, v in each(container.environment) if v.name in need.get("given", ())]
    if "given" in need and not given:
        return False
    if "given_value" in need and not any(v.value == need["given_value"] for v in given):
        return False
    for _, variable in each(container.environment):
        if variable.value in need.get("except", {}).get(variable.name, ()):
            return False
    return "localhost" not in need or _asked_on_localhost(need["localhost"], task)


def _asked_on_localhost(port: int, task: TaskDefinition) -> bool:
    """Say whether a variable or a health check of a task names a port of ``localhost``."""
    if task.network not in ("awsvpc", "host"):
        return False
    texts: list[object] = []
    for container in task.containers:
        texts += [variable.value for _, variable in each(container.environment)]
        health = known(container.health_check)
        texts += [word for _, word in each(health.command if health is not None else None)]
    return any(isinstance(text, str) and f"{host}:{port}" in text for text in texts for host in _LOCAL)


_LOCAL = ("localhost", "127.0.0.1")


@check("ECS474")
def image_is_retired(container: Container) -> Problems:
    known_image = _known_image(container)
    if known_image is not None:
        for entry in known_image.family.entries("broken", known_image.tag):
            message = f'"{known_image.image}" {entry["what"]}; use {entry["use"]}'
            yield Problem(container.at("image"), message, severity=Severity.WARNING)
            return
        for entry in known_image.family.entries("retired", known_image.tag):
            message = f'"{known_image.image}" is {entry["what"]} since {entry["since"]}; use {entry["use"]}'
            yield Problem(container.at("image"), message)
            return
    image = container.image
    if isinstance(image, str) and image:
        end = lifecycle_end(image)
        if end is not None:
            message = f"{end.product} {end.cycle} gets no regular updates since {end.date}; use {end.newest}"
            yield Problem(container.at("image"), message, severity=Severity.INFO)


_SYSTEM_FOLDERS = """
    / /bin /etc /lib /lib64 /nix /nix/store /sbin /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/sbin
"""
_SYSTEM = frozenset(_SYSTEM_FOLDERS.split())
"""Folders without which no image of Linux works, or none that Nix has built."""


@check("ECS481")
def volume_hides_the_program(container: Container, task: TaskDefinition) -> Problems:
    if task.windows is not False:
        return
    known_image = _known_image(container)
    programs = known_image.family.entries("program", known_image.tag) if known_image is not None else []
    for index, mount in each(container.mount_points):
        path = mount.container_path
        if (
            not isinstance(path, str)
            or not path.startswith("/")
            or not is_foreign(task, mount.source_volume, container)
        ):
            continue
        path = path.rstrip("/") or "/"
        hidden = next((e for e in programs if covers([path], e["path"])), None)
        if path in _SYSTEM:
            what = "the programs of the image"
        elif hidden is not None:
            what = f'"{hidden["path"]}", {hidden["what"]}'
        else:
            continue
        message = f"the volume hides {what}; mount it at another path"
        if hidden is not None and "instead" in hidden:
            message = f'the volume hides {what}; mount it at "{hidden["instead"]}"'
        yield Problem(container.at("mountPoints", index, "containerPath"), message)


def is_foreign(task: TaskDefinition, name: str | Unresolved | None, container: Container) -> bool:
    """Say whether a volume has content of its own, and is not filled with that of the image.

    An empty volume on Fargate gets what the image has at a path that is a VOLUME of its Dockerfile, and
    nothing of other paths (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html);
    another container of the task that mounts it as well may put a copy there.
    """
    for _, volume in each(task.volumes):
        if volume.name != name or not isinstance(name, str):
            continue
        host = known(volume.host)
        remote = (
            volume.efs_volume_configuration,
            volume.fsx_windows_file_server_volume_configuration,
            volume.s3files_volume_configuration,
        )
        if any(value is not None and not isinstance(value, Unresolved) for value in remote):
            return True
        if volume.host is None and task.requires_fargate and volume.docker_volume_configuration is None:
            return volume.configured_at_launch is None and not is_shared(task, name, container)
        return host is not None and isinstance(host.source_path, str) and bool(host.source_path)
    return False


def is_shared(task: TaskDefinition, name: str, container: Container) -> bool:
    """Say whether another container of a task has a volume as well, or may have it."""
    return not task.containers_complete or any(
        mount.source_volume == name
        for other in task.containers
        if other is not container
        for _, mount in each(other.mount_points)
    )
