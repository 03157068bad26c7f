"""Whether names resolve in the VPCs of a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import Reference
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.connectivity import Connectivity
    from ecslint.reach.network_parts import Vpc

_NAMESPACE = "AWS::ServiceDiscovery::PrivateDnsNamespace"


@check("ECS622")
def names_do_not_resolve(connectivity: Connectivity) -> Problems:
    from ecslint.reach.stack_workloads import graph_of

    graph = graph_of(connectivity)
    for vpc in graph.vpcs:
        off = _off(vpc)
        if off is None:
            continue
        aspect, name = off
        for endpoint in graph.endpoints:
            if endpoint.vpc is vpc and endpoint.private_dns and endpoint.gateway is False:
                message = (
                    f'"{name}" of "{vpc.name}" is off, which private DNS of endpoint "{endpoint.name}" '
                    f"needs; set {name} to true"
                )
                yield Problem(vpc.at(aspect), message, ((endpoint.at("private_dns"), "private DNS"),))
                break
        for space in connectivity.stack.all(_NAMESPACE):
            value = space.get("Vpc")
            if isinstance(value, Reference) and value.logical_id == vpc.name and not vpc.own_dns:
                message = (
                    f'"{name}" of "{vpc.name}" is off, so names of namespace '
                    f'"{space.resource.logical_id}" do not resolve; set {name} to true'
                )
                related = ((space.at(), "the namespace"),)
                yield Problem(vpc.at(aspect), message, related, severity=Severity.WARNING)


def _off(vpc: Vpc) -> tuple[str, str] | None:
    """Return the attribute of a VPC that keeps private names from resolving, and what it is called."""
    if vpc.dns_support is False:
        return "dns_support", "EnableDnsSupport"
    return ("dns_hostnames", "EnableDnsHostnames") if vpc.dns_hostnames is False else None
