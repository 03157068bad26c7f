"""Addresses of telemetry in variables: what the SDKs of OpenTelemetry, AWS X-Ray and Datadog take.

Sources, read 2026-11: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ (endpoints are URLs with
``http`` or ``https``; 4317 is gRPC, 4318 is HTTP), https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-configuration.html
(``AWS_XRAY_DAEMON_ADDRESS`` is ``address:port``), https://docs.datadoghq.com/tracing/trace_collection/library_config/
(``DD_AGENT_HOST`` is a host, ``DD_TRACE_AGENT_URL`` a URL; ``DD_SITE`` is a domain),
https://docs.datadoghq.com/developers/dogstatsd/ (UDP 8125; 8126 takes traces),
https://github.com/awslabs/aws-embedded-metrics-python#configuration (``AWS_EMF_AGENT_ENDPOINT`` is
``<protocol>://<hostname>:<port>`` with ``tcp`` or ``udp``).
"""

from __future__ import annotations

from typing import Final

OTLP_ENDPOINTS: Final = {
    f"OTEL_EXPORTER_OTLP_{signal}ENDPOINT": f"OTEL_EXPORTER_OTLP_{signal}PROTOCOL"
    for signal in ("", "TRACES_", "METRICS_", "LOGS_")
}
"""Variables with an endpoint, and those with its protocol."""

OTLP_PROTOCOLS: Final = ("grpc", "http/protobuf", "http/json")

OTLP_PORTS: Final = {"4317": "grpc", "4318": "http/protobuf"}
"""What a collector speaks at its usual ports."""

XRAY_ADDRESS: Final = "AWS_XRAY_DAEMON_ADDRESS"

HOSTS: Final = frozenset({"DD_AGENT_HOST", "DD_DOGSTATSD_HOST", "DD_SITE", "STATSD_HOST"})
"""Variables whose value is a host or a domain alone."""

MIXED_UP: Final = {
    "DD_DOGSTATSD_PORT": ("8126", "takes traces", "8125"),
    "DD_TRACE_AGENT_PORT": ("8125", "takes metrics", "8126"),
    "STATSD_PORT": ("8126", "takes traces", "8125"),
    "DD_APM_RECEIVER_PORT": ("8125", "takes metrics", "8126"),
}
"""Variables with a port of the agent of Datadog: the wrong port, what that one does, and the right one."""

EMF_ENDPOINT: Final = "AWS_EMF_AGENT_ENDPOINT"
"""Where the libraries of the embedded metric format send to."""

TRACE_URL: Final = "DD_TRACE_AGENT_URL"
"""Where the tracers of Datadog send to, with ``http``, ``https`` or ``unix``."""
