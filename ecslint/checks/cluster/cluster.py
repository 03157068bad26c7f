"""Clusters and capacity providers in templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PartialText, Reference, Unresolved
from ecslint.checks import check
from ecslint.documents.cloudformation.queries import (
    is_open,
    joins_by_itself,
    may_be_listed,
    members,
    number,
    objects,
    provider_identity,
    provider_names,
    shown,
    text,
)
from ecslint.facts.services import CONTAINER_INSIGHTS, FARGATE_PROVIDERS, MAX_PROVIDERS
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.source.templating.placeholders import stands_for_something

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.base import Place

    Cluster: TypeAlias = Resolved
    ClusterCapacityProviderAssociations: TypeAlias = Resolved
    CapacityProvider: TypeAlias = Resolved
    Daemon: TypeAlias = Resolved

CLUSTER = "AWS::ECS::Cluster"
SERVICE = "AWS::ECS::Service"
_NAME = regex(r"[A-Za-z0-9_-]{1,255}")
_RESERVED = ("aws", "ecs", "fargate")


@check("ECS580")
def name_is_invalid(resource: Cluster | CapacityProvider | Daemon) -> Problems:
    kind = resource.resource.type.rpartition(":")[2]
    is_cluster = kind != "CapacityProvider"
    key = {"Cluster": "ClusterName", "Daemon": "DaemonName"}.get(kind, "Name")
    name = text(resource.get(key))
    if name is None:
        from ecslint.checks._shared.names import bad_piece

        piece = bad_piece(resource.get(key))
        if piece is not None:
            message = f'"{piece[:60]}" is not allowed in {key}; use letters, digits, "-" and "_" only'
            yield Problem(resource.at(key), message)
        begin = _begin(resource.get(key))
        if not is_cluster and begin.lower().startswith(_RESERVED):
            message = (
                f'the name of a capacity provider may not begin with "{begin[:20]}"; use "my-{begin[:20]}…"'
            )
            yield Problem(resource.at(key), message)
        return
    if not _NAME.fullmatch(name):
        better = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")
        message = f'{key} "{name[:60]}" may hold up to 255 letters, digits, "-" and "_" only'
        yield Problem(resource.at(key), f'{message}; use for instance "{better[:60]}"' if better else message)
    elif not is_cluster and name.lower().startswith(_RESERVED):
        message = f'the name of a capacity provider may not begin with aws, ecs or fargate, as "{name}" does'
        yield Problem(resource.at(key), f'{message}; use for instance "my-{name}"')


def _begin(value: object) -> str:
    """Return the text with which a composed name surely begins."""
    first = value.parts[0] if isinstance(value, PartialText) else ""
    return first if isinstance(first, str) and not stands_for_something(first) else ""


@check("ECS589")
def strategy_names_provider_that_is_not_listed(
    cluster: Cluster | ClusterCapacityProviderAssociations, stack: Stack
) -> Problems:
    listed = cluster.get("CapacityProviders")
    if listed is not None and not isinstance(listed, list):
        return
    for index, value in enumerate(listed or []):
        other = stack.target(value) if isinstance(value, Reference) else None
        kind = "" if other is None else other.resource.type
        if kind in ("AWS::AutoScaling::AutoScalingGroup", "AWS::ECS::Cluster", "AWS::EC2::LaunchTemplate"):
            message = f"CapacityProviders takes capacity providers, not {value.logical_id} ({kind})"
            yield Problem(cluster.at("CapacityProviders", index), f"{message}; use its capacity provider")
        elif other is not None and other.get("ManagedInstancesProvider") is not None:
            # Reported as refused, and as working a minute later; documented as not supported.
            message = (
                f"{value.logical_id} has Managed Instances and belongs to its cluster without being listed; "
                "remove it from CapacityProviders, which may be refused"
            )
            place = cluster.at("CapacityProviders", index)
            yield Problem(place, message, severity=Severity.WARNING)
    for index, item in objects(cluster.get("DefaultCapacityProviderStrategy")):
        provider = item.get("CapacityProvider")
        if may_be_listed(provider, listed or [], stack) or joins_by_itself(provider, stack):
            continue
        message = (
            f"the default strategy uses {provider_identity(provider, stack)}, but the cluster's "
            f"CapacityProviders are {provider_names(listed or [], stack) or 'none'}; add it there"
        )
        yield Problem(cluster.at("DefaultCapacityProviderStrategy", index, "CapacityProvider"), message)


@check("ECS502")
def default_strategy_is_refused(
    cluster: Cluster | ClusterCapacityProviderAssociations, stack: Stack
) -> Problems:
    strategy = cluster.get("DefaultCapacityProviderStrategy")
    items = list(objects(strategy))
    based = [(index, base) for index, item in items if (base := number(item.get("Base")) or 0) > 0]
    for index, base in based[1:]:
        message = (
            f"Base is {shown(base)}, but only one provider of a strategy may have one above 0; remove it"
        )
        related = ((cluster.at("DefaultCapacityProviderStrategy", based[0][0], "Base"), "the other base"),)
        yield Problem(cluster.at("DefaultCapacityProviderStrategy", index, "Base"), message, related)
    if len(items) > MAX_PROVIDERS:
        message = (
            f"the strategy has {len(items)} capacity providers, {MAX_PROVIDERS} are allowed; remove some"
        )
        yield Problem(cluster.at("DefaultCapacityProviderStrategy", items[MAX_PROVIDERS][0]), message)
    weights = [0 if item.get("Weight") is None else number(item.get("Weight")) for _, item in items]
    if items and len(items) == len(strategy) and all(weight == 0 for weight in weights) and not based:
        place = cluster.at("DefaultCapacityProviderStrategy", 0)
        yield _without_weight(cluster, place, stack)
    names = [(index, provider_identity(item.get("CapacityProvider"), stack)) for index, item in items]
    fargate = [name for _, name in names if name in FARGATE_PROVIDERS]
    for index, name in names:
        if fargate and name is not None and name not in FARGATE_PROVIDERS:
            message = f"a strategy cannot mix {fargate[0]} with {name} (instances); use one kind"
            place = cluster.at("DefaultCapacityProviderStrategy", index, "CapacityProvider")
            yield Problem(place, message)
            return


def _without_weight(cluster: Resolved, place: Place, stack: Stack) -> Problem:
    """Return the problem of a strategy whose weights are all 0: services that use it are refused.

    That the cluster itself is refused is not documented.
    """
    is_cluster = cluster.resource.type == CLUSTER
    own = cluster if is_cluster else stack.target(cluster.get("Cluster"), CLUSTER)
    target = None if own is None else own.resource.logical_id
    for service in stack.all(SERVICE):
        used = stack.target(service.get("Cluster"), CLUSTER)
        stated = any(service.get(name) is not None for name in ("LaunchType", "CapacityProviderStrategy"))
        external = service.get("DeploymentController") is not None
        if used is None or stated or external or used.resource.logical_id != target:
            continue
        if stack.exists(service.resource.logical_id) is True:
            name = service.resource.logical_id
            message = (
                f"no capacity provider of the strategy has a Weight above 0, so {name} is refused; set one"
            )
            return Problem(place, message, ((service.at(), "uses the strategy of its cluster"),))
    message = "no capacity provider of the strategy has a Weight above 0, so no service can use it; set one"
    return Problem(place, message, severity=Severity.WARNING)


@check("ECS654")
def daemon_without_providers(daemon: Daemon) -> Problems:
    if daemon.get("CapacityProviderArns") == []:
        message = "CapacityProviderArns is empty; add a capacity provider of managed instances"
        yield Problem(daemon.at("CapacityProviderArns"), message)


@check("ECS654")
def setting_is_refused(resource: Cluster | CapacityProvider, stack: Stack) -> Problems:
    if resource.resource.type.endswith("::Cluster"):
        yield from _exec_logging(resource)
        yield from _insights(resource)
    else:
        yield from _capacity_provider(resource, stack)


def _exec_logging(cluster: Cluster) -> Problems:
    path = ("Configuration", "ExecuteCommandConfiguration")
    block = members(members(cluster.get(path[0])).get(path[1]))
    logging, log = block.get("Logging"), block.get("LogConfiguration")
    if logging == "OVERRIDE" and log is None:
        message = (
            "Logging is OVERRIDE, but there is no LogConfiguration to take instead; add one or use DEFAULT"
        )
        yield Problem(cluster.at(*path, "Logging"), message)
    elif isinstance(log, dict) and log and (logging is None or text(logging) in ("DEFAULT", "NONE")):
        given = "left out" if logging is None else logging
        message = f"LogConfiguration has no effect while Logging is {given}; set Logging: OVERRIDE"
        yield Problem(cluster.at(*path, "LogConfiguration"), message)
    for name, wants in (
        ("S3EncryptionEnabled", "S3BucketName"),
        ("CloudWatchEncryptionEnabled", "CloudWatchLogGroupName"),
    ):
        if isinstance(log, dict) and str(log.get(name)).lower() == "true" and log.get(wants) is None:
            message = f"{name} has no effect without a {wants}; add one, or remove it"
            place = cluster.at(*path, "LogConfiguration", name)
            yield Problem(place, message, severity=Severity.WARNING)


def _capacity_provider(provider: CapacityProvider, stack: Stack) -> Problems:
    group, managed = provider.get("AutoScalingGroupProvider"), provider.get("ManagedInstancesProvider")
    if isinstance(group, Unresolved) or isinstance(managed, Unresolved):
        pass  # either may be left out
    elif group is not None and managed is not None:
        message = (
            "AutoScalingGroupProvider and ManagedInstancesProvider exclude each other; keep the one meant"
        )
        yield Problem(provider.at("ManagedInstancesProvider", part="key"), message)
    elif group is None and managed is None:
        message = (
            "the capacity provider has no instances; add AutoScalingGroupProvider or ManagedInstancesProvider"
        )
        yield Problem(provider.at("AutoScalingGroupProvider"), message)
    if managed is not None and provider.get("ClusterName") is None:
        message = "a capacity provider of managed instances needs a cluster; add ClusterName"
        yield Problem(provider.at("ClusterName"), message)
    if isinstance(group, dict):
        yield from _group_problems(provider, group, stack)
    if isinstance(managed, dict):
        yield from _instance_types(provider, managed)


def _instance_types(provider: Resolved, managed: dict[str, object]) -> Iterator[Problem]:
    path = ("InstanceLaunchTemplate", "InstanceRequirements")
    wanted = members(members(managed.get(path[0])).get(path[1]))
    types = (wanted.get("AllowedInstanceTypes"), wanted.get("ExcludedInstanceTypes"))
    if all(isinstance(each, list) and each for each in types):
        message = "ExcludedInstanceTypes does not go with AllowedInstanceTypes; remove one of them"
        place = provider.at("ManagedInstancesProvider", *path, "ExcludedInstanceTypes")
        yield Problem(place, message, severity=Severity.WARNING)


def _group_problems(provider: Resolved, group: dict[str, object], stack: Stack) -> Iterator[Problem]:
    block = "AutoScalingGroupProvider"
    scaling = members(group.get("ManagedScaling"))
    low, high = number(scaling.get("MinimumScalingStepSize")), number(scaling.get("MaximumScalingStepSize"))
    if low is not None and high is not None and low > high:
        bounds = f"MinimumScalingStepSize ({shown(low)}) is above MaximumScalingStepSize ({shown(high)})"
        message = f"{bounds}; swap them"
        yield Problem(provider.at(block, "ManagedScaling", "MinimumScalingStepSize"), message)
    protection = group.get("ManagedTerminationProtection")
    if (
        protection == "ENABLED"
        and not is_open(group.get("ManagedScaling"))
        and scaling.get("Status") != "ENABLED"
    ):
        message = (
            "ManagedTerminationProtection works only with managed scaling; set ManagedScaling.Status: ENABLED"
        )
        place = provider.at(block, "ManagedTerminationProtection")
        yield Problem(place, message, severity=Severity.WARNING)
    instances = stack.target(group.get("AutoScalingGroupArn"), "AWS::AutoScaling::AutoScalingGroup")
    if protection == "ENABLED" and instances is not None and not _is_protected(instances):
        message = (
            "ManagedTerminationProtection needs instances protected from scale in; set "
            f"NewInstancesProtectedFromScaleIn: true on {instances.resource.logical_id}"
        )
        related = ((instances.at("NewInstancesProtectedFromScaleIn"), "not protected"),)
        yield Problem(provider.at(block, "ManagedTerminationProtection"), message, related)


def _is_protected(instances: Resolved) -> bool:
    value = instances.get("NewInstancesProtectedFromScaleIn")
    return isinstance(value, Unresolved) or str(value).lower() == "true"


def _insights(cluster: Cluster) -> Problems:
    for index, setting in objects(cluster.get("ClusterSettings")):
        value = setting.get("Value")
        # YAML reads a bare "on" as true, which CloudFormation hands on as "true".
        given = str(value).lower() if isinstance(value, bool) else value
        if setting.get("Name") != "containerInsights" or given is None or isinstance(given, Unresolved):
            continue
        if given in CONTAINER_INSIGHTS:
            continue
        from ecslint.base.suggest import nearest

        word = str(given).lower()
        better = {"true": "enabled", "on": "enabled", "false": "disabled", "off": "disabled"}.get(word)
        better = better or nearest(word, CONTAINER_INSIGHTS) or "enabled"
        message = f'containerInsights can be {", ".join(CONTAINER_INSIGHTS)}, not "{given}"; use "{better}"'
        place = cluster.at("ClusterSettings", index, "Value")
        severity = Severity.WARNING if word == better else None
        fix = Fix(f"use {better}", (Edit("set", place, better),))
        yield Problem(place, message, fix=fix, severity=severity)
