"""Volumes of Windows tasks."""

from __future__ import annotations

import re

from ecslint.checks import check
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each
from ecslint.model.task import TaskDefinition
from ecslint.model.value import known


@check("ECS128")
def windows_volume_is_wrong(task: TaskDefinition) -> Problems:
    if task.windows is not True:
        return
    paths = {}
    for _, volume in each(task.volumes):
        docker, host = known(volume.docker_volume_configuration), known(volume.host)
        driver = known(docker.driver) if docker else None
        if docker and driver and driver != "local":
            place = docker.at("driver")
            message = f'Windows volumes use the driver "local", not "{driver}"; write "local"'
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
                    f"{source!r} is mounted on another drive ({target!r}), which Windows does not do; mount "
                    f"it below {drives[0][1].upper()}:"
                )
                related = ((place, "the folder of the host"),)
                yield Problem(mount.at("containerPath"), message, related, severity=Severity.WARNING)
