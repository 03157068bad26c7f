"""Users who may not write what a well-known image writes, and variables that name read-only paths."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks._shared.known_images import covers, mounted, runs_the_server
from ecslint.finding import Problem, Problems
from ecslint.model.base import each, is_complete
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of

_WRITTEN = regex(r"/(?:tmp|var/tmp|var/cache|var/log)(?:/[\w.\-/]*+)?")
"""Folders that programs write to; a value that is a path in one of them is not there to be read."""


@check("ECS444")
def user_cannot_write_in_the_image(container: Container, task: TaskDefinition) -> Problems:
    user, found = container.user, family_of(container.image)
    if found is None or not isinstance(user, str) or task.windows is not False:
        return
    family, tag = found
    name, mounts = user.partition(":")[0], mounted(container)
    if name in ("", "0", "root") or mounts is None or not runs_the_server(container, family):
        return
    variables = [v.name for _, v in each(container.environment)]
    for entry in family.entries("user", tag):
        if name in entry["allowed"] or any(variable in entry.get("unless", ()) for variable in variables):
            continue
        if not is_complete(container.environment) or any(
            covers(mounts, path) or any(m.startswith(f"{path}/") for m in mounts) for path in entry["paths"]
        ):
            continue
        better = f'use "{entry["instead"]}"' if "instead" in entry else 'remove "user"'
        message = f'"{container.image}" cannot run as "{user}" ({entry["error"]}); {better}'
        yield Problem(container.at("user"), message)
        return


@check("ECS448")
def variable_names_a_read_only_path(container: Container, task: TaskDefinition) -> Problems:
    if container.readonly_root_filesystem is not True or task.windows is not False:
        return
    mounts = mounted(container)
    if mounts is None:
        return
    for index, variable in each(container.environment):
        value = variable.value
        if isinstance(value, str) and _WRITTEN.fullmatch(value) and not covers(mounts, value.rstrip("/")):
            message = (
                f'"{value}" is on the read-only root file system (Read-only file system); mount a volume or '
                "a tmpfs there"
            )
            related = ((container.at("readonlyRootFilesystem"), "the root file system is read-only"),)
            yield Problem(container.at("environment", index, "value"), message, related)
