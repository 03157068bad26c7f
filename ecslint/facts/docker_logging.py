"""Options of Docker's log drivers, as the daemon validates them when a container is created.

Source, read 2026-11: https://github.com/moby/moby, ``daemon/logger/*`` at b985e23 (2026-08): what
``ValidateLogOpt`` and ``New`` of every driver take, ``factory.go``, ``loginfo.go`` (tags) and ``templates``;
https://pkg.go.dev/strconv#ParseBool, https://pkg.go.dev/time#ParseDuration and
https://github.com/docker/go-units for the forms of values.
"""

from __future__ import annotations

from typing import Final, NamedTuple

READ: Final = "2026-11"


class Option(NamedTuple):
    """The form of an option's value: the values of an ``enum``, the limits of an ``int``."""

    kind: str = "text"
    """``text``, ``bool``, ``int``, ``enum``, ``regexp``, ``tag`` …"""
    allowed: tuple[str, ...] = ()
    """The values of an ``enum``."""
    least: int | None = None
    """The least value of an ``int``; ``None``: no limit."""
    most: int | None = None
    """The greatest value of an ``int``; ``None``: no limit."""
    schemes: tuple[str, ...] = ()
    """Of an ``address``: the protocols that it may have."""


_TEXT = Option()
_BOOL = Option("bool")
_REGEXP = Option("regexp")

COMMON: Final = {
    "env": _TEXT,
    "env-regex": _REGEXP,
    "labels": _TEXT,
    "labels-regex": _REGEXP,
    "tag": Option("tag"),
}
"""Options of every driver below but ``awslogs``, which takes the tag only."""

BUILT_IN: Final = frozenset(
    {"mode", "max-buffer-size", "cache-disabled", "cache-max-file", "cache-max-size", "cache-compress"}
)
"""Options that Docker takes away before the driver sees them."""

_FACILITIES = """
    kern user mail daemon auth syslog lpr news uucp cron authpriv ftp
    local0 local1 local2 local3 local4 local5 local6 local7
"""
FACILITIES: Final = frozenset(_FACILITIES.split())

DRIVERS: Final[dict[str, dict[str, Option]]] = {
    "fluentd": {
        "fluentd-address": Option("address", schemes=("tcp", "tls", "unix")),
        "fluentd-async": _BOOL,
        "fluentd-async-reconnect-interval": Option("duration"),
        "fluentd-buffer-limit": Option("size"),
        "fluentd-max-retries": Option("int", least=0, most=2147483647),
        "fluentd-request-ack": _BOOL,
        "fluentd-retry-wait": Option("duration"),
        "fluentd-sub-second-precision": _BOOL,
        "fluentd-write-timeout": Option("duration"),
        "fluentd-read-timeout": Option("duration"),
    },
    "gelf": {
        "gelf-address": Option("address", schemes=("udp", "tcp")),
        "gelf-compression-level": Option("int", least=-1, most=9),
        "gelf-compression-type": Option("enum", ("gzip", "zlib", "none")),
        "gelf-tcp-max-reconnect": Option("int", least=0),
        "gelf-tcp-reconnect-delay": Option("int", least=0),
    },
    "journald": {},
    "json-file": {
        "max-file": Option("int", least=1),
        "max-size": Option("size"),
        "compress": _BOOL,
    },
    "splunk": {
        "splunk-url": Option("url"),
        "splunk-token": _TEXT,
        "splunk-source": _TEXT,
        "splunk-sourcetype": _TEXT,
        "splunk-index": _TEXT,
        "splunk-capath": _TEXT,
        "splunk-caname": _TEXT,
        "splunk-insecureskipverify": _BOOL,
        "splunk-format": Option("enum", ("inline", "json", "raw")),
        "splunk-verify-connection": _BOOL,
        "splunk-gzip": _BOOL,
        "splunk-gzip-level": Option("int", least=-1, most=9),
        "splunk-index-acknowledgment": _BOOL,
    },
    "syslog": {
        "syslog-address": Option("address", schemes=("udp", "tcp", "tcp+tls", "unix", "unixgram")),
        "syslog-facility": Option("facility"),
        "syslog-tls-ca-cert": _TEXT,
        "syslog-tls-cert": _TEXT,
        "syslog-tls-key": _TEXT,
        "syslog-tls-skip-verify": _TEXT,
        "syslog-format": Option("enum", ("rfc3164", "rfc5424", "rfc5424micro")),
    },
}
"""What each driver takes besides ``COMMON``; anything else is "unknown log opt"."""

FORMERLY: Final = {"fluentd-async-connect": ("fluentd", "fluentd-async", "28")}
"""Options that are gone: the driver, what replaces them, and the release of Docker that removed them."""

REQUIRED: Final = {"gelf": ("gelf-address",)}
"""Options without which Docker refuses the driver; those of awslogs and splunk are checked by Amazon ECS."""

DEFAULT_ADDRESSES: Final = {
    "fluentd": ("fluentd-address", "localhost:24224"),
    "gelf": ("gelf-address", ""),
    "splunk": ("splunk-url", ""),
    "syslog": ("syslog-address", ""),
}
"""The option that names a driver's server, and where it is unless told (none: that of the instance)."""

CONNECTS_AT_START: Final[dict[str, tuple[tuple[str, ...], tuple[tuple[str, bool], ...], str]]] = {
    "fluentd": (
        (),
        (("fluentd-async", True), ("fluentd-async-connect", True)),
        'set "fluentd-async": "true"',
    ),
    "gelf": (("tcp:",), (), 'use "udp://", or start the server before'),
    "splunk": ((), (("splunk-verify-connection", False),), 'set "splunk-verify-connection": "false"'),
    "syslog": (("tcp:", "tcp+tls:"), (), 'use "udp://", or start the server before'),
}
"""Drivers that connect before the container starts: with which addresses (none: with all), the options and
values that keep them from it, and what to do. Source: ``New`` in ``daemon/logger/*`` of
https://github.com/moby/moby, read 2026-11."""

TAG_NAMES: Final = (
    "ID",
    "FullID",
    "Name",
    "Command",
    "ImageID",
    "ImageFullID",
    "ImageName",
    "Hostname",
    "DaemonName",
    "Config",
    "ContainerID",
    "ContainerName",
    "ContainerEntrypoint",
    "ContainerArgs",
    "ContainerImageID",
    "ContainerImageName",
    "ContainerCreated",
    "ContainerEnv",
    "ContainerLabels",
    "LogPath",
    "ExtraAttributes",
)
"""What a template in ``tag`` can ask of a container."""

DATE_FORMATS: Final = {
    "%a": "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)",
    "%A": "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)",
    "%w": "[0-6]",
    "%d": "(?:0[1-9]|[1,2][0-9]|3[0,1])",
    "%b": "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
    "%B": ("(?:January|February|March|April|May|June|July|August|September|October|November|December)"),
    "%m": "(?:0[1-9]|1[0-2])",
    "%Y": r"\d{4}",
    "%y": r"\d{2}",
    "%H": "(?:[0,1][0-9]|2[0-3])",
    "%I": "(?:0[0-9]|1[0-2])",
    "%p": "[A,P]M",
    "%M": "[0-5][0-9]",
    "%S": "[0-5][0-9]",
    "%f": r"\d{6}",
    "%z": r"[+-]\d{4}",
    "%Z": "[A-Z]{1,4}T",
    "%j": "(?:0[0-9][1-9]|[1,2][0-9][0-9]|3[0-5][0-9]|36[0-6])",
    "%L": r"\.\d{3}",
}
"""The sequences that ``awslogs-datetime-format`` knows, and the expression that each becomes."""
