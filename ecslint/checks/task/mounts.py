"""Where volumes are mounted, as Docker on Linux and on Windows takes it (ECS732, ECS493)."""

from __future__ import annotations

import posixpath
import re

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.facts import volumes as facts
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import each, is_set
from ecslint.model.task import Container, RuntimePlatform, TaskDefinition
from ecslint.model.volumes import Volume

_DRIVE = regex(r"([A-Za-z]):(?:[\\/]|$)")
_WINDOWS_TARGET = regex(r'(?:\\\\\?\\)?[a-z]:(?:[\\/][^\\/:*?"<>\r\n]+)*[\\/]?', re.IGNORECASE)
_PIPE = regex(r"[/\\]{2}\.[/\\]pipe[/\\].+", re.IGNORECASE)
_FILE = regex(r"[\w.@+-]+\.(\w+)")


@check("ECS732")
def mount_target_is_refused(container: Container, task: TaskDefinition) -> Problems:
    if not is_set(container.mount_points) or task.windows is None:
        return
    if task.windows:
        yield from _windows(container, task)
    else:
        yield from _linux(container, task)


def _linux(container: Container, task: TaskDefinition) -> Problems:
    parameters = known(container.linux_parameters)
    tmpfs = {
        posixpath.normpath(t.container_path): t.at("containerPath")
        for _, t in each(parameters.tmpfs if parameters is not None else None)
        if isinstance(t.container_path, str) and t.container_path
    }
    for _, mount in each(container.mount_points):
        path, place = mount.container_path, mount.at("containerPath")
        if not isinstance(path, str) or not path:
            continue
        if _DRIVE.match(path):
            if _says_linux(task):
                message = (
                    f'"{path}" is a path of Windows, and the task runs Linux; use one that begins with "/"'
                )
                yield Problem(place, message)
        elif path.startswith("/") and posixpath.normpath(path) in ("/", "//"):
            yield Problem(place, 'no volume can be mounted at "/"; mount it at a folder below')
        elif posixpath.normpath(path) in tmpfs:
            message = f'a tmpfs is mounted at "{path}" too (Duplicate mount point); use one of them'
            related = ((tmpfs[posixpath.normpath(path)], "the tmpfs"),)
            severity = Severity.WARNING if task.requires_fargate else None
            yield Problem(place, message, related, severity=severity)


