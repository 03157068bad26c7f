"""The fields of a manifest of AWS Copilot; others are passed over in silence.

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

SIDECAR: Final = (
    *("port", "image", "essential", "credentialsParameter", "variables", "env_file", "secrets"),
    *("mount_points", "labels", "depends_on", "healthcheck", "entrypoint", "command"),
)
"""The fields of one of ``sidecars``."""
