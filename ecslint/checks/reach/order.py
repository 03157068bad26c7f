"""Routes that a service's tasks need and that are made side by side with it (ECS618)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ecslint.base.unresolved import Reference
from ecslint.checks import check
from ecslint.facts.creation import SLOW, SLOW_PREFIXES
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.connectivity import Connectivity
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.network_model import Workload

_EXPRESS: Final = "AWS::ECS::ExpressGatewayService"
_ROUTE: Final = "AWS::EC2::Route"
_NAT: Final = "AWS::EC2::NatGateway"
_INTERNET: Final = "AWS::EC2::InternetGateway"


@check("ECS618")
def express_service_does_not_await_its_routes(connectivity: Connectivity) -> Problems:
    """Report Express services that may be made before their subnets are public, which is looked at then."""
    stack = connectivity.stack
    if not stack.all(_EXPRESS) or stack.template.macros:
        return
    routes = [route for route in stack.all(_ROUTE) if isinstance(route.data, dict)]
    routes = [route for route in routes if stack.target(route.get("GatewayId"), _INTERNET) is not None]
    if not routes:
        return
    from ecslint.reach.stack_workloads import graph_of

    for workload in graph_of(connectivity).workloads:
        route = next((each for each in routes if _serves(each, workload)), None)
        if workload.kind != "Express service" or route is None:
            continue
        name = route.resource.logical_id
        if stack.depends_on(workload.name, name):
            continue
        message = (
            f'"{workload.name}" does not wait for "{name}", without which its subnets are not public yet; '
            f'add "DependsOn": "{name}"'
        )
        related = ((route.at("GatewayId"), "the route to the internet"),)
        yield Problem(workload.at("subnets"), message, related, severity=Severity.INFO)


@check("ECS618")
def route_is_not_awaited(connectivity: Connectivity) -> Problems:
    stack = connectivity.stack
    routes = [route for route in stack.all(_ROUTE) if isinstance(route.data, dict)]
    routes = [route for route in routes if stack.target(route.get("NatGatewayId"), _NAT) is not None]
    if not routes or stack.template.macros:
        return
    from ecslint.reach.stack_workloads import graph_of

    for workload in graph_of(connectivity).workloads:
        service = workload.service
        if service is None or workload.launch != "FARGATE" or workload.starts is not True:
            continue
        if _waits(workload.name, stack):
            continue
        route = next((each for each in routes if _serves(each, workload)), None)
        if route is None or stack.depends_on(workload.name, route.resource.logical_id):
            continue
        name = route.resource.logical_id
        breaker = stack.resolve(workload.name).get("DeploymentConfiguration")
        breaker = breaker.get("DeploymentCircuitBreaker") if isinstance(breaker, dict) else None
        trips = isinstance(breaker, dict) and breaker.get("Enable") in (True, "true")
        if not trips:
            continue  # others are started until one gets through
        message = (
            f'the service does not wait for "{name}", the way out of its subnets, so its first tasks fail; '
            f'add "DependsOn": "{name}"'
        )
        related = ((route.at("NatGatewayId"), "a NAT gateway takes minutes"),)
        yield Problem(workload.at("subnets"), message, related)


def _waits(name: str, stack: Stack) -> bool:
    """Say whether something that takes about as long as a NAT gateway is awaited anyway."""
    kinds = {stack.template.resources[other].type for other in stack.template.dependencies(name)}
    return any(kind in SLOW or kind.startswith(SLOW_PREFIXES) for kind in kinds)


def _serves(route: Resolved, workload: Workload) -> bool:
    from ecslint.reach.network_parts import RouteTable, Subnet

    table = route.get("RouteTableId")
    if not isinstance(table, Reference) or workload.interface is None:
        return False
    tables = [s.table for s in workload.interface.subnets if isinstance(s, Subnet)]
    return any(isinstance(each, RouteTable) and each.name == table.logical_id for each in tables)