_VOLUME_NAME = regex(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
"""What Docker takes for the name of a volume."""


_OF_A_SHELL = regex(r"~(?:/|$)")
"""The home directory, as shells write it."""


@check("ECS730")
def source_path_is_refused(task: TaskDefinition) -> Problems:
    """Docker takes an absolute path, or a name of a volume: a path of the developer's folder is neither."""
    if task.windows is not False:
        return
    for _, volume in each(task.volumes):
        host = known(volume.host)
        path = host.source_path if host is not None else None
        if host is None or not isinstance(path, str):
            continue
        if not path.strip() and volume.configured_at_launch is not True:
            message = '"sourcePath" is blank; remove "host" for an empty folder'
            yield Problem(host.at("sourcePath"), message)
        elif _OF_A_SHELL.match(path):
            message = f'nothing expands "{path}" (invalid characters for a local volume name); use "/home/…"'
            yield Problem(host.at("sourcePath"), message, severity=Severity.WARNING)
        elif path.strip() and _is_no_path(path):
            message = f'"{path}" is not a path on the instance (invalid characters); use an absolute path'
            severity = None if _says_linux(task) else Severity.WARNING
            yield Problem(host.at("sourcePath"), message, severity=severity)


def _is_no_path(path: str) -> bool:
    """Say whether a text is neither an absolute path nor a name of a volume, nor to be filled in."""
    if path.startswith(("/", "~", "%")) or "\\" in path or _DRIVE.match(path):
        return False
    return not _VOLUME_NAME.fullmatch(path) and re.search(r"[{}<>$]", path) is None


@check("ECS732")
def volume_is_no_shared_memory(container: Container, task: TaskDefinition) -> Problems:
    """An empty volume at ``/dev/shm`` is a folder of root on a disk."""
    if task.windows is not False:
        return
    empty = {v.name for _, v in each(task.volumes) if isinstance(v.name, str) and _is_folder(v)}
    for _, mount in each(container.mount_points):
        if mount.container_path in ("/dev/shm", "/dev/shm/") and mount.source_volume in empty:
            better = "make programs do without it" if task.requires_fargate else 'use "sharedMemorySize"'
            message = f"a volume is no shared memory (failed to open shm: Permission denied); {better}"
            yield Problem(mount.at("containerPath"), message, severity=Severity.WARNING)


@check("ECS732")
def mount_is_below_a_read_only_one(container: Container, task: TaskDefinition) -> Problems:
    """Docker makes the folder of a mount where it is missing, which it cannot below a read-only mount."""
    if task.windows is not False:
        return
    mounts = [
        (posixpath.normpath(mount.container_path), mount)
        for _, mount in each(container.mount_points)
        if isinstance(mount.container_path, str) and mount.container_path.startswith("/")
    ]
    for path, mount in mounts:
        for above, other in mounts:
            if other.read_only is True and path.startswith(above.rstrip("/") + "/"):
                message = (
                    f'Docker cannot make "{path}" below "{above}", which is mounted read-only; '
                    "mount it beside, or put the folder on that volume"
                )
                related = ((other.at("readOnly"), "the mount above"),)
                yield Problem(mount.at("containerPath"), message, related, severity=Severity.WARNING)
                break


def _says_linux(task: TaskDefinition) -> bool:
    """Say whether a task names Linux, or a network mode that Windows lacks, or runs on Fargate."""
    platform = task.runtime_platform
    named = isinstance(platform, RuntimePlatform) and platform.operating_system_family is not None
    return task.requires_fargate or named or task.network_mode in ("bridge", "host")


def _windows(container: Container, task: TaskDefinition) -> Problems:
    severity = Severity.WARNING if task.requires_fargate else None
    for _, mount in each(container.mount_points):
        path, place = mount.container_path, mount.at("containerPath")
        if not isinstance(path, str) or not path or _PIPE.fullmatch(path):
            continue
        if not _WINDOWS_TARGET.fullmatch(path):
            message = f'"{path}" is not a path that Docker on Windows mounts at; use one such as "C:\\data"'
            yield Problem(place, message, severity=severity)
            continue
        drive, rest = path[0].upper(), path[2:].strip("\\/")
        if drive == "C" and not rest:
            yield Problem(place, f'"{path}" is the system drive; use a folder below', severity=severity)


@check("ECS732")
def host_path_is_of_another_system(task: TaskDefinition) -> Problems:
    if task.windows is None:
        return
    for _, volume in each(task.volumes):
        host = known(volume.host)
        path = host.source_path if host is not None else None
        if host is None or not isinstance(path, str) or not path:
            continue
        place = host.at("sourcePath")
        if task.windows and path.startswith("/") and not path.startswith("//"):
            message = f'"{path}" is a path of Linux, and the task runs Windows; use one such as "C:\\data"'
            yield Problem(place, message, severity=Severity.WARNING)
        elif not task.windows and _DRIVE.match(path) and _says_linux(task):
            message = f'"{path}" is a path of Windows, and the task runs Linux; use one that begins with "/"'
            yield Problem(place, message)


@check("ECS493")
def volume_is_mounted_at_a_file(container: Container, task: TaskDefinition) -> Problems:
    """A volume is a folder: Docker cannot mount it onto a file, and makes a folder where there is none."""
    if task.windows is not False or not is_set(container.mount_points):
        return
    folders = {v.name for _, v in each(task.volumes) if isinstance(v.name, str) and _is_folder(v)}
    for _, mount in each(container.mount_points):
        path = mount.container_path
        if mount.source_volume not in folders or not isinstance(path, str) or not path.startswith("/"):
            continue
        name = posixpath.basename(path.rstrip("/"))
        match = _FILE.fullmatch(name)
        if path in facts.SYSTEM_FILES or (match is not None and match[1].lower() in facts.FILE_EXTENSIONS):
            message = (
                f'"{path}" is a file, and the volume is a folder (not a directory); mount it at '
                f'"{posixpath.dirname(path.rstrip("/")) or "/"}" or another folder'
            )
            if path in facts.SYSTEM_FILES or posixpath.dirname(path) in ("/", "/etc"):
                message = (
                    f'"{path}" is a file, and the volume is a folder (not a directory); remove the mount'
                )
            yield Problem(mount.at("containerPath"), message)


def _is_folder(volume: Volume) -> bool:
    """Say whether what a volume mounts is surely a folder: only a path of the instance may be a file."""
    if volume.configured_at_launch is True:
        return True
    host = volume.host
    if isinstance(host, Unresolved):
        return False
    if host is not None and is_set(host.source_path):
        return False
    docker = known(volume.docker_volume_configuration)
    options = docker.driver_opts if docker is not None else None
    return not isinstance(volume.docker_volume_configuration, Unresolved) and not is_set(options)
