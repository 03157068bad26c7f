"""Health checks of containers (ECS420 to ECS425)."""

from __future__ import annotations

from typing import Final

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.checks._shared.health_command import misread_words, never_fails
from ecslint.facts import containers as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each
from ecslint.model.task import Container, HealthCheck, TaskDefinition
from ecslint.runtime.images import family_of

_SHELL_SIGNS = ("||", "&&", "|", ";", ">", "<", "$(", "`")


@check("ECS420")
def health_check_command_is_invalid(container: Container, task: TaskDefinition | None) -> Problems:
    health = known(container.health_check)
    command = known(health.command) if health else None
    if command is None:
        return
    yield from _start(container, command)
    if len(command) > 1 and (task is None or task.windows is False):
        misread = list(misread_words(container, command))
        yield from misread
        if misread:
            return
        yield from never_fails(container, command)
    if task is not None and len(command) > 1:
        yield from _shell_misuse(container, task, command)
    if command and command[0] == "CMD-SHELL":
        yield from _image_without_shell(container)


def _start(container: Container, command: list[str | Unresolved]) -> Problems:
    """Look for CMD or CMD-SHELL, and something behind it."""
    place = container.at("healthCheck", "command")
    if not command:
        yield Problem(place, 'the health check\'s command is empty; give ["CMD-SHELL", "…"] or ["CMD", "…"]')
        return
    first = command[0]
    if not isinstance(first, str):
        return
    if first in ("CMD", "CMD-SHELL"):
        if not any(isinstance(word, Unresolved) or word.strip() for word in command[1:]):
            example = "curl -f http://localhost/ || exit 1" if first == "CMD-SHELL" else "/healthy"
            yield Problem(place, f'"{first}" is not followed by a command; use ["{first}", "{example}"]')
        return
    if first == "NONE":
        message = '"NONE" is not for Amazon ECS; remove "healthCheck" to have no health check'
        place = container.at("healthCheck", "command", 0)
        yield Problem(place, message, severity=Severity.WARNING)
        return
    yield _without_kind(container, command, first)


def _without_kind(container: Container, command: list[str | Unresolved], first: str) -> Problem:
    """Say which of CMD and CMD-SHELL was meant by a command that starts with neither."""
    place = container.at("healthCheck", "command", 0)
    whole = container.at("healthCheck", "command")
    head, _, rest = first.partition(" ")
    kind = head.rstrip(",").upper().replace("_", "-")
    if kind in ("CMD", "CMD-SHELL"):
        better = [kind, *([rest.strip()] if rest.strip() else []), *command[1:]]
        hint = f'put "{kind}" into a separate element' if rest else f'use "{kind}"'
    else:
        line = len(command) == 1 and any(c.isspace() for c in first)
        better = ["CMD-SHELL" if line else "CMD", *command]
        hint = f'put "{better[0]}" first'
    # A path alone is accepted and run; a command line is no program's name, so it can never succeed.
    severity = None if any(c.isspace() for c in first) else Severity.WARNING
    message = f'a health check starts with "CMD" or "CMD-SHELL", not "{first}"; {hint}'
    if any(isinstance(word, Unresolved) for word in better):
        return Problem(place, message, severity=severity)
    fix = Fix(f'start the command with "{better[0]}"', (Edit("set", whole, better),))
    return Problem(place, message, fix=fix, severity=severity)


def _shell_misuse(container: Container, task: TaskDefinition, command: list[str | Unresolved]) -> Problems:
    """Look for shell syntax where no shell runs, and for arguments where one does."""
    kind, *rest = command
    if kind == "CMD-SHELL" and len(rest) > 1:
        yield _split_shell_command(container, rest)
    elif kind == "CMD" and len(rest) == 1 and isinstance(rest[0], str):
        program = rest[0].strip()
        if task.windows is False and any(c.isspace() for c in program):
            place = container.at("healthCheck", "command", 1)
            message = (
                f'"CMD" runs its first element as one program, and there is no "{program}"; use '
                '"CMD-SHELL", or one element per argument'
            )
            whole = container.at("healthCheck", "command")
            fix = Fix('use "CMD-SHELL"', (Edit("set", whole, ["CMD-SHELL", rest[0]]),))
            # the health of other containers does not count for the task
            severity = None if container.essential in (True, None) else Severity.WARNING
            yield Problem(place, message, fix=fix, severity=severity)
    elif kind == "CMD" and isinstance(rest[0], str) and not rest[0].endswith("sh"):
        for index, word in enumerate(rest):
            if isinstance(word, str) and word in _SHELL_SIGNS:
                message = (
                    f'"CMD" starts no shell, so "{word}" is handed to the program as an argument; '
                    'use "CMD-SHELL"'
                )
                yield Problem(
                    container.at("healthCheck", "command", index + 1), message, severity=Severity.WARNING
                )
                return


