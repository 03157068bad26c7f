"""Scalable targets and scaling policies of services in templates."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.unresolved import PartialText, Reference, Unresolved
from ecslint.checks import check
from ecslint.documents.cloudformation.queries import (
    SCALABLE_TARGET,
    is_open,
    members,
    number,
    objects,
    references,
    shown,
    text,
)
from ecslint.facts import scaling as facts
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    ScalableTarget: TypeAlias = Resolved
    ScalingPolicy: TypeAlias = Resolved

_SERVICE = "AWS::ECS::Service"
_CLUSTER = "AWS::ECS::Cluster"


def scales_service(resource: Resolved, stack: Stack) -> bool:
    """Say whether a scalable target or a policy is about an ECS service."""
    namespace, dimension = resource.get("ServiceNamespace"), resource.get("ScalableDimension")
    value = resource.get("ResourceId")
    if namespace == facts.NAMESPACE or dimension == facts.DIMENSION or _has_service_metric(resource):
        return True
    begin = value.parts[0] if isinstance(value, PartialText) else value
    if namespace is None and isinstance(begin, str) and begin.startswith("service/"):
        return True
    return any(_type_of(reference, stack) == _SERVICE for reference in references(value))


def _has_service_metric(policy: Resolved) -> bool:
    block = members(policy.get("TargetTrackingScalingPolicyConfiguration"))
    metric = members(block.get("PredefinedMetricSpecification")).get("PredefinedMetricType")
    return isinstance(metric, str) and metric in facts.UTILIZATION_METRICS


def _type_of(reference: Reference, stack: Stack) -> str:
    resource = stack.template.resources.get(reference.logical_id)
    return "" if resource is None else resource.type


@check("ECS595")
def scaling_refused(resource: ScalableTarget | ScalingPolicy, stack: Stack) -> Problems:
    if resource.resource.type == SCALABLE_TARGET:
        if scales_service(resource, stack):
            yield from _target(resource, stack)
    elif is_for_service(resource, stack):
        yield from _policy(resource, stack)
        yield from _steps(resource)


def _target(target: ScalableTarget, stack: Stack) -> Problems:
    low, high = number(target.get("MinCapacity")), number(target.get("MaxCapacity"))
    for name, value in (("MinCapacity", low), ("MaxCapacity", high)):
        if value is not None and value < 0:
            yield Problem(target.at(name), f"{name} is {shown(value)}; use 0 or more")
    if low is not None and high is not None and low > high:
        message = f"MinCapacity ({shown(low)}) is above MaxCapacity ({shown(high)}); swap them"
        yield Problem(target.at("MinCapacity"), message, ((target.at("MaxCapacity"), "MaxCapacity"),))
    for name, wanted in (("ServiceNamespace", facts.NAMESPACE), ("ScalableDimension", facts.DIMENSION)):
        given = text(target.get(name))
        if given is not None and given != wanted:
            yield Problem(
                target.at(name), (f'{name} is "{given}", which ECS services do not have; use "{wanted}"')
            )
    for name in ("MinCapacity", "MaxCapacity", "ResourceId", "ServiceNamespace", "ScalableDimension"):
        if target.get(name) is None:
            yield Problem(target.at(name), f"the scalable target has no {name}; add it")
    yield from _wrong_id(target, stack)


def _without_target(policy: Resolved, stack: Stack) -> Iterator[Problem]:
    """Yield what is wrong with what a policy scales."""
    names = ("ResourceId", "ScalableDimension", "ServiceNamespace")
    if policy.get("ScalingTargetId") is not None:
        return
    given = [name for name in names if policy.get(name) is not None]
    if len(given) < len(names):
        missing = next(name for name in names if name not in given)
        if given:
            message = f"a policy without ScalingTargetId needs {', '.join(names)}; {missing} is missing"
        else:
            message = "the policy says nowhere what it scales; add ScalingTargetId"
        yield Problem(policy.at(missing if given else "ScalingTargetId"), message)
    if "ResourceId" in given:
        yield from _wrong_id(policy, stack)


def _wrong_id(resource: Resolved, stack: Stack) -> Iterator[Problem]:
    """Yield what is wrong with a ``ResourceId``; one with a cluster's ARN is taken, and never scales."""
    value = resource.get("ResourceId")
    fault = _id_fault(value, stack)
    if fault is not None:
        taken = fault.endswith(_TAKEN) or (isinstance(value, str) and ":cluster/" in value)
        yield Problem(resource.at("ResourceId"), fault, severity=Severity.WARNING if taken else None)


_TAKEN = "nothing is scaled"


