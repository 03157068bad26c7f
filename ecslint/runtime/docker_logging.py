"""How Docker reads the values of log options: booleans, sizes, durations, addresses, date formats.

Each ``*_fault`` function returns what the value has to be, or ``None`` if Docker takes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ecslint.base.pattern import regex
from ecslint.facts import docker_logging as facts
from ecslint.facts.docker_logging import Option
from ecslint.runtime import go_regexp

BOOLEANS: Final = frozenset({"1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"})
"""What Go's ``strconv.ParseBool`` takes."""

_SIZE = regex(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+) ?(?:([kKmMgGtTpP])(?:[iI]?[bB])?|[bB])?")
_DURATION = regex(r"[-+]?(?:0|(?:(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:ns|us|µs|μs|ms|s|m|h))++)")
_ADDRESS = regex(r"([A-Za-z][A-Za-z0-9+.-]*+)://([^/?#\s]*+)((?:/[^?#\s]*+)?)(.*)")
_MIB: Final = {"": 1 / 1048576, "k": 1 / 1024, "m": 1, "g": 1024, "t": 1024**2, "p": 1024**3}


def is_true(value: str) -> bool | None:
    """Say whether a boolean of Docker is true, ``None`` if it is none."""
    return value.lower() in ("1", "t", "true") if value in BOOLEANS else None


def size_mib(text: str) -> float | None:
    """Return MiB of a size as Docker writes it (``10m``, ``1.5g``, ``512 kB``, bytes without a unit)."""
    match = _SIZE.fullmatch(text)
    return None if match is None else float(match[1]) * _MIB[(match[2] or "").lower()]


def date_pattern(form: str) -> str:
    """Return the expression that Docker makes of a date format; unknown sequences vanish."""
    return re.sub("%.", lambda match: facts.DATE_FORMATS.get(match[0], ""), form)


def unknown_sequences(form: str) -> list[str]:
    """Return the ``%`` sequences of a date format that Docker does not know, in their order."""
    return list(dict.fromkeys(s for s in re.findall("%.", form) if s not in facts.DATE_FORMATS))


def fault(value: str, option: Option) -> str | None:
    """Return what a value has to be, ``None`` if Docker takes it or a tag is concerned."""
    return _FORMS[option.kind](value, option)


def _bool_fault(value: str, option: Option) -> str | None:
    return None if value in BOOLEANS else 'use "true" or "false"'


def _int_fault(value: str, option: Option) -> str | None:
    least, most = option.least, option.most
    if re.fullmatch(r"[-+]?[0-9]{1,18}", value):
        number = int(value)
        if (least is None or number >= least) and (most is None or number <= most):
            return None
    return f"use a whole number from {least}" + ("" if most is None else f" to {most}")


def _size_fault(value: str, option: Option) -> str | None:
    return None if size_mib(value) is not None else 'use a number with a unit such as "10m"'


def _duration_fault(value: str, option: Option) -> str | None:
    return None if _DURATION.fullmatch(value) else 'use a duration with a unit such as "500ms" or "1s"'


def _enum_fault(value: str, option: Option) -> str | None:
    if value in option.allowed:
        return None
    *others, last = (f'"{allowed}"' for allowed in option.allowed)
    return f"use {', '.join(others)} or {last}"


def _regexp_fault(value: str, option: Option) -> str | None:
    error = go_regexp.fault(value)
    return None if error is None else f"use a regular expression that Go compiles ({error})"


def _facility_fault(value: str, option: Option) -> str | None:
    if value in facts.FACILITIES or (re.fullmatch("[0-9]{1,2}", value) and int(value) <= 23):
        return None
    return 'use a facility such as "daemon" or "local0", or a number from 0 to 23'


def _url_fault(value: str, option: Option) -> str | None:
    match = _ADDRESS.fullmatch(value)
    if (
        match
        and match[1].lower() in ("http", "https")
        and match[2]
        and match[3] in ("", "/")
        and not match[4]
    ):
        return None
    return 'use protocol, host and port only, such as "https://splunk.example.com:8088"'


def _address_fault(value: str, option: Option) -> str | None:
    schemes, gelf = option.schemes, option.schemes == ("udp", "tcp")
    example = f'use an address such as "{schemes[0]}://logs.example.com:{12201 if gelf else 514}"'
    if "tls" in schemes:  # Fluentd takes host:port as well, and neither is required
        example = 'use an address such as "tcp://logs.example.com:24224"'
        value = value if "://" in value else f"tcp://{value}"
    match = _ADDRESS.fullmatch(value)
    if match is None or match[1].lower() not in schemes:
        return example
    scheme, host, path = match[1].lower(), match[2], match[3]
    if scheme in ("unix", "unixgram"):
        return None if path.strip("/") else 'use the path of a socket such as "unix:///run/log.sock"'
    port = re.fullmatch(r"(?:\[[^\]]*\]|[^:]*)(?::([0-9]*))?", host.rpartition("@")[2])
    if port is None or (gelf and port[1] is None) or (port[1] and int(port[1][:9]) > 65535):
        return example
    return example if "tls" in schemes and path else None


def _any(value: str, option: Option) -> str | None:
    return None


_FORMS: Final[dict[str, Callable[[str, Option], str | None]]] = {
    "text": _any,
    "tag": _any,
    "bool": _bool_fault,
    "int": _int_fault,
    "size": _size_fault,
    "duration": _duration_fault,
    "enum": _enum_fault,
    "regexp": _regexp_fault,
    "facility": _facility_fault,
    "url": _url_fault,
    "address": _address_fault,
}
