"""The fields and values of a manifest of AWS Copilot.

Source, read 2026-11: ``internal/pkg/manifest/workload_ecs.go`` of https://github.com/aws/copilot-cli.
"""

from __future__ import annotations

from typing import Final

READ: Final = "2026-11"

LOGGING: Final = (
    *("retention", "image", "destination", "enableMetadata", "secretOptions", "configFilePath"),
    *("variables", "secrets", "env_file"),
)
"""The fields of ``logging``."""

METRICS: Final = {
    "Load Balanced Web Service": ("cpu_percentage", "memory_percentage", "requests", "response_time"),
    "Backend Service": ("cpu_percentage", "memory_percentage", "requests", "response_time"),
    "Worker Service": ("cpu_percentage", "memory_percentage", "queue_delay"),
}
"""What services of a type scale by. Source: ``validScalingFields`` in ``internal/pkg/manifest/svc.go``."""
PLATFORMS: Final = (
    *("linux/x86_64", "linux/amd64", "linux/arm", "linux/arm64"),
    *("windows/x86_64", "windows/amd64"),
)
"""What ``platform`` takes as a text. Source: ``validShortPlatforms`` in ``workload_ecs.go``."""
ALL_PLATFORMS: Final = frozenset(PLATFORMS) | {
    f"windows_server_{year}_{kind}/{architecture}"
    for year in (2019, 2022)
    for kind in ("core", "full")
    for architecture in ("x86_64", "amd64")
}
"""What it takes as ``osfamily`` and ``architecture``."""
HTTP_VERSIONS: Final = ("GRPC", "HTTP1", "HTTP2")
PLACEMENTS: Final = ("public", "private")
ROLLING: Final = ("default", "recreate")
BALANCER_PROTOCOLS: Final = ("TCP", "UDP", "TLS")
CONTAINER_PROTOCOLS: Final = ("TCP", "UDP")
TRACING: Final = "awsxray"

SIDECAR: Final = (
    *("port", "image", "essential", "credentialsParameter", "variables", "env_file", "secrets"),
    *("mount_points", "labels", "depends_on", "healthcheck", "entrypoint", "command"),
)
"""The fields of one of ``sidecars``."""
