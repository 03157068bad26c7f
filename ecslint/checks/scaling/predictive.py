"""Predictive scaling policies and scheduled actions of services, in templates (ECS595)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from ecslint.checks import check
from ecslint.checks.scaling.scaling import is_for_service, scales_service
from ecslint.documents.cloudformation.queries import (
    SCALABLE_TARGET,
    lacks,
    members,
    number,
    objects,
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

_BLOCK = "PredictiveScalingPolicyConfiguration"
_STEPS = "StepScalingPolicyConfiguration"
_POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
_METRIC = (
    "TargetTrackingScalingPolicyConfiguration",
    "PredefinedMetricSpecification",
    "PredefinedMetricType",
)


@check("ECS595")
def prediction_or_schedule_refused(resource: ScalableTarget | ScalingPolicy, stack: Stack) -> Problems:
    if resource.resource.type == SCALABLE_TARGET:
        if scales_service(resource, stack):
            yield from _actions(resource)
    elif is_for_service(resource, stack):
        yield from _steps(resource)
        yield from _one_metric(resource)
        yield from _same_metric(resource, stack)
        yield from _beside(resource)
        yield from _not_awaited(resource, stack)
        yield from _predictive(resource)


def _actions(target: Resolved) -> Iterator[Problem]:
    """Yield what is wrong with the scheduled actions of a scalable target."""
    from ecslint.checks._shared.schedules import schedule_fault

    seen: dict[str, int] = {}
    for index, action in objects(target.get("ScheduledActions")):
        at = ("ScheduledActions", index)
        bounds = members(action.get("ScalableTargetAction"))
        low, high = number(bounds.get("MinCapacity")), number(bounds.get("MaxCapacity"))
        if low is not None and high is not None and low > high:
            message = f"MinCapacity ({shown(low)}) is above MaxCapacity ({shown(high)}); swap them"
            place = target.at(*at, "ScalableTargetAction", "MinCapacity")
            related = ((target.at(*at, "ScalableTargetAction", "MaxCapacity"), "MaxCapacity"),)
            yield Problem(place, message, related)
        given = action.get("ScalableTargetAction")
        if isinstance(given, dict) and all(lacks(given, name) for name in ("MinCapacity", "MaxCapacity")):
            message = "the action sets neither MinCapacity nor MaxCapacity; add one of them"
            yield Problem(target.at(*at, "ScalableTargetAction"), message)
        fault = schedule_fault(action.get("Schedule"), facts.SCHEDULES)
        if fault is not None:
            yield Problem(target.at(*at, "Schedule"), fault.message, severity=fault.severity)
        name = text(action.get("ScheduledActionName"))
        if name is not None and name in seen:
            message = f'"{name}" names two scheduled actions; rename one'
            related = ((target.at("ScheduledActions", seen[name], "ScheduledActionName"), "the other"),)
            yield Problem(target.at(*at, "ScheduledActionName"), message, related)
        elif name is not None:
            seen[name] = index


def _steps(policy: Resolved) -> Iterator[Problem]:
    block = policy.get(_STEPS)
    if not isinstance(block, dict):
        return
    steps = block.get("StepAdjustments")
    known = [index for index, _ in objects(steps)]
    if len(known) > facts.MOST_STEPS:
        message = f"StepAdjustments has {len(known)} steps, a policy takes {facts.MOST_STEPS}; merge some"
        yield Problem(policy.at(_STEPS, "StepAdjustments"), message)
    if policy.get("PolicyType") == "StepScaling" and lacks(block, "AdjustmentType"):
        message = "a step scaling policy needs AdjustmentType; add ChangeInCapacity"
        yield Problem(policy.at(_STEPS, "AdjustmentType"), message)
    for index, step in objects(steps):
        value = number(step.get("ScalingAdjustment"))
        if block.get("AdjustmentType") == "ExactCapacity" and value is not None and value < 0:
            message = f"ScalingAdjustment is {shown(value)} with ExactCapacity; use 0 or more"
            yield Problem(policy.at(_STEPS, "StepAdjustments", index, "ScalingAdjustment"), message)
    # Terraform sends no 0.
    if block.get("MinAdjustmentMagnitude") not in (None, 0) and block.get("AdjustmentType") in facts.ABSOLUTE:
        kind = block.get("AdjustmentType")
        message = f"MinAdjustmentMagnitude is for PercentChangeInCapacity, not {kind}; remove it"
        yield Problem(policy.at(_STEPS, "MinAdjustmentMagnitude", part="key"), message)


def _one_metric(policy: Resolved) -> Iterator[Problem]:
    name = "TargetTrackingScalingPolicyConfiguration"
    block = members(policy.get(name))
    kinds = ("PredefinedMetricSpecification", "CustomizedMetricSpecification")
    if all(isinstance(block.get(kind), dict) for kind in kinds):
        message = f"a policy tracks one metric, {kinds[0]} or {kinds[1]}; remove one"
        yield Problem(policy.at(name, kinds[1], part="key"), message)
    custom = block.get(kinds[1])
    if isinstance(custom, dict) and lacks(custom, "Metrics"):
        for member in ("MetricName", "Namespace"):
            if lacks(custom, member):
                message = f"the metric has no {member}; add it, or use Metrics"
                yield Problem(policy.at(name, kinds[1], member), message)


def _same_metric(policy: Resolved, stack: Stack) -> Iterator[Problem]:
    """Yield when an earlier policy tracks the same predefined metric of the same target."""
    own, metric = _tracked(policy, stack)
    if own is None or metric is None:
        return
    for other in stack.all(_POLICY):
        if other.resource.logical_id == policy.resource.logical_id:
            return
        if _tracked(other, stack) == (own, metric) and stack.exists(other.resource.logical_id) is True:
            name = other.resource.logical_id
            message = f'"{name}" tracks {metric} of this target already, and one policy may; remove one'
            related = ((other.at(*_METRIC), "the other policy"),)
            yield Problem(policy.at(*_METRIC), message, related)
            return


def _tracked(policy: Resolved, stack: Stack) -> tuple[str | None, str | None]:
    """Return the scalable target of a policy and the predefined metric that it tracks, where known."""
    target = stack.target(policy.get("ScalingTargetId"), SCALABLE_TARGET)
    name = target.resource.logical_id if target is not None else text(policy.get("ResourceId"))
    block = members(policy.get(_METRIC[0]))
    metric = text(members(block.get(_METRIC[1])).get(_METRIC[2]))
    is_labelled = members(block.get(_METRIC[1])).get("ResourceLabel") is not None
    return name, None if is_labelled else metric


def _beside(policy: Resolved) -> Iterator[Problem]:
    """Yield a configuration of another type beside that of the policy's own."""
    kind = text(policy.get("PolicyType"))
    if kind not in facts.CONFIGURATIONS or not isinstance(policy.get(facts.CONFIGURATIONS[kind]), dict):
        return
    for name, block in facts.CONFIGURATIONS.items():
        if name != kind and isinstance(policy.get(block), dict):
            message = f"{block} does not go with PolicyType {kind}; remove it, or use a separate policy"
            yield Problem(policy.at(block, part="key"), message, severity=Severity.WARNING)


