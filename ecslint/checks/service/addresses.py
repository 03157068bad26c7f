"""Whether the addresses last of subnets that context files describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.capacity.shortage import cannot_run, cannot_surge
from ecslint.checks import check
from ecslint.finding import Problems
from ecslint.model.service import Service

if TYPE_CHECKING:
    from ecslint.capacity.plan import Plan
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.account import Subnets


@check("ECS604")
def addresses_for_the_desired_count(service: Service, subnets: Subnets, stack: Stack | None) -> Problems:
    if stack is None:  # a template's services are judged together
        yield from cannot_run(_plan(service, subnets))


@check("ECS605")
def addresses_for_a_deployment(service: Service, subnets: Subnets, stack: Stack | None) -> Problems:
    if stack is None:
        yield from cannot_surge(_plan(service, subnets))


def _plan(service: Service, subnets: Subnets) -> Plan:
    from ecslint.capacity.network import plan_of_services

    return plan_of_services([("the service", service)], subnets)
