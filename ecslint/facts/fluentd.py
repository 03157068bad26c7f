"""Outputs of Fluentd: what they cannot do without, and which of them log options can describe at all.

Sources, read 2026-11: ``lib/fluent/plugin/out_*.rb`` of https://github.com/fluent/fluentd (``config_param``
without ``default``, ``config_section`` with ``required``, ``ConfigError``), the read-me files of
https://github.com/fluent/fluent-plugin-s3,
https://github.com/fluent-plugins-nursery/fluent-plugin-cloudwatch-logs,
https://github.com/uken/fluent-plugin-elasticsearch, https://github.com/DataDog/fluent-plugin-datadog,
https://github.com/awslabs/aws-fluent-plugin-kinesis and https://github.com/grafana/loki, and
https://hub.docker.com/r/fluent/fluentd (the image has no plug-ins beside those of Fluentd itself).
"""

from __future__ import annotations

from typing import Final

READ: Final = "2026-11"

REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    "buffer": (),
    "copy": (),
    "exec": ("command",),
    "exec_filter": ("command",),
    "file": ("path",),
    "forward": (),
    "http": ("endpoint",),
    "null": (),
    "relabel": (),
    "roundrobin": (),
    "secondary_file": ("directory",),
    "stdout": (),
    "tcp": (),
    "unix": ("path",),
}
"""The outputs of Fluentd itself, and the options that they cannot do without."""

SECTIONS: Final = {
    "copy": "<store>",
    "forward": "<server>",
    "roundrobin": "<store>",
}
"""Outputs that need a section, which no log option can describe: they belong in a file of configuration."""

PLUGINS: Final[dict[str, tuple[str, ...]]] = {
    "cloudwatch_logs": ("log_group_name|log_group_name_key|use_tag_as_group",),
    "datadog": ("api_key",),
    "elasticsearch": (),
    "kinesis_firehose": ("delivery_stream_name",),
    "kinesis_streams": ("stream_name",),
    "loki": ("url",),
    "newrelic": ("license_key|api_key",),
    "opensearch": (),
    "s3": ("s3_bucket",),
    "splunk_hec": ("hec_host|hec_full_url|full_url", "hec_token"),
    "sumologic": ("endpoint",),
}
"""Outputs of well-known plug-ins and the options that they need; ``|`` stands between alternatives."""

FLUENT_BIT_WORDS: Final = {
    "auto_create_group": "auto_create_stream",
    "bucket": "s3_bucket",
    "delivery_stream": "delivery_stream_name",
    "log_stream_prefix": "log_stream_name",
    "stream": "stream_name",
    "apikey": "api_key",
}
"""Options as Fluent Bit calls them, and the words of Fluentd's plug-ins."""
