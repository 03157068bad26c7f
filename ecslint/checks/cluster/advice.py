"""What controls ask of clusters and capacity providers in templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ecslint.checks import check
from ecslint.checks._shared.tags import untagged
from ecslint.documents.cloudformation.queries import is_open, members, objects
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved

    Cluster: TypeAlias = Resolved
    CapacityProvider: TypeAlias = Resolved


@check("ECS168")
def cluster_has_no_tags(cluster: Cluster) -> Problems:
    tags = cluster.get("Tags")
    keys = [str(tag.get("Key")) for _, tag in objects(tags)]
    if not is_open(tags) and all(key.startswith("aws:") for key in keys):
        yield Problem(cluster.at("Tags"), untagged("cluster"))


@check("ECS656")
def container_insights_are_off(cluster: Cluster) -> Problems:
    settings = cluster.get("ClusterSettings")
    if is_open(settings):
        return
    named = (
        (i, item.get("Value")) for i, item in objects(settings) if item.get("Name") == "containerInsights"
    )
    index, value = next(named, (None, None))
    if value in ("enabled", "enhanced"):
        return
    said = "switched off" if value == "disabled" else "not switched on"
    place = cluster.at("ClusterSettings") if index is None else cluster.at("ClusterSettings", index, "Value")
    yield Problem(place, f'Container Insights are {said}; set containerInsights to "enhanced" or "enabled"')


@check("ECS657")
def exec_sessions_are_not_logged(cluster: Cluster) -> Problems:
    block = members(members(cluster.get("Configuration")).get("ExecuteCommandConfiguration"))
    if block.get("Logging") == "NONE":
        place = cluster.at("Configuration", "ExecuteCommandConfiguration", "Logging")
        message = "sessions of ECS Exec are not logged; use DEFAULT, or OVERRIDE with a LogConfiguration"
        yield Problem(place, message)


@check("ECS658")
def instances_are_not_protected(provider: CapacityProvider) -> Problems:
    group = members(provider.get("AutoScalingGroupProvider"))
    if not group or is_open(group.get("ManagedTerminationProtection")):
        return
    if group.get("ManagedTerminationProtection") != "ENABLED":
        place = provider.at("AutoScalingGroupProvider", "ManagedTerminationProtection")
        message = (
            "instances with running tasks may be terminated when the group scales in; set "
            "ManagedTerminationProtection: ENABLED, with managed scaling"
        )
        yield Problem(place, message)
