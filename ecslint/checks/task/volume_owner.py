"""Empty volumes that belong to root, and users who cannot write to them (ECS494)."""

from __future__ import annotations

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.facts.programs import WITHOUT_ENTRY_POINT
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import each, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.model.volumes import Volume
from ecslint.runtime.images import family_of, shown_image


@check("ECS494")
def user_cannot_write_to_the_volume(container: Container, task: TaskDefinition) -> Problems:
    if not task.requires_fargate or task.windows is not False:
        return
    user, place = container.user, container.at("user")
    if user is None:
        yield from _of_the_image(container, task)
        return
    if not isinstance(user, str) or user.partition(":")[0] in ("", "0", "root"):
        return
    empty = {v.name for _, v in each(task.volumes) if isinstance(v.name, str) and is_empty(v)}
    for _, mount in each(container.mount_points):
        if mount.source_volume not in empty or mount.read_only not in (None, False):
            continue
        if not _is_prepared(mount.source_volume, container, task):
            message = (
                f'"{user}" cannot write to the new volume unless the image has a VOLUME there; prepare it'
            )
            yield Problem(
                mount.at("containerPath"),
                message,
                ((place, "the user"),),
                severity=Severity.WARNING if _has_no_volumes(container) else Severity.INFO,
            )


def _has_no_volumes(container: Container) -> bool:
    """Say whether the image is of a distribution or a language, which have no VOLUME."""
    found = family_of(container.image)
    return found is not None and found[0].name in WITHOUT_ENTRY_POINT


def _of_the_image(container: Container, task: TaskDefinition) -> Problems:
    """Yield new volumes where a well-known image has no VOLUME, and which its user cannot write to."""
    image = container.image
    found = family_of(image)
    entries = found[0].entries("owns", found[1]) if found is not None else []
    if not entries or is_set(container.entry_point):
        return
    names = {variable.name for _, variable in each(container.environment)}
    entries = [entry for entry in entries if names.isdisjoint(entry.get("unless", ()))]
    made = {v.name for _, v in each(task.volumes) if isinstance(v.name, str) and is_empty(v)}
    for _, mount in each(container.mount_points):
        path = mount.container_path
        if mount.source_volume not in made or not isinstance(path, str) or mount.read_only is True:
            continue
        entry = next((e for e in entries if e["path"] == path.rstrip("/") and e.get("volume") is False), None)
        if entry is not None and not _is_prepared(mount.source_volume, container, task):
            message = (
                f'"{shown_image(image)}" runs as {entry["user"]}, and the new volume belongs to root '
                '(Permission denied); prepare it, or set "user" to "0"'
            )
            related = ((container.at("image"), "the image"),)
            yield Problem(mount.at("containerPath"), message, related, severity=Severity.WARNING)


def _is_prepared(name: object, container: Container, task: TaskDefinition) -> bool:
    """Say whether another container, which may run as root, has the volume too."""
    return not task.containers_complete or any(
        other is not container and other.user in (None, "0", "root") and mount.source_volume == name
        for other in task.containers
        for _, mount in each(other.mount_points)
    )


def is_empty(volume: Volume) -> bool:
    """Say whether a volume is made for the task, empty and owned by root."""
    others = (
        volume.efs_volume_configuration,
        volume.fsx_windows_file_server_volume_configuration,
        volume.s3files_volume_configuration,
        volume.docker_volume_configuration,
    )
    if any(value is not None for value in others) or volume.configured_at_launch not in (None, False):
        return False
    host = volume.host
    return host is None or (not isinstance(host, Unresolved) and not is_set(host.source_path))
