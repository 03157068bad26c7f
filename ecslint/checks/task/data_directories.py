"""Directories of databases that other programs write to as well (ECS442)."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.base import each, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of


@check("ECS442")
def data_directory_is_shared(container: Container, task: TaskDefinition) -> Problems:
    """Yield a volume that is the data of a database, and something else in another container."""
    image = container.image
    found = family_of(image)
    if found is None or task.windows is not False or is_set(container.entry_point):
        return
    paths = {entry["path"] for entry in found[0].data.get("chowns", ())}
    for _, mount in each(container.mount_points):
        path, name = mount.container_path, mount.source_volume
        if not isinstance(path, str) or path.rstrip("/") not in paths or not isinstance(name, str):
            continue
        other = _other_writer(name, container, task, path.rstrip("/"))
        if other is not None:
            message = (
                f'"{other.name}" writes to the volume too, and a database needs an empty directory for '
                "itself; use another volume"
            )
            yield Problem(mount.at("sourceVolume"), message, ((other.at("mountPoints"), "the other mount"),))


def _other_writer(name: str, container: Container, task: TaskDefinition, path: str) -> Container | None:
    """Return another container that writes to a volume under a path which is not of the database."""
    for other in task.containers:
        for _, mount in each(other.mount_points):
            at = mount.container_path
            if other is container or mount.source_volume != name or mount.read_only not in (None, False):
                continue
            if isinstance(at, str) and isinstance(other.name, str) and not path.startswith(at.rstrip("/")):
                return other
    return None
