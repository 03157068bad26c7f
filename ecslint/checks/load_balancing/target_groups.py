"""Target groups that Elastic Load Balancing refuses, in templates (ECS555)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.unresolved import Unresolved
from ecslint.base.words import one_of, quoted
from ecslint.checks import check
from ecslint.checks._shared.balancing import balancer_kind, invalid_name
from ecslint.documents.cloudformation.queries import lacks, number, shown, text
from ecslint.facts import load_balancing as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved

    ElbTargetGroup: TypeAlias = Resolved

_REQUIRED = ("Port", "Protocol", "VpcId")
_HEALTH = "HealthCheckProtocol"


@check("ECS555")
def target_group_refused(group: ElbTargetGroup) -> Problems:
    kind = group.get("TargetType")
    if kind != "lambda" and not isinstance(kind, Unresolved):
        yield from _required(group)
        yield from _enabled(group, kind)
    yield from _ranges(group)
    wrong = invalid_name(group.get("Name"), "target group")
    if wrong is not None:
        yield Problem(group.at("Name"), wrong)
    yield from _protocols(group)
    yield from _path(group)
    yield from _port(group)
    yield from _matcher(group)
    yield from _answers_too_late(group)


def _required(group: Resolved) -> Iterator[Problem]:
    for name in _REQUIRED:
        if lacks(group.data, name) or group.get(name) == "":
            message = f'the target group has no "{name}", which AWS requires of one with targets; add {name}'
            yield Problem(group.at(name), message)


def _enabled(group: Resolved, kind: object) -> Iterator[Problem]:
    if str(group.get("HealthCheckEnabled")).lower() == "false" and not isinstance(
        group.get("HealthCheckEnabled"), Unresolved
    ):
        place = group.at("HealthCheckEnabled")
        given = kind or "instance"
        message = f'HealthCheckEnabled is false, but a target group of type "{given}" always checks; set true'
        yield Problem(place, message, fix=Fix("set true", (Edit("set", place, True),)))


def _ranges(group: Resolved) -> Iterator[Problem]:
    for name, (low, high) in (
        ("HealthCheckIntervalSeconds", facts.INTERVALS),
        ("HealthCheckTimeoutSeconds", facts.TIMEOUTS),
        ("HealthyThresholdCount", facts.THRESHOLDS),
        ("UnhealthyThresholdCount", facts.THRESHOLDS),
    ):
        value = number(group.get(name))
        if value is not None and not low <= value <= high:
            nearest = min(max(int(value), low), high)
            message = f'"{name}" is {shown(value)}, out of {low} to {high}; use {nearest}'
            fix = Fix(f"set {nearest}", (Edit("set", group.at(name), nearest),))
            yield Problem(group.at(name), message, fix=fix)


def check_protocol(group: Resolved) -> str | None:
    """Return the protocol of a group's health checks, ``None`` if it is not known."""
    given = group.get(_HEALTH)
    if given is not None:
        return text(given)
    kind = balancer_kind(group)
    return facts.CHECK_PROTOCOLS[kind][0] if kind is not None else None


def _protocols(group: Resolved) -> Iterator[Problem]:
    kind, given = balancer_kind(group), text(group.get(_HEALTH))
    allowed = facts.CHECK_PROTOCOLS[kind] if kind is not None else facts.CHECK_PROTOCOLS["network"]
    if given in facts.KIND_OF_PROTOCOL and given not in allowed:
        protocol = text(group.get("Protocol"))
        whose = f" of a {protocol} target group" if protocol is not None and given == "TCP" else ""
        message = f'HealthCheckProtocol is "{given}"; use {one_of(quoted(allowed))} for health checks{whose}'
        yield Problem(group.at(_HEALTH), message)
    version = text(group.get("ProtocolVersion"))
    if version is None:
        return
    place = group.at("ProtocolVersion")
    if version not in facts.PROTOCOL_VERSIONS:
        message = f'ProtocolVersion is "{version}"; use {one_of(quoted(facts.PROTOCOL_VERSIONS))}'
        yield Problem(place, message)
    elif kind not in (None, "application"):
        message = f"ProtocolVersion is for HTTP and HTTPS only, not {text(group.get('Protocol'))}; remove it"
        related = ((group.at("Protocol"), "the protocol"),)
        yield Problem(place, message, related, Fix("remove it", (Edit("remove", place),)))


