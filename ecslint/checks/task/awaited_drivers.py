"""Log drivers that connect when a container starts, and servers that they cannot reach (ECS447)."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared import logging as _logging
from ecslint.facts.docker_logging import CONNECTS_AT_START, DEFAULT_ADDRESSES
from ecslint.finding import Problem, Problems
from ecslint.model.base import each, is_complete
from ecslint.model.task import Container, LogConfiguration, TaskDefinition
from ecslint.runtime import docker_logging as docker

_HERE = regex(r"(?:[a-z+]+://)?(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)(?::(\d{1,5}))?(?:/.*)?")
_UNIX = regex(r"unix(?:gram)?://.*")


@check("ECS447")
def log_driver_awaits_its_server(container: Container, task: TaskDefinition) -> Problems:
    log = _logging.configuration(container.log_configuration)
    driver = log.log_driver if log is not None else None
    if log is None or not isinstance(driver, str) or driver not in DEFAULT_ADDRESSES:
        return
    options = {} if log.options is None else log.options
    if isinstance(options, Unresolved) or not is_complete(log.secret_options):
        return
    option, default = DEFAULT_ADDRESSES[driver]
    address = options.get(option, default)
    if not isinstance(address, str) or not address:
        return
    place = log.at("options", option) if option in options else log.at("logDriver")
    local = _HERE.fullmatch(address)
    if local is not None and task.requires_fargate:
        message = (
            f'the log driver {driver} runs outside of the task, so "{address}" is not a container of it '
            "(connection refused); use the address of a server, or FireLens"
        )
        yield Problem(place, message)
    elif (local is not None or _UNIX.fullmatch(address)) and _connects(log, options, address):
        if local is not None and local[1] and _is_served(container, task, int(local[1])):
            return
        how = CONNECTS_AT_START[driver][2]
        yield Problem(
            place, f'without a server at "{address}" the container does not start (connection refused); {how}'
        )


def _connects(log: LogConfiguration, options: dict[str, str | Unresolved], address: str) -> bool:
    """Say whether the driver surely connects when the container starts, and fails if it cannot."""
    driver = log.log_driver
    if not isinstance(driver, str) or driver not in CONNECTS_AT_START:
        return False
    schemes, switches, _ = CONNECTS_AT_START[driver]
    if schemes and not address.startswith(schemes):
        return False
    for option, off in switches:
        value = options.get(option)
        if isinstance(value, Unresolved) or (isinstance(value, str) and docker.is_true(value) is off):
            return False
    return True


def _is_served(container: Container, task: TaskDefinition, port: int) -> bool:
    """Say whether another container of the task is, or may be, what listens at a port of the instance."""
    if not task.containers_complete:
        return True
    for other in task.containers:
        if other is container:
            continue
        if not is_complete(other.port_mappings):
            return True
        if any(port in (m.host_port, m.container_port) for _, m in each(other.port_mappings)):
            return True
    return False
