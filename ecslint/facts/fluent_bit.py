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
    "azure": (("customer_id",), ("shared_key",)),
    "azure_blob": (("account_name",), ("container_name",)),
    "chronicle": (("customer_id",), ("log_type",)),
    "logdna": (("api_key",),),
    "slack": (("webhook",),),
    "newrelic": (("apikey", "licensekey"),),
}
"""Options that an output cannot do without, by its ``Name``; one of each group."""

HOST_OUTPUTS: Final = frozenset(
    {"es", "opensearch", "http", "datadog", "loki", "forward", "splunk", "gelf", "tcp", "syslog", "influxdb"}
)
"""Outputs whose ``Host`` is a host name, not a URL."""

_CODECS: Final = ("gzip", "snappy", "zstd")
_JSON_FORMATS: Final = ("msgpack", "json", "json_stream", "json_lines", "otlp_json", "otlp_json_pretty")
_DATES: Final = (
    *("double", "java_sql_timestamp", "iso8601", "epoch", "epoch_ms", "epoch_millis", "epoch_milliseconds"),
)
_OPERATIONS: Final = ("create", "index", "update", "upsert")
VALUES: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("http", "format"): ("gelf", *_JSON_FORMATS),
    ("http", "compress"): _CODECS,
    ("http", "http_method"): ("POST", "PUT"),
    ("http", "json_date_format"): _DATES,
    ("splunk", "compress"): ("gzip",),
    ("opensearch", "write_operation"): _OPERATIONS,
    ("es", "write_operation"): _OPERATIONS,
    ("es", "compress"): ("gzip",),
    ("opensearch", "compress"): ("gzip",),
    ("cloudwatch_logs", "log_group_class"): ("STANDARD", "INFREQUENT_ACCESS"),
    ("loki", "line_format"): ("json", "key_value"),
    ("loki", "drop_single_key"): ("raw", "true", "on", "yes", "false", "off", "no"),
    ("s3", "compression"): (*_CODECS, "none", "parquet", "arrow"),
    ("s3", "format"): (*_JSON_FORMATS, "parquet", "arrow"),
    ("s3", "json_date_format"): _DATES,
    ("kinesis_firehose", "compression"): _CODECS,
    ("kinesis_streams", "compression"): _CODECS,
    ("gelf", "mode"): ("tcp", "tls", "udp"),
    ("syslog", "mode"): ("tcp", "tls", "udp", "dtls"),
    ("syslog", "syslog_format"): ("rfc3164", "rfc5424"),
    ("forward", "compress"): ("text", "gzip"),
    ("tcp", "format"): _JSON_FORMATS,
    ("tcp", "json_date_format"): _DATES,
    ("stdout", "format"): _JSON_FORMATS,
    ("stdout", "json_date_format"): _DATES,
}
"""Values that an output refuses all others beside, or takes for its default; letter case does not matter."""

COMMON_VALUES: Final = {"log_level": ("off", "error", "warn", "warning", "info", "debug", "trace")}
"""Values of options that every output has."""

COMMON_BOOLEANS: Final = frozenset({"tls", "tls.verify", "tls.verify_hostname", "ipv6"})
"""Options of every output that are booleans."""

SIZES: Final[dict[tuple[str, str], tuple[int, int | None]]] = {
    ("s3", "total_file_size"): (1_000_000, 50_000_000_000),
    ("s3", "upload_chunk_size"): (5_242_880, 50_000_000),
}
"""The least and the largest size in bytes that an option takes."""

NAMES_OF_RESOURCES: Final = frozenset(
    {
        ("cloudwatch_logs", "log_group_name"),
        ("firehose", "delivery_stream"),
        ("kinesis", "stream"),
        ("kinesis_firehose", "delivery_stream"),
        ("kinesis_streams", "stream"),
        ("s3", "bucket"),
    }
)
"""Options that go into a request as the name of a resource, where its ARN is refused."""
BEGINNINGS: Final = {
    ("s3", "s3_key_format"): "/",
    ("splunk", "event_key"): "$",
}
"""The sign with which a value has to begin."""

