"""Values of log options as Docker reads them."""

from __future__ import annotations

import pytest

from ecslint.facts.docker_logging import DRIVERS, Option
from ecslint.runtime.docker_logging import date_pattern, fault, size_mib, unknown_sequences


@pytest.mark.parametrize(
    ("text", "mib"),
    [
        ("10m", 10),
        ("1.5g", 1536),
        ("512 kB", 0.5),
        ("1048576", 1),
        ("1MiB", 1),
        ("1 t", 1048576),
        (".5m", 0.5),
    ],
)
def test_sizes(text: str, mib: float) -> None:
    assert size_mib(text) == mib


@pytest.mark.parametrize("text", ["", "m", "10 MBit", "-1m", "1,5m", "1mm", "10  m"])
def test_no_sizes(text: str) -> None:
    assert size_mib(text) is None


def test_dates() -> None:
    assert date_pattern("%Y-%m") == r"\d{4}-(?:0[1-9]|1[0-2])"
    assert date_pattern("%e%%x") == "x"
    assert unknown_sequences("%e %d %T %e") == ["%e", "%T"]


@pytest.mark.parametrize(
    ("driver", "option", "right", "wrong"),
    [
        ("fluentd", "fluentd-async", ["true", "0", "T"], ["yes", "on", "tRUE"]),
        (
            "fluentd",
            "fluentd-address",
            ["fluentd:24224", "tcp://a", "unix:///run/a.sock", "a", ":24224"],
            ["udp://a:1", "http://a", "tcp://a/path", "unix://", "tcp://a:99999"],
        ),
        ("fluentd", "fluentd-retry-wait", ["1s", "1m30s", "1.5h", "0", "300ms"], ["5", "1 s", "s", "1d"]),
        ("fluentd", "fluentd-max-retries", ["0", "2147483647"], ["-1", "2147483648", "many"]),
        ("gelf", "gelf-address", ["udp://a:12201", "tcp://[::1]:1"], ["a:12201", "udp://a", "http://a:1"]),
        ("gelf", "gelf-compression-level", ["-1", "9"], ["-2", "10"]),
        ("gelf", "gelf-compression-type", ["gzip", "none"], ["bzip2", "GZIP"]),
        (
            "syslog",
            "syslog-address",
            ["udp://a", "tcp+tls://a:6514", "unix:///dev/log", "unixgram:///dev/log"],
            ["a:514", "tls://a:1", "udp://a:b"],
        ),
        ("syslog", "syslog-facility", ["daemon", "local7", "0", "23"], ["local8", "24", "DAEMON"]),
        ("syslog", "syslog-format", ["rfc3164", "rfc5424micro"], ["rfc5425"]),
        ("splunk", "splunk-url", ["https://a:8088", "http://a/"], ["a:8088", "https://a/b", "https://a?x=1"]),
        ("json-file", "max-file", ["1", "10"], ["0", "few"]),
        ("json-file", "max-size", ["10m", "1.5g"], ["big"]),
    ],
)
def test_forms(driver: str, option: str, right: list[str], wrong: list[str]) -> None:
    form = DRIVERS[driver][option]
    assert [value for value in right if fault(value, form) is not None] == []
    assert [value for value in wrong if fault(value, form) is None] == []


def test_expressions_are_those_of_go() -> None:
    assert fault("^a+$", Option("regexp")) is None
    assert "(?=" in (fault("(?=a)", Option("regexp")) or "")
