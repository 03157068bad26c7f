"""Addresses of databases and brokers in variables that no driver takes (ECS453)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Reference, Unresolved
from ecslint.checks import check
from ecslint.facts import connections as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each
from ecslint.model.task import Container

_SCHEME = regex(r"([a-z][a-z0-9+.-]*+)://")
_PORT = regex(r"[A-Za-z0-9.-]{1,250}:[0-9]{2,5}/?")
_USER_INFO = regex(
    r"(?:postgres(?:ql)?(?:\+\w+)?|mysql2?(?:\+\w+)?|mongodb(?:\+srv)?|rediss?|amqps?)://([^\s]*)@[^@\s]*"
)
_WITH_PORT = frozenset({"endpoint", "Endpoint.Host"})
"""``endpoint`` of a database instance in Terraform, which has the port behind the host."""


_FORMED = frozenset({*facts.HOSTS, *(name for form in facts.FORMS for name in form.names)})
"""Variables whose values have a form that is known."""


@check("ECS453")
def address_is_not_taken(container: Container) -> Problems:
    names = {variable.name for _, variable in each(container.environment)}
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        if not isinstance(name, str):
            continue
        place = container.at("environment", index, "value")
        if isinstance(value, Unresolved):
            yield from _unresolved(name, value, place)
        elif isinstance(value, str) and value.strip() and "${" not in value and "{{" not in value:
            if name.upper() in _FORMED:
                yield from _host(name, value.strip(), names, place)
                yield from _begins(name, value.strip(), place)
            if "://" in value:
                yield from _user_info(name, value.strip(), place)
            if value.lstrip().startswith("arn:"):
                yield from _arn(name, value.strip(), place)
            yield from _https(name, value, names, place)


def _unresolved(name: str, value: Unresolved, place: Place) -> Problems:
    if name.upper() not in facts.HOSTS - facts.WITH_PORT or not isinstance(value, Reference):
        return
    if value.logical_id.startswith("aws_db_instance.") and value.attribute in _WITH_PORT:
        yield Problem(place, f'"{name}" gets a host with its port from "endpoint"; use "address"')


def _host(name: str, value: str, names: AbstractSet[object], place: Place) -> Problems:
    """Yield a host with a scheme, or with a port where none is taken."""
    if name.upper() not in facts.HOSTS:
        return
    scheme = _SCHEME.match(value)
    if scheme is not None:
        if scheme[1] in facts.SCHEMES.get(name.upper(), ()):
            return
        better = value[scheme.end() :].partition("/")[0].rpartition("@")[2]
        message = f'"{name}" is a host, and "{scheme[0]}" is not part of one; use the name alone'
        fix = Fix("use the host alone", (Edit("set", place, better),)) if "@" not in value else None
        yield Problem(place, message, fix=fix)
        return
    if name.upper() in facts.WITH_PORT or not _PORT.fullmatch(value):
        return
    own = name.upper().replace("HOSTNAME", "PORT").replace("HOST", "PORT")
    host, _, port = value.rstrip("/").rpartition(":")
    better = f'put {port} into "{own}"'
    severity = None if own in {str(n).upper() for n in names} else Severity.INFO
    message = f'"{name}" is a host with port {port}, which drivers look up as one name; {better}'
    yield Problem(
        place, message, fix=Fix("use the host alone", (Edit("set", place, host),)), severity=severity
    )


def _begins(name: str, value: str, place: Place) -> Problems:
    """Yield a value that does not begin as every program that knows the variable expects."""
    form = next((form for form in facts.FORMS if name.upper() in form.names), None)
    lowered = value.lower()
    if form is None or lowered.startswith(form.begins) or value.startswith(("$", "<", "arn:")):
        return
    if form.refused and "://" in value and not lowered.startswith(form.refused):
        return
    severity = Severity.INFO if form.bare and "://" not in value else None
    message = f'"{name}" does not begin with "{form.begins[0]}" ({form.error}); set a URL that does'
    yield Problem(place, message, severity=severity)


def _user_info(name: str, value: str, place: Place) -> Problems:
    """Yield a password in a URL with characters that end it too early; it is not shown."""
    found = _USER_INFO.fullmatch(value)
    if found is None:
        return
    character = next((c for c in "#?/@" if c in found[1]), None)
    if character is None or value.count("://") > 1:
        return
    coded = f"%{ord(character):02X}"
    message = f'"{name}" has "{character}" in its user or password, where a URL ends; write it as "{coded}"'
    yield Problem(place, message)


_SECRET_ARN = regex(r"arn:aws[a-z-]*:(?:secretsmanager|ssm):[a-z0-9-]+:[0-9]*:(?:secret|parameter)[:/]\S+")
_CREDENTIAL = regex(r"(?:^|_)(?:PASS|PASSWORD|PASSWD|PWD|TOKEN|API_?KEY|SECRET_?KEY)$")


def _arn(name: str, value: str, place: Place) -> Problems:
    """Yield the ARN of a secret where the secret itself is meant."""
    if _CREDENTIAL.search(name.upper()) and _SECRET_ARN.fullmatch(value):
        message = f'"{name}" gets the ARN itself, which "environment" does not look up; move it to "secrets"'
        yield Problem(place, message)


def _https(name: str, value: str, names: AbstractSet[object], place: Place) -> Problems:
    """Yield an address of HTTPS for which ASP.NET Core has no certificate."""
    if name not in ("ASPNETCORE_URLS", "URLS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_URLS"):
        return
    given = any("KESTREL" in str(other).upper() for other in names)
    if ("https://" in value or name.endswith("HTTPS_PORTS")) and not given:
        message = (
            f'"{name}" has HTTPS without certificate (No server certificate was specified); use "http://"'
        )
        yield Problem(place, message, severity=Severity.WARNING)
