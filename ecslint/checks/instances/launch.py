"""Instances that cannot be launched, or of which none is (ECS672, ECS673, ECS676, ECS682,
ECS683, ECS685)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.checks.instances.joining import fleets_of
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.fleets import Fleets
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.joining import Demand
    from ecslint.reach.stack_fleets import Fleet

_GROUP = "AWS::AutoScaling::AutoScalingGroup"


@check("ECS672")
def image_for_other_architecture(whole: Fleets) -> Problems:
    from ecslint.facts.instance_types import instance_type

    seen: set[tuple[object, ...]] = set()
    for fleet in fleets_of(whole)[0]:
        image = fleet.image
        for name, place in (fleet.types or ()) if image is not None else ():
            known = instance_type(name)
            if known is None or image is None or known.architecture not in ("x86_64", "arm64"):
                continue
            key = (fleet.source.resource.logical_id, name)
            if known.architecture == image.architecture or not image.architecture or key in seen:
                continue
            seen.add(key)
            message = (
                f'the image is for {image.architecture}, "{name}" is {known.architecture}; '
                f"use an image for {known.architecture}"
            )
            severity = None if fleet.image_is_sure else Severity.WARNING
            related = ((place, f"{name} is {known.architecture}"),)
            yield Problem(fleet.at("ImageId"), message, related, severity=severity)


@check("ECS673")
def no_instance_is_started(whole: Fleets) -> Problems:
    from ecslint.reach.stack_fleets import is_scaled

    for demand in fleets_of(whole)[1]:
        managed = not demand.by_launch_type
        if not demand.waits or any(
            _starts(fleet) or is_scaled(fleet, whole.stack, managed) for fleet in demand.fleets
        ):
            continue
        if any(is_scaled(fleet, whole.stack) for fleet in demand.fleets):
            yield from _passed_by(demand)
            continue
        for fleet in demand.fleets:
            name = next(
                (n for n in ("MaxSize", "DesiredCapacity", "MinSize") if fleet.size(n) == 0),
                "DesiredCapacity",
            )
            message = (
                f'{name} of "{fleet.name}" is 0 and nothing scales it, so no task is placed; set 1 or more'
            )
            yield Problem(fleet.owner.at(name), message, ((demand.place, "needs instances"),))


def _passed_by(demand: Demand) -> Problems:
    """Yield a problem for groups that a capacity provider scales, which does not count the tasks."""
    for fleet in demand.fleets:
        size = next((n for n in ("DesiredCapacity", "MinSize") if fleet.owner.get(n) is not None), "MinSize")
        message = (
            f'"{fleet.name}" starts no instance, and managed scaling does not count tasks with LaunchType '
            '"EC2"; use CapacityProviderStrategy'
        )
        related = ((demand.place, "needs instances"),)
        yield Problem(fleet.owner.at(size), message, related, severity=Severity.WARNING)


def _starts(fleet: Fleet) -> bool:
    """Say whether a group may start an instance of its own accord."""
    desired, least, most = (fleet.size(name) for name in ("DesiredCapacity", "MinSize", "MaxSize"))
    if most == 0:
        return False
    if fleet.owner.get("DesiredCapacity") is not None:
        return desired != 0 or least != 0
    return least != 0


@check("ECS676")
def signal_is_never_sent(whole: Fleets) -> Problems:
    from ecslint.reach.patterns import shown
    from ecslint.reach.user_data import UserData

    found = fleets_of(whole)[0]
    yield from _unsignalled_conditions(found, whole.stack)
    for fleet in found:
        signal = _awaited_signal(fleet)
        if signal is None or signal.get("Count") in (0, "0"):
            continue
        data = fleet.data
        resource = fleet.owner.resource
        place = Place(whole.stack.template, (*resource.route, "CreationPolicy"))
        if isinstance(data, UserData):
            if data.signals is None:
                continue
            own = fleet.name
            known = [shown(name) for name in data.resources if all(isinstance(c, str) for c in name)]
            if data.signals and (not data.resources or len(known) != len(data.resources) or own in known):
                continue
            why = f'cfn-signal is for "{known[0]}"' if data.signals else "the user data send none"
        elif data is None and fleet.image is not None and fleet.image.for_ecs:
            why = "there are no user data that send one"
        else:
            continue
        message = (
            f'"{fleet.name}" waits for a signal, but {why}; run cfn-signal --resource {fleet.name}, '
            "or remove CreationPolicy"
        )
        sure = fleet.image is not None and fleet.image.for_ecs and fleet.image_is_sure
        severity = None if sure else Severity.WARNING
        yield Problem(place, message, ((fleet.at("UserData"), "the user data"),), severity=severity)


def _unsignalled_conditions(found: list[Fleet], stack: Stack) -> Problems:
    """Yield wait conditions whose handle nothing but themselves mentions, beside instances that join."""
    if not any(fleet.is_for_ecs for fleet in found) or stack.template.macros:
        return
    conditions = stack.all("AWS::CloudFormation::WaitCondition")
    waiting = {each.resource.logical_id for each in conditions}
    for condition in conditions:
        data = condition.data if isinstance(condition.data, dict) else {}
        handle = stack.target(data.get("Handle"), "AWS::CloudFormation::WaitConditionHandle")
        if handle is None or data.get("Count") in (0, "0"):
            continue
        own = handle.resource.logical_id
        if _is_mentioned(own, waiting, stack):
            continue
        message = (
            f'"{condition.resource.logical_id}" waits for a signal to "{own}", which nothing sends; '
            f"run cfn-signal with its URL in UserData, or remove it"
        )
        yield Problem(
            condition.at("Handle"), message, ((handle.at(), "the handle"),), severity=Severity.WARNING
        )


def _is_mentioned(name: str, waiting: set[str], stack: Stack) -> bool:
    """Say whether an output, or a resource that is not one of ``waiting``, refers to a resource."""
    from ecslint.documents.cloudformation.usage import usage_of

    template = stack.template
    outputs = usage_of(dict(template.outputs))
    return name in outputs.names | outputs.resources or any(
        name in template.mentions(other) for other in template.resources if other not in waiting
    )


def _awaited_signal(fleet: Fleet) -> dict[str, object] | None:
    policy = fleet.owner.resource.body.get("CreationPolicy")
    signal = policy.get("ResourceSignal") if isinstance(policy, dict) else None
    return signal if isinstance(signal, dict) else None


@check("ECS682")
def instance_type_is_not_known(whole: Fleets) -> Problems:
    from ecslint.base.suggest import nearest
    from ecslint.facts.instance_types import instance_type, sizes_of

    seen: set[str] = set()
    for fleet in fleets_of(whole)[0]:
        for name, place in fleet.types or ():
            family, dot, size = name.partition(".")
            sizes = sizes_of(family) if dot else ()
            if instance_type(name) is not None or not sizes or name in seen or not fleet.is_for_ecs:
                continue
            seen.add(name)
            near = f"{family}.{nearest(size, sizes) or sizes[0]}"
            message = f'EC2 has no instance type "{name}"; use one of the family, for instance "{near}"'
            yield Problem(place, message)


@check("ECS683")
def warm_pool_registers(whole: Fleets) -> Problems:
    from ecslint.reach.user_data import UserData

    for pool in whole.stack.all("AWS::AutoScaling::WarmPool"):
        group = whole.stack.target(pool.get("AutoScalingGroupName"), _GROUP)
        fleet = next((f for f in fleets_of(whole)[0] if group is not None and f.owner is group), None)
        if fleet is None or not fleet.is_for_ecs or not isinstance(pool.data, dict):
            continue
        reuse = pool.get("InstanceReusePolicy")
        if isinstance(reuse, dict) and reuse.get("ReuseOnScaleIn") in (True, "true"):
            message = "instances of Amazon ECS cannot return to a warm pool; remove ReuseOnScaleIn"
            yield Problem(pool.at("InstanceReusePolicy", "ReuseOnScaleIn"), message)
        data = fleet.data
        if isinstance(data, UserData) and data.checks_pool is False and not data.is_open and not data.calls:
            message = (
                f'"{fleet.name}" has a warm pool, but its agents do not check for it and register at once; '
                "set ECS_WARM_POOLS_CHECK=true"
            )
            yield Problem(fleet.at("UserData"), message, ((pool.at(), "the warm pool"),))


@check("ECS685")
def spot_instances_are_not_drained(whole: Fleets) -> Problems:
    from ecslint.documents.cloudformation.queries import members
    from ecslint.reach.user_data import UserData

    for fleet in fleets_of(whole)[0]:
        place = _spot(fleet)
        if place is None or not fleet.is_for_ecs or fleet.image is None or fleet.image.system != "linux":
            continue
        data = fleet.data
        if isinstance(data, UserData) and (
            data.kind == "unknown" or data.is_open or data.calls or data.drains
        ):
            continue
        if data is not None and not isinstance(data, UserData):
            continue
        message = (
            f'"{fleet.name}" starts Spot Instances and does not drain them when they are interrupted; set '
            "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true"
        )
        yield Problem(place, message, ((fleet.at("UserData"), "what runs at the start"),))
    for provider in whole.stack.all("AWS::ECS::CapacityProvider"):
        group = members(provider.get("AutoScalingGroupProvider")) if isinstance(provider.data, dict) else {}
        scaled = members(group.get("ManagedScaling")).get("Status") == "ENABLED"
        if group.get("ManagedDraining") != "DISABLED" or not scaled:
            continue
        if group.get("ManagedTerminationProtection") not in (None, "DISABLED"):
            continue
        name = provider.resource.logical_id
        message = (
            f'scale-in of "{name}" stops instances with running tasks: draining is off and so is protection; '
            "set ManagedDraining to ENABLED"
        )
        yield Problem(provider.at("AutoScalingGroupProvider", "ManagedDraining"), message)


def _spot(fleet: Fleet) -> Place | None:
    """Return what makes the instances of a group Spot Instances."""
    from ecslint.documents.cloudformation.queries import members, number

    if fleet.source.get("SpotPrice") is not None and not fleet.route:
        return fleet.source.at("SpotPrice")
    mixed = members(fleet.owner.get("MixedInstancesPolicy"))
    spread = members(mixed.get("InstancesDistribution"))
    share = number(spread.get("OnDemandPercentageAboveBaseCapacity"))
    if share is not None and share < 100:
        path = ("MixedInstancesPolicy", "InstancesDistribution", "OnDemandPercentageAboveBaseCapacity")
        return fleet.owner.at(*path)
    data = members(fleet.source.get("LaunchTemplateData"))
    if members(data.get("InstanceMarketOptions")).get("MarketType") == "spot":
        return fleet.source.at("LaunchTemplateData", "InstanceMarketOptions", "MarketType")
    return None
