"""Metrics with expressions of scaling policies for services, in templates (ECS595)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from ecslint.base.pattern import regex
from ecslint.checks import check
from ecslint.checks.scaling.scaling import is_for_service
from ecslint.documents.cloudformation.queries import is_open, lacks, members, objects, text
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.base.route import Route
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    ScalingPolicy: TypeAlias = Resolved

_TRACKING: Final = ("TargetTrackingScalingPolicyConfiguration", "CustomizedMetricSpecification", "Metrics")
_PREDICTIVE: Final = "PredictiveScalingPolicyConfiguration"
_CUSTOM: Final = (
    "CustomizedScalingMetricSpecification",
    "CustomizedLoadMetricSpecification",
    "CustomizedCapacityMetricSpecification",
)
_ID: Final = regex(r"[a-z].*")
"""Source of what is checked: ``TargetTrackingMetricDataQuery`` and ``PredictiveScalingMetricDataQuery``,
Application Auto Scaling API Reference (botocore 1.44.8), read 2026-11."""


@check("ECS595")
def metrics_refused(policy: ScalingPolicy, stack: Stack) -> Problems:
    for route in _lists(policy):
        if is_for_service(policy, stack):
            yield from _queries(policy, route)


def _lists(policy: Resolved) -> Iterator[Route]:
    """Yield where a policy has lists of metrics."""
    block = members(members(policy.get(_TRACKING[0])).get(_TRACKING[1]))
    if isinstance(block.get("Metrics"), list):
        yield _TRACKING
    for index, item in objects(members(policy.get(_PREDICTIVE)).get("MetricSpecifications")):
        for name in _CUSTOM:
            if isinstance(members(item.get(name)).get("MetricDataQueries"), list):
                yield (_PREDICTIVE, "MetricSpecifications", index, name, "MetricDataQueries")


def _queries(policy: Resolved, route: Route) -> Iterator[Problem]:
    value: object = policy.get(str(route[0]))
    for step in route[1:]:
        if isinstance(value, list) and isinstance(step, int):
            value = value[step]
        else:
            value = members(value).get(str(step))
    queries = list(objects(value))
    seen: dict[str, int] = {}
    for index, query in queries:
        given = [name for name in ("Expression", "MetricStat") if not lacks(query, name)]
        if len(given) != 1 and not is_open(query):
            what = "both Expression and MetricStat" if given else "neither Expression nor MetricStat"
            fix = "keep one" if given else "add one"
            yield Problem(policy.at(*route, index), f"the metric has {what}; {fix}")
        name = text(query.get("Id"))
        if name is None:
            continue
        if not _ID.fullmatch(name):
            message = f'"{name[:60]}" does not begin with a lower-case letter; use for instance "m1"'
            yield Problem(policy.at(*route, index, "Id"), message)
        if name in seen:
            related = ((policy.at(*route, seen[name], "Id"), "the other metric"),)
            yield Problem(
                policy.at(*route, index, "Id"), f'two metrics have the Id "{name}"; use another', related
            )
        seen.setdefault(name, index)
    yield from _returned(policy, route, value, queries)


def _returned(
    policy: Resolved, route: Route, value: object, queries: list[tuple[int, dict[str, object]]]
) -> Iterator[Problem]:
    """Yield unless exactly one metric gives the value, where one of them is an expression."""
    if is_open(value) or not isinstance(value, list) or len(queries) != len(value):
        return
    if all(lacks(query, "Expression") for _, query in queries):
        return
    answers = [(index, str(query.get("ReturnData", True)).lower()) for index, query in queries]
    if any(answer not in ("true", "false") for _, answer in answers):
        return
    returned = [index for index, answer in answers if answer == "true"]
    if not returned:
        message = "no metric has ReturnData true; set it on the expression that gives the value"
        yield Problem(policy.at(*route), message)
    elif len(returned) > 1:
        message = f"{len(returned)} metrics have ReturnData true (the default); set false on all but one"
        related = ((policy.at(*route, returned[-1]), "the last of them"),)
        yield Problem(policy.at(*route, returned[0]), message, related)
