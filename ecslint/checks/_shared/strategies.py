"""Default strategies of clusters: what runs without a launch type of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack


def has_default_strategy(cluster: Resolved, stack: Stack) -> bool:
    """Say whether a cluster of the template has, or may have, a default strategy."""
    if cluster.get("DefaultCapacityProviderStrategy") not in (None, []):
        return True
    return any(
        stack.target(each.get("Cluster"), "AWS::ECS::Cluster") in (cluster, None)
        for each in stack.all("AWS::ECS::ClusterCapacityProviderAssociations")
        if each.get("DefaultCapacityProviderStrategy") not in (None, [])
    )
