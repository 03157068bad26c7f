"""Roles with which Amazon ECS itself manages load balancers, volumes and networks of a service (ECS307,
ECS331)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.infrastructure import lacks
from ecslint.checks._shared.permissions import untrusting
from ecslint.facts.roles import ECS_PRINCIPAL
from ecslint.finding import Problems
from ecslint.model.base import Place, each
from ecslint.model.service import AdvancedConfiguration, Service

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.stack import Stack


@check("ECS307")
def service_role_is_not_assumable(service: Service, stack: Stack) -> Problems:
    role = stack.target(service.role, "AWS::IAM::Role")
    if role is not None:
        yield from untrusting(role, stack, ECS_PRINCIPAL, "Amazon ECS", service.at("role"))


@check("ECS331")
def infrastructure_role_lacks_permission(service: Service, stack: Stack) -> Problems:
    for place, value, feature in _roles(service):
        if stack.target(value, "AWS::IAM::Role") is not None:
            yield from lacks(place, value, feature, stack)


def _roles(service: Service) -> Iterator[tuple[Place, object, str]]:
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