def _not_awaited(policy: Resolved, stack: Stack) -> Iterator[Problem]:
    """Yield when the target that a policy names by its ResourceId may be made after it."""
    value = text(policy.get("ResourceId"))
    if value is None or policy.get("ScalingTargetId") is not None:
        return
    own = policy.resource.logical_id
    for target in stack.all(SCALABLE_TARGET):
        name = target.resource.logical_id
        if text(target.get("ResourceId")) == value and not stack.depends_on(own, name):
            message = f'the policy does not wait for "{name}", its target; use ScalingTargetId: !Ref {name}'
            yield Problem(policy.at("ResourceId"), message, severity=Severity.WARNING)
            return


def _predictive(policy: Resolved) -> Iterator[Problem]:
    if policy.get("PolicyType") != "PredictiveScaling":
        return
    block = policy.get(_BLOCK)
    if not isinstance(block, dict):
        return
    specifications = block.get("MetricSpecifications")
    known = [index for index, _ in objects(specifications)]
    if len(known) > 1:
        message = f"MetricSpecifications has {len(known)} items, one is supported; remove the others"
        yield Problem(policy.at(_BLOCK, "MetricSpecifications", known[1]), message)
    for index, specification in objects(specifications):
        yield from _pair(policy, (_BLOCK, "MetricSpecifications", index), specification)
    yield from _buffer(policy, block)


def _pair(policy: Resolved, path: tuple[str | int, ...], data: dict[str, object]) -> Iterator[Problem]:
    """Yield when a specification is neither a pair of metrics nor one to scale by and one of the load."""
    pair = not lacks(data, "PredefinedMetricPairSpecification")
    scaling = [name for name in facts.SCALING_METRICS if not lacks(data, name)]
    load = [name for name in facts.LOAD_METRICS if not lacks(data, name)]
    if pair and (scaling or load):
        message = f"a metric pair stands alone, {(scaling + load)[0]} stands beside it; remove one"
        yield Problem(policy.at(*path, (scaling + load)[0], part="key"), message)
    elif not pair and (not scaling or not load):
        missing = "a scaling metric" if not scaling else "a load metric"
        message = f"the specification lacks {missing}; add it, or use PredefinedMetricPairSpecification"
        yield Problem(policy.at(*path), message)


def _buffer(policy: Resolved, block: dict[str, object]) -> Iterator[Problem]:
    behaviour = block.get("MaxCapacityBreachBehavior")
    if behaviour == "IncreaseMaxCapacity" and lacks(block, "MaxCapacityBuffer"):
        message = "IncreaseMaxCapacity needs MaxCapacityBuffer; add a percentage from 0 to 100"
        yield Problem(policy.at(_BLOCK, "MaxCapacityBreachBehavior"), message)
    elif number(block.get("MaxCapacityBuffer")) is not None and (
        behaviour == "HonorMaxCapacity" or lacks(block, "MaxCapacityBreachBehavior")
    ):
        message = "MaxCapacityBuffer needs MaxCapacityBreachBehavior: IncreaseMaxCapacity; remove it"
        yield Problem(policy.at(_BLOCK, "MaxCapacityBuffer", part="key"), message)
