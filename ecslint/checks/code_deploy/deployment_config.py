"""CodeDeploy deployment configurations of ECS services in templates (ECS854)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.unresolved import Unresolved
from ecslint.base.words import one_of, quoted
from ecslint.checks import check
from ecslint.checks.code_deploy._groups import is_for_service
from ecslint.documents.cloudformation.queries import members, number, objects, shown, text
from ecslint.facts import code_deploy as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

    DeploymentGroup: TypeAlias = Resolved
    DeploymentConfig: TypeAlias = Resolved

_CONFIG = "AWS::CodeDeploy::DeploymentConfig"
_LISTENER = "AWS::ElasticLoadBalancingV2::Listener"


@check("ECS854")
def configuration_is_not_for_services(subject: DeploymentGroup | DeploymentConfig, stack: Stack) -> Problems:
    if subject.resource.type == _CONFIG:
        yield from _own(subject)
    else:
        yield from _of_group(subject, stack)


def _of_group(group: Resolved, stack: Stack) -> Iterator[Problem]:
    value = group.get("DeploymentConfigName")
    if not is_for_service(group, stack):
        return
    place = group.at("DeploymentConfigName")
    name = text(value)
    config = None if name else stack.target(value, _CONFIG)
    if name is not None and name.startswith(facts.PREDEFINED) and name not in facts.CONFIGURATIONS:
        yield _unknown(group, name)
        return
    platform = config.get("ComputePlatform") if config is not None else "ECS"
    if config is not None and (platform is None or text(platform) not in (None, "ECS")):
        given = "Server, the default" if platform is None else platform
        own = config.resource.logical_id
        message = (
            f"{own} is for the compute platform {given}, but the deployment group is for an ECS service; "
            f"set ComputePlatform: ECS in {own}"
        )
        yield Problem(place, message, ((config.at("ComputePlatform"), f"the platform is {given}"),))
    yield from _network(group, name, config, stack)


def _unknown(group: Resolved, name: str) -> Problem:
    from ecslint.base.suggest import nearest

    short = name.removeprefix(facts.PREDEFINED)
    foreign = "Lambda functions" if short.startswith("Lambda") else None
    foreign = "instances" if name in facts.SERVER_CONFIGURATIONS else foreign
    wanted = facts.PREDEFINED + "ECS" + short.removeprefix("Lambda")
    better = wanted if wanted in facts.CONFIGURATIONS else nearest(name, facts.CONFIGURATIONS)
    better = better or facts.ALL_AT_ONCE
    what = f"is for {foreign}" if foreign else "does not exist"
    message = f"{name} {what}; use one for ECS such as {better}"
    place = group.at("DeploymentConfigName")
    return Problem(place, message, fix=Fix(f"use {better}", (Edit("set", place, better),)))


def _network(group: Resolved, name: str | None, config: Resolved | None, stack: Stack) -> Iterator[Problem]:
    """Yield when a Network Load Balancer is to shift the traffic in steps."""
    if config is not None:
        kind = text(members(config.get("TrafficRoutingConfig")).get("Type"))
        if kind not in ("TimeBasedCanary", "TimeBasedLinear"):
            return
        name = config.resource.logical_id
    elif name not in facts.CONFIGURATIONS or name == facts.ALL_AT_ONCE:
        return
    for listener in _listeners(group, stack):
        protocol = text(listener.get("Protocol"))
        if protocol in facts.NETWORK_PROTOCOLS:
            message = (
                f'"{name}" does not work with a {protocol} listener '
                f"({listener.resource.logical_id}); use {facts.ALL_AT_ONCE}"
            )
            related = ((listener.at("Protocol"), f"a {protocol} listener"),)
            yield Problem(group.at("DeploymentConfigName"), message, related)
            return


def _listeners(group: Resolved, stack: Stack) -> Iterator[Resolved]:
    for _, pair in objects(members(group.get("LoadBalancerInfo")).get("TargetGroupPairInfoList")):
        arns = members(pair.get("ProdTrafficRoute")).get("ListenerArns")
        for arn in arns if isinstance(arns, list) else ():
            listener = None if isinstance(arn, str) else stack.target(arn, _LISTENER)
            if listener is not None:
                yield listener


def _own(config: Resolved) -> Iterator[Problem]:
    name, platform = text(config.get("DeploymentConfigName")), config.get("ComputePlatform")
    if platform != "ECS":
        return
    if name is not None and name.startswith(facts.PREDEFINED):
        message = f"only the deployment configurations of AWS are called {facts.PREDEFINED}…, as {name} is"
        yield Problem(config.at("DeploymentConfigName"), f"{message}; use another name")
    for other in ("MinimumHealthyHosts", "ZonalConfig"):
        if isinstance(config.get(other), dict):
            place = config.at(other)
            message = f"{other} is for instances, the compute platform is ECS; remove it"
            yield Problem(place, message, fix=Fix(f"remove {other}", (Edit("remove", place),)))
    routing = config.get("TrafficRoutingConfig")
    if routing is None:
        message = (
            "a deployment configuration for ECS services says how traffic shifts; add TrafficRoutingConfig"
        )
        yield Problem(config.at("TrafficRoutingConfig"), message)
    if isinstance(routing, dict):
        yield from shift_problems(config, routing)


def shift_problems(config: Resolved, routing: dict[str, object]) -> Iterator[Problem]:
    """Yield what keeps a ``TrafficRoutingConfig`` from shifting traffic."""
    kind, base = routing.get("Type"), "TrafficRoutingConfig"
    if isinstance(kind, Unresolved):
        return
    if kind not in facts.ROUTING_TYPES:
        given = "is left out" if kind is None else f"is {kind}"
        message = f"Type of TrafficRoutingConfig {given}; use {one_of(quoted(facts.ROUTING_TYPES))}"
        yield Problem(config.at(base, "Type"), message)
        return
    for name, other in (("TimeBasedCanary", "Canary"), ("TimeBasedLinear", "Linear")):
        block = routing.get(name)
        if kind == name and block is None:
            yield Problem(config.at(base, "Type"), (f"Type is {kind}, but its block is missing; add {name}"))
        elif kind != name and isinstance(block, dict):
            message = f"{name} does not go with Type: {kind}; remove it, or set Type: {name}"
            related = ((config.at(base, "Type"), f"Type is {kind}"),)
            yield Problem(config.at(base, name, part="key"), message, related)
        if kind != name:
            continue
        for member, (low, high) in (
            (f"{other}Percentage", facts.PERCENTAGES),
            (f"{other}Interval", (0, facts.LONGEST_INTERVAL)),
        ):
            value = number(members(block).get(member))
            if value is not None and not low <= value <= high:
                nearest = min(max(int(value), low), high)
                place = config.at(base, name, member)
                message = f"{member} is {shown(value)}; use {low} to {high}, the nearest is {nearest}"
                fix = Fix(f"set {nearest}", (Edit("set", place, nearest),))
                # The documentation gives the longest interval as a quota of deployments to Lambda.
                doubtful = member.endswith("Interval") and value > high
                yield Problem(place, message, fix=fix, severity=Severity.WARNING if doubtful else None)
