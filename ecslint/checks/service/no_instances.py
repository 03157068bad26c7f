"""Services on instances in a cluster that gets none (ECS678)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ecslint.base.unresolved import ASSOCIATION, Reference, Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import is_set
from ecslint.model.service import Service

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_CLUSTER: Final = "AWS::ECS::Cluster"
_PROVIDERS: Final = ("AWS::ECS::CapacityProvider", "AWS::ECS::ClusterCapacityProviderAssociations")
_MAKERS: Final = ("AWS::AutoScaling::", "AWS::EC2::Instance", "AWS::EC2::SpotFleet", "AWS::EC2::EC2Fleet")
"""Beginnings of types that make instances."""


@check("ECS678")
def cluster_has_no_instances(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    if service.launch_type != "EC2" or service.desired_count == 0 or service.scheduling == "DAEMON":
        return
    if is_set(service.capacity_provider_strategy):
        return
    template = stack.template
    value = service.cluster
    cluster = stack.target(value, _CLUSTER) if isinstance(value, Reference) else None
    if cluster is None or not isinstance(cluster.data, dict) or template.macros or template.unknown_resources:
        return
    listed = cluster.get("CapacityProviders")
    if listed not in (None, []) and not (isinstance(listed, Unresolved) and listed.reason == ASSOCIATION):
        return
    for resource in template.resources.values():
        kind = resource.type
        if kind.startswith(_MAKERS) or kind in _PROVIDERS:
            return
        # What a custom resource or a nested stack makes is not known.
        if not kind.startswith("AWS::") or kind.startswith(("AWS::CloudFormation::", "AWS::Batch::")):
            return
    message = (
        f'nothing here starts instances for cluster "{cluster.resource.logical_id}", so no task is placed; '
        "add an Auto Scaling group, or use Fargate"
    )
    sure = cluster.get("ClusterName") is None and not _is_handed_on(cluster, stack)
    severity = None if sure else Severity.WARNING
    yield Problem(service.at("launchType"), message, ((cluster.at(), "the cluster"),), severity=severity)


def _is_handed_on(cluster: Resolved, stack: Stack) -> bool:
    """Say whether the cluster's name is published while the stack is made."""
    own = cluster.resource.logical_id
    return any(
        own in stack.template.mentions(resource.logical_id)
        for resource in stack.template.resources_of("AWS::SSM::Parameter", "AWS::Lambda::Function")
    )
