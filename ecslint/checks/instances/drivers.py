"""Log and volume drivers that the instances do not have (ECS446, ECS684)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecslint.checks import check
from ecslint.checks.instances.joining import fleets_of
from ecslint.facts.logging import AGENT_DRIVERS
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.fleets import Fleets
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.reach.stack_fleets import Fleet

DEFAULT_DRIVERS: Final = ("json-file", "syslog", "awslogs", "fluentd", "none", "awsfirelens")
"""The log drivers of an instance unless its user data name others: ``ecs-init/docker/docker.go`` of
https://github.com/aws/amazon-ecs-agent, read 2026-11; the agent offers awsfirelens by itself."""

UNREADABLE_DRIVERS: Final = ("json-file", "none", "awsfirelens")
"""Those that are left where the agent cannot read the list (``agent/config/config_unix.go``)."""


@check("ECS446")
def agent_refuses_a_driver(whole: Fleets) -> Problems:
    from ecslint.reach.user_data import UserData

    for fleet in fleets_of(whole)[0]:
        data = fleet.data
        if not isinstance(data, UserData) or data.kind != "shell" or data.drivers_unquoted:
            continue
        if fleet.image is None or not fleet.image.for_ecs or fleet.image.system != "linux":
            continue
        wrong = [name for name in data.named_drivers if name not in AGENT_DRIVERS]
        if wrong:
            message = (
                f'the agent ends at its start: ECS_AVAILABLE_LOGGING_DRIVERS names "{wrong[0]}"; remove it'
            )
            severity = None if fleet.image_is_sure and not data.calls else Severity.WARNING
            yield Problem(fleet.at("UserData"), message, severity=severity)


@check("ECS446")
def driver_is_not_on_the_instances(whole: Fleets) -> Problems:
    from ecslint.documents.cloudformation.queries import objects, text

    offered = {fleet.name: _offered(fleet) for fleet in fleets_of(whole)[0]}
    for task, fleets in _tasks_on_instances(whole):
        for index, container in objects(task.get("ContainerDefinitions")):
            log = container.get("LogConfiguration")
            driver = text(log.get("LogDriver")) if isinstance(log, dict) else None
            if driver is None or any(driver in (offered[fleet.name] or (driver,)) for fleet in fleets):
                continue
            fleet = fleets[0]
            message = (
                f'the agent of "{fleet.name}" lacks the log driver "{driver}", so no task is placed; '
                "add it to ECS_AVAILABLE_LOGGING_DRIVERS"
            )
            if _is_unquoted(fleet):
                message = (
                    f'the shell unquotes ECS_AVAILABLE_LOGGING_DRIVERS, so the agent of "{fleet.name}" '
                    f'lacks "{driver}"; put the line in single quotes'
                )
            place = task.at("ContainerDefinitions", index, "LogConfiguration", "LogDriver")
            sure = all(each.image_is_sure for each in fleets)
            related = ((fleet.at("UserData"), "what the instances run at the start"),)
            yield Problem(place, message, related, severity=None if sure else Severity.WARNING)


VOLUME_DRIVERS: Final = ("local", "amazon-ecs-volume-plugin")
"""Volume drivers of the images that are optimized for Amazon ECS.
Source: *Use Docker volumes with Amazon ECS*, Developer Guide, and ``ecs-init/volumes`` of
https://github.com/aws/amazon-ecs-agent, read 2026-11."""


@check("ECS684")
def volume_driver_is_not_on_the_instances(whole: Fleets) -> Problems:
    from ecslint.documents.cloudformation.queries import members, objects, text

    for task, fleets in _tasks_on_instances(whole):
        if not all(_is_plain(fleet) for fleet in fleets):
            continue
        for index, volume in objects(task.get("Volumes")):
            driver = text(members(volume.get("DockerVolumeConfiguration")).get("Driver"))
            if driver is None or driver in VOLUME_DRIVERS:
                continue
            message = (
                f'"{fleets[0].name}" has no volume driver "{driver}", so no task is placed; run '
                '"docker plugin install" in UserData'
            )
            place = task.at("Volumes", index, "DockerVolumeConfiguration", "Driver")
            yield Problem(place, message, ((fleets[0].at("UserData"), "what runs at the start"),))


def _tasks_on_instances(whole: Fleets) -> Iterator[tuple[Resolved, list[Fleet]]]:
    """Yield each task definition that services run on instances of the template, with these instances."""
    from ecslint.reach.joining import SERVICE, TASK_DEFINITION, candidates

    found = fleets_of(whole)[0]
    seen: set[str] = set()
    for service in whole.stack.all(SERVICE) if found else ():
        fleets = candidates(service, found, whole.stack) if isinstance(service.data, dict) else []
        task = whole.stack.target(service.get("TaskDefinition"), TASK_DEFINITION) if fleets else None
        if task is None or not isinstance(task.data, dict) or task.resource.logical_id in seen:
            continue
        seen.add(task.resource.logical_id)
        yield task, fleets


def _is_plain(fleet: Fleet) -> bool:
    """Say whether instances have what their image has: nothing installs plug-ins of Docker."""
    from ecslint.reach.user_data import UserData

    data = fleet.data
    if fleet.image is None or not fleet.image.for_ecs or fleet.image.system != "linux":
        return False
    if data is None:
        return True
    return isinstance(data, UserData) and data.kind == "shell" and not data.calls and not data.plugins


def _offered(fleet: Fleet) -> tuple[str, ...] | None:
    """Return the log drivers that an instance surely has and no others, ``None`` if they are not known."""
    from ecslint.reach.user_data import UserData

    data = fleet.data
    if fleet.image is None or not fleet.image.for_ecs or fleet.image.system != "linux":
        return None
    if data is None:
        return DEFAULT_DRIVERS
    if not isinstance(data, UserData) or data.kind != "shell" or data.calls:
        return None
    if data.drivers_unquoted:
        return UNREADABLE_DRIVERS
    return DEFAULT_DRIVERS if data.drivers is None else data.drivers


def _is_unquoted(fleet: Fleet) -> bool:
    from ecslint.reach.user_data import UserData

    return isinstance(fleet.data, UserData) and fleet.data.drivers_unquoted
