"""What only the instance has: Docker's daemon, and the settings of the agent (ECS437, ECS438)."""

from __future__ import annotations

from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.checks._shared.words import words_of
from ecslint.checks.task.volume_owner import is_empty
from ecslint.facts import agent as facts
from ecslint.facts.volumes import CONTROL_SOCKETS
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, TaskDefinition


@check("ECS437")
def docker_daemon_is_missing(container: Container, task: TaskDefinition) -> Problems:
    """Yield sockets of Docker behind which nothing listens, and daemons that may not start."""
    if task.windows is not False:
        return
    made = {v.name for _, v in each(task.volumes) if isinstance(v.name, str) and is_empty(v)}
    for _, mount in each(container.mount_points):
        path = mount.container_path
        program = CONTROL_SOCKETS.get(path.rstrip("/")) if isinstance(path, str) else None
        if program is None:
            continue
        if task.requires_fargate:
            message = f'Fargate has no {program} daemon behind "{path}"; remove the mount, or use EC2'
            yield Problem(mount.at("containerPath"), message)
        elif mount.source_volume in made:
            message = f'the volume is a new folder, no socket of {program}; set "sourcePath" to "{path}"'
            yield Problem(mount.at("containerPath"), message)
    yield from _client_without_daemon(container, task)
    yield from _daemon_in_the_container(container, task)
    yield from _lacks_of_the_instance(container, task)


def _client_without_daemon(container: Container, task: TaskDefinition) -> Problems:
    """Yield a command of Docker Compose: what it starts would be beside the container, not in it."""
    words = words_of(container)
    if not words or any(CONTROL_SOCKETS.get(str(m.container_path)) for _, m in each(container.mount_points)):
        return
    names = {variable.name for _, variable in each(container.environment)}
    if "DOCKER_HOST" in names or is_set(container.volumes_from) or container.privileged is True:
        return
    first, *rest = [word.rpartition("/")[2] for word, _ in words[:2]]
    if first == "docker-compose" or (first == "docker" and rest == ["compose"]):
        message = (
            f'"{" ".join([first, *rest][: 1 if first == "docker-compose" else 2])}" starts containers by a '
            "Docker daemon, which the container lacks; make a container of each service"
        )
        yield Problem(words[0][1], message)


def _lacks_of_the_instance(container: Container, task: TaskDefinition) -> Problems:
    """Yield an image that needs files or capabilities of the instance, without them or on Fargate."""
    from ecslint.runtime.images import family_of, shown_image

    found = family_of(container.image)
    if found is None or is_set(container.volumes_from) or not is_complete(container.mount_points):
        return
    paths = [mount.container_path for _, mount in each(container.mount_points)]
    names = {v.name: v.value for _, v in each(container.environment)}
    words = [w for w in known(container.command) or [] if isinstance(w, str)]
    for entry in found[0].entries("instance", found[1]):
        if "launch_type" in entry and entry["launch_type"] not in task.compatibilities:
            continue
        if "when_variable" in entry and names.get(entry["when_variable"]) not in entry["when_values"]:
            continue
        if "when_argument" in entry and not any(w.startswith(entry["when_argument"]) for w in words):
            continue
        have = any(isinstance(p, Unresolved) or p in entry.get("paths", ()) for p in paths)
        wanted = entry.get("capability")
        if container.privileged not in (None, False) or (have and not task.requires_fargate):
            continue
        if wanted is not None and not task.requires_fargate and _may_do(container, wanted):
            continue
        what = wanted or entry.get("setting") or entry["paths"][0]
        better = "use EC2" if task.requires_fargate else f'add "{what}"' if wanted else "mount it"
        message = (
            f'"{shown_image(container.image)}" needs {what} of the instance ({entry["error"]}); {better}'
        )
        yield Problem(container.at("image"), message)
        return


def _may_do(container: Container, capability: str) -> bool:
    """Say whether a capability is added to a container, or may be."""
    parameters = container.linux_parameters
    if parameters is None or isinstance(parameters, Unresolved):
        return parameters is not None
    capabilities = parameters.capabilities
    if capabilities is None or isinstance(capabilities, Unresolved):
        return capabilities is not None
    return not is_complete(capabilities.add) or capability in [name for _, name in each(capabilities.add)]


def _daemon_in_the_container(container: Container, task: TaskDefinition) -> Problems:
    """Yield an image that runs a daemon of its own in a container that is not privileged."""
    from ecslint.runtime.images import family_of, shown_image

    image = container.image
    found = family_of(image)
    entries = found[0].entries("privileged", found[1]) if found is not None else []
    if not entries or container.privileged not in (None, False) or is_set(container.entry_point):
        return
    if task.requires_fargate:
        message = (
            f'"{shown_image(image)}" needs a privileged container ({entries[0]["error"]}), which Fargate '
            "lacks; use EC2"
        )
        yield Problem(container.at("image"), message)
        return
    place = container.at("privileged")
    message = (
        f'"{shown_image(image)}" needs a privileged container ({entries[0]["error"]}); set "privileged": true'
    )
    yield Problem(place, message, ((container.at("image"), "the image"),))


@check("ECS438")
def setting_of_the_agent_in_a_container(container: Container) -> Problems:
    """Yield variables that the container agent reads on the instance, and nothing in a container does."""
    image = container.image
    if isinstance(image, str) and "ecs-agent" in image:
        return
    for index, variable in each(container.environment):
        name = variable.name
        if name not in facts.SETTINGS:
            continue
        place = container.at("environment", index, "name")
        member = facts.MEMBERS.get(name)
        better = f'use "{member}"' if member else "set it in /etc/ecs/ecs.config, or remove it"
        message = f'"{name}" is a setting of the agent on the instance, without effect here; {better}'
        fix = Fix("remove it", (Edit("remove", container.at("environment", index)),))
        yield Problem(place, message, fix=fix)
