"""URLs and ports that no program can read, and names of secrets in the place of their values (ECS453)."""

from __future__ import annotations

import json
from functools import lru_cache

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PLACEHOLDER, Unresolved
from ecslint.checks import check
from ecslint.checks._shared.known_images import covers, mounted
from ecslint.facts import connections as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each
from ecslint.model.task import Container

_SCHEMES = "https?|wss?|rediss?|postgres(?:ql)?|mysql|mongodb(?:\\+srv)?|amqps?|grpcs?"
_URL_NAME = regex(r"(?:^|_)(?:URLS?|URI|ENDPOINT|ORIGIN|DSN|WEBHOOK|CALLBACK)$")
_CUT = regex(
    rf"(?P<scheme>{_SCHEMES})(?P<wrong>:/(?!/)|//|:://|;//|:\\\\|: //|:///(?=[\w.-]+\.\w))(?P<rest>[^\s]*)", 2
)
"""A URL with something else in the place of ``://``; three slashes are left to sockets and files."""
_TWICE = regex(rf"(?P<scheme>{_SCHEMES})://(?P<rest>(?:https?|wss?):?//[^\s]*)", 2)
_BARE = regex(r"([a-z0-9.-]{3,250}+)(:[0-9]{2,5})?(?:/[^\s@]*)?", 2)
_DOMAINS = frozenset({"app", "cloud", "com", "dev", "internal", "io", "local", "net", "org"})
"""Ends of hosts by which a value without a port is known to be one."""
_OF_THE_WEB = regex(
    r"(?:^|_)(?:API|APP|ATLANTIS|AUTH|BACKEND|BASE|CALLBACK|EXTERNAL|FRONTEND|ISSUER|PUBLIC|REDIRECT|ROOT|SERVER|SITE"
    r"|WEB|WEBHOOK|WEBSITE|NEXTAUTH)_?URL$"
)
_PROXIES = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"})
_PORT_NAME = regex(r"(?:^|_)PORT$")
_NUMBER = regex(r"[0-9]{1,9}")
_PORT_AND_MORE = regex(r"([0-9]{1,5})/(?:tcp|udp)|(?:tcp://)?[\w.-]{1,250}+:([0-9]{1,5})/?")
_CREDENTIAL = regex(r"(?:^|_)(?:PASS|PASSWORD|PASSWD|PWD|TOKEN|API_?KEY|SECRET_?KEY)$")
_ADDRESS = regex(r"(?:^|_)(?:URL|URI|DSN|HOST|HOSTNAME|USER|USERNAME|CONNECTION_STRING)$")
_SECRET_ARN = regex(r"arn:aws[a-z-]*:(?:secretsmanager|ssm):[a-z0-9-]+:[0-9]*:(?:secret|parameter)[:/]\S+")
_PATH = regex(r"(?:/[A-Za-z0-9_.-]{1,60}+){2,8}")
_FOLDERS = regex(r"/(?:app|code|dev|etc|home|mnt|opt|proc|root|run|secrets|srv|tmp|usr|var|vault|workspace)/")
"""Beginnings of paths of files; a name of Parameter Store begins with an environment or a program."""


@check("ECS453")
def value_cannot_be_read(container: Container) -> Problems:
    """Yield values that are no URL, no port or no JSON, or that name a secret instead of being one."""
    for index, variable in each(container.environment):
        name, value = variable.name, variable.value
        if not isinstance(name, str):
            continue
        if isinstance(value, str) and len(name) <= 80 and not _is_of_interest(name):
            continue
        place = container.at("environment", index, "value")
        if type(value) is Unresolved and value.reason == PLACEHOLDER:
            yield from _reference(name, value.text, place)
        elif isinstance(value, str) and value and len(value) < 4000 and "${" not in value:
            upper = name.upper()
            if upper in facts.OF_CELERY and value.startswith("rediss://") and "ssl_cert_reqs" not in value:
                message = f'"{name}" is a rediss:// URL without "ssl_cert_reqs", which Celery refuses'
                yield Problem(place, f'{message}; add "?ssl_cert_reqs=CERT_REQUIRED"')
            elif upper in _PROXIES and _is_bare(value.strip()):
                message = f'"{name}" has no scheme (Proxy URL had no scheme); use "http://{value.strip()}"'
                yield Problem(place, message)
            elif _URL_NAME.search(upper):
                yield from _url(name, value.strip(), place)
            elif _PORT_NAME.search(upper):
                yield from _port(name, value.strip(), place)
            elif _CREDENTIAL.search(upper) and _PATH.fullmatch(value) and not _is_a_file(container, value):
                yield _name_of_a_secret(name, place)
            if _ADDRESS.search(upper) and _SECRET_ARN.fullmatch(value):
                message = f'"{name}" gets the ARN itself, which "environment" does not look up'
                yield Problem(place, f'{message}; move it to "secrets"')
            elif upper in facts.JSON or upper.endswith("_JSON"):
                yield from _json(name, value.strip(), place)


