"""Volumes and mount points (ECS730 to ECS740)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.base.suggest import nearest
from ecslint.base.unresolved import PartialText, Unresolved
from ecslint.checks import check
from ecslint.facts import volumes as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, MountPoint, TaskDefinition
from ecslint.model.volumes import Volume


def _kinds(volume: Volume) -> list[str]:
    """Return the members that surely say what kind a volume is, by the API's names."""
    found = [
        api
        for name, api in facts.KINDS.items()
        if (value := getattr(volume, name)) is not None and not isinstance(value, Unresolved)
    ]
    host = volume.host
    if host is not None and not isinstance(host, Unresolved) and is_set(host.source_path):
        found.insert(0, "host")
    if volume.configured_at_launch is True:
        found.append("configuredAtLaunch")
    return found


@check("ECS730")
def volume_is_refused(task: TaskDefinition) -> Problems:
    yield from _several_kinds(task)
    yield from _wrong_names(task)
    yield from _several_at_launch(task)
    yield from _autoprovisioned(task)
    yield from _driver_options(task)


def _several_kinds(task: TaskDefinition) -> Problems:
    for _, volume in each(task.volumes):
        kinds = _kinds(volume)
        if len(kinds) > 1:
            name = f'the volume "{volume.name}"' if isinstance(volume.name, str) else "the volume"
            listed = " and ".join(f'"{kind}"' for kind in kinds)
            related = ((volume.at(kinds[0], part="key"), "given first"),)
            yield Problem(volume.at(kinds[1], part="key"), f"{name} has {listed}; keep one of them", related)


def _wrong_names(task: TaskDefinition) -> Problems:
    seen: dict[str, Volume] = {}
    for _, volume in each(task.volumes):
        name = volume.name
        if name is None or name == "":
            needed = next((kind for kind in _kinds(volume) if kind in facts.NAME_REQUIRED), None)
            if needed:
                yield Problem(volume.at("name"), f'a volume with "{needed}" has no "name"; add one')
        elif isinstance(name, PartialText):
            from ecslint.checks._shared.names import bad_piece

            piece = bad_piece(name)
            if piece is not None:
                yield Problem(volume.at("name"), _wrong_name(piece))
        elif isinstance(name, str):
            if not re.fullmatch(facts.NAME_PATTERN, name):
                yield Problem(volume.at("name"), _wrong_name(name))
            if name in seen:
                related = ((seen[name].at("name"), "first given here"),)
                yield Problem(
                    volume.at("name"), f'two volumes are called "{name}"; rename one of them', related
                )
            seen.setdefault(name, volume)


def _wrong_name(name: str) -> str:
    if len(name) > 255:
        return f"the name of the volume has {len(name)} characters; use at most 255"
    wrong = "".join(sorted(set(re.sub(r"[A-Za-z0-9_-]", "", name))))
    return f'the volume name "{name}" holds "{wrong}"; use letters, digits, "_" and "-" only'


def _several_at_launch(task: TaskDefinition) -> Problems:
    launch = [volume for _, volume in each(task.volumes) if volume.configured_at_launch is True]
    for volume in launch[1:]:
        message = "a task has one volume configured at launch at most; remove this one"
        related = ((launch[0].at("configuredAtLaunch"), "the first one"),)
        yield Problem(volume.at("configuredAtLaunch"), message, related)


def _autoprovisioned(task: TaskDefinition) -> Problems:
    for _, volume in each(task.volumes):
        docker = volume.docker_volume_configuration
        if docker is None or isinstance(docker, Unresolved):
            continue
        provision = docker.autoprovision
        if docker.scope == "task" and isinstance(provision, bool):
            message = '"autoprovision" is for the scope "shared", this volume has "task"; remove it'
            place = docker.at("autoprovision")
            yield Problem(
                place, message, fix=Fix('remove "autoprovision"', (Edit("remove", place),), safe=True)
            )


def _driver_options(task: TaskDefinition) -> Problems:
    """Yield options that Docker's own driver refuses on Linux, and those that it misses."""
    for _, volume in each(task.volumes):
        docker = volume.docker_volume_configuration
        if docker is None or isinstance(docker, Unresolved) or task.windows is not False:
            continue
        options = docker.driver_opts
        if docker.driver not in (None, "local") or not isinstance(options, dict):
            continue
        for name in options:
            if name not in facts.LOCAL_OPTIONS and "$" not in name and "{" not in name:
                listed = f"{', '.join(facts.LOCAL_OPTIONS[:-1])} or {facts.LOCAL_OPTIONS[-1]}"
                message = f'Docker\'s driver "local" refuses the option "{name}"; use {listed}'
                yield Problem(docker.at("driverOpts", name, part="key"), message)
        for name, needed in facts.LOCAL_NEEDS.items():
            lacks = [option for option in needed if option not in options]
            if name in options and lacks and not set(options) - set(facts.LOCAL_OPTIONS):
                message = f'Docker\'s driver "local" takes "{name}" only with "{lacks[0]}"; add it'
                yield Problem(docker.at("driverOpts", name, part="key"), message)
                break


def _volume_names(task: TaskDefinition) -> list[str] | None:
    """Return the names of all volumes, ``None`` unless every one is known."""
    if not is_complete(task.volumes):
        return None
    names = [volume.name for _, volume in each(task.volumes)]
    if any(isinstance(name, Unresolved) for name in names):
        return None
    return [name for name in names if isinstance(name, str)]


@check("ECS732")
def mount_is_impossible(container: Container, task: TaskDefinition) -> Problems:
    yield from _unknown_volumes(container, task)
    yield from _wrong_paths(container, task)
    yield from _unknown_containers(container, task)


