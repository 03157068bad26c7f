"""Log drivers and their options.

Sources, read 2026-11: the API reference of Amazon ECS (``LogConfiguration``, ``FirelensConfiguration``,
2014-11-13), https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html, the limits
of names in Amazon CloudWatch Logs (``CreateLogGroup``, ``CreateLogStream``), and Docker on its
drivers, https://docs.docker.com/engine/logging/configure/.
"""

from __future__ import annotations

from typing import Final

READ: Final = "2026-11"

DRIVERS: Final = (
    "awsfirelens",
    "awslogs",
    "fluentd",
    "gelf",
    "journald",
    "json-file",
    "logentries",
    "none",
    "splunk",
    "sumologic",
    "syslog",
)

AGENT_DRIVERS: Final = frozenset(DRIVERS) - {"awsfirelens"}
"""What the agent takes in ECS_AVAILABLE_LOGGING_DRIVERS; for anything else it ends with an error.

Source: ``LoggingDriverMinimumVersion`` in ``agent/dockerclient/logging_drivers.go`` and ``agent/config`` of
https://github.com/aws/amazon-ecs-agent, read 2026-11.
"""

PLATFORM_DRIVERS: Final = {
    "FARGATE": ("awslogs", "splunk", "awsfirelens"),
    "MANAGED_INSTANCES": ("awslogs", "splunk", "awsfirelens", "json-file"),
}
"""Where not every driver is supported: the drivers that are, by compatibility."""

PLATFORM_NAMES: Final = {"FARGATE": "Fargate", "MANAGED_INSTANCES": "Amazon ECS Managed Instances"}

COMMON_OPTIONS: Final = frozenset({"mode", "max-buffer-size"})
"""Options of every driver."""

AWSLOGS_OPTIONS: Final = (
    "awslogs-group",
    "awslogs-region",
    "awslogs-stream-prefix",
    "awslogs-create-group",
    "awslogs-datetime-format",
    "awslogs-multiline-pattern",
)
"""What Amazon ECS documents for ``awslogs``."""

AWSLOGS_DOCKER_OPTIONS: Final = frozenset(
    {
        "awslogs-stream",
        "awslogs-create-stream",
        "awslogs-endpoint",
        "awslogs-format",
        "awslogs-force-flush-interval-seconds",
        "awslogs-max-buffered-events",
        "awslogs-credentials-endpoint",
        "tag",
    }
)
"""What Docker's driver knows besides; whether Amazon ECS takes it is not documented."""

REQUIRED_OPTIONS: Final = {
    "awslogs": ("awslogs-group", "awslogs-region"),
    "splunk": ("splunk-token", "splunk-url"),
}

OPTION_DRIVERS: Final = (
    ("awslogs-", frozenset({"awslogs"})),
    ("splunk-", frozenset({"splunk"})),
    ("gelf-", frozenset({"gelf"})),
    ("fluentd-", frozenset({"fluentd"})),
    ("syslog-", frozenset({"syslog"})),
    ("log-driver-buffer-limit", frozenset({"awsfirelens"})),
)
"""The beginning of an option's name, and the drivers that read such options."""

MODES: Final = ("non-blocking", "blocking")

DEFAULT_BUFFER: Final = "10m"

FIRELENS_OPTIONS: Final = ("enable-ecs-log-metadata", "config-file-type", "config-file-value")

FIRELENS_FILE_TYPES: Final = ("file", "s3")

FIRELENS_RESERVED: Final = {
    "/fluent-bit/etc/fluent-bit.conf": "fluentbit",
    "/fluentd/etc/fluent.conf": "fluentd",
}
"""Paths of the configuration that Amazon ECS writes itself, by the router's type."""

FIRELENS_BUFFER_MAX: Final = 536870912
"""The most bytes of ``log-driver-buffer-limit``
(https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-docker-buffer-limit.html)."""
