"""Addresses that SDKs of telemetry cannot use (ECS495)."""

from __future__ import annotations

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.facts import telemetry as facts
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import Place, each, is_complete, is_set
from ecslint.model.task import Container

_ADDRESS = regex(r"[\w.-]+:\d{2,5}(?:/\S*)?")
_HOST = regex(r"[A-Za-z0-9][\w.-]{0,200}+")
_URL = regex(r"(https?)://([^/:\s]+|\[[^\]]*\])(?::(\d{1,5}))?(/\S*)?")


@check("ECS495")
def telemetry_address_is_unusable(container: Container) -> Problems:
    values = {
        v.name: (v.value, container.at("environment", index, "value"))
        for index, v in each(container.environment)
        if isinstance(v.name, str) and isinstance(v.value, str)
    }
    whole = is_complete(container.environment) and not is_set(container.environment_files)
    for name, (value, place) in values.items():
        if name in facts.OTLP_ENDPOINTS:
            yield from _otlp(name, value, place, values, whole)
        elif name == facts.XRAY_ADDRESS and "://" in value:
            yield _plain(name, value, value.partition("://")[2].rstrip("/"), place)
        elif name == facts.XRAY_ADDRESS and _HOST.fullmatch(value):
            yield _other(f'"{name}" is an address with port, not "{value}"', f"{value}:2000", place)
        elif name in facts.MIXED_UP and value == facts.MIXED_UP[name][0]:
            _, does, better = facts.MIXED_UP[name]
            yield _other(f"port {value} of the agent {does}", better, place)
        elif name == facts.EMF_ENDPOINT and _ADDRESS.fullmatch(value):
            yield _other(f'"{name}" begins with a protocol, not "{value}"', f"tcp://{value}", place)
        elif name == facts.TRACE_URL and _ADDRESS.fullmatch(value):
            yield _other(f'"{name}" is a URL, not "{value}"', f"http://{value}", place)
        elif name in facts.HOSTS and "://" in value:
            host = value.partition("://")[2].partition("/")[0].partition(":")[0].removeprefix("app.")
            yield _plain(name, value, host, place)
        elif name in facts.OTLP_ENDPOINTS.values() and value not in facts.OTLP_PROTOCOLS:
            message = f'OpenTelemetry has no protocol "{value}"; use "grpc" or "http/protobuf"'
            yield Problem(place, message)


def _plain(name: str, value: str, better: str, place: Place) -> Problem:
    message = f'"{name}" takes no protocol as in "{value}"; use "{better}"'
    return Problem(place, message, fix=Fix(f'set "{better}"', (Edit("set", place, better),)))


def _other(fault: str, better: str, place: Place) -> Problem:
    """Return the problem of a value that another one replaces."""
    return Problem(
        place, f'{fault}; use "{better}"', fix=Fix(f'set "{better}"', (Edit("set", place, better),))
    )


def _otlp(name: str, value: str, place: Place, values: dict[str, tuple[str, Place]], whole: bool) -> Problems:
    if _ADDRESS.fullmatch(value):
        message = f'"{name}" is a URL, and "{value}" has no scheme; use "http://{value}"'
        yield Problem(place, message, fix=Fix("add the scheme", (Edit("set", place, f"http://{value}"),)))
        return
    url = _URL.fullmatch(value)
    spoken = facts.OTLP_PORTS.get(url[3] or "") if url is not None else None
    if url is None or spoken is None or not whole:
        return
    for variable in (facts.OTLP_ENDPOINTS[name], "OTEL_EXPORTER_OTLP_PROTOCOL"):
        protocol, at = values.get(variable, ("", place))
        if protocol in facts.OTLP_PROTOCOLS:
            if protocol.partition("/")[0] != spoken.partition("/")[0]:
                right = next(p for p, s in facts.OTLP_PORTS.items() if s.startswith(protocol[:4]))
                message = f'port {url[3]} is that of {spoken}, and the protocol is "{protocol}"; use {right}'
                yield Problem(place, message, ((at, "the protocol"),))
            return