@lru_cache(2048)
def _is_of_interest(name: str) -> bool:
    """Say whether a variable is called like one that is looked at; names are the same in many containers."""
    upper = name.upper()
    named = upper in facts.OF_CELERY or upper in _PROXIES or upper in facts.JSON or upper.endswith("_JSON")
    patterns = (_URL_NAME, _PORT_NAME, _CREDENTIAL, _ADDRESS)
    return named or any(pattern.search(upper) for pattern in patterns)


def _url(name: str, value: str, place: Place) -> Problems:
    found = _TWICE.match(value)
    if found is not None:
        rest = found["rest"] if "://" in found["rest"] else found["rest"].replace("//", "://", 1)
        message = f'"{name}" has two schemes, "{found["scheme"]}://" before another; remove the first'
        yield Problem(place, message, fix=Fix("remove the first scheme", (Edit("set", place, rest),)))
        return
    found = _CUT.match(value)
    if found is None:
        yield from _schemeless(name, value, place)
    elif found["rest"].strip("/"):
        scheme = found["scheme"]
        message = (
            f'"{name}" begins with "{scheme}{found["wrong"]}", which no program reads; use "{scheme}://"'
        )
        better = f"{scheme}://{found['rest'].lstrip('/')}"
        secret = "@" in better
        fix = None if secret else Fix(f'use "{scheme}://"', (Edit("set", place, better),))
        yield Problem(place, message, fix=fix)


def _is_bare(value: str) -> bool:
    """Say whether a value is a host with a port, or one of a common domain, without a scheme."""
    found = _BARE.fullmatch(value)
    if found is None or not found[1][0].isalnum() or ("." not in found[1] and found[2] is None):
        return False
    return found[2] is not None or found[1].lower().rpartition(".")[2] in _DOMAINS


def _schemeless(name: str, value: str, place: Place) -> Problems:
    """Yield a host in the place of a URL; some clients of databases and caches take one."""
    formed = any(name.upper() in form.names for form in facts.FORMS)
    if formed or not name.upper().endswith("URL") or not _is_bare(value):
        return
    severity = None if _OF_THE_WEB.search(name.upper()) else Severity.INFO
    message = f'"{name}" is "{value[:60]}", which has no scheme (Invalid URL); use one such as "https://"'
    yield Problem(place, message, severity=severity)


def _port(name: str, value: str, place: Place) -> Problems:
    if _NUMBER.fullmatch(value) and not 0 <= int(value) <= 65535:
        yield Problem(place, f'"{name}" is {value}, out of 0 to 65535; use the port of the server')
        return
    found = _PORT_AND_MORE.fullmatch(value)
    if found is not None and ("." in value or "/" in value):
        port = next(filter(None, found.groups()))
        message = f'"{name}" is a port, and "{value}" no number; use "{port}"'
        yield Problem(place, message, fix=Fix(f'use "{port}"', (Edit("set", place, port),)))


def _is_a_file(container: Container, path: str) -> bool:
    """Say whether a path seems to be one of a file: in a folder of every system, or below a mount."""
    mounts = mounted(container)
    return _FOLDERS.match(path) is not None or mounts is None or covers(mounts, path)


def _name_of_a_secret(name: str, place: Place) -> Problem:
    """Return the problem without the value, which may be a password that looks like a path."""
    message = f'"{name}" gets what looks like the name of a parameter, not what is kept there; use "secrets"'
    return Problem(place, message)


def _reference(name: str, text: str, place: Place) -> Problems:
    """Yield a dynamic reference of CloudFormation where nothing resolves it."""
    if text.startswith(("{{resolve:secretsmanager:", "{{resolve:ssm:", "{{resolve:ssm-secure:")):
        message = f'"{name}" keeps "{{{{resolve:…}}}}", which only CloudFormation reads; use "secrets"'
        yield Problem(place, message)


def _json(name: str, value: str, place: Place) -> Problems:
    """Yield what begins as JSON and is none."""
    if not value.startswith(("{", "[")) or "{{" in value or "<" in value:
        return
    try:
        json.loads(value)
    except RecursionError:
        return
    except ValueError as error:
        reason = str(error).partition(":")[0]
        severity = None if name.upper() in facts.JSON else Severity.INFO
        message = f'"{name}" is not valid JSON ({reason}); correct it'
        yield Problem(place, message, severity=severity)
