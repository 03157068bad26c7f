"""Daemon task definitions (Managed Instances)."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.base import each, is_set
from ecslint.model.task import DaemonTaskDefinition
from ecslint.model.value import known


@check("ECS730")
def daemon_volume_has_two_sources(daemon: DaemonTaskDefinition) -> Problems:
    for _, volume in each(daemon.volumes):
        host, driver = known(volume.host), known(volume.log_driver_volume_configuration)
        if host is not None and is_set(host.source_path) and driver is not None:
            message = (
                "a volume of a daemon is either a folder of the host or the files of a log driver; remove "
                '"host" or "logDriverVolumeConfiguration"'
            )
            related = ((volume.at("host", part="key"), "the folder of the host"),)
            yield Problem(volume.at("logDriverVolumeConfiguration", part="key"), message, related)
