"""Attributes of target groups and load balancers that Elastic Load Balancing refuses (ECS557)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.unresolved import Unresolved
from ecslint.base.words import one_of, quoted
from ecslint.checks import check
from ecslint.checks._shared.balancing import balancer_kind
from ecslint.documents.cloudformation.queries import number, objects, text
from ecslint.facts import balancer_attributes as facts
from ecslint.facts.balancer_attributes import Attribute
from ecslint.facts.creation import LOAD_BALANCER
from ecslint.facts.load_balancing import KIND_NAMES
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.source.templating.placeholders import is_placeholder

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.model.base import Place

    ElbLoadBalancer: TypeAlias = Resolved
    ElbTargetGroup: TypeAlias = Resolved


@check("ECS557")
def attribute_refused(resource: ElbTargetGroup | ElbLoadBalancer) -> Problems:
    if resource.resource.type == LOAD_BALANCER:
        given = resource.get("Type")
        kind = "application" if given is None else text(given)
        yield from _each(resource, "LoadBalancerAttributes", facts.LOAD_BALANCER, kind)
        return
    kind = balancer_kind(resource)
    yield from _each(resource, "TargetGroupAttributes", facts.TARGET_GROUP, kind)
    yield from _together(resource, kind)


def _each(
    resource: Resolved, member: str, known: Mapping[str, Attribute], kind: str | None
) -> Iterator[Problem]:
    """Yield what is wrong with single attributes, by the kind of load balancer if that is known."""
    seen: dict[str, int] = {}
    for index, item in objects(resource.get(member)):
        key = text(item.get("Key"))
        if key is None or is_placeholder(key):
            continue
        place = resource.at(member, index, "Key")
        attribute = known.get(key)
        if attribute is None:
            yield _unknown(key, known, place)
            continue
        if key in seen:
            related = ((resource.at(member, seen[key], "Key"), "given here already"),)
            message = f'the attribute "{key}" is given twice; keep one of them'
            yield Problem(place, message, related, severity=Severity.WARNING)
        seen[key] = index
        if kind in KIND_NAMES and kind not in attribute.kinds:
            others = " or ".join(KIND_NAMES[name] for name in sorted(attribute.kinds))
            message = f'"{key}" is an attribute for {others}, not for {KIND_NAMES[kind]}; remove it'
            yield Problem(place, message, fix=Fix("remove it", (Edit("remove", resource.at(member, index)),)))
            continue
        yield from _value(key, attribute, item.get("Value"), resource.at(member, index, "Value"))


def _unknown(key: str, known: Mapping[str, Attribute], place: Place) -> Problem:
    from ecslint.base.suggest import nearest

    near = nearest(key, known)
    if near is None:  # there may be newer ones than those that we know
        message = f'"{key}" is not an attribute that is documented; remove it'
        return Problem(place, message, severity=Severity.WARNING)
    message = f'"{key}" is not an attribute; use "{near}"'
    return Problem(place, message, fix=Fix(f"use {near}", (Edit("set", place, near),)))


def _value(key: str, attribute: Attribute, value: object, place: Place) -> Iterator[Problem]:
    if value is None or isinstance(value, Unresolved | dict | list) or attribute.is_free:
        return
    written = str(value).lower() if isinstance(value, bool) else str(value)
    if written in attribute.values or is_placeholder(written):
        return
    if attribute.low is None:
        message = f'"{key}" is "{written}"; use {one_of(quoted(attribute.values))}'
        same = next((v for v in attribute.values if v.lower() == written.lower()), None)
        fix = Fix(f"use {same}", (Edit("set", place, same),)) if same is not None else None
        yield Problem(place, message, fix=fix)
        return
    given = number(written)
    if given is not None and attribute.low <= given <= attribute.high and given == int(given):
        return
    words = f" or {one_of(quoted(attribute.values))}" if attribute.values else ""
    most = f" to {attribute.high}" if attribute.high < 1_000_000 else " or more"
    message = f'"{key}" is "{written}"; use {attribute.low}{most}{words}'
    yield Problem(place, message)


def _together(group: Resolved, kind: str | None) -> Iterator[Problem]:
    """Yield attributes that do not go with each other or with the target group."""
    member = "TargetGroupAttributes"
    given: dict[str, tuple[int, str]] = {}
    for index, item in objects(group.get(member)):
        key, value = text(item.get("Key")), item.get("Value")
        if key is not None and isinstance(value, str | int):
            given[key] = (index, str(value).lower() if isinstance(value, bool) else str(value))
    if "stickiness.type" in given and kind is not None:
        index, value = given["stickiness.type"]
        allowed = facts.STICKINESS[kind]
        if value in facts.TARGET_GROUP["stickiness.type"].values and value not in allowed:
            protocol = text(group.get("Protocol"))
            use = one_of(quoted(allowed))
            message = f'stickiness type "{value}" is not for {protocol} target groups; use {use}'
            related = ((group.at("Protocol"), f"the protocol is {protocol}"),)
            yield Problem(group.at(member, index, "Value"), message, related)
    yield from _cookie(group, member, given)
    yield from _of_udp(group, member, given)
    slow, algorithm = (given.get(k) for k in ("slow_start.duration_seconds", "load_balancing.algorithm.type"))
    steady = facts.TARGET_GROUP["load_balancing.algorithm.type"].values[1:]
    if slow is not None and algorithm is not None and slow[1] != "0" and algorithm[1] in steady:
        message = f'slow start needs the algorithm "round_robin", not "{algorithm[1]}"; set it to 0'
        related = ((group.at(member, algorithm[0], "Value"), "the algorithm"),)
        yield Problem(group.at(member, slow[0], "Value"), message, related)
    mitigation = given.get("load_balancing.algorithm.anomaly_mitigation")
    whole = _is_complete(group.get(member))
    weighted = algorithm is not None and algorithm[1] == "weighted_random"
    if mitigation is not None and mitigation[1] == "on" and whole and not weighted:
        message = 'anomaly mitigation needs "load_balancing.algorithm.type" weighted_random; set it'
        yield Problem(group.at(member, mitigation[0], "Value"), message)


def _of_udp(group: Resolved, member: str, given: Mapping[str, tuple[int, str]]) -> Iterator[Problem]:
    """Yield what target groups with UDP cannot have, and draining where connections are closed at once."""
    protocol = text(group.get("Protocol"))
    for key, value in facts.FIXED_FOR_UDP.items() if protocol in facts.UDP else ():
        if key in given and given[key][1] != value:
            index, own = given[key]
            message = f'"{key}" cannot be "{own}" for {protocol} target groups; set "{value}", or remove it'
            related = ((group.at("Protocol"), f"the protocol is {protocol}"),)
            yield Problem(group.at(member, index, "Value"), message, related)
    interval, closes = given.get(facts.DRAINING_INTERVAL), given.get(facts.CLOSES_UNHEALTHY)
    if interval is None or interval[1] == "0" or closes is None or closes[1] != "true":
        return
    message = f'"{facts.DRAINING_INTERVAL}" needs "{facts.CLOSES_UNHEALTHY}" "false"; set it, or remove this'
    related = ((group.at(member, closes[0], "Value"), "connections are closed at once"),)
    yield Problem(group.at(member, interval[0], "Value"), message, related)


def _cookie(group: Resolved, member: str, given: Mapping[str, tuple[int, str]]) -> Iterator[Problem]:
    name = given.get("stickiness.app_cookie.cookie_name")
    kind, enabled = given.get("stickiness.type"), given.get("stickiness.enabled")
    if name is not None and name[1].startswith(facts.OWN_COOKIES):
        message = f'the cookie name "{name[1]}" is reserved for the load balancer; use another'
        yield Problem(group.at(member, name[0], "Value"), message)
    if kind is None or kind[1] != "app_cookie" or enabled is None or enabled[1] != "true":
        return
    keys = {text(item.get("Key")) for _, item in objects(group.get(member))}
    if _is_complete(group.get(member)) and "stickiness.app_cookie.cookie_name" not in keys:
        message = 'stickiness type "app_cookie" needs "stickiness.app_cookie.cookie_name"; add the attribute'
        yield Problem(group.at(member, kind[0], "Value"), message)


def _is_complete(attributes: object) -> bool:
    """Say whether all keys of a list of attributes are known."""
    return isinstance(attributes, list) and all(
        isinstance(item, dict) and isinstance(item.get("Key"), str) for item in attributes
    )
