"""FireLens: the log router of a task and the containers that log through it (ECS715 to ECS719)."""

from __future__ import annotations

from typing import TypeAlias

from ecslint.base.identity import ById
from ecslint.base.pattern import regex
from ecslint.base.suggest import nearest
from ecslint.base.unresolved import PartialText, Unresolved, known
from ecslint.checks import check
from ecslint.checks._shared.logging import configuration
from ecslint.checks._shared.words import variable_names
from ecslint.facts import logging as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.arn import parse_arn
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, FirelensConfiguration, LogConfiguration, TaskDefinition
from ecslint.runtime import firelens

Options: TypeAlias = dict[str, str | Unresolved]


def _routers(task: TaskDefinition) -> list[Container]:
    """Return the containers that are, or may be, the log router."""
    return [c for c in task.containers if c.firelens_configuration is not None]


def _router(container: Container) -> FirelensConfiguration | None:
    value = container.firelens_configuration
    return None if isinstance(value, Unresolved) else value


def _through_firelens(container: Container) -> LogConfiguration | None:
    log = configuration(container.log_configuration)
    return log if log is not None and log.log_driver == "awsfirelens" else None


def _may_log_through_firelens(container: Container) -> bool:
    log = container.log_configuration
    if log is None or isinstance(log, Unresolved):
        return log is not None
    return isinstance(log.log_driver, Unresolved) or log.log_driver == "awsfirelens"


@check("ECS715")
def firelens_router_is_unmatched(task: TaskDefinition) -> Problems:
    if task.containers_complete and not _routers(task):
        yield from _router_is_missing(task)
    routers = [c for c in task.containers if _router(c) is not None]
    if routers and task.containers_complete and not any(map(_may_log_through_firelens, task.containers)):
        message = (
            'the task has a log router, but no container logs through it; set the log driver "awsfirelens" '
            'in one, or remove "firelensConfiguration"'
        )
        yield Problem(routers[0].at("firelensConfiguration", part="key"), message)
    for router in routers[1:]:
        message = 'a task has one log router at most; remove this second "firelensConfiguration"'
        related = ((routers[0].at("firelensConfiguration", part="key"), "the first log router"),)
        yield Problem(router.at("firelensConfiguration", part="key"), message, related)


def _router_is_missing(task: TaskDefinition) -> Problems:
    for container in task.containers:
        log = _through_firelens(container)
        if log is not None:
            message = (
                'the log driver awsfirelens needs a log router; add a container with "firelensConfiguration"'
            )
            yield Problem(log.at("logDriver"), message)


@check("ECS718")
def firelens_router_is_fragile(container: Container, task: TaskDefinition) -> Problems:
    if _router(container) is not None:
        yield from _fails_unnoticed(container)
        yield from _health_without_server(container)
        yield from _socket_has_no_owner(container)
    yield from _starts_too_late(container, task)


def _socket_has_no_owner(container: Container) -> Problems:
    """The agent gives the socket to the router's user, whom it can only find by number."""
    user = container.user
    if isinstance(user, str) and user and not user.partition(":")[0].isdecimal():
        message = f'the agent cannot give the log socket to user "{user}"; use a numeric id such as "0"'
        yield Problem(container.at("user"), message)


_SERVER = regex(r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):2020(?!\d)")


def _health_without_server(container: Container) -> Problems:
    """Fluent Bit serves HTTP at port 2020 only if a configuration says so, which the agent's does not."""
    router, health = _router(container), known(container.health_check)
    if router is None or router.type != "fluentbit" or health is None:
        return
    given = router.options
    if isinstance(given, Unresolved) or "config-file-type" in (given or {}) or not _is_plain(container):
        return
    for index, word in each(health.command):
        if isinstance(word, str) and _SERVER.search(word):
            message = (
                "nothing answers at port 2020 without a configuration that says HTTP_Server; use port 8877"
            )
            yield Problem(container.at("healthCheck", "command", index), message)
            return


def _is_plain(container: Container) -> bool:
    """Say whether a router runs AWS' image as it is: without variables, files or commands."""
    from ecslint.runtime.images import family_of

    given = (container.command, container.entry_point, container.mount_points, container.environment)
    found = family_of(container.image)
    plain = found is not None and found[0].name == "aws-for-fluent-bit" and not found[1].startswith("init")
    return plain and not any(is_set(value) for value in (*given, container.environment_files))


def _fails_unnoticed(container: Container) -> Problems:
    if container.essential is False:
        message = 'logs are lost when the log router stops, and the task goes on; set "essential": true'
        fix = Fix('set "essential": true', (Edit("set", container.at("essential"), True),))
        yield Problem(container.at("essential"), message, fix=fix)
    log = _through_firelens(container)
    if log is not None:
        message = (
            "the log router sends its own logs to itself; give it another log driver such as awslogs, or "
            "nobody sees why it fails"
        )
        yield Problem(log.at("logDriver"), message)


