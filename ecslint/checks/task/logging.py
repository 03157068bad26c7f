"""Logging of containers (ECS701 to ECS711)."""

from __future__ import annotations

from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.checks._shared import logging as _logging
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import is_complete, is_set
from ecslint.model.task import Container, TaskDefinition


@check("ECS701")
def log_driver_is_unsupported(container: Container, task: TaskDefinition) -> Problems:
    log = _logging.configuration(container.log_configuration)
    if log is not None and task.compatibilities:
        yield from _logging.unsupported_driver(log, task.compatibilities)


@check("ECS702")
def log_options_are_wrong(container: Container, task: TaskDefinition) -> Problems:
    log = _logging.configuration(container.log_configuration)
    if log is not None:
        yield from _logging.wrong_options(log, task.requires_fargate)


@check("ECS705")
def log_option_has_a_wrong_value(container: Container, task: TaskDefinition) -> Problems:
    log = _logging.configuration(container.log_configuration)
    if log is not None:
        memory = _logging.container_mib(known(container.memory), known(task.memory))
        instances = bool(task.compatibilities) and task.compatibilities <= {"EC2", "EXTERNAL"}
        yield from _logging.wrong_values(
            log, memory, instances and is_complete(task.requires_compatibilities)
        )


@check("ECS707")
def log_mode_is_blocking(container: Container) -> Problems:
    log = _logging.configuration(container.log_configuration)
    if log is not None and isinstance(log.options, dict) and log.options.get("mode") == "blocking":
        message = (
            'with the mode "blocking", a container hangs when its logs cannot be delivered; use '
            '"non-blocking" with a "max-buffer-size" that bridges an interruption'
        )
        yield Problem(log.at("options", "mode"), message)


@check("ECS709")
def log_configuration_is_missing(container: Container, task: TaskDefinition) -> Problems:
    log = container.log_configuration
    if isinstance(log, Unresolved) or (log is not None and any(map(is_set, (log.log_driver, log.options)))):
        return  # options without a driver are a fault of their own
    what = f'container "{container.name}"' if isinstance(container.name, str) else "the container"
    where = "on Fargate its output is lost" if task.requires_fargate else "its output stays on the instance"
    message = f'{what} has no "logConfiguration": {where}; send it to CloudWatch Logs with the driver awslogs'
    # On instances the output is kept by Docker and can be read there: nothing is lost by it.
    severity = None if task.requires_fargate else Severity.INFO
    yield Problem(container.at("logConfiguration"), message, severity=severity)


@check("ECS710")
def json_file_grows(container: Container) -> Problems:
    log = _logging.configuration(container.log_configuration)
    if log is None or log.log_driver != "json-file" or isinstance(log.options, Unresolved):
        return
    if not _logging.given(log, "max-size"):
        message = 'the log file on the instance grows until the disk is full; set "max-size" and "max-file"'
        yield Problem(log.at("options", "max-size"), message)


@check("ECS711")
def awslogs_stream_has_no_prefix(container: Container, task: TaskDefinition) -> Problems:
    log = _logging.configuration(container.log_configuration)
    if (
        log is None
        or log.log_driver != "awslogs"
        or task.requires_fargate
        or isinstance(log.options, Unresolved)
    ):
        return
    if is_complete(task.requires_compatibilities) and not _logging.given(log, "awslogs-stream-prefix"):
        message = (
            'without "awslogs-stream-prefix" the log stream is named after the Docker container, so '
            "nobody finds it; set it, for instance to the name of the service"
        )
        yield Problem(log.at("options", "awslogs-stream-prefix"), message)
