"""``Connectivity``: a template in one scenario, for rules that ask what reaches what."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ecslint.documents.cloudformation.network import grouped_scenarios

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.scenario import Scenario
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.documents.cloudformation.template import Template
    from ecslint.model.base import Model

CONNECTIVITY: Final = "<->"
"""Stands for all that is connected where the scenarios of a resource are named by its logical id."""
STARTERS: Final = (
    "AWS::ECS::ExpressGatewayService",
    "AWS::ECS::Service",
    "AWS::ECS::TaskSet",
    "AWS::Events::Rule",
    "AWS::Scheduler::Schedule",
    "AWS::StepFunctions::StateMachine",
)
"""Types of resources that start tasks."""
_CLUSTER: Final = "AWS::ECS::Cluster"
_INSTANCES: Final = ("AWS::AutoScaling::AutoScalingGroup", "AWS::EC2::Instance")
_PREFIXES: Final = (
    "AWS::AutoScaling::",
    "AWS::EC2::",
    "AWS::ECS::",
    "AWS::EFS::",
    "AWS::ElastiCache::",
    "AWS::ElasticLoadBalancingV2::",
    "AWS::RDS::",
    "AWS::Route53::HostedZone",
    "AWS::ServiceDiscovery::",
)
_WITHOUT: Final = ("AWS::EC2::EIP", "AWS::EC2::FlowLog", "AWS::EC2::KeyPair", "AWS::AutoScaling::Scaling")


class Connectivity:
    """What ``stack`` has of networks and of those who use them.

    ``model`` returns the model of a service or a task definition of the template by its logical id.
    """

    __slots__ = ("known", "model", "stack")

    def __init__(self, stack: Stack, model: Callable[[str], Model | None]) -> None:
        self.stack = stack
        self.model = model
        self.known: dict[str, Any] = {}
        """What was worked out of it, for other rules."""


def matters(kind: str) -> bool:
    """Say whether resources of a type, or whether they exist, can decide what reaches what."""
    return (kind.startswith(_PREFIXES) and not kind.startswith(_WITHOUT)) or kind in STARTERS


def connected_scenarios(template: Template) -> list[list[Scenario]]:
    """Return the first scenarios of a template, those together in which the networks are the same.

    Empty for a template that starts no tasks and has no cluster with instances.
    """
    if not template.resources_of(*STARTERS) and not (
        template.resources_of(_CLUSTER) and template.resources_of(*_INSTANCES)
    ):
        return []
    names = [name for name, resource in template.resources.items() if matters(resource.type)]
    return grouped_scenarios(template, names)
