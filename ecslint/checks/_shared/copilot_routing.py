"""What AWS Copilot refuses of routes, ports, deployments and platforms in a manifest (ECS770).

Source: aws/copilot-cli ``internal/pkg/manifest/validate.go``, read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final, TypeAlias

from ecslint.base.pattern import regex
from ecslint.base.words import one_of, quoted
from ecslint.documents.copilot_manifest import Manifest, at
from ecslint.facts import copilot as facts

_Fault: TypeAlias = tuple[tuple[str, ...], str]
"""The path of a field, and what is wrong with it."""
_DURATION: Final = regex(r"(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?")
_BALANCED: Final = ("Load Balanced Web Service", "Backend Service")
"""Types of workloads that an Application Load Balancer may route to."""


def more_faults_of(manifest: Manifest) -> Iterator[_Fault]:
    """Yield what Copilot refuses: the path of a field, and what is wrong with it."""
    kind = str(manifest.get("type"))
    if kind in _BALANCED:
        yield from _rules(manifest)
    if kind == "Load Balanced Web Service":
        yield from _network_balancer(manifest)
    yield from _sidecar_ports(manifest)
    yield from _deployment(manifest)
    yield from _queue(manifest)
    yield from _platform(manifest)


def is_open(value: object) -> bool:
    """Say whether a value is filled in later, so that nothing is known of it."""
    return isinstance(value, str) and ("$" in value or "{{" in value)


def _rules(manifest: Manifest) -> Iterator[_Fault]:
    """Yield what is wrong with the rules of the listener: the main one and those beside it."""
    http = manifest.get("http")
    if not isinstance(http, dict) or not http:
        return
    more = http.get("additional_rules")
    for number, rule in enumerate([http, *(more if isinstance(more, list) else [])]):
        if not isinstance(rule, dict):
            continue
        path = ("http", "additional_rules") if number else ("http",)
        if number and rule.get("path") is None:
            yield path, f'rule {number} of "additional_rules" has no "path"; add it'
        if number and at(rule, ("healthcheck", "grace_period")) is not None:
            message = f'"grace_period" stands in rule {number} of "additional_rules"; use that of "http"'
            yield path, message
        yield from _rule(manifest, rule, path)


def _rule(manifest: Manifest, rule: dict[str, object], path: tuple[str, ...]) -> Iterator[_Fault]:
    target = rule.get("target_container")
    if isinstance(target, str) and not is_open(target):
        known = manifest.get("sidecars", target)
        where = (*path, "target_container") if len(path) == 1 else path
        if target == manifest.get("name"):
            if manifest.get("image", "port") is None:
                yield where, f'the target container "{target}" exposes no port; add "port" to "image"'
        elif known is None:
            yield where, f'there is no container "{target}" to route to; use a sidecar or leave it out'
        elif isinstance(known, dict) and known.get("port") is None:
            yield where, f'the target container "{target}" exposes no port; add "port" to the sidecar'
    allowed = rule.get("allowed_source_ips")
    for each in allowed if isinstance(allowed, list) else ():
        if isinstance(each, str) and not is_open(each) and not _is_block(each):
            where = (*path, "allowed_source_ips") if len(path) == 1 else path
            yield where, f'"{each}" in "allowed_source_ips" is no CIDR block; add its size, for instance /32'
    aliases = rule.get("alias")
    for each in aliases if isinstance(aliases, list) else ():
        if isinstance(each, dict) and each.get("name") is None:
            yield (*path, "alias") if len(path) == 1 else path, 'an alias has no "name"; add it'


def _is_block(text: str) -> bool:
    """Say whether Go's ``net.ParseCIDR`` takes a text: an address with the size of its network."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return "/" in text


