"""``Fleets``: the instances of a template in one scenario, for rules that look at all that makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.documents.cloudformation.template import Template

FLEETS: Final = "*fleets"
"""Stands for all instances where the scenarios of a resource are named by its logical id."""
GROUP: Final = "AWS::AutoScaling::AutoScalingGroup"
TYPES: Final = frozenset(
    {
        GROUP,
        "AWS::AutoScaling::LaunchConfiguration",
        "AWS::EC2::Instance",
        "AWS::EC2::LaunchTemplate",
        "AWS::ECS::CapacityProvider",
        "AWS::ECS::Cluster",
        "AWS::ECS::ClusterCapacityProviderAssociations",
        "AWS::ECS::Service",
        "AWS::ECS::TaskDefinition",
        "AWS::IAM::InstanceProfile",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
        "AWS::IAM::RolePolicy",
    }
)
"""Types of resources that have to do with whether instances join a cluster and run its tasks."""


class Fleets:
    """What ``stack`` has of resources that make instances for clusters."""

    __slots__ = ("known", "stack")

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.known: dict[str, Any] = {}
        """What was worked out of it, for other rules."""


def has_instances(template: Template) -> bool:
    """Say whether a template makes instances at all."""
    return bool(template.resources_of(GROUP, "AWS::EC2::Instance"))
