"""Services with clusters, roles and load balancers of their template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Reference
from ecslint.checks import check
from ecslint.documents.cloudformation.queries import (
    joins_by_itself,
    may_be_listed,
    objects,
    provider_identity,
    provider_names,
)
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_CLUSTER = "AWS::ECS::Cluster"
_ASSOCIATIONS = "AWS::ECS::ClusterCapacityProviderAssociations"
_ROLE = "AWS::IAM::Role"
_POLICIES = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy")
_CUSTOM = ("Custom::", "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack")


@check("ECS589")
def provider_not_in_cluster_of_template(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    cluster = stack.target(resolved.get("Cluster"), _CLUSTER)
    if cluster is None or stack.template.macros or stack.template.unknown_resources:
        return
    own, lists = cluster.resource.logical_id, [cluster]
    for associations in stack.all(_ASSOCIATIONS):
        target = stack.target(associations.get("Cluster"), _CLUSTER)
        if target is None:
            return
        if target.resource.logical_id == own:
            lists.append(associations)
    attached = [_attached(resource) for resource in lists]
    if _is_changed_elsewhere(own, stack):
        return
    every = []
    for listed in attached:
        if listed is None:
            return
        every += listed
    for index, item in objects(resolved.get("CapacityProviderStrategy")):
        value = item.get("CapacityProvider")
        name = provider_identity(value, stack)
        place = service.at("capacityProviderStrategy", index, "capacityProvider")
        if joins_by_itself(value, stack):
            continue
        if not may_be_listed(value, every, stack):
            known = f"its capacity providers are {provider_names(every, stack)}" if every else "it has none"
            message = f"cluster {own} has no capacity provider {name} ({known}); add it to CapacityProviders"
            # Documented, but modules that are deployed all the time leave it out.
            doubtful = not every and name == "FARGATE"
            severity = Severity.WARNING if doubtful else None
            yield Problem(place, message, ((cluster.at("CapacityProviders"), known),), severity=severity)
        elif not may_be_listed(value, attached[0] or [], stack):
            yield from _not_awaited(service, resolved, lists[1:], index, stack)
            return


def _attached(resource: Resolved) -> list[object] | None:
    """Return the capacity providers that a cluster is given, ``None`` if they are not known."""
    values = resource.get("CapacityProviders")
    return [] if values is None else values if isinstance(values, list) else None


def _is_changed_elsewhere(cluster: str, stack: Stack) -> bool:
    """Say whether something that is handed the cluster may attach providers as well."""
    template = stack.template
    return any(
        cluster in template.mentions(resource.logical_id)
        for resource in template.resources.values()
        if resource.type.startswith(_CUSTOM)
    )


def _not_awaited(
    service: Service, resolved: Resolved, associations: list[Resolved], index: int, stack: Stack
) -> Iterator[Problem]:
    own = resolved.resource.logical_id
    if any(stack.depends_on(own, other.resource.logical_id) for other in associations):
        return
    other = associations[0]
    name = other.resource.logical_id
    message = (
        f"the service does not wait for {name}, which gives the cluster this capacity provider; "
        f'add "DependsOn": "{name}"'
    )
    place = service.at("capacityProviderStrategy", index, "capacityProvider")
    related = ((other.at("CapacityProviders"), "attached here"),)
    yield Problem(place, message, related, severity=Severity.WARNING)


@check("ECS617")
def policies_are_not_awaited(
    service: Service, task: TaskDefinition, resolved: Resolved, stack: Stack
) -> Problems:
    own = resolved.resource.logical_id
    roles: dict[str, str] = {}
    for what, value in (("execution role", task.execution_role_arn), ("task role", task.task_role_arn)):
        role = stack.target(value, _ROLE) if isinstance(value, Reference) else None
        if role is not None:
            roles.setdefault(role.resource.logical_id, what)
    for policy in stack.all(*_POLICIES) if roles else ():
        name = policy.resource.logical_id
        used = next((role for role in _roles_of(policy, stack) if role in roles), None)
        if used is None or stack.depends_on(own, name) or stack.depends_on(name, own):
            continue
        message = (
            f"the service does not wait for {name}, a policy of its {roles[used]}, so first tasks may start "
            f'without its permissions and fail; add "DependsOn": "{name}"'
        )
        yield Problem(service.at("taskDefinition"), message, ((policy.at(), "the policy"),))


def _roles_of(policy: Resolved, stack: Stack) -> Iterator[str]:
    roles = policy.get("Roles")
    for value in (*(roles if isinstance(roles, list) else ()), policy.get("RoleName")):
        role = stack.target(value, _ROLE) if isinstance(value, Reference) else None
        if role is not None:
            yield role.resource.logical_id


@check("ECS619")
def stack_cannot_update_service(service: Service, stack: Stack) -> Problems:
    value = service.task_definition
    task = stack.target(value, "AWS::ECS::TaskDefinition") if isinstance(value, Reference) else None
    if service.controller != "CODE_DEPLOY" or task is None:
        return
    name = task.resource.logical_id
    message = (
        f"CodeDeploy deploys this service, so a stack update that changes {name} fails; "
        "deploy with CodeDeploy only, or use BLUE_GREEN of Amazon ECS"
    )
    related = ((service.at("deploymentController", "type"), "the controller is CODE_DEPLOY"),)
    yield Problem(service.at("taskDefinition"), message, related)
