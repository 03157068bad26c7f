"""Policies that follow metrics of high resolution, which the service may not have (ECS595)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ecslint.checks import check
from ecslint.documents.cloudformation.queries import (
    SCALABLE_TARGET,
    is_open,
    members,
    number,
    objects,
    scaling_of,
    text,
)
from ecslint.facts import scaling as facts
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    ScalingPolicy: TypeAlias = Resolved

_PLACE = (
    "TargetTrackingScalingPolicyConfiguration",
    "PredefinedMetricSpecification",
    "PredefinedMetricType",
)


@check("ECS595")
def metric_of_high_resolution_is_missing(policy: ScalingPolicy, stack: Stack) -> Problems:
    block = members(policy.get(_PLACE[0]))
    metric = text(members(block.get(_PLACE[1])).get(_PLACE[2]))
    wanted = facts.HIGH_RESOLUTION.get(metric or "")
    target = stack.target(policy.get("ScalingTargetId"), SCALABLE_TARGET) if wanted else None
    if wanted is None or target is None:
        return
    for service in stack.all("AWS::ECS::Service"):
        ours = [each.resource.logical_id for each in scaling_of(service, stack)]
        if target.resource.logical_id not in ours or _may_have(service, wanted):
            continue
        message = (
            f"{metric} is not collected: the service has no {wanted} every {facts.SHORT_RESOLUTION} seconds; "
            "add it to its Monitoring"
        )
        place = (
            service.at("Monitoring", part="key") if service.get("Monitoring") else service.at("Monitoring")
        )
        yield Problem(policy.at(*_PLACE), message, ((place, "the service"),), severity=Severity.WARNING)
        return


def _may_have(service: Resolved, name: str) -> bool:
    """Say whether a service collects a metric in the short resolution, as far as is known."""
    monitoring = service.get("Monitoring")
    if monitoring is None:
        return False
    items = members(monitoring).get("MetricConfigurations")
    if is_open(monitoring) or is_open(items) or not isinstance(items, list):
        return True
    for _, item in objects(items):
        names, seconds = item.get("MetricNames"), item.get("ResolutionSeconds")
        listed = not isinstance(names, list) or name in names or is_open(names)
        if listed and (number(seconds) in (None, facts.SHORT_RESOLUTION)) and seconds is not None:
            return True
    return False
