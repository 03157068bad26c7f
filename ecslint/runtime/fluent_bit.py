"""How Fluent Bit reads the options of an output: booleans, sizes, words, lists, and what it refuses together.

Source, read 2026-11: ``src/flb_utils.c``, ``src/flb_config_map.c``, ``src/flb_output.c``, ``src/flb_pack.c``
and the ``plugins/out_*`` of https://github.com/fluent/fluent-bit at 5.1.1. Older releases take no value that
this one refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.suggest import nearest
from ecslint.facts import fluent_bit as facts
from ecslint.facts.partitions import is_region, region_of_zone

ON: Final = frozenset({"true", "on", "yes"})
OFF: Final = frozenset({"false", "off", "no"})
"""Booleans, in any letter case (``flb_utils_bool``)."""

_SIZE = regex(r"([0-9]{1,18}+(?:\.[0-9]{0,9}+)?)(?:([kmg])b?)?", re.IGNORECASE)
_KIND_IN_ARN = regex(r"^(?:deliverystream/|stream/|log-group:)")
_FACTORS: Final = {"": 1, "k": 1000, "m": 1000**2, "g": 1000**3}
_AWS_RELEASE = regex(r"(?:[a-z]+-)*(\d{1,3})\.(\d{1,3})(?:\.\d{1,9})*+")
_RELEASE = regex(r"v?(\d{1,3})\.(\d{1,3})(?!\d)")


class Fault(NamedTuple):
    """What Fluent Bit does not take together."""

    option: str
    """The option at which it is told, by its name in lower case."""
    message: str
    """What is wrong and what to do."""


def size_bytes(text: str) -> float | None:
    """Return bytes of a size such as ``50M`` (1,000 kilobytes make a megabyte), ``None`` if it is none."""
    match = _SIZE.fullmatch(text)
    return None if match is None else float(match[1]) * _FACTORS[(match[2] or "").lower()]


def value_fault(output: str, word: str, value: str, kind: str | None) -> str | None:
    """Return what the value of an option has to be, ``None`` if Fluent Bit takes it.

    ``word`` is the option in lower case, ``kind`` the type of its values.
    """
    lower = value.lower()
    if kind == "bool" or word in facts.COMMON_BOOLEANS:
        return None if lower in ON | OFF else 'use "true" or "false"'
    allowed = facts.VALUES.get((output, word), facts.COMMON_VALUES.get(word))
    if allowed is not None and lower not in [a.lower() for a in allowed]:
        close = nearest(value, allowed)
        return f'use "{close}"' if close else f"use one of {', '.join(allowed)}"
    if word == "retry_limit" and not value.isdecimal() and lower not in facts.RETRIES:
        return 'use a number, "no_limits" or "no_retries"'
    if word == "port" and not (value.isdecimal() and 0 < int(value[:6]) < 65536):
        return "use a number from 1 to 65535"
    if (output, word) in facts.SIZES or kind == "size":
        return _size_fault(value, *facts.SIZES.get((output, word), (0, None)))
    return _text_fault(output, word, value)


def _size_fault(value: str, least: int, most: int | None) -> str | None:
    size = size_bytes(value)
    if size is None:
        return None if value.lower() == "false" and not least else 'use a size such as "50M"'
    if size < least:
        return f"use {least} bytes or more"
    return f"use {most} bytes or less" if most is not None and size > most else None


def _text_fault(output: str, word: str, value: str) -> str | None:
    if word == "region" and not is_region(value):
        return f'use "{region_of_zone(value)}"' if region_of_zone(value) else "use a Region such as us-east-1"
    if value.startswith("arn:") and value.count(":") > 4 and (output, word) in facts.NAMES_OF_RESOURCES:
        name = _KIND_IN_ARN.sub("", value.split(":", 5)[5]).removesuffix(":*")
        return f'use its name, "{name}"'
    sign = facts.BEGINNINGS.get((output, word))
    if sign is not None and value[:1] not in (sign, "$"):
        return f'use "{sign}{value}"'
    if (output, word) in facts.FIELD_LISTS:
        wrong = next((w for w in re.split(r"[,\s]+", value) if w and not w.startswith("$")), None)
        if wrong is not None:
            return f'Fluent Bit stops at names without "$"; use "${wrong}"'
    if word == "log_retention_days" and not (value.isdecimal() and int(value[:5]) in facts.RETENTION_DAYS):
        return "use a number of days that CloudWatch Logs takes, such as 30, 90 or 365"
    return None


def combination_faults(
    output: str, options: Mapping[str, str | None], least: tuple[int, int] | None
) -> Iterator[Fault]:
    """Yield what Fluent Bit refuses together; an option whose value is not known is ``None``.

    ``least`` is a release (major, minor) that the router surely has at least.
    """
    for first, second in facts.EXCLUSIVE.get(output, ()):
        if first in options and second in options:
            message = f'Fluent Bit stops at "{first}" beside "{second}"; remove one of them'
            yield Fault(second, message)
    for option, needed in facts.NEEDED_BESIDE.get(output, ()):
        value = options.get(option)
        on = value is not None and value.lower() not in OFF
        if on and needed not in options:
            yield Fault(option, f'Fluent Bit stops at "{option}" without "{needed}"; add it')
    tls = options.get("tls")
    refuses = least is not None and least >= facts.TLS_REFUSED_SINCE
    if refuses and output in facts.WITHOUT_TLS and tls is not None and tls.lower() in ON:
        yield Fault("tls", f'Fluent Bit stops at "tls" for {output} (does not support TLS); remove it')
    if output == "syslog" and tls is not None and tls.lower() in ON and options.get("mode", "udp") == "udp":
        yield Fault("tls", 'Fluent Bit refuses "tls" over UDP; set "mode" to "tls"')


def sends_to_itself(output: str, options: Mapping[str, str | None]) -> bool:
    """Say whether an output surely sends to the socket at which the router itself receives logs."""
    here = ("127.0.0.1", "localhost", "0.0.0.0", "::1")
    host, port = options.get("host", "127.0.0.1"), options.get("port", "24224")
    return output == "forward" and host in here and port == "24224" and "unix_path" not in options


def tag_matches(pattern: str, container: str) -> bool:
    """Say whether ``Match`` takes the logs of a container, whose tag ends in the id of the task."""
    return fnmatchcase(f"{container}-firelens-0123456789abcdef", re.sub(r"([\[?])", r"[\1]", pattern))


def release(family: str, tag: str) -> tuple[int, int] | None:
    """Return the release of Fluent Bit in a public image (major, minor), ``None`` if it is not known."""
    if family == "fluent-bit":
        match = _RELEASE.match(tag)
        return None if match is None else (int(match[1]), int(match[2]))
    match = _AWS_RELEASE.fullmatch(tag) if family == "aws-for-fluent-bit" else None
    if match is None:
        return None
    version = (int(match[1]), int(match[2]))
    return next((flb for first, last, flb in facts.AWS_RELEASES if first <= version <= last), None)


def least_release(family: str, tag: str) -> tuple[int, int] | None:
    """Return a release of Fluent Bit that a public image surely has at least, ``None`` if none is known."""
    match = _AWS_RELEASE.fullmatch(tag) if family == "aws-for-fluent-bit" else None
    first, found = facts.AWS_AT_LEAST
    if match is not None and (int(match[1]), int(match[2])) >= first:
        return found
    return release(family, tag)


def too_new(family: str, tag: str, output: str, option: str) -> str | None:
    """Return the release that brought an option where the image surely has an older one."""
    since = facts.option_since(output, option)
    given = release(family, tag) if since is not None else None
    if since is None or given is None or given >= since:
        return None
    if family == "aws-for-fluent-bit" and facts.is_backported(output, option):
        return None
    return f"{since[0]}.{since[1]}"