def _split_shell_command(container: Container, words: list[str | Unresolved]) -> Problem:
    """Everything behind the first string is a positional parameter of the shell, not of the command."""
    place = container.at("healthCheck", "command", 2)
    message = (
        f'"CMD-SHELL" runs only the string behind it, not the other {len(words) - 1}; '
        "join them into one string"
    )
    known = [word for word in words if isinstance(word, str)]
    fix = None
    if len(known) == len(words):
        whole: Place = container.at("healthCheck", "command")
        fix = Fix("join the command into one string", (Edit("set", whole, ["CMD-SHELL", " ".join(known)]),))
    return Problem(place, message, fix=fix, severity=Severity.WARNING)


def _image_without_shell(container: Container) -> Problems:
    if not isinstance(container.image, str):
        return
    image = container.image.lower()
    repository = image.partition("@")[0]
    name, _, tag = repository.rpartition("/")[2].partition(":")
    bare = "distroless" in repository or name == "scratch"
    if bare and "debug" not in tag:
        message = (
            f'"{container.image}" has no shell, so a "CMD-SHELL" health check always fails; '
            'use "CMD" with a program of it'
        )
        yield Problem(container.at("healthCheck", "command", 0), message, severity=Severity.WARNING)


@check("ECS421")
def health_check_timing_is_invalid(container: Container) -> Problems:
    health = known(container.health_check)
    if health is not None:
        yield from _out_of_range(container, health)
        yield from _timeout_reaches_interval(container, health)


def _out_of_range(container: Container, health: HealthCheck) -> Problems:
    for name, value in (
        ("interval", health.interval),
        ("timeout", health.timeout),
        ("retries", health.retries),
        ("startPeriod", health.start_period),
    ):
        least, most = facts.HEALTH_CHECK_RANGES[name]
        if isinstance(value, int) and not least <= value <= most:
            nearest = min(max(value, least), most)
            unit = "" if name == "retries" else " seconds"
            place = container.at("healthCheck", name)
            message = f"healthCheck.{name} is {value}, out of {least} to {most}{unit}; use {nearest}"
            yield Problem(place, message, fix=Fix(f"set {name} to {nearest}", (Edit("set", place, nearest),)))


def _timeout_reaches_interval(container: Container, health: HealthCheck) -> Problems:
    if isinstance(health.timeout, Unresolved) or isinstance(health.interval, Unresolved):
        return
    defaults = facts.HEALTH_CHECK_DEFAULTS
    timeout = defaults["timeout"] if health.timeout is None else health.timeout
    interval = defaults["interval"] if health.interval is None else health.interval
    if timeout >= interval:
        message = (
            f"the health check's timeout ({timeout} seconds) is not below its interval "
            f"({interval} seconds); set a longer interval or a shorter timeout"
        )
        member = "timeout" if health.timeout is not None else "interval"
        yield Problem(container.at("healthCheck", member), message, severity=Severity.INFO)


@check("ECS425")
def essential_container_has_no_health_check(container: Container) -> Problems:
    if container.health_check is None and container.essential in (True, None):
        message = (
            "without healthCheck or load balancer a task counts as healthy after 40 "
            "seconds; add a healthCheck"
        )
        yield Problem(container.at("healthCheck"), message)


_HASTY: Final = 20
"""Seconds within which few programs with a framework start."""


@check("ECS458")
def health_check_gives_no_time(container: Container) -> Problems:
    """Yield a health check without startPeriod that gives up before most programs have started."""
    health = known(container.health_check)
    if health is None or container.essential is False or family_of(container.image) is not None:
        return
    values = (health.interval, health.retries, health.start_period)
    if any(isinstance(value, Unresolved) for value in values) or health.start_period not in (None, 0):
        return
    interval = facts.HEALTH_CHECK_DEFAULTS["interval"] if health.interval is None else health.interval
    retries = facts.HEALTH_CHECK_DEFAULTS["retries"] if health.retries is None else health.retries
    if isinstance(interval, int) and isinstance(retries, int) and 0 < interval * retries <= _HASTY:
        seconds = interval * retries
        message = f'what does not answer within {seconds} seconds is replaced; set "startPeriod" to 60'
        place = container.at("healthCheck", "interval" if health.interval is not None else "retries")
        edit = Edit("set", container.at("healthCheck", "startPeriod"), 60)
        severity = None if _starts_slowly(container) else Severity.INFO
        yield Problem(place, message, fix=Fix('set "startPeriod" to 60', (edit,)), severity=severity)


_SLOW = regex(r"(?:_?JAVA|SPRING|JVM|QUARKUS|MICRONAUT|RAILS|DJANGO|CATALINA|DOTNET|ASPNETCORE)_\w+")
"""Names of variables of runtimes and frameworks that take their time."""


def _starts_slowly(container: Container) -> bool:
    """Say whether a variable or the command tells that a virtual machine or a framework starts."""
    names = [variable.name for _, variable in each(container.environment)]
    words = [word for given in (container.entry_point, container.command) for _, word in each(given)]
    return any(isinstance(name, str) and _SLOW.fullmatch(name) for name in names) or any(
        word.rpartition("/")[2] in ("java", "rails", "puma", "dotnet", "catalina.sh") for word in words
    )
