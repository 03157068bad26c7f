"""What is checked in a log configuration, be it a container's or that of Service Connect's proxy.

Every function yields problems in one ``LogConfiguration``. Names of options are compared as they are:
the API knows them in lower case only.
"""

from __future__ import annotations

import re

from ecslint.base.suggest import nearest
from ecslint.base.unresolved import Reference, Unresolved
from ecslint.base.words import one_of
from ecslint.checks._shared import docker_logging
from ecslint.facts import logging as facts
from ecslint.facts.partitions import is_region, region_of_zone
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.size import memory_mib
from ecslint.model.task import LogConfiguration
from ecslint.runtime.docker_logging import size_mib as buffer_mib
from ecslint.source.templating.placeholders import stands_for_something


def configuration(value: LogConfiguration | Unresolved | None) -> LogConfiguration | None:
    """Return a log configuration that is given and known."""
    return None if isinstance(value, Unresolved) else value


def _options(log: LogConfiguration) -> dict[str, str | Unresolved] | None:
    """Return the options, ``{}`` where there are none, ``None`` where they are not known."""
    if isinstance(log.options, Unresolved):
        return None
    return log.options or {}


def _text(log: LogConfiguration, option: str) -> str | None:
    value = (_options(log) or {}).get(option)
    return value if isinstance(value, str) and value else None


def given(log: LogConfiguration, option: str) -> bool:
    """Say whether an option has a value, known or not (``""`` is none)."""
    return is_set((_options(log) or {}).get(option))


def unsupported_driver(log: LogConfiguration, compatibilities: frozenset[str]) -> Problems:
    """Yield when a log driver is not supported by the launch types."""
    driver = log.log_driver
    if not isinstance(driver, str) or driver not in facts.DRIVERS:
        return
    for platform, drivers in facts.PLATFORM_DRIVERS.items():
        if platform in compatibilities and driver not in drivers:
            name = facts.PLATFORM_NAMES[platform]
            yield Problem(
                log.at("logDriver"),
                f'{name} does not support the log driver "{driver}"; use {one_of(drivers)}',
            )
            return


def wrong_options(log: LogConfiguration, fargate: bool) -> Problems:
    """Check that the driver has the options that it needs, and only those that it takes."""
    yield from _missing_options(log, fargate)
    yield from _unknown_options(log)
    yield from docker_logging.missing_options(log)
    yield from docker_logging.unknown_options(log, tuple(prefix for prefix, _ in facts.OPTION_DRIVERS))
    yield from _foreign_options(log)


def _missing_options(log: LogConfiguration, fargate: bool) -> Problems:
    options = _options(log)
    driver = log.log_driver
    if not isinstance(driver, str) or options is None or not is_complete(log.secret_options):
        return
    required = facts.REQUIRED_OPTIONS.get(driver, ())
    if fargate and driver == "awslogs":
        required = (*required, "awslogs-stream-prefix")
    secret = {s.name for _, s in each(log.secret_options)}
    if any(isinstance(name, Unresolved) for name in secret):
        return
    missing = [o for o in required if options.get(o) in (None, "") and o not in secret]
    if missing:
        where = "on Fargate " if missing == ["awslogs-stream-prefix"] else ""
        names = " and ".join(f'"{name}"' for name in missing)
        message = f"the log driver {driver} {where}lacks a required option; add {names}"
        yield Problem(log.at("options", missing[0]), message)


def _unknown_options(log: LogConfiguration) -> Problems:
    options = _options(log)
    if log.log_driver != "awslogs" or not options:
        return
    for option in options:
        if option in facts.AWSLOGS_OPTIONS or option in facts.COMMON_OPTIONS:
            continue
        place = log.at("options", option, part="key")
        if option in facts.AWSLOGS_DOCKER_OPTIONS:
            message = f'"{option}" is an option of Docker, which ECS does not document for awslogs; remove it'
            yield Problem(place, message, severity=Severity.WARNING)
            continue
        close = nearest(option, (*facts.AWSLOGS_OPTIONS, *facts.COMMON_OPTIONS))
        hint = f'; use "{close}"' if close else f"; use {', '.join(facts.AWSLOGS_OPTIONS)}"
        fix = None
        if close and close not in options:
            fix = Fix(f'rename the option to "{close}"', (Edit("rename", place, close),))
        yield Problem(place, f'the log driver awslogs refuses the option "{option}"{hint}', fix=fix)


def _foreign_options(log: LogConfiguration) -> Problems:
    options = _options(log)
    driver = log.log_driver
    if not options or not isinstance(driver, str) or driver == "awslogs":
        return
    for option in options:
        for prefix, drivers in facts.OPTION_DRIVERS:
            if option.startswith(prefix) and driver not in drivers:
                message = f'"{option}" is an option of {next(iter(drivers))}, not of {driver}; remove it'
                yield Problem(log.at("options", option, part="key"), message, severity=Severity.WARNING)


_GROUP = r"[.\-_/#A-Za-z0-9]{1,512}"