def _unknown_volumes(container: Container, task: TaskDefinition) -> Problems:
    names = _volume_names(task) if is_set(container.mount_points) else None
    if names is None:
        return
    for _, mount in each(container.mount_points):
        source = mount.source_volume
        if source is None or source == "":
            message = 'the mount point names no volume; add "sourceVolume" with the name of one in "volumes"'
            yield Problem(mount.at("sourceVolume"), message)
        elif isinstance(source, str) and source not in names:
            yield Problem(
                mount.at("sourceVolume"), _unknown(source, names), fix=_rename(mount, source, names)
            )


def _unknown(source: str, names: list[str]) -> str:
    if not names:
        return f'the volume "{source}" is not declared, the task has no volumes; add it to "volumes"'
    close = nearest(source, names)
    hint = f'use "{close}"' if close else f"declare it, or use {', '.join(names)}"
    return f'the volume "{source}" is not declared; {hint}'


def _rename(mount: MountPoint, source: str, names: list[str]) -> Fix | None:
    close = nearest(source, names)
    return (
        Fix(f'mount the volume "{close}"', (Edit("set", mount.at("sourceVolume"), close),)) if close else None
    )


def _wrong_paths(container: Container, task: TaskDefinition) -> Problems:
    seen: dict[str, int] = {}
    for index, mount in each(container.mount_points):
        path = mount.container_path
        if isinstance(path, Unresolved):
            continue
        if not path:
            yield Problem(mount.at("containerPath"), ('the mount point has no "containerPath"; add one'))
            continue
        if task.windows is False and not path.startswith("/") and not re.match(r"[A-Za-z]:[\\/]", path):
            message = (
                f'"{path}" is not an absolute path, which Docker mounts a volume at; use one '
                'that begins with "/"'
            )
            yield Problem(mount.at("containerPath"), message, severity=Severity.WARNING)
        key = path.rstrip("/") or "/"
        if key in seen:
            message = f'two volumes are mounted at "{path}"; use another path for one'
            related = ((container.at("mountPoints", seen[key], "containerPath"), "the first one"),)
            yield Problem(mount.at("containerPath"), message, related)
        seen.setdefault(key, index)


def _unknown_containers(container: Container, task: TaskDefinition) -> Problems:
    if not is_set(container.volumes_from) or not task.names_complete:
        return
    names = [c.name for c in task.containers if isinstance(c.name, str)]
    for _, source in each(container.volumes_from):
        name = source.source_container
        if not isinstance(name, str):
            continue
        if name not in names:
            close = nearest(name, [n for n in names if n != container.name])
            hint = f'; use "{close}"' if close else f"; use {', '.join(names)}"
            message = f'"volumesFrom" refers to "{name}", which is not a container of the task{hint}'
            yield Problem(source.at("sourceContainer"), message)


def _mounted(task: TaskDefinition) -> set[str] | None:
    """Return the names of the volumes that containers mount, ``None`` unless all are known."""
    if not task.containers_complete:
        return None
    mounted = set()
    for container in task.containers:
        if not is_complete(container.mount_points):
            return None
        for _, mount in each(container.mount_points):
            if isinstance(mount.source_volume, Unresolved):
                return None
            mounted.add(mount.source_volume or "")
    return mounted


def _unmounted(task: TaskDefinition) -> Iterator[Volume]:
    mounted = _mounted(task) if is_set(task.volumes) else None
    if mounted is not None:
        for _, volume in each(task.volumes):
            if isinstance(volume.name, str) and volume.name and volume.name not in mounted:
                yield volume


@check("ECS735")
def volume_is_not_mounted(task: TaskDefinition) -> Problems:
    for volume in _unmounted(task):
        message = f'no container mounts the volume "{volume.name}"'
        if volume.configured_at_launch is True:
            yield Problem(volume.at("name"), f"{message}, which is configured at launch; mount it")
        elif not isinstance(volume.configured_at_launch, Unresolved):
            message += "; mount it or remove it"
            yield Problem(volume.at("name"), message, severity=Severity.INFO)


@check("ECS739")
def host_path_is_sensitive(task: TaskDefinition) -> Problems:
    for _, volume in each(task.volumes):
        host = volume.host
        if host is None or isinstance(host, Unresolved) or not isinstance(host.source_path, str):
            continue
        if not host.source_path.strip():
            continue
        path = re.sub(r"/+", "/", host.source_path).rstrip("/") or "/"
        place = host.at("sourcePath")
        if path in facts.CONTROL_SOCKETS:
            what = facts.CONTROL_SOCKETS[path]
            message = f'"{path}" lets containers control {what}, and with it the instance; remove the volume'
            yield Problem(place, message)
        elif path in facts.SECRET_HOST_PATHS:
            message = f'"{path}" shows containers {facts.SECRET_HOST_PATHS[path]}; mount only what they need'
            yield Problem(place, message)
        elif path in facts.SYSTEM_HOST_PATHS and _is_writable(volume, task):
            message = (
                f'containers may write to "{path}" of the instance; set "readOnly": true where it is mounted'
            )
            yield Problem(place, message)


def _is_writable(volume: Volume, task: TaskDefinition) -> bool:
    """Say whether a container surely mounts the volume to write."""
    return any(
        mount.source_volume == volume.name and mount.read_only in (None, False)
        for container in task.containers
        for _, mount in each(container.mount_points)
        if isinstance(mount.source_volume, str)
    )


@check("ECS740")
def host_path_ties_the_task(task: TaskDefinition) -> Problems:
    for _, volume in each(task.volumes):
        host = volume.host
        if host is not None and not isinstance(host, Unresolved) and is_set(host.source_path):
            message = (
                "data in a directory of the instance stay behind when the task moves; use Amazon EFS for "
                'what must last, and leave "sourcePath" out for what need not'
            )
            yield Problem(host.at("sourcePath"), message)
