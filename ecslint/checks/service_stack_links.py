"""Services with clusters, roles and load balancers of their template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ecslint.checks import check
from ecslint.checks._stack import CAPACITY_PROVIDER, joins_by_itself, objects, text
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition
from ecslint.unresolved import Reference

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
    attached = [_attached(resource, stack) for resource in lists]
    names = {name for found in attached if found is not None for name in found}
    if None in attached or _is_changed_elsewhere(own, stack):
        return
    for index, item in objects(resolved.get("CapacityProviderStrategy")):
        value = item.get("CapacityProvider")
        name = _identity(value, stack)
        place = service.at("capacityProviderStrategy", index, "capacityProvider")
        if name is None or joins_by_itself(value, stack):
            continue
        if name not in names:
            known = f"its capacity providers are {', '.join(sorted(names))}" if names else "it has none"
            message = f"cluster {own} has no capacity provider {name} ({known}); add it to CapacityProviders"
            # Documented, but modules that are deployed all the time leave it out.
            doubtful = not names and name == "FARGATE"
            severity = Severity.WARNING if doubtful else None
            yield Problem(place, message, ((cluster.at("CapacityProviders"), known),), severity=severity)
        elif name not in (attached[0] or ()):
            yield from _not_awaited(service, resolved, lists[1:], index, stack)
            return


def _attached(resource: Resolved, stack: Stack) -> set[str] | None:
    """Return what identifies the capacity providers of a cluster, ``None`` if not all are known."""
    values = resource.get("CapacityProviders")
    if values is None:
        return set()
    if not isinstance(values, list):
        return None
    names = [_identity(value, stack) for value in values]
    return None if None in names else {name for name in names if name is not None}


def _identity(value: Any, stack: Stack) -> str | None:
    """Return the logical id of a provider of the template, or the name of another one."""
    provider = stack.target(value, CAPACITY_PROVIDER)
    return text(value) if provider is None else provider.resource.logical_id


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
        f"CodeDeploy deploys this service, so a stack update that changes {name} fails; deploy new revisions "
        "with CodeDeploy only, or use the deployment strategy BLUE_GREEN of Amazon ECS"
    )
    related = ((service.at("deploymentController", "type"), "the controller is CODE_DEPLOY"),)
    yield Problem(service.at("taskDefinition"), message, related)
