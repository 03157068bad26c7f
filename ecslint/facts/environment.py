"""Environment variables that Amazon ECS and the AWS SDKs know.

Sources, read 2026-11: the Amazon ECS container agent (``agent/api/container``, ``agent/api/task``),
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html,
https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html (ECS.8), and
https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html.
"""

from __future__ import annotations

from typing import Final

INJECTED: Final = {
    "ECS_CONTAINER_METADATA_URI": "the address of the task metadata endpoint",
    "ECS_CONTAINER_METADATA_URI_V4": "the address of the task metadata endpoint",
    "ECS_CONTAINER_METADATA_FILE": "the path of the container metadata file",
    "ECS_AGENT_URI": "the address of the agent's task API",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "the place of the task role's credentials",
    "AWS_EXECUTION_ENV": "the platform that runs the task",
}
"""Variables that the agent sets in every container, and what they tell."""

STATIC_CREDENTIALS: Final = {
    "AWS_ACCESS_KEY_ID": "an AWS access key",
    "AWS_SECRET_ACCESS_KEY": "an AWS access key",
    "AWS_SESSION_TOKEN": "an AWS session",
    "ECS_ENGINE_AUTH_DATA": "the login of a registry",
}
"""Variables that hold credentials by definition; Security Hub looks for all but the session token."""

MAX_FILES: Final = 10
"""Environment files of a container (``EnvironmentFile``)."""

FILE_EXTENSION: Final = ".env"
