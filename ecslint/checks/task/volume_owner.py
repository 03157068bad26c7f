"""Empty volumes that belong to root, and users who cannot write to them (ECS494)."""

from __future__ import annotations

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import each, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.model.volumes import Volume


@check("ECS494")
def user_cannot_write_to_the_volume(container: Container, task: TaskDefinition) -> Problems:
    user = container.user
    if not task.requires_fargate or task.windows is not False or not isinstance(user, str):
        return
    if user.partition(":")[0] in ("", "0", "root"):
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
                ((container.at("user"), "the user"),),
                severity=Severity.INFO,
            )


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
