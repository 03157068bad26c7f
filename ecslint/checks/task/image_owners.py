"""Users who may not write what a well-known image writes, and variables that name read-only paths."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks._shared.known_images import covers, mounted, refused_user
from ecslint.finding import Problem, Problems
from ecslint.model.base import each
from ecslint.model.task import Container, TaskDefinition

_WRITTEN = regex(r"/(?:tmp|var/tmp|var/cache|var/log)(?:/[\w.\-/]*+)?")
"""Folders that programs write to; a value that is a path in one of them is not there to be read."""


@check("ECS444")
def user_cannot_write_in_the_image(container: Container, task: TaskDefinition) -> Problems:
    entry = refused_user(container, task)
    if entry is not None:
        better = f'use "{entry["instead"]}"' if "instead" in entry else 'remove "user"'
        message = f'"{container.image}" cannot run as "{container.user}" ({entry["error"]}); {better}'
        yield Problem(container.at("user"), message)


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