def _id_fault(value: str | Unresolved, stack: Stack) -> str | None:
    """Say what is wrong with a ``ResourceId``; ``None`` if nothing surely is."""
    wanted = 'use "service/CLUSTER-NAME/SERVICE-NAME"'
    if isinstance(value, str):
        parts = value.split("/")
        if len(parts) == 3 and parts[0] == "service" and all(parts) and ":" not in value:
            return None
        return f'"{value}" is no ResourceId of an ECS service; {wanted}'
    for reference in references(value):
        kind = _type_of(reference, stack)
        if kind == _SERVICE and reference.attribute in ("", "ServiceArn"):
            name = reference.logical_id
            return f"ResourceId takes the name of the service, but {name} gives its ARN; use ${{{name}.Name}}"
        if kind == _CLUSTER and reference.attribute == "Arn":
            name = reference.logical_id
            return (
                f"ResourceId takes the name of the cluster, but {name}.Arn is its ARN; use ${{{name}}}: "
                f"until then {_TAKEN}"
            )
    kinds = [_type_of(reference, stack) for reference in references(value)]
    if kinds == [_SERVICE, _CLUSTER]:
        return f"the service stands before the cluster; {wanted}"
    named = _with_names(value, stack)
    begin = value.parts[0] if isinstance(value, PartialText) else None
    short = isinstance(begin, str) and len(begin) < len("service/") and "service/".startswith(begin)
    if named is not None:
        fits = named.startswith("service/") and named.count("/") == 2 and not named.endswith("/")
    else:
        fits = not isinstance(begin, str) or short or begin.startswith("service/")
    return None if fits else f'"{value.text}" is no ResourceId of an ECS service; {wanted}'


def _with_names(value: object, stack: Stack) -> str | None:
    """Return a ``ResourceId`` with logical ids for the names of services and clusters of the template.

    ``None`` if something else in it is unknown.
    """
    parts = value.parts if isinstance(value, PartialText) else (value,)
    texts = []
    for part in parts:
        if isinstance(part, Reference) and _type_of(part, stack) in (_SERVICE, _CLUSTER):
            texts.append(part.logical_id)
        elif isinstance(part, str):
            texts.append(part)
        else:
            return None
    return "".join(texts)


def is_for_service(policy: Resolved, stack: Stack) -> bool:
    """Say whether a policy scales an ECS service."""
    target = stack.target(policy.get("ScalingTargetId"), SCALABLE_TARGET)
    return scales_service(policy if target is None else target, stack)


def _policy(policy: ScalingPolicy, stack: Stack) -> Problems:
    kind = text(policy.get("PolicyType"))
    yield from _without_target(policy, stack)
    if kind not in facts.CONFIGURATIONS:
        return
    wanted = facts.CONFIGURATIONS[kind]
    if policy.get(wanted) is None:
        others = [name for name in facts.CONFIGURATIONS.values() if policy.get(name) is not None]
        beside = f", but {others[0]}" if others else ""
        yield Problem(
            policy.at("PolicyType"),
            f"a policy of type {kind} has no configuration{beside}; add {wanted}",
        )
    elif kind == "TargetTrackingScaling":
        yield from _target_tracking(policy, wanted)
    elif kind == "StepScaling" and not is_open(policy.get(wanted)):
        yield from _cooldowns(policy, wanted, ("Cooldown",))
        steps = members(policy.get(wanted)).get("StepAdjustments")
        if not steps:
            yield Problem(
                policy.at(wanted, "StepAdjustments"),
                ("the step scaling policy has no steps; add StepAdjustments"),
            )


def _cooldowns(policy: Resolved, block: str, names: tuple[str, ...]) -> Iterator[Problem]:
    for name in names:
        value = number(members(policy.get(block)).get(name))
        if value is not None and value < 0:
            yield Problem(policy.at(block, name), f"{name} is {shown(value)} seconds; use 0 or more")


