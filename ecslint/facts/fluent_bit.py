"""Outputs of Fluent Bit: their options, what they cannot do without, and the values that they take.

The options come from Fluent Bit's own source, by ``tools/refresh_fluent_bit.py``. Read by hand, 2026-11: the
``*_conf.c`` and ``*.c`` files of the outputs (what they refuse), https://docs.fluentbit.io/manual/pipeline/outputs,
the Go plug-ins of AWS (https://github.com/aws/amazon-cloudwatch-logs-for-fluent-bit,
https://github.com/aws/amazon-kinesis-firehose-for-fluent-bit,
https://github.com/aws/amazon-kinesis-streams-for-fluent-bit), and the release notes of AWS for Fluent Bit
(3.5.8 holds Fluent Bit 5.1.5 and the Go plug-ins).
"""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any, Final

from ecslint.base.resources import data_directory

READ: Final = "2026-11"

GO_OUTPUTS: Final = {
    "cloudwatch": "cloudwatch_logs",
    "firehose": "kinesis_firehose",
    "kinesis": "kinesis_streams",
}
"""Outputs that only AWS for Fluent Bit has, and those of Fluent Bit itself with the same destination."""

OTHER_OUTPUTS: Final = {
    "newrelic": "New Relic's image (newrelic/newrelic-fluentbit-output)",
    "grafana-loki": "Grafana's image (grafana/fluent-bit-plugin-loki)",
}
"""Outputs of further plug-ins, and the images that have them."""

REQUIRED: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "firehose": (("region",), ("delivery_stream",)),
    "kinesis_firehose": (("region",), ("delivery_stream",)),
    "kinesis": (("region",), ("stream",)),
    "kinesis_streams": (("region",), ("stream",)),
    "cloudwatch": (("region",), ("log_group_name",), ("log_stream_name", "log_stream_prefix")),
    "cloudwatch_logs": (("region",), ("log_group_name",), ("log_stream_name", "log_stream_prefix")),
    "s3": (("bucket",),),
    "splunk": (("splunk_token", "http_user"),),
    "datadog": (("apikey",),),
    "nrlogs": (("api_key", "license_key"),),
    "newrelic": (("apikey", "licensekey"),),
}
"""Options that an output cannot do without, by its ``Name``; one of each group."""

HOST_OUTPUTS: Final = frozenset(
    {"es", "opensearch", "http", "datadog", "loki", "forward", "splunk", "gelf", "tcp", "syslog", "influxdb"}
)
"""Outputs whose ``Host`` is a host name, not a URL."""

_CODECS: Final = ("gzip", "snappy", "zstd")
_HTTP_FORMATS: Final = ("gelf", "json", "json_stream", "json_lines", "msgpack")
VALUES: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("http", "format"): _HTTP_FORMATS,
    ("http", "compress"): _CODECS,
    ("http", "http_method"): ("POST", "PUT"),
    ("splunk", "compress"): ("gzip",),
    ("opensearch", "write_operation"): ("create", "index", "update", "upsert"),
    ("es", "write_operation"): ("create", "index", "update", "upsert"),
    ("cloudwatch_logs", "log_group_class"): ("STANDARD", "INFREQUENT_ACCESS"),
    ("loki", "line_format"): ("json", "key_value"),
}
"""Values that an output refuses all others beside; letter case does not matter."""

SIZES: Final = {("s3", "total_file_size"): 1_000_000, ("s3", "upload_chunk_size"): 5_242_880}
"""The least size in bytes that an option takes."""

S3_FILE_SIZE: Final = "100M"
"""``total_file_size`` unless it is given, ``plugins/out_s3/s3.h`` of https://github.com/fluent/fluent-bit."""
S3_PART: Final = 5_242_880
"""``upload_chunk_size`` unless it is given; only another one has to be at most half of a file (``s3.c``)."""

FLUENTD_WORDS: Final = {
    "@type": "Name",
    "log_group_name_key": "log_group_template",
    "auto_create_stream": "auto_create_group",
    "delivery_stream_name": "delivery_stream",
    "stream_name": "stream",
    "s3_bucket": "bucket",
    "s3_region": "region",
    "api_key": "apikey",
    "hec_token": "splunk_token",
    "hec_host": "host",
    "hec_port": "port",
    "use_ssl": "tls",
}
"""Options as Fluentd's plug-ins call them, and the words of Fluent Bit."""

NOT_FOR_THE_OUTPUT: Final = frozenset(
    {"name", "include-pattern", "exclude-pattern", "log-driver-buffer-limit"}
)
"""Log options that the agent keeps from the section of the output."""


@cache
def _table() -> dict[str, Any]:
    path = os.path.join(data_directory("schemas"), "fluent-bit-outputs.json")
    with open(path, encoding="utf-8") as file:
        table: dict[str, Any] = json.load(file)
    return table


def outputs() -> dict[str, dict[str, str]]:
    """Return the outputs built into Fluent Bit: the type of each option by its name in lower case.

    Types are ``bool``, ``int``, ``number``, ``size``, ``time`` and ``text``; an output without options takes
    whatever it is given.
    """
    found: dict[str, dict[str, str]] = _table()["outputs"]
    return found


def common_options() -> dict[str, str]:
    """Return the options of every output with their types."""
    found: dict[str, str] = _table()["common"]
    return found


FIRST_RELEASES: Final = {
    "cloudwatch_logs": (2, 4, 0),
    "kinesis_firehose": (2, 8, 0),
    "opensearch": (2, 24, 0),
    "s3": (2, 8, 0),
}
"""The releases of AWS for Fluent Bit that brought outputs, ``CHANGELOG.md`` of
https://github.com/aws/aws-for-fluent-bit ("New Plugin"), read 2026-11. 2.24 to 2.32 hold Fluent Bit 1.9, 2.17
to 2.23 hold 1.8, 2.12 to 2.16 hold 1.7, and 2.8 to 2.11 hold 1.6."""

AWS_AUTH_OUTPUTS: Final = frozenset({"es", "opensearch"})
"""Outputs that sign requests with ``aws_auth``, which needs ``aws_region``."""

RETRIES: Final = ("false", "off", "no_limits", "no_retries")
"""What ``retry_limit`` is beside a number."""

TLS_PORTS: Final = frozenset({"443"})
"""Ports at which servers speak TLS only; Fluent Bit does not unless ``tls`` is on."""
