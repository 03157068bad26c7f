"""Target groups and listeners of deployment groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.checks.code_deploy._groups import service_of, whole
from ecslint.documents.cloudformation.queries import TARGET_GROUP, members, objects, text
from ecslint.finding import Problem

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack


def traffic(group: Resolved, stack: Stack) -> Iterator[Problem]:
    """Yield what is wrong with the load balancers of a deployment group: pairs, target groups, listeners."""
    info = group.get("LoadBalancerInfo")
    path: tuple[str, ...] = ("LoadBalancerInfo", "TargetGroupPairInfoList")
    if isinstance(info, Unresolved):
        return
    pairs = members(info).get(path[1])
    if pairs is None or pairs == []:
        others = [
            name for name in ("TargetGroupInfoList", "ElbInfoList") if members(info).get(name) is not None
        ]
        beside = f", but {others[0]}" if others else ""
        message = (
            f"no pair of target groups is given for the ECS service{beside}; add "
            "TargetGroupPairInfoList to LoadBalancerInfo"
        )
        yield Problem(group.at("LoadBalancerInfo", *others[:1]), message)
    known = whole(pairs) or []
    if known[1:]:
        message = f"TargetGroupPairInfoList has {len(known)} pairs of target groups; keep one"
        yield Problem(group.at(*path, 1), message)
    for index, pair in objects(pairs):
        yield from _pair(group, (*path, index), pair, stack)
        yield from _routes(group, (*path, index), pair, stack)


def _pair(
    group: Resolved, path: tuple[str | int, ...], pair: dict[str, object], stack: Stack
) -> Iterator[Problem]:
    path = (*path, "TargetGroups")
    groups = pair.get("TargetGroups")
    known = [] if groups is None else whole(groups)
    if known is not None and len(known) != 2:
        message = f"a pair has two target groups, for old and new tasks, not {len(known)}; use two"
        yield Problem(group.at(*path), message)
        return
    names = []
    for index, entry in objects(groups):
        value = entry.get("Name")
        names.append(value.text if isinstance(value, Reference) else text(value))
        place = group.at(*path, index, "Name")
        if isinstance(value, Reference) and stack.target(value, TARGET_GROUP) is not None:
            if value.attribute != "TargetGroupName":
                better = f"!GetAtt {value.logical_id}.TargetGroupName"
                message = f"a pair takes the names of target groups, and {value.text} is none; use {better}"
                yield Problem(place, message)
        elif isinstance(value, str) and value.startswith("arn:"):
            message = f'a pair takes the names of target groups, and "{value}" is an ARN; use its name'
            yield Problem(place, message)
    first, *others = names or [None]
    if first is not None and others == [first]:
        message = f"both target groups of the pair are {first}; use another for the new tasks"
        related = ((group.at(*path, 0, "Name"), "the same target group"),)
        yield Problem(group.at(*path, 1, "Name"), message, related)
    yield from _foreign(group, path, groups, stack)


def _foreign(group: Resolved, path: tuple[str | int, ...], groups: object, stack: Stack) -> Iterator[Problem]:
    """Yield when the target group that the service begins with is not in the pair."""
    service = service_of(group, stack)
    pair = [stack.target(entry.get("Name"), TARGET_GROUP) for _, entry in objects(groups)]
    if service is None or not pair or None in pair:
        return
    names = {resolved.resource.logical_id for resolved in pair if resolved is not None}
    for index, entry in objects(service.get("LoadBalancers")):
        own = stack.target(entry.get("TargetGroupArn"), TARGET_GROUP)
        if own is not None and own.resource.logical_id not in names:
            message = (
                f"the service's target group {own.resource.logical_id} is not in the pair "
                f"({', '.join(sorted(names))}), so each deployment fails; use one of the pair in the service"
            )
            related = ((service.at("LoadBalancers", index, "TargetGroupArn"), "the service's target group"),)
            yield Problem(group.at(*path), message, related)


def _routes(
    group: Resolved, path: tuple[str | int, ...], pair: dict[str, object], stack: Stack
) -> Iterator[Problem]:
    for name in ("ProdTrafficRoute", "TestTrafficRoute"):
        route = pair.get(name)
        place = group.at(*path, name, "ListenerArns")
        if route is None and name == "ProdTrafficRoute":
            yield Problem(
                group.at(*path, name), ("the pair has no listener for its traffic; add ProdTrafficRoute")
            )
        arns = members(route).get("ListenerArns")
        known = [] if arns is None and isinstance(route, dict) else whole(arns)
        if known is not None and len(known) != 1:
            yield Problem(place, f"ListenerArns has {len(known)} listeners; use one")
        for index, arn in enumerate(arns if isinstance(arns, list) else ()):
            kind = _not_a_listener(arn, stack)
            if kind is not None:
                message = f"this is {kind}, not the ARN of a listener; use !Ref or the ARN of one"
                yield Problem(group.at(*path, name, "ListenerArns", index), message)


def _not_a_listener(arn: object, stack: Stack) -> str | None:
    """Say what something is that is surely no listener."""
    if isinstance(arn, Reference):
        resource = stack.template.resources.get(arn.logical_id)
        kind = "" if resource is None else resource.type
        if kind.startswith("AWS::ElasticLoadBalancingV2::") and not kind.endswith("::Listener"):
            return f"{arn.logical_id}, a {kind.rpartition(':')[2]}"
    elif isinstance(arn, str) and arn.startswith("arn:") and ":listener/" not in arn:
        return f'"{arn}"'
    return None