def _path(group: Resolved) -> Iterator[Problem]:
    path, place = group.get("HealthCheckPath"), group.at("HealthCheckPath")
    protocol = check_protocol(group)
    if path is not None and protocol == "TCP" and not isinstance(path, Unresolved) and path != "":
        yield _not_with_tcp(group, "HealthCheckPath", "a path")
    elif isinstance(path, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/?=&-]*", path):
        message = f'the path of the health check begins with "/"; use "/{path}"'
        yield Problem(place, message, fix=Fix(f"use /{path}", (Edit("set", place, f"/{path}"),)))


def _not_with_tcp(group: Resolved, name: str, what: str) -> Problem:
    given = group.get(_HEALTH) is not None
    whose = group.at(_HEALTH) if given else group.at("Protocol")
    usual = "" if given else ", the default here,"
    message = f"health checks over TCP{usual} take no {name}; remove it, or set HealthCheckProtocol: HTTP"
    related = ((whose, f"{what} needs checks over HTTP or HTTPS"),)
    place = group.at(name)
    return Problem(place, message, related, Fix(f"remove {name}", (Edit("remove", place),)))


def _port(group: Resolved) -> Iterator[Problem]:
    value = group.get("HealthCheckPort")
    if value in (None, "traffic-port") or isinstance(value, Unresolved):
        return
    port = number(value)
    if port is None or not 1 <= port <= 65_535 or port != int(port):
        place = group.at("HealthCheckPort")
        message = f'HealthCheckPort is "{value}"; use "traffic-port" or a port from 1 to 65535'
        yield Problem(place, message)


def _matcher(group: Resolved) -> Iterator[Problem]:
    matcher = group.get("Matcher")
    if not isinstance(matcher, dict):
        return
    if check_protocol(group) == "TCP":
        yield _not_with_tcp(group, "Matcher", "a matcher")
        return
    version, kind = group.get("ProtocolVersion"), balancer_kind(group)
    if isinstance(version, Unresolved):
        return
    right, wrong = ("GrpcCode", "HttpCode") if version == "GRPC" else ("HttpCode", "GrpcCode")
    if matcher.get(wrong) is not None:
        stands = (
            f'ProtocolVersion "{version}"' if version is not None else "ProtocolVersion HTTP1, the default"
        )
        message = f"{wrong} does not go with {stands}; use {right}"
        yield Problem(group.at("Matcher", wrong), message)
    low, high = facts.GRPC_CODES if right == "GrpcCode" else facts.HTTP_CODES[kind or "network"]
    value = matcher.get(right)
    if isinstance(value, str | int) and not isinstance(value, bool):
        fault = _codes_fault(str(value), low, high)
        if fault is not None:
            yield Problem(group.at("Matcher", right), f'{right} is "{value}"; {fault}')


def _codes_fault(codes: str, low: int, high: int) -> str | None:
    """Say what is wrong with a list of codes and ranges of codes."""
    for item in codes.split(","):
        ends = item.strip().split("-")
        if len(ends) > 2 or not all(re.fullmatch(r"[0-9]{1,3}", end.strip()) for end in ends):
            return 'use codes as in "200,202" or "200-299"'
        first, last = int(ends[0]), int(ends[-1])
        if not low <= first <= last <= high:
            return f"use codes from {low} to {high}, a range from the lower to the higher"
    return None


def _answers_too_late(group: Resolved) -> Iterator[Problem]:
    web = group.get("Protocol") in facts.WEB
    if not web and group.get(_HEALTH) not in facts.WEB:
        return
    names = ("HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds")
    given = [group.get(name) for name in names]
    defaults = (facts.INTERVAL, facts.WEB_TIMEOUT if web else None)
    interval, timeout = (
        default if own is None else number(own) for own, default in zip(given, defaults, strict=True)
    )
    if interval is None or timeout is None or timeout < interval:
        return
    usual = ["" if own is not None else " by default" for own in given]
    message = (
        f"the health check waits {shown(timeout)} seconds{usual[1]} for an answer, but "
        f"asks every {shown(interval)}{usual[0]}; set a shorter timeout"
    )
    where = 0 if given[1] is None else 1
    related = ((group.at(names[1 - where]), "compared with this"),) if given[1 - where] is not None else ()
    yield Problem(group.at(names[where]), message, related, severity=None if web else Severity.WARNING)
