"""Volumes in which a public image cannot keep its data, and capabilities that it needs (ECS455, ECS456)."""

from __future__ import annotations

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.known_images import runs_the_server
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of, shown_image


@check("ECS456")
def volume_cannot_hold_the_data(container: Container, task: TaskDefinition) -> Problems:
    """Yield a mount that is read-only where an image writes, or at a path that a release has left."""
    found = family_of(container.image)
    if found is None or task.windows is not False or not runs_the_server(container, found[0]):
        return
    family, tag = found
    names = {variable.name for _, variable in each(container.environment)}
    written = {e["path"] for f in ("writes", "owns", "chowns") for e in family.entries(f, tag)}
    for index, mount in each(container.mount_points):
        path = mount.container_path
        if not isinstance(path, str):
            continue
        path = path.rstrip("/") or "/"
        for entry in family.entries("misplaced", tag):
            if (
                path == entry["path"]
                and is_complete(container.environment)
                and names.isdisjoint(entry["unless"])
            ):
                place = container.at("mountPoints", index, "containerPath")
                message = (
                    f'"{shown_image(container.image)}" does not start with a volume at "{path}" '
                    f'({entry["error"]}); mount it at "{entry["use"]}"'
                )
                fix = Fix(f'use "{entry["use"]}"', (Edit("set", place, entry["use"]),))
                yield Problem(place, message, fix=fix)
        if mount.read_only is True and path in written:
            place = container.at("mountPoints", index, "readOnly")
            message = (
                f'"{shown_image(container.image)}" writes to "{path}", which is read-only; remove "readOnly"'
            )
            yield Problem(place, message, fix=Fix('remove "readOnly"', (Edit("remove", place),)))


@check("ECS455")
def capability_of_the_image_is_dropped(container: Container, task: TaskDefinition) -> Problems:
    """Yield a list of dropped capabilities without which the start of a public image fails."""
    found = family_of(container.image)
    parameters = container.linux_parameters
    if found is None or task.windows is not False or is_set(container.user) or is_set(container.entry_point):
        return
    if parameters is None or isinstance(parameters, Unresolved) or not runs_the_server(container, found[0]):
        return
    capabilities = parameters.capabilities
    if capabilities is None or isinstance(capabilities, Unresolved) or not is_complete(capabilities.add):
        return
    dropped = {name: index for index, name in each(capabilities.drop) if isinstance(name, str)}
    added = {name for _, name in each(capabilities.add)}
    for entry in found[0].entries("capabilities", found[1]):
        lost = next(
            (n for n in entry["names"] if (n in dropped or "ALL" in dropped) and n not in added), None
        )
        if lost is None or "ALL" in added:
            continue
        index = dropped.get(lost, dropped.get("ALL", 0))
        better = f'set "user" to "{entry["user"]}"' if "user" in entry else f'remove {lost} from "drop"'
        shown = shown_image(container.image)
        message = f'"{shown}" needs the capability {lost} to start ({entry["error"]}); {better}'
        yield Problem(capabilities.at("drop", index), message)
        return
