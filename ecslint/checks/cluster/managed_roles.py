"""Roles with which Amazon ECS starts managed instances (ECS331)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ecslint.checks import check
from ecslint.checks._shared.infrastructure import lacks
from ecslint.documents.cloudformation.queries import members
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.patterns import Text
    from ecslint.reach.roles import Role
    from ecslint.reach.texts import Texts

    CapacityProvider: TypeAlias = Resolved

_BASE = "ManagedInstancesProvider"
_PREFIX = "ecsInstanceRole"
"""What the name of a role begins with that AWS' managed policy lets Amazon ECS pass.
Source: AmazonECSInfrastructureRolePolicyForManagedInstances (v12), AWS Managed Policy Reference, 2026-11."""


@check("ECS331")
def role_of_managed_instances_lacks_permission(provider: CapacityProvider, stack: Stack) -> Problems:
    managed = members(provider.get(_BASE))
    value = managed.get("InfrastructureRoleArn")
    if stack.target(value, "AWS::IAM::Role") is None:
        return
    place = provider.at(_BASE, "InfrastructureRoleArn")
    found = list(lacks(place, value, "managed instances", stack))
    yield from found
    if not found:
        yield from _passing(provider, value, managed, stack)


def _passing(provider: Resolved, value: object, managed: dict[str, object], stack: Stack) -> Problems:
    """Yield a problem if the instance profile's role may not be passed to the instances."""
    from ecslint.reach.access import lack
    from ecslint.reach.patterns import literal
    from ecslint.reach.policies import Request
    from ecslint.reach.roles import role_of
    from ecslint.reach.texts import Texts

    texts = Texts(stack)
    given = members(managed.get("InstanceLaunchTemplate")).get("Ec2InstanceProfileArn")
    profile = stack.target(given, "AWS::IAM::InstanceProfile")
    roles = profile.get("Roles") if profile is not None else None
    role, passed = role_of(value, stack, texts), None
    if isinstance(roles, list) and len(roles) == 1:
        passed = role_of(roles[0], stack, texts)
    if role is None or passed is None:
        return
    context = {"iam:passedtoservice": literal("ec2.amazonaws.com")}
    request = Request("iam:PassRole", (_typical(passed, texts),), context)
    if lack(role, request) is None:
        return
    message = (
        f'"{role.name}" may not pass "{passed.name}" to the instances, so none starts; '
        f'begin its RoleName with "{_PREFIX}", or allow iam:PassRole'
    )
    place = provider.at(_BASE, "InstanceLaunchTemplate", "Ec2InstanceProfileArn")
    related = (
        (passed.resolved.at("RoleName"), "the role of the instances"),
        (role.resolved.at(), "the role"),
    )
    yield Problem(place, message, related, severity=Severity.WARNING)


def _typical(role: Role, texts: Texts) -> Text:
    """Return the ARN of a role; a name that CloudFormation makes up begins with that of the stack, which is
    hardly that of the policy."""
    if role.resolved.get("RoleName") is not None:
        return role.arn
    return texts.fill("arn:{P}:iam::{A}:role/STACK-{N}-RANDOM", N=tuple(role.name))


@check("ECS670")
def role_of_managed_instances_keeps_out(provider: CapacityProvider, stack: Stack) -> Problems:
    managed = members(provider.get(_BASE))
    given = members(managed.get("InstanceLaunchTemplate")).get("Ec2InstanceProfileArn")
    profile = stack.target(given, "AWS::IAM::InstanceProfile")
    roles = profile.get("Roles") if profile is not None else None
    if not isinstance(roles, list) or len(roles) != 1 or stack.target(roles[0], "AWS::IAM::Role") is None:
        return
    from ecslint.checks._shared.permissions import Gaps, Use, untrusting
    from ecslint.reach.features import JOIN, action_needs
    from ecslint.reach.roles import role_of
    from ecslint.reach.texts import Texts

    role = role_of(roles[0], stack, Texts(stack))
    if role is None:
        return
    place = provider.at(_BASE, "InstanceLaunchTemplate", "Ec2InstanceProfileArn")
    yield from untrusting(role.resolved, stack, "ec2.amazonaws.com", "EC2 instances", place)
    gaps = Gaps(role)
    policy = next((policy.at() for policy in role.policies if policy.name), None)
    use = Use(policy or role.resolved.at(), "register its instances", "none joins a cluster")
    for need in action_needs(list(JOIN), "Amazon ECS"):
        gaps.ask(need, use, not role.is_shared)
    yield from gaps.problems()
