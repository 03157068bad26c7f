"""What AWS says about services and their capacity.

Sources, read 2026-11: the CreateService, RunTask and CapacityProviderStrategyItem pages of the Amazon ECS
API reference, https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-versions-retired.html.
"""

from __future__ import annotations

from typing import Final

FARGATE_PROVIDERS: Final = ("FARGATE", "FARGATE_SPOT")
RESERVED_PREFIXES: Final = ("aws", "ecs", "fargate")
"""No custom capacity provider may have a name that starts like this."""

CONTAINER_INSIGHTS: Final = ("enhanced", "enabled", "disabled")
"""Values of the cluster setting ``containerInsights``."""

MAX_PROVIDERS: Final = 20
MAX_WEIGHT: Final = 1000
MAX_BASE: Final = 100_000
"""Of one capacity provider in a strategy; the least is 0 for both."""
MAX_TARGET_GROUPS: Final = 5
MAX_SUBNETS: Final = 16
MAX_SECURITY_GROUPS: Final = 5
MAX_PLACEMENT_STRATEGIES: Final = 5
MAX_PLACEMENT_CONSTRAINTS: Final = 10
MAX_EXPRESSION: Final = 2000
EXPRESSION_SUBJECTS: Final = (
    "agentConnected",
    "agentVersion",
    "ec2InstanceId",
    "registeredAt",
    "runningTasksCount",
    "task:group",
)
"""What an expression of a placement constraint compares, beside ``attribute:NAME``.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html (2026-11)."""
"""Characters of a placement constraint's expression."""
MAX_SERVICE_TASKS: Final = 5000
MAX_DISCOVERED_TASKS: Final = 1000
"""Tasks of a service with service discovery or Service Connect."""
SERVICE_TOKEN: Final = 36
RUN_TASK_TOKEN: Final = 64
"""Characters of a client token."""

LINUX_VERSION: Final = "1.4.0"
"""The only platform version on which Fargate starts Linux tasks; LATEST means this one."""
WINDOWS_VERSION: Final = "1.0.0"
RETIRED_LINUX: Final = ("1.0.0", "1.1.0", "1.2.0", "1.3.0")
"""1.3.0, the last of them, starts no tasks since 2026-03-16."""

BINPACK_FIELDS: Final = ("cpu", "memory")

PROXY_PORT_ABOVE: Final = 1024
"""The proxy of Service Connect listens on higher ports only: "IngressPortOverride cannot use ports <= 1024."
(https://github.com/hashicorp/terraform-provider-aws/issues/28293)."""