def _target_tracking(policy: Resolved, block: str) -> Iterator[Problem]:
    data = members(policy.get(block))
    yield from _cooldowns(policy, block, ("ScaleInCooldown", "ScaleOutCooldown"))
    kinds = ("PredefinedMetricSpecification", "CustomizedMetricSpecification")
    if all(data.get(kind) is None for kind in kinds) and not is_open(policy.get(block)):
        yield Problem(policy.at(block), f"target tracking has no metric; add {' or '.join(kinds)}")
    predefined = members(data.get("PredefinedMetricSpecification"))
    metric = text(predefined.get("PredefinedMetricType"))
    place = (block, "PredefinedMetricSpecification", "PredefinedMetricType")
    target = number(data.get("TargetValue"))
    if metric is not None and metric not in facts.METRICS:
        from ecslint.base.suggest import nearest

        near = nearest(metric, facts.METRICS) or "ECSServiceAverageCPUUtilization"
        yield Problem(
            policy.at(*place), f"{metric} is not a metric of ECS services; use, for instance, {near}"
        )
    elif metric == facts.REQUEST_METRIC and predefined.get("ResourceLabel") is None:
        message = f"{metric} does not say whose requests it counts; add a ResourceLabel"
        yield Problem(policy.at(*place), message)
    elif metric == facts.REQUEST_METRIC and isinstance(predefined.get("ResourceLabel"), Reference):
        message = (
            "one reference is no ResourceLabel; use "
            '!Sub "${LoadBalancer.LoadBalancerFullName}/${TargetGroup.TargetGroupFullName}"'
        )
        yield Problem(policy.at(*place[:2], "ResourceLabel"), message)
    elif metric in facts.UTILIZATION_METRICS and target is not None and not 0 < target <= 100:
        message = (
            f"TargetValue is {shown(target)}, but {metric} is a percentage, so the service "
            f"{'never scales out' if target > 100 else 'scales out without end'}; use 1 to 100"
        )
        yield Problem(policy.at(block, "TargetValue"), message, severity=Severity.WARNING)


def _steps(policy: ScalingPolicy) -> Problems:
    block = "StepScalingPolicyConfiguration"
    steps = members(policy.get(block)).get("StepAdjustments")
    if not isinstance(steps, list) or is_open(steps):
        return
    ranges = []
    for index, step in objects(steps):
        low, high = step.get("MetricIntervalLowerBound"), step.get("MetricIntervalUpperBound")
        place = policy.at(block, "StepAdjustments", index)
        if low is None and high is None:
            yield Problem(
                place, ("the step has no bounds; add MetricIntervalLowerBound or MetricIntervalUpperBound")
            )
            return
        lower = float("-inf") if low is None else number(low)
        upper = float("inf") if high is None else number(high)
        if lower is None or upper is None:
            return
        if lower >= upper:
            message = f"the step begins at {_bound(lower)} and ends at {_bound(upper)}; swap the bounds"
            yield Problem(place, message)
            return
        ranges.append((lower, upper, index))
    yield from _gaps(policy, block, sorted(ranges))


def _gaps(policy: Resolved, block: str, ranges: list[tuple[float, float, int]]) -> Iterator[Problem]:
    """Yield what keeps steps, sorted by where they begin, from covering their side without a gap."""
    for (_, end, before), (begin, _, index) in pairwise(ranges):
        if begin != end:
            what = "overlaps" if begin < end else "leaves a gap to"
            edges = f"ends at {_bound(end)}, this begins at {_bound(begin)}"
            message = f"the step {what} the one before it, which {edges}; make both meet"
            related = ((policy.at(block, "StepAdjustments", before), "the step before it"),)
            yield Problem(policy.at(block, "StepAdjustments", index), message, related)
            return
    if not ranges:
        return
    if ranges[0][0] < 0 and ranges[0][0] != float("-inf"):
        message = f"no step covers what is below {shown(ranges[0][0])}; remove this MetricIntervalLowerBound"
        yield Problem(policy.at(block, "StepAdjustments", ranges[0][2], "MetricIntervalLowerBound"), message)
    if ranges[-1][1] > 0 and ranges[-1][1] != float("inf"):
        message = f"no step covers what is above {shown(ranges[-1][1])}; remove this MetricIntervalUpperBound"
        yield Problem(policy.at(block, "StepAdjustments", ranges[-1][2], "MetricIntervalUpperBound"), message)


def _bound(value: float) -> str:
    return "no bound" if value in (float("inf"), float("-inf")) else shown(value)


@check("ECS691")
def scaled_service_is_not_awaited(target: ScalableTarget, stack: Stack) -> Problems:
    value, own = target.get("ResourceId"), target.resource.logical_id
    parts = value.split("/") if isinstance(value, str) else []
    if len(parts) != 3 or parts[0] != "service" or stack.template.macros:
        return
    for service in stack.all(_SERVICE):
        name = service.resource.logical_id
        if service.get("ServiceName") != parts[2] or not stack.exists(name):
            continue
        cluster = stack.target(service.get("Cluster"), _CLUSTER)
        named = service.get("Cluster") if cluster is None else cluster.get("ClusterName")
        if named == parts[1] and not stack.depends_on(own, name) and not stack.depends_on(name, own):
            message = f'"{own}" does not wait for the service "{name}", which it names; use ${{{name}.Name}}'
            related = ((service.at("ServiceName"), "the same name"),)
            yield Problem(target.at("ResourceId"), message, related, severity=Severity.WARNING)