def _may_wait_for(container: Container, name: str, task: TaskDefinition, seen: set[ById]) -> bool:
    """Say whether a container starts after the one called ``name``, be it through others."""
    seen.add(ById(container))
    if not is_complete(container.depends_on):
        return True
    for _, dependency in each(container.depends_on):
        if isinstance(dependency.container_name, Unresolved) or dependency.container_name == name:
            return True
        other = task.container(dependency.container_name or "")
        if other is not None and ById(other) not in seen and _may_wait_for(other, name, task, seen):
            return True
    return False


def _starts_too_late(container: Container, task: TaskDefinition) -> Problems:
    log = _through_firelens(container)
    routers = _routers(task)
    if log is None or len(routers) != 1 or routers[0] is container:
        return
    router = routers[0]
    unordered = isinstance(router.depends_on, list) and len(router.depends_on) > 0
    if not (unordered or task.network_mode == "bridge") or not isinstance(router.name, str):
        return
    if not _may_wait_for(container, router.name, task, set()):
        message = (
            f'nothing makes the container wait for the log router "{router.name}"; add it to "dependsOn" '
            "with the condition START"
        )
        yield Problem(container.at("dependsOn"), message, severity=None if unordered else Severity.INFO)


@check("ECS719")
def firelens_options_are_wrong(container: Container, task: TaskDefinition) -> Problems:
    router = _router(container)
    if router is not None and isinstance(router.options, dict):
        only = task.requires_fargate and len(task.compatibilities) == 1
        yield from _router_options(router, router.options, task.requires_fargate, only)
    log = _through_firelens(container)
    options = {} if log is not None and log.options is None else log.options if log is not None else None
    if log is not None and isinstance(options, dict) and is_complete(log.secret_options):
        yield from _output_key(log, options, task)
        yield from _driver_buffer(log, options)
        yield from _given_twice(log, options)
        yield from _variables(container, log, options, task)
        yield from _patterns(log, options)


def _router_options(
    router: FirelensConfiguration, options: Options, fargate: bool, fargate_only: bool
) -> Problems:
    for option in options:
        if option not in facts.FIRELENS_OPTIONS:
            close = nearest(option, facts.FIRELENS_OPTIONS)
            hint = f'use "{close}"' if close else f"use {', '.join(facts.FIRELENS_OPTIONS)}"
            message = f'unknown FireLens option "{option}"; {hint}'
            yield Problem(router.at("options", option, part="key"), message)
    metadata = options.get("enable-ecs-log-metadata")
    if isinstance(metadata, str) and metadata.lower() not in ("true", "false"):
        place = router.at("options", "enable-ecs-log-metadata")
        yield Problem(place, f'enable-ecs-log-metadata is "{metadata}"; use "true" or "false"')
    yield from _config_file(router, options, fargate, fargate_only)


def _config_file(
    router: FirelensConfiguration, options: Options, fargate: bool, fargate_only: bool
) -> Problems:
    kind, value = options.get("config-file-type"), options.get("config-file-value")
    at_kind, at_value = router.at("options", "config-file-type"), router.at("options", "config-file-value")
    if isinstance(kind, str):
        if kind not in facts.FIRELENS_FILE_TYPES:
            yield Problem(at_kind, f'config-file-type is "{kind}"; use "file" or "s3"')
            return
        if kind == "s3" and fargate:
            message = (
                "Fargate takes a FireLens configuration from a file in the image only; set "
                '"config-file-type": "file"'
            )
            yield Problem(at_kind, message, severity=None if fargate_only else Severity.WARNING)
        if value is None:
            yield Problem(at_kind, ('config-file-type does not say which file; add "config-file-value"'))
    elif kind is None and value is not None:
        message = 'config-file-value is not used without "config-file-type"; add it'
        yield Problem(at_value, message, severity=Severity.WARNING)
    end = value.text if isinstance(value, PartialText) else value
    if (
        kind == "s3"
        and router.type == "fluentbit"
        and isinstance(end, str)
        and end.endswith((".yaml", ".yml"))
    ):
        message = (
            "FireLens includes the file in the classic format, in which YAML is refused; use a .conf file"
        )
        yield Problem(at_value, message, severity=Severity.WARNING)
    begin = value.parts[0] if isinstance(value, PartialText) else None
    if kind == "s3" and isinstance(begin, str) and begin.startswith(("s3://", "http://", "https://")):
        message = (
            f'a configuration in Amazon S3 is given by ARN, not by "{begin}…"; use arn:aws:s3:::BUCKET/KEY'
        )
        yield Problem(at_value, message)
    if not isinstance(value, str):
        return
    if kind == "s3":
        arn = parse_arn(value)
        if arn is None or arn.service != "s3":
            message = (
                f'a configuration in Amazon S3 is given by ARN, not by "{value}"; use arn:aws:s3:::BUCKET/KEY'
            )
            yield Problem(at_value, message)
    elif kind == "file" and router.type == "fluentbit" and value.endswith((".yaml", ".yml")):
        message = f'the agent includes "{value}" in a classic configuration, which takes no YAML; use .conf'
        yield Problem(at_value, message, severity=Severity.WARNING)
    elif kind == "file" and facts.FIRELENS_RESERVED.get(value) == router.type:
        message = (
            f'"{value}" is the file that Amazon ECS writes for the router and cannot include itself; give '
            "yours another name"
        )
        yield Problem(at_value, message, severity=Severity.WARNING)