FIELD_LISTS: Final = frozenset({("loki", "label_keys"), ("loki", "structured_metadata_map_keys")})
"""Lists of fields, each of which begins with ``$``."""

_RETENTION = """
    0 1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653
"""
RETENTION_DAYS: Final = frozenset(map(int, _RETENTION.split()))
"""What ``log_retention_days`` can be: 0, for ever, or what ``PutRetentionPolicy`` takes
(https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html)."""

EXCLUSIVE: Final = {
    "cloudwatch_logs": (("log_stream_name", "log_stream_prefix"),),
    "kinesis_firehose": (("time_key", "log_key"),),
    "kinesis_streams": (("time_key", "log_key"),),
}
"""Options of which an output takes one only."""

NEEDED_BESIDE: Final = {
    "http": (("aws_auth", "aws_service"), ("headers_key", "body_key"), ("body_key", "headers_key")),
    "opentelemetry": (("aws_auth", "aws_service"),),
}
"""Options that an output takes only beside others; ``es`` and ``opensearch`` are in ``AWS_AUTH_OUTPUTS``."""

WITHOUT_TLS: Final = frozenset(
    {"cloudwatch_logs", "file", "kinesis_firehose", "kinesis_streams", "nats", "null", "stdout", "udp"}
)
"""Outputs without the flag ``FLB_IO_TLS``: those of AWS speak TLS by themselves."""

TYPED_OUTPUTS: Final = frozenset({"es", "opensearch"})
"""Outputs that send ``_type`` unless ``suppress_type_name`` is on; Elasticsearch 8 and OpenSearch 2 refuse it
(https://docs.fluentbit.io/manual/pipeline/outputs/elasticsearch)."""

MANAGED_SEARCH: Final = (".es.amazonaws.com", ".aoss.amazonaws.com", ".elastic-cloud.com", ".found.io")
"""Ends of the names of managed servers of Elasticsearch and OpenSearch."""

AWS_RELEASES: Final = (
    ((2, 8), (2, 11), (1, 6)),
    ((2, 12), (2, 16), (1, 7)),
    ((2, 17), (2, 23), (1, 8)),
    ((2, 24), (2, 34), (1, 9)),
    ((3, 0), (3, 0), (4, 1)),
)
"""First and last release of AWS for Fluent Bit, and the release of Fluent Bit in them: ``CHANGELOG.md`` of
https://github.com/aws/aws-for-fluent-bit and its issues 1002 (2.34.0) and 1024 (3.0.0)."""

AWS_AT_LEAST: Final = ((3, 0), (4, 1))
"""A release of AWS for Fluent Bit, and the one of Fluent Bit that it and all newer ones have at least."""

TLS_REFUSED_SINCE: Final = (2, 1)
"""The release of Fluent Bit since which ``tls`` stops an output of ``WITHOUT_TLS`` (``src/flb_output.c``)."""

_BACKPORTED: Final = {
    **dict.fromkeys(("cloudwatch_logs", "kinesis_firehose", "kinesis_streams", "s3"), ("*",)),
    "es": ("aws_service_name",),
    "opensearch": ("aws_service_name",),
    "prometheus_remote_write": ("*",),
}
"""Options that AWS took over into older releases: ``AWS_FLB_CHERRY_PICKS`` of its repository."""

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


@cache
def _since() -> dict[str, Any]:
    path = os.path.join(data_directory("schemas"), "fluent-bit-since.json")
    with open(path, encoding="utf-8") as file:
        table: dict[str, Any] = json.load(file)
    return table


def option_since(output: str, option: str) -> tuple[int, int] | None:
    """Return the release of Fluent Bit (major, minor) that brought an option of an output.

    ``None``: every release from 1.6 on takes it.
    """
    found = _since()["options"].get(output, {}).get(option)
    if found is None:
        return None
    major, _, minor = found.partition(".")
    return int(major), int(minor)


def is_backported(output: str, option: str) -> bool:
    """Say whether AWS may have the option in releases older than the one of Fluent Bit that brought it."""
    names = _BACKPORTED.get(output, ())
    return "*" in names or option in names


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
