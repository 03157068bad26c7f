"""Roles with which Amazon ECS itself manages load balancers, volumes and networks of a service (ECS331)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.permissions import missing
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place, each
from ecslint.model.service import AdvancedConfiguration, Service

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.stack import Stack

_READS = ("Describe", "Get", "List")
"""What the names of actions that change nothing begin with; not all of them are always asked for."""
_EITHER = frozenset({"elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule"})
"""One of them is enough: the other one is for the other kind of load balancer."""


@check("ECS331")
def infrastructure_role_lacks_permission(service: Service, stack: Stack) -> Problems:
    for place, value, feature in _roles(service):
        if stack.target(value, "AWS::IAM::Role") is not None:
            yield from lacks(place, value, feature, stack)


def _roles(service: Service) -> Iterator[tuple[Place, Any, str]]:
    for _, entry in each(service.load_balancers):
        block = entry.advanced_configuration
        if isinstance(block, AdvancedConfiguration):
            yield block.at("roleArn"), block.role_arn, "load balancers"
    for _, configuration in each(service.volume_configurations):
        volume = configuration.managed_ebs_volume
        if volume is not None and not isinstance(volume, Unresolved):
            yield volume.at("roleArn"), volume.role_arn, "volumes"
    for _, lattice in each(service.vpc_lattice_configurations):
        yield lattice.at("roleArn"), lattice.role_arn, "VPC Lattice"


def lacks(place: Place, value: Any, feature: str, stack: Stack) -> Problems:
    """Yield what a role for a feature of ECS lacks: an error if it is all that AWS' policy allows."""
    from ecslint.reach.features import INFRASTRUCTURE, action_needs, actions_of
    from ecslint.reach.roles import role_of
    from ecslint.reach.texts import Texts

    policy = INFRASTRUCTURE[feature]
    role = role_of(value, stack, Texts(stack))
    if role is None:
        return
    actions = [action for action in actions_of(policy) if not action.partition(":")[2].startswith(_READS)]
    asked = {need.request.action: missing(role, need) for need in action_needs(actions, feature)}
    found = {action: lack for action, lack in asked.items() if lack is not None}
    if len(found.keys() & _EITHER) == 1:
        found = {action: lack for action, lack in found.items() if action not in _EITHER}
    if not found:
        return
    every = len(found) == len(actions)
    names = ", ".join(sorted(found)[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")
    lead = (
        f'no policy of "{role.name}" lets Amazon ECS manage {feature} ({names})'
        if every
        else f'"{role.name}", with which Amazon ECS manages {feature}, may not {names}'
    )
    wrong = next((p.at() for p in role.policies if p.name), None) if every else None
    nearest = next((lack.place for lack in found.values() if lack.place is not None), None)
    severity = None if every and not role.is_shared else Severity.WARNING
    message = f'{lead}; attach "{policy}"'
    yield Problem(wrong or nearest or place, message, ((place, "used here"),), severity=severity)
