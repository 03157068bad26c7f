"""What only the instance has: Docker's daemon, and the settings of the agent (ECS437, ECS438)."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.checks.task.volume_owner import is_empty
from ecslint.facts import agent as facts
from ecslint.facts.volumes import CONTROL_SOCKETS
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import each, is_set
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
    yield from _daemon_in_the_container(container, task)


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
