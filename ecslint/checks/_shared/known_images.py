"""What a container makes of a well-known image: whether it runs it as it is, and where it can write."""

from __future__ import annotations

from collections.abc import Mapping

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import Family, family_of


def runs_otherwise(container: Container) -> bool:
    """Say whether the container may run something else than what the image runs by itself."""
    return is_set(container.entry_point) or is_set(container.command)


def runs_the_server(container: Container, family: Family) -> bool:
    """Say whether a container runs what the image runs, be it with arguments or the program named."""
    if is_set(container.entry_point) or isinstance(container.command, Unresolved):
        entry = container.entry_point
        programs = [word for word in family.data.get("server", ()) if word.startswith("/")]
        return not isinstance(entry, Unresolved) and any(word in programs for word in entry or ())
    first = container.command[0] if container.command else "-"
    return isinstance(first, str) and (first.startswith("-") or first in family.data.get("server", ()))


def mounted(container: Container) -> list[str] | None:
    """Return the paths that have a mount of their own, ``None`` unless all are known."""
    parameters = container.linux_parameters
    if not is_complete(container.mount_points) or not is_complete(container.volumes_from):
        return None
    if is_set(container.volumes_from) or isinstance(parameters, Unresolved):
        return None
    paths = [mount.container_path for _, mount in each(container.mount_points)]
    if parameters is not None:
        if not is_complete(parameters.tmpfs):
            return None
        paths += [tmpfs.container_path for _, tmpfs in each(parameters.tmpfs)]
    found = [path.rstrip("/") or "/" for path in paths if isinstance(path, str)]
    return found if len(found) == len(paths) else None


def covers(mounts: list[str], path: str) -> bool:
    """Say whether a path is one of the mounts, or below one."""
    return any(path == mount or path.startswith(mount.rstrip("/") + "/") for mount in mounts)


def _may_be_of_any(container: Container, task: TaskDefinition, path: str) -> bool:
    """Say whether a folder comes from an instance or a file system, where it may belong to any user."""
    names = [
        m.source_volume
        for _, m in each(container.mount_points)
        if isinstance(m.container_path, str) and m.container_path.rstrip("/") == path
    ]
    for _, volume in each(task.volumes):
        if volume.name not in names or volume.docker_volume_configuration is not None:
            continue
        host = volume.host
        if host is None:  # new on Fargate and on instances, but for file systems
            remote = (volume.efs_volume_configuration, volume.s3files_volume_configuration)
            if any(is_set(value) for value in remote) or volume.configured_at_launch not in (None, False):
                return True
        elif isinstance(host, Unresolved) or is_set(host.source_path):
            return True
    return False


def refused_user(container: Container, task: TaskDefinition) -> Mapping[str, str] | None:
    """Return what is known of a well-known image that cannot run as the container's ``user``.

    ``error`` is what it stops with, ``instead`` an image that can. ``None`` where it can, or is unknown.
    """
    user, found = container.user, family_of(container.image)
    if found is None or not isinstance(user, str) or task.windows is not False:
        return None
    family, tag = found
    name, mounts = user.partition(":")[0], mounted(container)
    if name in ("", "0", "root") or mounts is None or not runs_the_server(container, family):
        return None
    variables = [v.name for _, v in each(container.environment)]
    for entry in family.entries("user", tag):
        if name in entry["allowed"] or any(variable in entry.get("unless", ()) for variable in variables):
            continue
        if any(_may_be_of_any(container, task, path) for path in entry.get("owned", ())):
            continue
        if is_complete(container.environment) and not any(
            covers(mounts, path) or any(m.startswith(f"{path}/") for m in mounts) for path in entry["paths"]
        ):
            return entry
    return None


def says_nothing_of_ports(container: Container) -> bool:
    """Say whether a container runs what its image runs, and no variable is about ports."""
    given = (container.entry_point, container.mount_points, container.environment_files)
    if any(is_set(value) for value in given) or not is_complete(container.environment):
        return False
    words = [] if container.command is None else container.command
    if isinstance(words, Unresolved) or any(
        isinstance(word, Unresolved) or not word.startswith("-") or _PORT_OPTION.search(word)
        for word in words
    ):
        return False
    names = [variable.name for _, variable in each(container.environment)]
    names += [secret.name for _, secret in each(container.secrets) if secret.name in _WHOLE]
    return all(
        isinstance(name, str) and (not _PORT_WORDS.search(name.upper()) or _OTHERS_PORT.search(name.upper()))
        for name in names
    )


_WHOLE = ("AOT_CONFIG_CONTENT", "SPLUNK_CONFIG_YAML")
"""Variables with the whole configuration of a collector."""
_PORT_WORDS = regex("PORT|ADDR|LISTEN|BIND|CONFIG_(?:CONTENT|YAML)$")
_OTHERS_PORT = regex("(?:^|_)(?:SMTP|E?MAIL|MAILER)(?:_|$)|^(?:DB|DATABASE|PG|POSTGRES)_PORT$|SUPPORT")
"""Variables about the port or address of another program that the container calls."""
_PORT_OPTION = regex(r"(?i)port|addr|listen|bind|config|conf\b|[:= ][0-9]{2,5}\b|^-p$")
"""Options of a command that may be about ports."""


def default_ports(container: Container) -> list[tuple[str, int]]:
    """Return the protocols and ports of an image, if nothing in the container is about ports."""
    image = container.image
    found = family_of(image)
    if found is None or not says_nothing_of_ports(container):
        return []
    return [(entry["protocol"], entry["port"]) for entry in found[0].entries("listens", found[1])]


def listens_only_there(container: Container) -> bool:
    """Say whether a public image listens at the ports that are known of it, and nowhere else."""
    found = family_of(container.image)
    entries = found[0].entries("listens", found[1]) if found is not None else []
    return any(entry.get("fixed") or entry.get("alone") for entry in entries)


_FOLDERS = frozenset(
    {"/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "bin", "usr/bin"}
)
"""Folders in which programs are sought."""


def program_name(word: str) -> str:
    """Return the name of a program; its path where that is in another folder (``/busybox/sh``)."""
    folder, slash, name = word.rpartition("/")
    return name if not slash or folder in _FOLDERS else word
