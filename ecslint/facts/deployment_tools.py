"""Tools that clean a file before they hand it to AWS.

Sources, read 2026-11-22: https://github.com/aws-actions/amazon-ecs-deploy-task-definition (what it ignores of
a task definition), https://github.com/kayac/ecspresso (its configuration; it takes what it can register).
"""

from __future__ import annotations

from typing import Final

ACTION: Final = "amazon-ecs-deploy-task-definition"
ACTION_DROPS: Final = frozenset(
    {
        "compatibilities",
        "deregisteredAt",
        "registeredAt",
        "registeredBy",
        "requiresAttributes",
        "revision",
        "status",
        "taskDefinitionArn",
    }
)
"""The members of a task definition that the action leaves out."""
ECSPRESSO: Final = frozenset({"ecspresso.json", "ecspresso.jsonnet", "ecspresso.yaml", "ecspresso.yml"})
"""What the configuration of ecspresso is called."""
