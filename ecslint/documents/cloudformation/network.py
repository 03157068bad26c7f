"""``Network``: the subnets of a template in one scenario, for rules that look at all that is in them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final

from ecslint.base.identity import ById
from ecslint.documents.cloudformation.related import varying_of

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.scenario import Scenario
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.documents.cloudformation.template import Template

NETWORK: Final = "*"
"""Stands for all subnets where the scenarios of a resource are named by its logical id."""
MAX_SCENARIOS: Final = 16
"""Scenarios in which all resources of a kind are looked at together."""

SUBNET: Final = "AWS::EC2::Subnet"
TYPES: Final = frozenset(
    {
        SUBNET,
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "AWS::AutoScaling::AutoScalingGroup",
        "AWS::AutoScaling::LaunchConfiguration",
        "AWS::EC2::Instance",
        "AWS::EC2::LaunchTemplate",
        "AWS::EC2::NatGateway",
        "AWS::EC2::NetworkInterface",
        "AWS::EC2::VPC",
        "AWS::EC2::VPCCidrBlock",
        "AWS::EC2::VPCEndpoint",
        "AWS::ECS::CapacityProvider",
        "AWS::ECS::Service",
        "AWS::EFS::MountTarget",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::Events::Rule",
        "AWS::Scheduler::Schedule",
    }
)
"""Types of resources that have to do with the addresses in subnets."""


class Network:
    """What ``stack`` has of resources that give and take addresses."""

    __slots__ = ("known", "stack")

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.known: dict[str, Any] = {}
        """What was worked out of it, for other rules."""


def groups_of_scenarios(template: Template) -> list[list[Scenario]]:
    """Return the first scenarios of a template, those together in which all subnets and users are the same.

    Empty for a template that names no subnet.
    """
    if not template.resources_of(SUBNET) and not template.document.file.has("subnet-"):
        return []
    return scenarios_by_look(template, TYPES)


def scenarios_by_look(template: Template, types: Collection[str]) -> list[list[Scenario]]:
    """Return the first scenarios of a template, those together in which all resources of ``types`` are
    alike."""
    return grouped_scenarios(template, [each.logical_id for each in template.resources_of(*sorted(types))])


def grouped_scenarios(template: Template, names: list[str]) -> list[list[Scenario]]:
    """Return the first scenarios that resources tell apart, those together in which they are all alike."""
    scenarios = template.scenarios_for(names)[:MAX_SCENARIOS]
    if len(scenarios) == 1:
        return [scenarios]
    groups: dict[tuple[ById | None, ...], list[Scenario]] = {}
    varying = varying_of(template, names)
    for scenario in scenarios:
        looks = tuple(
            ById(template.resolve(name, scenario))
            if scenario.has(template.resources[name].condition) is not False
            else None
            for name in varying
        )
        groups.setdefault(looks, []).append(scenario)
    return list(groups.values())