def _output_key(log: LogConfiguration, given: Options, task: TaskDefinition) -> Problems:
    """Check that the agent finds the output: it looks for one key, letter by letter."""
    found = firelens.router_of(task)
    kind = found[1].type if found is not None else None
    if kind not in firelens.OUTPUT_KEYS or not isinstance(kind, str):
        return
    key = firelens.OUTPUT_KEYS[kind]
    secrets = [secret.name for _, secret in each(log.secret_options)]
    rest = [o for o in given if o not in (firelens.BUFFER_LIMIT, *firelens.PATTERNS)]
    if key in given or key in secrets or any(isinstance(name, Unresolved) for name in secrets):
        return
    if not (rest or secrets):
        return
    wrong = next((o for o in rest if o.lower() in ("name", "@type", "type")), None)
    place = log.at("options") if wrong is None else log.at("options", wrong, part="key")
    hint = f'add "{key}"' if wrong is None else f'use "{key}" instead of "{wrong}"'
    message = f'the agent finds no output "{key}" for the {kind} router, so no task starts; {hint}'
    fix = None if wrong is None else Fix(f'use "{key}"', (Edit("rename", place, key),))
    yield Problem(place, message, fix=fix)


def _given_twice(log: LogConfiguration, given: Options) -> Problems:
    """Yield options whose value the agent replaces by that of a secret."""
    for index, secret in each(log.secret_options):
        if isinstance(secret.name, str) and secret.name in given:
            message = f'the secret replaces "{secret.name}" of "options"; remove one of them'
            place = log.at("options", secret.name)
            related = ((log.at("secretOptions", index, "name"), "the secret"),)
            yield Problem(place, message, related, severity=Severity.WARNING)


_VARIABLE = regex(r"\$\{(?!(?:AWS|ECS)_|HOSTNAME\}|HOME\}|PATH\})([A-Za-z_]\w*)\}")
"""A variable that the agent and Docker do not set in every container."""


def _variables(container: Container, log: LogConfiguration, given: Options, task: TaskDefinition) -> Problems:
    """Yield variables of a container in its options, which the router reads from its own environment."""
    found = firelens.router_of(task)
    if found is None or found[1].type != "fluentbit" or is_set(found[0].environment_files):
        return
    router = found[0]
    if not is_complete(router.environment) or not is_complete(router.secrets):
        return
    there, here = variable_names(router), variable_names(container)
    for option, value in given.items():
        text = value.text if isinstance(value, Unresolved) else value
        name = next((n for n in _VARIABLE.findall(text) if n in here - there), None)
        if name is not None:
            message = f'"{router.name}" has no variable "{name}", which it reads here; set it there'
            place = log.at("options", option)
            yield Problem(place, message, ((router.at("name"), "the router"),), severity=Severity.WARNING)


def _patterns(log: LogConfiguration, given: Options) -> Problems:
    """Yield patterns that the router's expressions (Onigmo's) cannot be."""
    for option in firelens.PATTERNS:
        value = given.get(option)
        fault = firelens.pattern_fault(value) if isinstance(value, str) else None
        if fault is not None:
            message = f'"{option}" is "{value}", no regular expression ({fault}); correct it'
            yield Problem(log.at("options", option), message, severity=Severity.WARNING)


def _driver_buffer(log: LogConfiguration, given: Options) -> Problems:
    limit = given.get(firelens.BUFFER_LIMIT)
    if not isinstance(limit, str):
        return
    if not limit.isdecimal() or int(limit[:12]) > facts.FIRELENS_BUFFER_MAX:
        most = facts.FIRELENS_BUFFER_MAX
        message = f'"{firelens.BUFFER_LIMIT}" is "{limit}"; use a number of bytes from 0 to {most}'
        yield Problem(log.at("options", firelens.BUFFER_LIMIT), message, severity=Severity.WARNING)
