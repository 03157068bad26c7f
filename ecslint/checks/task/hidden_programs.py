"""Volumes over the program that a container is told to run, or over the folder in which it runs (ECS481)."""

from __future__ import annotations

import posixpath

from ecslint.base.pattern import regex
from ecslint.base.unresolved import known
from ecslint.checks import check
from ecslint.checks._shared.known_images import covers
from ecslint.checks._shared.words import words_of
from ecslint.checks.task.known_images import is_foreign, is_shared
from ecslint.checks.task.volume_owner import is_empty
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place, each
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of

_RUNS_A_FILE = frozenset({"node", "python", "python3", "ruby", "php", "sh", "bash", "deno", "bun", "ts-node"})
"""Programs whose first argument is a file."""
_IN_A_PROJECT = frozenset({"npm", "yarn", "pnpm", "bundle", "poetry", "pipenv", "rails", "php"})
"""Programs that look for a project in the working directory."""
_OF_PROGRAMS = regex(r"/(?:app|code|src|srv|usr|opt|var/www)(?:/|$)")
"""Folders in which images keep programs; a volume elsewhere may be there for the very program."""
_FILE = regex(r"[\w./-]{1,200}\.(?:js|mjs|cjs|ts|py|rb|php|sh|jar)")


@check("ECS481")
def volume_hides_what_runs(container: Container, task: TaskDefinition) -> Problems:
    """Yield a mount over what the container is told to run, where the volume has nothing of the image."""
    if task.windows is not False or (container.mount_points is None and container.linux_parameters is None):
        return
    found = _what_runs(container)
    if found is None:
        return
    path, shown = found
    for mount_path, place in _mounts(container, task):
        if mount_path == path or not covers([mount_path], path):
            continue
        message = f'"{mount_path}" has {shown} in the image, which the volume hides; use another path'
        yield Problem(place, message)
        return


def _mounts(container: Container, task: TaskDefinition) -> list[tuple[str, Place]]:
    """Return path and place of mounts that bring nothing of the image."""
    parameters = known(container.linux_parameters)
    found: list[tuple[str, Place]] = []
    for index, tmpfs in each(parameters.tmpfs if parameters is not None else None):
        if isinstance(tmpfs.container_path, str):
            path = tmpfs.container_path.rstrip("/") or "/"
            found.append((path, container.at("linuxParameters", "tmpfs", index, "containerPath")))
    programs = family_of(container.image)
    for index, mount in each(container.mount_points):
        path = mount.container_path if isinstance(mount.container_path, str) else ""
        if not path.startswith("/") or not is_foreign(task, mount.source_volume, container):
            continue
        if programs is not None and (programs[0].entries("program", programs[1]) or _OF_PROGRAMS.match(path)):
            continue  # told by what is known of the image, or there to bring the program to a public one
        name = mount.source_volume
        if mount.read_only is True or (isinstance(name, str) and is_shared(task, name, container)):
            continue  # there for the program, or filled by another container
        place = container.at("mountPoints", index, "containerPath")
        path = path.rstrip("/") or "/"
        if _is_empty(task, name) or path == container.working_directory or _OF_PROGRAMS.match(path):
            found.append((path, place))
    return found


def _is_empty(task: TaskDefinition, name: object) -> bool:
    """Say whether a volume of a task is a new folder, on Fargate or of Docker."""
    return any(volume.name == name and is_empty(volume) for _, volume in each(task.volumes))


def _what_runs(container: Container) -> tuple[str, str] | None:
    """Return the path of what a container is told to run, and what it is; ``None`` if that is not sure."""
    words = words_of(container)
    if not words:
        return None
    texts = [word for word, _ in words]
    directory = container.working_directory
    base = directory.rstrip("/") if isinstance(directory, str) and directory.startswith("/") else None
    first = texts[0]
    if first.startswith(("/", "./")) and " " not in first:
        return _joined(base, first)
    program = first.rpartition("/")[2]
    if program in _RUNS_A_FILE and len(texts) > 1 and _FILE.fullmatch(texts[1]):
        return _joined(base, texts[1])
    if program == "java" and "-jar" in texts[:-1]:
        return _joined(base, texts[texts.index("-jar") + 1])
    if program in _IN_A_PROJECT and base is not None:
        return f"{base}/package", f"the project that {program} runs"
    return None


def _joined(base: str | None, path: str) -> tuple[str, str] | None:
    """Return a path from the root, and what it is; ``None`` where it begins at an unknown folder."""
    if path.startswith("/"):
        return posixpath.normpath(path), f'"{path}"'
    return None if base is None else (posixpath.normpath(f"{base}/{path}"), f'"{path}"')