def wrong_values(log: LogConfiguration, memory: int | None, instances: bool = False) -> Problems:
    """Check the values of options; ``memory`` is what the container may use, in MiB.

    ``instances``: the task surely runs on instances, where Docker itself reads the options.
    """
    yield from _awslogs_values(log)
    yield from docker_logging.awslogs_patterns(log)
    yield from _delivery(log, memory, instances)
    yield from docker_logging.wrong_values(log)


def _awslogs_values(log: LogConfiguration) -> Problems:
    options = _options(log)
    if log.log_driver != "awslogs" or not options:
        return
    group = options.get("awslogs-group")
    if isinstance(group, Reference) and group.attribute == "Arn":
        message = (
            f"awslogs-group takes the name of a log group, {group.logical_id}.Arn is its ARN; use Ref "
            f"{group.logical_id}"
        )
        yield Problem(log.at("options", "awslogs-group"), message)
    elif isinstance(group, str) and group and not re.fullmatch(_GROUP, group) and "{" not in group:
        yield Problem(log.at("options", "awslogs-group"), _wrong_group(group))
    elif isinstance(group, str) and group.lower().startswith("aws/"):
        message = f'log groups that begin with "aws/" are reserved for AWS; use "/{group}"'
        severity = None if group.startswith("AWS/") else Severity.WARNING
        yield Problem(log.at("options", "awslogs-group"), message, severity=severity)
    region = _text(log, "awslogs-region")
    if region and not is_region(region) and not stands_for_something(region):
        zone = region_of_zone(region)
        hint = f'use "{zone}"' if zone else "use one such as us-east-1"
        yield Problem(log.at("options", "awslogs-region"), (f'"{region}" is not an AWS Region; {hint}'))
    prefix = _text(log, "awslogs-stream-prefix")
    if prefix and (":" in prefix or "*" in prefix):
        message = f'the stream prefix "{prefix}" has a ":" or "*", which log streams refuse; remove it'
        yield Problem(log.at("options", "awslogs-stream-prefix"), message)
    yield from _create_group(log)
    if given(log, "awslogs-datetime-format") and given(log, "awslogs-multiline-pattern"):
        message = (
            "awslogs-multiline-pattern cannot be combined with awslogs-datetime-format; remove one of them"
        )
        related = ((log.at("options", "awslogs-datetime-format"), "the other option"),)
        place = log.at("options", "awslogs-multiline-pattern")
        yield Problem(place, message, related, severity=Severity.WARNING)


def _wrong_group(group: str) -> str:
    if group.startswith("arn:"):
        return f'"{group}" is the ARN of a log group; use its name'
    if len(group) > 512:
        return f"the name of the log group has {len(group)} characters; use at most 512"
    wrong = "".join(sorted(set(re.sub(r"[.\-_/#A-Za-z0-9]", "", group))))
    return f'the log group\'s name "{group}" has "{wrong}"; use letters, digits and ".-_/#" only'


def _create_group(log: LogConfiguration) -> Problems:
    value = _text(log, "awslogs-create-group")
    if value is None or value.lower() in ("true", "1", "t"):
        return
    place = log.at("options", "awslogs-create-group")
    off = value.lower() in ("false", "0", "f")
    message = f'awslogs-create-group is "{value}"; remove it, or use "true"'
    if off:
        fix = Fix('remove "awslogs-create-group"', (Edit("remove", place),), safe=True)
    else:
        fix = Fix('set "awslogs-create-group": "true"', (Edit("set", place, "true"),))
    yield Problem(place, message, fix=fix)


def _delivery(log: LogConfiguration, memory: int | None, instances: bool) -> Problems:
    mode = _text(log, "mode")
    if mode is not None and mode not in facts.MODES:
        close = nearest(mode, facts.MODES) or facts.MODES[0]
        message = f'the mode "{mode}" does not exist; use "non-blocking" or "blocking"'
        fix = Fix(f'set "mode": "{close}"', (Edit("set", log.at("options", "mode"), close),))
        yield Problem(log.at("options", "mode"), message, fix=fix)
    size = _text(log, "max-buffer-size")
    if size is None:
        return
    place = log.at("options", "max-buffer-size")
    mib = buffer_mib(size)
    severity = Severity.WARNING
    if mib is None:
        message = f'max-buffer-size is "{size}"; use a number with a unit such as "{facts.DEFAULT_BUFFER}"'
    elif mode == "blocking":
        message = (
            f'max-buffer-size "{size}" has no effect with the mode "blocking"; remove it, '
            'or use "non-blocking"'
        )
        if instances:
            message = 'Docker refuses "max-buffer-size" with "mode": "blocking"; remove one of them'
            severity = Severity.ERROR
    elif memory is not None and mib >= memory:
        message = (
            f'the log buffer "{size}" is as large as the memory of the container ({memory} MiB); use less'
        )
    else:
        return
    yield Problem(place, message, severity=severity)


def container_mib(memory: int | None, task_memory: str | None) -> int | None:
    """Return what a container may use: its own limit, else that of the task, in MiB."""
    return memory if memory else memory_mib(task_memory)
