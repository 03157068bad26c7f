"""Credentials in plain text (ECS321, ECS322). No message contains a value."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.base.route import Route
from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.facts import secrets
from ecslint.facts.environment import STATIC_CREDENTIALS
from ecslint.finding import Problem, Problems
from ecslint.model.base import Model, each
from ecslint.model.task import Container, HealthCheck, LogConfiguration, TaskDefinition

_INSTEAD = 'move it to Secrets Manager and "secrets"'


@check("ECS321")
def static_credentials_are_set(container: Container) -> Problems:
    for index, variable in each(container.environment):
        name = variable.name
        if isinstance(name, str) and name in STATIC_CREDENTIALS and variable.value not in (None, ""):
            if name == "ECS_ENGINE_AUTH_DATA":
                message = f'"{name}" is the login of a registry in plain text; use "repositoryCredentials"'
            else:
                message = (
                    f'"{name}" is part of {STATIC_CREDENTIALS[name]} in plain text, and wins over the task '
                    "role; use "
                    '"taskRoleArn" instead'
                )
            yield Problem(container.at("environment", index, "value"), message)


@check("ECS322")
def credential_is_in_plain_text(subject: TaskDefinition | Container) -> Problems:
    if isinstance(subject, TaskDefinition):
        yield from _volume_options(subject)
    else:
        yield from _known_by_form(subject)
        yield from _known_by_name(subject)


def _known_by_form(container: Container) -> Problems:
    for text, model, path, what in _texts(container):
        kind = secrets.form_of(text) if len(text) >= secrets.SHORTEST_FORM else None
        if kind is not None:
            message = f"{what.format(path[-1])} contains {kind} in plain text; {_INSTEAD}"
            yield Problem(model.at(*path), message)


def _volume_options(task: TaskDefinition) -> Problems:
    for _, volume in each(task.volumes):
        docker = volume.docker_volume_configuration
        if docker is None or isinstance(docker, Unresolved) or not isinstance(docker.driver_opts, dict):
            continue
        for name, value in docker.driver_opts.items():
            if not isinstance(value, str):
                continue
            kind = secrets.form_of(value) or _by_name(name, value)
            if kind is not None:
                message = f'the option "{name}" of the volume driver contains {kind} in plain text; remove it'
                yield Problem(docker.at("driverOpts", name), message)


def _texts(container: Container) -> Iterator[tuple[str, Model, Route, str]]:
    """Yield the texts of a container that everybody sees who may read the task definition.

    Variables too short to be credentials are left out. Each with the model and the path below it where it
    stands, and a description with a gap for the last step.
    """
    for _, variable in each(container.environment):
        name, value = variable.name, variable.value
        if not isinstance(value, str) or len(value) < secrets.SHORTEST_FORM:
            continue
        if name not in STATIC_CREDENTIALS:
            what = f'"{name}"' if isinstance(name, str) else "the environment variable"
            yield value, variable, ("value",), what.replace("{", "{{").replace("}", "}}")
    for member, arguments in (("command", container.command), ("entryPoint", container.entry_point)):
        for index, argument in each(arguments):
            yield argument, container, (member, index), f'"{member}"'
    health = container.health_check
    if isinstance(health, HealthCheck):
        for index, argument in each(health.command):
            yield argument, health, ("command", index), "the health check"
    if isinstance(container.docker_labels, dict):
        for label, value in container.docker_labels.items():
            if isinstance(value, str):
                yield value, container, ("dockerLabels", label), 'the label "{}"'
    for log, option, value in _log_options(container):
        yield value, log, ("options", option), 'the log option "{}"'


def _log_options(container: Container) -> Iterator[tuple[LogConfiguration, str, str]]:
    """Yield the options of a container's log driver, but those of awslogs, which hold no credentials."""
    log = container.log_configuration
    if isinstance(log, LogConfiguration) and isinstance(log.options, dict):
        for name, value in log.options.items():
            if isinstance(value, str) and not name.startswith("awslogs-"):
                yield log, name, value


def _known_by_name(container: Container) -> Problems:
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        if isinstance(name, str) and isinstance(value, str) and name not in STATIC_CREDENTIALS:
            what = _by_name(name, value)
            if what:
                place = container.at("environment", index, "value")
                yield Problem(place, f'"{name}" holds {what} in plain text; {_INSTEAD}')
    for log, option, value in _log_options(container):
        what = _by_name(option, value)
        if what:
            message = f'the log option "{option}" holds {what} in plain text; move it to "secretOptions"'
            yield Problem(log.at("options", option), message)
    if isinstance(container.docker_labels, dict):
        for name, value in container.docker_labels.items():
            what = _by_name(name, value) if isinstance(value, str) else None
            if what:
                message = f'the label "{name}" holds {what} in plain text; {_INSTEAD}'
                yield Problem(container.at("dockerLabels", name), message)
    yield from _arguments(container)


def _by_name(name: str, value: str) -> str | None:
    """Return what a named value holds, ``None`` if it is no credential or known by its form already."""
    what = secrets.name_of_credential(name)
    if what is None or secrets.is_harmless(value) or secrets.is_reference(value, what):
        return None
    return None if secrets.form_of(value) else what


def _arguments(container: Container) -> Problems:
    for member, arguments in (("command", container.command), ("entryPoint", container.entry_point)):
        previous = ""
        for index, argument in each(arguments):
            what = secrets.argument_kind(argument)
            if what is None and previous.startswith("-") and not argument.startswith("-"):
                what = secrets.argument_kind(f"{previous} {argument}") if " " not in argument else None
            previous = argument
            if what and not secrets.form_of(argument):
                message = (
                    f'"{member}" contains {what} in plain text; {_INSTEAD}, and read it from the environment'
                )
                yield Problem(container.at(member, index), message)
