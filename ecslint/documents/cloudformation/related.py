"""Which other resources of a template matter to rules on one of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ecslint.documents.cloudformation.resource_kinds import ROLE, SERVICE, TASK_DEFINITION, followed_types
from ecslint.documents.cloudformation.sections import Resource
from ecslint.documents.cloudformation.template import Template

_LOG_GROUP: Final = "AWS::Logs::LogGroup"
_OF_ROLES: Final = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy")
"""Types that give roles policies; rules on what has a role find them by the role."""
_STARTERS: Final = (ROLE, *_OF_ROLES, "AWS::Serverless::Function")
"""Types that rules on task definitions find by what they refer to: who may start their tasks."""
_OF_INSTANCES: Final = (
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::AutoScaling::LaunchConfiguration",
    "AWS::EC2::LaunchTemplate",
    "AWS::ECS::CapacityProvider",
    "AWS::IAM::InstanceProfile",
    ROLE,
    *_OF_ROLES,
)
"""Types of what the instances of a service are made of, which it does not refer to."""
_BACK_LINKED_TYPES: Final = (
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::ECS::ClusterCapacityProviderAssociations",
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
)
"""Types that rules on services find by what they refer to."""


def conditions_around(template: Template, resource: Resource) -> list[str]:
    """Return the conditions of the resources that ``resource`` refers to."""
    resources = template.resources
    found = (resources[name].condition for name in template.mentions(resource.logical_id))
    return sorted({condition for condition in found if condition is not None})


def varying_of(template: Template, logical_ids: Iterable[str]) -> list[str]:
    """Return those of some resources that may not be the same in all scenarios."""
    return [
        name
        for name in logical_ids
        if template.touched(name) or not template.varying.isdisjoint(template.usage(name).names)
    ]


def related_resources(template: Template, resource: Resource) -> list[str]:
    """Return the logical ids of the resources whose conditions matter to rules on ``resource``."""
    followed = followed_types(resource.type)
    found = [
        name for name in template.mentions(resource.logical_id) if template.resources[name].type in followed
    ]
    roles = {name for name in found if template.resources[name].type == ROLE}
    found += [
        policy.logical_id
        for policy in (template.resources_of(*_OF_ROLES) if roles else ())
        if roles & template.mentions(policy.logical_id)
    ]
    found += [
        policy
        for role in roles
        for policy in template.mentions(role)
        if template.resources[policy].type in _OF_ROLES and template.touched(policy)
    ]
    if resource.type == TASK_DEFINITION:
        groups = [name for name in found if template.resources[name].type == _LOG_GROUP]
        found += [key for name in groups for key in template.mentions(name) if template.touched(key)]
        found += _varying(template, _STARTERS, resource.logical_id)
    if resource.type != SERVICE:
        return sorted({*found})
    found += _instances(template, resource)
    targets = {*found, resource.logical_id}
    found += [
        other.logical_id
        for other in template.resources_of(*_BACK_LINKED_TYPES)
        if targets & template.mentions(other.logical_id)
    ]
    return sorted({*found})


def _instances(template: Template, service: Resource) -> list[str]:
    """Return what makes the instances of a service and differs between scenarios."""
    given = service.properties.get("LaunchType") if isinstance(service.properties, dict) else None
    return _varying(template, _OF_INSTANCES) if given == "EC2" or given is None else []


def _varying(template: Template, types: tuple[str, ...], mentioned: str = "") -> list[str]:
    """Return resources of some types that conditions decide on and that mention another, if one is given."""
    return [
        other.logical_id
        for other in template.resources_of(*types)
        if template.touched(other.logical_id)
        and (not mentioned or mentioned in template.mentions(other.logical_id))
    ]
