"""The ``ResourceLabel`` of policies that count requests per target (ECS595)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PartialText, Reference
from ecslint.checks import check
from ecslint.checks.scaling.scaling import is_for_service
from ecslint.documents.cloudformation.queries import LISTENERS, TARGET_GROUP, members, text
from ecslint.facts import scaling as facts
from ecslint.facts.creation import LOAD_BALANCER
from ecslint.finding import Problem, Problems
from ecslint.source.templating.placeholders import stands_for_something

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    ScalingPolicy: TypeAlias = Resolved

_METRIC = ("TargetTrackingScalingPolicyConfiguration", "PredefinedMetricSpecification")
_LABEL = regex(facts.REQUEST_LABEL)


@check("ECS595")
def request_label_refused(policy: ScalingPolicy, stack: Stack) -> Problems:
    metric = members(members(policy.get(_METRIC[0])).get(_METRIC[1]))
    if text(metric.get("PredefinedMetricType")) != facts.REQUEST_METRIC or not is_for_service(policy, stack):
        return
    label = metric.get("ResourceLabel")
    if isinstance(label, str) and not stands_for_something(label) and not _LABEL.fullmatch(label):
        message = (
            f'"{label}" is not a ResourceLabel; use the ends of both ARNs: '
            "app/BALANCER/ID/targetgroup/GROUP/ID"
        )
        yield Problem(policy.at(*_METRIC, "ResourceLabel"), message)
    elif isinstance(label, PartialText):
        yield from _joined(policy, label, stack)


def _joined(policy: ScalingPolicy, label: PartialText, stack: Stack) -> Iterator[Problem]:
    """Yield what is wrong with a label of a load balancer and a target group of the template."""
    parts = [part for part in label.parts if part != ""]
    if len(parts) != 3 or parts[1] != "/":
        return
    first, last = parts[0], parts[2]
    if not isinstance(first, Reference) or not isinstance(last, Reference):
        return
    balancer, group = stack.target(first, LOAD_BALANCER), stack.target(last, TARGET_GROUP)
    place = policy.at(*_METRIC, "ResourceLabel")
    for reference, resource, attribute in (
        (first, balancer, "LoadBalancerFullName"),
        (last, group, "TargetGroupFullName"),
    ):
        if resource is not None and reference.attribute != attribute:
            name = reference.logical_id
            message = f"ResourceLabel takes the end of the ARN of {name}; use ${{{name}.{attribute}}}"
            yield Problem(place, message)
            return
    if group is None or balancer is None:
        return
    owners = _balancers(group, stack)
    own = balancer.resource.logical_id
    if owners and None not in owners and own not in owners:
        other = sorted(str(owner) for owner in owners)[0]
        message = (
            f"target group {last.logical_id} belongs to load balancer {other}, not to {own}; "
            f"use ${{{other}.LoadBalancerFullName}}"
        )
        yield Problem(place, message, ((group.at(), "the target group"),))


def _balancers(group: Resolved, stack: Stack) -> set[str | None]:
    """Return the load balancers whose listeners forward to a target group; ``None`` is one not known."""
    own, found = group.resource.logical_id, set[str | None]()
    for forwarding in stack.all(*LISTENERS):
        if own not in stack.template.mentions(forwarding.resource.logical_id):
            continue
        listener: Resolved | None = forwarding
        if forwarding.get("LoadBalancerArn") is None:  # a rule of a listener
            listener = stack.target(forwarding.get("ListenerArn"), *LISTENERS)
        value = listener.get("LoadBalancerArn") if listener is not None else None
        balancer = stack.target(value, LOAD_BALANCER)
        found.add(balancer.resource.logical_id if balancer is not None else None)
    return found
