"""What Amazon ECS accepts in a container definition where its API model gives no limits.

Sources, read 2026-11: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html,
API_HealthCheck.html, API_ContainerDependency.html and API_ContainerRestartPolicy.html beside it, and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html. Times in seconds.
"""

from __future__ import annotations

from typing import Final

READ: Final = "2026-11"

CONTAINERS_MAX: Final = 10
"""Containers per task definition; the quota cannot be raised."""

NAME_MAX: Final = 255
"""Characters of a container's name and of a family."""

IMAGE_MAX: Final = 255
"""Characters of an image reference, without the digest."""

HEALTH_CHECK_RANGES: Final = {
    "interval": (5, 300),
    "timeout": (2, 60),
    "retries": (1, 10),
    "startPeriod": (0, 300),
}
"""Least and greatest value of the health check's numbers (seconds, and a count for ``retries``)."""

HEALTH_CHECK_DEFAULTS: Final = {"interval": 30, "timeout": 5, "retries": 3, "startPeriod": 0}

EXIT_CONDITIONS: Final = frozenset({"COMPLETE", "SUCCESS"})
"""Conditions of ``dependsOn`` that wait for a container to end."""

TIMED_CONDITIONS: Final = frozenset({"COMPLETE", "SUCCESS", "HEALTHY"})
"""Conditions of ``dependsOn`` that ``startTimeout`` limits."""

RESTART_ATTEMPT_PERIOD: Final = (60, 1800)
IGNORED_EXIT_CODES_MAX: Final = 50

USER_ID_MAX: Final = 2147483647
"""The greatest user or group id that the container runtime takes."""

INSTRUCTIONS: Final = frozenset({"CMD", "ENTRYPOINT", "RUN", "EXEC"})
"""Words of a Dockerfile (https://docs.docker.com/reference/dockerfile/) that are pasted into commands."""

SHELL_ONLY: Final = frozenset(
    {"cd", "export", "source", ".", "set", "unset", "alias", "if", "for", "while", "exec", "eval"}
)
"""Builtins and keywords of shells (POSIX.1-2024, Shell Command Language) that are hardly ever programs."""

FIELDS_AS_VARIABLES: Final = frozenset(
    {"command", "entryPoint", "portMappings", "mountPoints", "healthCheck", "dependsOn", "workingDirectory"}
    | {"logConfiguration", "stopTimeout", "readonlyRootFilesystem"}
)
"""Fields of a container that nobody would call a variable."""
