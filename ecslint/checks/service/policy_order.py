"""Policies of a service's own roles that may be deleted before the service (ECS341)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Reference
from ecslint.checks import check
from ecslint.documents.cloudformation.queries import members, objects
from ecslint.facts.roles import EXTERNAL_POLICIES
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place
from ecslint.model.service import Service

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack


@check("ECS341")
def policy_of_role_is_not_awaited(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    template, own = stack.template, resolved.resource.logical_id
    if template.macros or template.document.syntax not in ("json", "yaml"):
        return
    if not template.resources_of(*EXTERNAL_POLICIES):
        return
    said: set[str] = set()
    for place, value in _roles(resolved):
        role = stack.target(value, "AWS::IAM::Role") if isinstance(value, Reference) else None
        for policy in stack.all(*EXTERNAL_POLICIES) if role is not None else ():
            name = policy.resource.logical_id
            if role is None or name in said or not _is_of(policy, role, stack) or not stack.exists(name):
                continue
            if stack.depends_on(own, name) or stack.depends_on(name, own):
                continue
            said.add(name)
            message = (
                f'"{own}" does not wait for "{name}", the policy of its role, which may be deleted first; '
                f'add "DependsOn": "{name}"'
            )
            yield Problem(place, message, ((policy.at("Roles"), "the policy"),))


def _roles(resolved: Resolved) -> Iterator[tuple[Place, object]]:
    """Yield the roles that Amazon ECS assumes for the service itself, with where they are named."""
    yield resolved.at("Role"), resolved.get("Role")
    for index, volume in objects(resolved.get("VolumeConfigurations")):
        managed = members(volume.get("ManagedEBSVolume"))
        yield (
            resolved.at("VolumeConfigurations", index, "ManagedEBSVolume", "RoleArn"),
            managed.get("RoleArn"),
        )
    for index, entry in objects(resolved.get("LoadBalancers")):
        block = members(entry.get("AdvancedConfiguration"))
        yield resolved.at("LoadBalancers", index, "AdvancedConfiguration", "RoleArn"), block.get("RoleArn")
    for index, entry in objects(resolved.get("VpcLatticeConfigurations")):
        yield resolved.at("VpcLatticeConfigurations", index, "RoleArn"), entry.get("RoleArn")


def _is_of(policy: Resolved, role: Resolved, stack: Stack) -> bool:
    """Say whether a policy is attached to a role of the template by a reference."""
    given = (
        policy.get("Roles") if policy.resource.type != "AWS::IAM::RolePolicy" else [policy.get("RoleName")]
    )
    return any(
        isinstance(each, Reference) and stack.target(each, "AWS::IAM::Role") is role
        for each in (given if isinstance(given, list) else ())
    )
