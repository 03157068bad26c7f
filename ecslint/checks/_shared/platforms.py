"""What tasks on Windows lack, and where a platform is required."""

from __future__ import annotations

import re

from ecslint.base.words import one_of
from ecslint.facts import platforms
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each
from ecslint.model.task import TaskDefinition
from ecslint.model.value import known


def requirement(task: TaskDefinition, launch_type: str) -> tuple[tuple[Place, str], ...]:
    """Return the place where a launch type is required, with its text."""
    for index, value in each(task.requires_compatibilities):
        if value == launch_type:
            return ((task.at("requiresCompatibilities", index), f"{launch_type} is required here"),)
    return ()


def windows_version(task: TaskDefinition) -> Problems:
    """Compare the operating system and architecture of a Windows task with what its launch type offers."""
    platform = known(task.runtime_platform)
    if platform is None:
        return
    family = platform.operating_system_family
    if platform.cpu_architecture == "ARM64":
        message = f"ARM64 runs Linux only, not {family}; use X86_64"
        place = platform.at("cpuArchitecture")
        yield Problem(place, message, (), Fix("set X86_64", (Edit("set", place, "X86_64"),)))
    place = platform.at("operatingSystemFamily")
    if "MANAGED_INSTANCES" in task.compatibilities:
        related = requirement(task, "MANAGED_INSTANCES")
        message = f"Managed Instances run Linux only, not {family}; use LINUX or require EC2 instead"
        yield Problem(place, message, related)
    if task.requires_fargate and isinstance(family, str) and family not in platforms.FARGATE_WINDOWS_FAMILIES:
        releases = {f"{name.rpartition('_')[0]}_*" for name in platforms.FARGATE_WINDOWS_FAMILIES}
        message = f'Fargate does not offer "{family}"; use {one_of(["LINUX", *sorted(releases)])}'
        mild = family in platforms.FARGATE_WINDOWS_UNCERTAIN
        yield Problem(place, message, severity=Severity.WARNING if mild else None)


def windows_volumes(task: TaskDefinition) -> Problems:
    """Find volumes of a Windows task of a kind that Windows does not have."""
    paths = {}
    for _, volume in each(task.volumes):
        docker, host = known(volume.docker_volume_configuration), known(volume.host)
        driver = known(docker.driver) if docker else None
        if docker and driver and driver != "local":
            place = docker.at("driver")
            message = f'Windows volumes use the driver "local", not "{driver}"; use "local"'
            yield Problem(place, message, (), Fix('set "local"', (Edit("set", place, "local"),)))
        if volume.configured_at_launch is True and task.compatibilities & {"FARGATE", "MANAGED_INSTANCES"}:
            message = "Windows tasks get EBS volumes on EC2 only; remove the volume, or require EC2 alone"
            yield Problem(volume.at("configuredAtLaunch"), message)
        path = known(host.source_path) if host else None
        if host and path and isinstance(volume.name, str):
            paths[volume.name] = (path, host.at("sourcePath"))
    for container in task.containers:
        for _, mount in each(container.mount_points):
            target, name = mount.container_path, mount.source_volume
            if not isinstance(target, str) or not isinstance(name, str) or name not in paths:
                continue
            source, place = paths[name]
            drives = [re.match(r"([A-Za-z]):", path) for path in (source, target)]
            if drives[0] and drives[1] and drives[0][1].upper() != drives[1][1].upper():
                message = (
                    f'"{source}" is mounted on another drive ("{target}"), which Windows does not do; mount '
                    f"it below {drives[0][1].upper()}:"
                )
                related = ((place, "the folder of the host"),)
                yield Problem(mount.at("containerPath"), message, related, severity=Severity.WARNING)
