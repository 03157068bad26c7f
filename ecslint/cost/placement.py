"""Where the tasks of a service run, and how many: on Fargate, Fargate Spot, or where nothing has a price."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.capacity.scaling import bounds_of
from ecslint.cost.estimate import ON_DEMAND, SPOT, Range, Split
from ecslint.model.base import each, is_complete
from ecslint.model.run import RunTask, TaskSet
from ecslint.model.service import CapacityProviderStrategyItem, Service
from ecslint.model.task import TaskDefinition
from ecslint.model.value import Opt, Value

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

Items: TypeAlias = list[Value[CapacityProviderStrategyItem]] | Unresolved | None

EC2: Final = "runs on EC2 instances, which are paid for whatever runs on them"
EXTERNAL: Final = "runs on external instances (ECS Anywhere)"
MANAGED: Final = (
    "runs on ECS Managed Instances: the price is that of EC2 instances that AWS chooses, and a fee"
)


class Placement(NamedTuple):
    """A division among Fargate and Fargate Spot, or the reason why there is none."""

    split: Split | None
    """The division; ``None`` where ``reason`` says why there is none."""
    reason: str = ""
    """Why tasks have no price."""
    notes: tuple[str, ...] = ()
    """What the division takes for granted."""


def placement_of(runs: Service | RunTask | TaskSet, task: TaskDefinition, stack: Stack | None) -> Placement:
    """Say where tasks run."""
    if isinstance(runs.launch_type, Unresolved):
        return Placement(None, f"the launch type is not known ({_what(runs.launch_type)})")
    strategy: Items = runs.capacity_provider_strategy
    if runs.launch_type:
        return _by_launch_type(runs.launch_type)
    if strategy is None or strategy == []:
        if stack is not None:
            found = _cluster_default(runs, stack)
            if found is not None:
                return found
        if task.compatibilities == {"FARGATE"} and is_complete(task.requires_compatibilities):
            note = "neither launch type nor strategy is given: priced as Fargate on demand"
            return Placement(Split(), notes=(note,))
        return Placement(None, "the launch type is the cluster's default, which the files do not show")
    return _by_strategy(strategy, stack)


def _by_launch_type(name: str) -> Placement:
    if name == ON_DEMAND:
        return Placement(Split())
    reasons = {"EC2": EC2, "EXTERNAL": EXTERNAL, "MANAGED_INSTANCES": MANAGED}
    return Placement(None, reasons.get(name, f"the launch type {name!r} is not known"))


def _by_strategy(strategy: Items, stack: Stack | None) -> Placement:
    if not isinstance(strategy, list) or not is_complete(strategy):
        return Placement(None, "the capacity provider strategy is not known")
    bases, weights = {ON_DEMAND: 0, SPOT: 0}, {ON_DEMAND: 0, SPOT: 0}
    for _, item in each(strategy):
        name, base, weight = item.capacity_provider, item.base, item.weight
        if name not in (ON_DEMAND, SPOT):
            return Placement(None, _foreign(name, stack))
        if isinstance(base, Unresolved) or isinstance(weight, Unresolved):
            return Placement(None, f"base or weight of {name} is not known")
        bases[name] += base or 0
        weights[name] += weight or 0
        if weight is None and len(strategy) == 1:
            weights[name] = 1
    if not any(weights.values()):
        return Placement(None, "no capacity provider of the strategy has a weight")
    return Placement(Split((bases[ON_DEMAND], bases[SPOT]), (weights[ON_DEMAND], weights[SPOT])))


def _foreign(name: Opt[str], stack: Stack | None) -> str:
    resource = None if stack is None else stack.target(name, "AWS::ECS::CapacityProvider")
    if resource is not None and resource.get("ManagedInstancesProvider") is not None:
        return MANAGED
    if resource is not None and resource.get("AutoScalingGroupProvider") is not None:
        return EC2
    if isinstance(name, Unresolved):
        return f"the capacity provider is not known ({_what(name)})"
    return f"the capacity provider {name!r} is not Fargate's"


def _cluster_default(runs: Service | RunTask | TaskSet, stack: Stack) -> Placement | None:
    """Follow a service to its cluster's default strategy; ``None`` where it is not in the template."""
    cluster = stack.target(runs.cluster, "AWS::ECS::Cluster")
    if cluster is None:
        return None
    raw = cluster.get("DefaultCapacityProviderStrategy")
    if raw is None:
        for association in stack.all("AWS::ECS::ClusterCapacityProviderAssociations"):
            target = stack.target(association.get("Cluster"), "AWS::ECS::Cluster")
            if target is cluster:
                raw = association.get("DefaultCapacityProviderStrategy")
    if raw is None or raw == []:
        return Placement(None, EC2)  # what ECS does without a default strategy
    return _by_strategy(_items(raw), stack)


def _items(raw: object) -> Items:
    """Read a strategy as a template writes it."""
    if not isinstance(raw, list):
        return Unresolved("wrong type")
    found: list[Value[CapacityProviderStrategyItem]] = []
    for item in raw:
        if not isinstance(item, dict):
            return Unresolved("wrong type")
        found.append(
            CapacityProviderStrategyItem().replaced(
                capacity_provider=item.get("CapacityProvider"),
                base=_integer(item.get("Base")),
                weight=_integer(item.get("Weight")),
            )
        )
    return found


def _integer(value: object) -> Opt[int]:
    if value is None or isinstance(value, Unresolved):
        return value
    return int(str(value)) if re.fullmatch("[0-9]{1,9}", str(value)) else Unresolved("wrong type")


MOST_TASKS: Final = 10**9
"""Tasks of one service that are multiplied by a price; more are a mistake."""


def count_of(
    runs: Service | RunTask, stack: Stack | None, resolved: Resolved | None
) -> tuple[Range | None, str]:
    """Return how many tasks run, as a range where autoscaling decides, or ``None`` and why not."""
    if isinstance(runs, RunTask):
        if isinstance(runs.count, Unresolved):
            return None, f"the number of tasks is not known ({_what(runs.count)})"
        return _range(1 if runs.count is None else max(runs.count, 0)), ""
    if runs.scheduling != "REPLICA":
        known = runs.scheduling == "DAEMON"
        reason = "one task runs on each instance" if known else "the scheduling strategy is not known"
        return None, reason
    bounds = None if stack is None or resolved is None else bounds_of(resolved, stack)
    if isinstance(bounds, Unresolved):
        return None, bounds.text or "the bounds of the autoscaling are not known"
    if bounds is not None:
        return Range(Decimal(bounds.low), Decimal(bounds.high)), ""
    if isinstance(runs.desired_count, Unresolved):
        return None, f"the desired count is not known ({_what(runs.desired_count)})"
    if runs.desired_count is None:
        if runs.is_update or stack is None:
            return None, "no desired count is given"
        return _range(1), ""  # CloudFormation's default
    if runs.desired_count < 0:
        return None, f"the desired count is {runs.desired_count}"
    if runs.desired_count > MOST_TASKS:
        return None, f"the desired count is more than {MOST_TASKS}"
    return _range(runs.desired_count), ""


def _range(count: int) -> Range:
    return Range(Decimal(count), Decimal(count))


def _what(value: Unresolved) -> str:
    if isinstance(value, Reference):
        return f"resource {value.logical_id}"
    return f"{value.reason} {value.text[:60]}".strip()
