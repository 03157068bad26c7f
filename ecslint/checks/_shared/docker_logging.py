"""What Docker refuses in the options of its log drivers, and what awslogs makes of dates and patterns.

Every function yields problems in one ``LogConfiguration``. Docker checks the options when it creates or
starts a container: what it refuses never runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.base.pattern import regex
from ecslint.base.suggest import nearest
from ecslint.base.unresolved import Unresolved, known
from ecslint.facts import docker_logging as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import is_set
from ecslint.model.task import LogConfiguration
from ecslint.runtime import docker_logging as docker
from ecslint.runtime import go_regexp

PATTERN = "awslogs-multiline-pattern"
DATE_FORMAT = "awslogs-datetime-format"

_TEMPLATE = regex(r"\{\{-?\s*(?:json\s+)?\.([A-Za-z]\w*)")
_UNCLOSED = regex(r"\{\{-?\s{0,9}(?:json\s{1,9})?\.[A-Za-z]\w{0,60}(?:[^\w\s}|.]|\}(?!\})|$)")
"""The template of a tag that does not end."""
_BRACKETED = regex(r"(?<!\\)\[[^\]\[%]*+%")


def _options(log: LogConfiguration) -> dict[str, str | Unresolved]:
    return known(log.options) or {}


def unknown_options(log: LogConfiguration, foreign: tuple[str, ...]) -> Problems:
    """Yield options that the driver does not have; names with the prefixes in ``foreign`` are left out."""
    driver = log.log_driver
    if not isinstance(driver, str) or driver not in facts.DRIVERS:
        return
    own = facts.DRIVERS[driver]
    for option in _options(log):
        if option in own or option in facts.COMMON or option in facts.BUILT_IN:
            continue
        if option.startswith(foreign) and not option.startswith(f"{driver}-"):
            continue
        place = log.at("options", option, part="key")
        gone = facts.FORMERLY.get(option)
        if gone is not None and gone[0] == driver:
            message = f'Docker {gone[2]} has no option "{option}" any more; use "{gone[1]}"'
            renamed = Fix(f'rename the option to "{gone[1]}"', (Edit("rename", place, gone[1]),))
            yield Problem(place, message, fix=renamed, severity=Severity.WARNING)
            continue
        close = nearest(option, (*own, *facts.COMMON, "mode", "max-buffer-size"))
        fix = None
        if close and close not in _options(log):
            fix = Fix(f'rename the option to "{close}"', (Edit("rename", place, close),))
        allowed = f'use "{close}"' if close else "remove it"
        yield Problem(place, f'the log driver {driver} has no option "{option}"; {allowed}', fix=fix)


def missing_options(log: LogConfiguration) -> Problems:
    """Yield what Docker requires and the API does not ask for."""
    driver = log.log_driver
    if not isinstance(driver, str) or driver not in facts.REQUIRED or isinstance(log.options, Unresolved):
        return
    if is_set(log.secret_options):
        return
    for option in facts.REQUIRED[driver]:
        if not is_set(_options(log).get(option)):
            message = (
                f'the log driver {driver} needs "{option}"; add it, such as "udp://logs.example.com:12201"'
            )
            yield Problem(log.at("options", option), message)


def wrong_values(log: LogConfiguration) -> Problems:
    """Yield values that Docker cannot read, in the options of its own drivers."""
    driver = log.log_driver
    if not isinstance(driver, str):
        return
    yield from _tag(log)
    for option, value in _options(log).items():
        form = facts.DRIVERS.get(driver, {}).get(option) or facts.COMMON.get(option)
        if form is None or driver not in facts.DRIVERS or not isinstance(value, str):
            continue
        if value == "" or (option == "max-size" and value == "-1"):
            continue
        wanted = docker.fault(value, form)
        if wanted is not None:
            yield Problem(log.at("options", option), f'"{option}" is "{value}"; {wanted}')
    yield from _combinations(log)


def _combinations(log: LogConfiguration) -> Iterator[Problem]:
    """Yield values that Docker refuses beside others."""
    options = _options(log)
    address = options.get("gelf-address")
    if log.log_driver == "gelf" and isinstance(address, str):
        udp = address.startswith("udp:")
        wrong = (
            ("gelf-tcp-max-reconnect", "gelf-tcp-reconnect-delay")
            if udp
            else ("gelf-compression-type", "gelf-compression-level")
        )
        for option in wrong if udp or address.startswith("tcp:") else ():
            if option in options:
                kind, other = ("UDP", "tcp") if udp else ("TCP", "udp")
                message = f'"{option}" cannot be used over {kind}; remove it, or use a "{other}://" address'
                yield Problem(log.at("options", option, part="key"), message)
    if log.log_driver == "json-file" and docker_true(options.get("compress")):
        files = options.get("max-file", "1")
        if files == "1" or "max-size" not in options:
            message = '"compress" needs "max-size" and a "max-file" of 2 or more; add them'
            yield Problem(log.at("options", "compress"), message)


def docker_true(value: str | Unresolved | None) -> bool:
    """Say whether a value surely means true to Docker."""
    return isinstance(value, str) and value in docker.BOOLEANS and value.lower() in ("1", "t", "true")


def _tag(log: LogConfiguration) -> Problems:
    """Yield names in the template of a tag that look like one that Docker knows, and are not."""
    value = _options(log).get("tag")
    text = value.text if isinstance(value, Unresolved) else value
    if not text or log.log_driver == "awsfirelens":
        return
    if _UNCLOSED.search(text):
        message = f'"tag" is "{text}" (unclosed action), so no container starts; close it with "}}}}"'
        severity = None if isinstance(value, str) else Severity.WARNING
        yield Problem(log.at("options", "tag"), message, severity=severity)
        return
    for name in _TEMPLATE.findall(text):
        if name in facts.TAG_NAMES:
            continue
        close = nearest(name, facts.TAG_NAMES)
        if close:
            message = f'a log tag has no "{{{{.{name}}}}}"; use "{{{{.{close}}}}}"'
            yield Problem(log.at("options", "tag"), message, severity=Severity.WARNING)


def awslogs_patterns(log: LogConfiguration) -> Problems:
    """Yield expressions of awslogs that do not compile, or do not mean what they seem to."""
    if log.log_driver != "awslogs":
        return
    pattern, form = _options(log).get(PATTERN), _options(log).get(DATE_FORMAT)
    if isinstance(pattern, str) and pattern:
        error = go_regexp.fault(pattern)
        if error:
            message = f'"{PATTERN}" does not compile ({error}), so no task starts; use the syntax of RE2'
            yield Problem(log.at("options", PATTERN), message)
        else:
            yield from _never_matches(log, pattern)
    if isinstance(form, str) and form:
        yield from _date_format(log, form)


_IN_SLASHES = regex(r"/(\^[^/]{1,300})/[gimsu]{0,3}")
_ESCAPED_TWICE = regex(r"(?<!\\)\\\\([dswDSW])(?=[{+*?\\:/.TZ -]|$)")


def _never_matches(log: LogConfiguration, pattern: str) -> Iterator[Problem]:
    """Yield what a pattern takes for itself: the slashes of other languages, a backslash too many."""
    place = log.at("options", PATTERN)
    slashes = _IN_SLASHES.fullmatch(pattern)
    twice = _ESCAPED_TWICE.search(pattern)
    if slashes is not None:
        message = f'"{PATTERN}" begins with "/", which no line does; use "{slashes[1]}"'
        fix = Fix(f'set "{slashes[1]}"', (Edit("set", place, slashes[1]),))
        yield Problem(place, message, fix=fix, severity=Severity.WARNING)
    elif twice is not None:
        message = f'"{twice[0]}" in "{PATTERN}" is a backslash and "{twice[1]}"; use "\\{twice[1]}"'
        better = pattern.replace("\\\\", "\\")
        fix = Fix(f'set "{better}"', (Edit("set", place, better),))
        yield Problem(place, message, fix=fix, severity=Severity.WARNING)


def _date_format(log: LogConfiguration, form: str) -> Problems:
    place = log.at("options", DATE_FORMAT)
    error = go_regexp.fault(docker.date_pattern(form))
    better = _escaped(form)
    if error:
        hint = f'use "{better}"' if better else "escape what has a meaning in regular expressions"
        message = f'"{DATE_FORMAT}" is not a valid regular expression ({error}), so no task starts; {hint}'
        fix = Fix(f'set "{better}"', (Edit("set", place, better),)) if better else None
        yield Problem(place, message, fix=fix)
        return
    unknown = docker.unknown_sequences(form)
    if unknown:
        message = (
            f'"{DATE_FORMAT}" has {", ".join(unknown)}, which awslogs drops; use only sequences that it knows'
        )
        yield Problem(place, message, severity=Severity.WARNING)
    elif docker.date_pattern(form) == form:
        message = f'"{DATE_FORMAT}" is "{form}", which has no date; use a format such as "%Y-%m-%d %H:%M:%S"'
        yield Problem(place, message, severity=Severity.WARNING)
    elif _BRACKETED.search(form):
        message = f'"[" begins a character class in "{DATE_FORMAT}", which matches one character; use "\\["'
        fix = Fix(f'set "{better}"', (Edit("set", place, better),)) if better else None
        yield Problem(place, message, fix=fix, severity=Severity.WARNING)


def _escaped(form: str) -> str | None:
    """Return a date format with its brackets and operators escaped, if that is what it lacks."""
    better = re.sub(r"(?<!\\)([\[\](){}+*?])", r"\\\1", form)
    return better if better != form and go_regexp.fault(docker.date_pattern(better)) is None else None
