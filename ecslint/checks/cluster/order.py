"""What a cluster names but does not wait for (ECS691)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from ecslint.checks import check
from ecslint.documents.cloudformation.queries import members
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    Cluster: TypeAlias = Resolved

_SPACES: Final = ("AWS::ServiceDiscovery::HttpNamespace", "AWS::ServiceDiscovery::PrivateDnsNamespace")


@check("ECS691")
def namespace_of_cluster_is_not_awaited(cluster: Cluster, stack: Stack) -> Problems:
    """Report a default namespace that is named by its text: Amazon ECS makes one that is not there yet."""
    name = members(cluster.get("ServiceConnectDefaults")).get("Namespace")
    own = cluster.resource.logical_id
    if not isinstance(name, str) or stack.template.macros:
        return
    for space in stack.all(*_SPACES):
        made = space.resource.logical_id
        if not isinstance(space.data, dict) or space.get("Name") != name or not stack.exists(made):
            continue
        if not stack.depends_on(own, made) and not stack.depends_on(made, own):
            message = (
                f'the cluster does not wait for namespace "{made}", which it names, and may make another; '
                f"use !GetAtt {made}.Arn"
            )
            related = ((space.at("Name"), "the same name"),)
            place = cluster.at("ServiceConnectDefaults", "Namespace")
            yield Problem(place, message, related, severity=Severity.WARNING)