def _network_balancer(manifest: Manifest) -> Iterator[_Fault]:
    balancer = manifest.get("nlb")
    if not isinstance(balancer, dict) or not balancer:
        return
    more = balancer.get("additional_listeners")
    for number, listener in enumerate([balancer, *(more if isinstance(more, list) else [])]):
        if not isinstance(listener, dict):
            continue
        path = ("nlb", "additional_listeners") if number else ("nlb",)
        port = listener.get("port")
        if port in (None, ""):
            what = f"listener {number} of additional_listeners" if number else '"nlb"'
            yield path, f'{what} has no "port"; add it, for instance 443/tls'
        else:
            where = path if number else (*path, "port")
            yield from _protocol(where, port, facts.BALANCER_PROTOCOLS)
    aliases = balancer.get("alias")
    for each in aliases if isinstance(aliases, list) else ():
        if isinstance(each, dict) and each.get("hosted_zone") is not None:
            yield ("nlb", "alias"), '"nlb" takes no "hosted_zone" of an alias; remove it'


def _protocol(path: tuple[str, ...], port: object, known: tuple[str, ...]) -> Iterator[_Fault]:
    """Yield the protocol of ``8080/udp`` where it is not one of those known."""
    if not isinstance(port, str) or is_open(port) or "/" not in port:
        return
    protocol = port.partition("/")[2]
    if protocol.upper() not in known:
        words = one_of(quoted([word.lower() for word in known]))
        yield path, f'the protocol "{protocol}" is not supported; use {words}'


def _sidecar_ports(manifest: Manifest) -> Iterator[_Fault]:
    for path, sidecar in manifest.objects("sidecars"):
        yield from _protocol((*path, "port"), sidecar.get("port"), facts.CONTAINER_PROTOCOLS)


def _deployment(manifest: Manifest) -> Iterator[_Fault]:
    rolling = manifest.get("deployment", "rolling")
    if isinstance(rolling, str) and not is_open(rolling) and rolling.lower() not in facts.ROLLING:
        words = one_of(quoted(facts.ROLLING))
        yield ("deployment", "rolling"), f'"rolling" is "{rolling}"; use {words}'


def _queue(manifest: Manifest) -> Iterator[_Fault]:
    delay = manifest.get("count", "queue_delay")
    if not isinstance(delay, dict) or manifest.get("type") != "Worker Service":
        return
    pair = ("acceptable_latency", "msg_processing_time")
    given = [name for name in pair if delay.get(name) is not None]
    if len(given) == 1:
        missing = next(name for name in pair if name not in given)
        yield ("count", "queue_delay"), f'"{given[0]}" needs "{missing}"; add it'
    latency, work = (_seconds(delay.get(name)) for name in pair)
    if latency is not None and work is not None and work > latency:
        message = '"msg_processing_time" is longer than "acceptable_latency"; use less, or accept more'
        yield ("count", "queue_delay", "msg_processing_time"), message


def _seconds(text: object) -> int | None:
    """Return the seconds of a duration such as ``1h30m``, ``None`` where it is written differently."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) and text else None
    if match is None:
        return None
    return sum(int(number or 0) * unit for number, unit in zip(match.groups(), (3600, 60, 1), strict=True))


def _platform(manifest: Manifest) -> Iterator[_Fault]:
    """Yield what Copilot does not do on Windows, or on ARM."""
    given = manifest.get("platform")
    system = given.get("osfamily") if isinstance(given, dict) else given
    architecture = given.get("architecture") if isinstance(given, dict) else given
    if isinstance(system, str) and system.lower().startswith("windows"):
        if manifest.get("storage", "readonly_fs") is True:
            yield ("storage", "readonly_fs"), '"readonly_fs" is not supported on Windows; remove it'
        connect = manifest.get("network", "connect")
        if connect is True or (isinstance(connect, dict) and connect):
            yield ("network", "connect"), "Copilot has no Service Connect on Windows; remove it"
    if isinstance(architecture, str) and architecture.lower().rpartition("/")[2] in ("arm", "arm64"):
        for path in (("count", "spot"), ("count", "range", "spot_from")):
            if manifest.get(*path) is not None:
                yield path, f'Copilot takes no "{path[-1]}" with ARM; remove it, or use x86_64'
