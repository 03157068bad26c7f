"""Ids and ARNs of other resources that a service, a task run or a task set names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Reference, UnknownList, Unresolved
from ecslint.checks import check
from ecslint.checks._shared import references as _references
from ecslint.checks._shared.permissions import untrusting
from ecslint.checks._shared.service import keeps_tasks, listener_rules
from ecslint.documents.cloudformation.queries import LISTENERS
from ecslint.facts.roles import ECS_PRINCIPAL
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each
from ecslint.model.service import (
    AdvancedConfiguration,
    AwsVpcConfiguration,
    DeploymentAlarms,
    DeploymentConfiguration,
    NetworkConfiguration,
    Service,
)
from ecslint.source.templating.placeholders import looks_like_fill_in

if TYPE_CHECKING:
    from ecslint.checks._shared.service import Runs
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.documents.cloudformation.template import Template
    from ecslint.model.run import RunTask, TaskSet

_ID_IN_ARN = regex(r"arn:[^/]*:(?:subnet|security-group)/((?:subnet|sg)-[0-9a-f]+)")
_WORD = regex(r"[a-z][a-z0-9_-]{2,60}+")
_OTHER_ID = regex(r"[a-z]{2,8}-[0-9a-f]{8,17}|arn:.*|\d+(?:\.\d+){3}(?:/\d+)?|default")
_TARGET_GROUP = regex(r"arn:[^:]*:elasticloadbalancing:[^:]*:[^:]*:targetgroup/.+")
_LISTENER = regex(r"arn:[^:]+:elasticloadbalancing:[^:]*:[^:]*:(listener(?:-rule)?)/(app|net|gwy)/.+")
_LATTICE = regex(r"arn:[^:]*:vpc-lattice:[^:]*:[^:]*:targetgroup/.+")
_REGISTRY = regex(r"arn:[^:]*:servicediscovery:[^:]*:[^:]*:service/.+")
_TASK_DEFINITION = regex(r"(?:arn:[^:]*:ecs:[^:]*:[^:]*:task-definition/)?[A-Za-z0-9_-]{1,255}(?::\d+)?")


def _given(value: str | Unresolved | None) -> str | None:
    """Return a text that is known and is no word that a script is to replace."""
    return value if isinstance(value, str) and value and not looks_like_fill_in(value) else None


@check("ECS578")
def reference_malformed(
    runs: Service | RunTask | TaskSet, template: Template | None, stack: Stack | None
) -> Problems:
    if template is not None:
        for place, value, wanted in _wanted(runs):
            fault = _references.fault(value, wanted, template) or _references.other_type(
                value, wanted, template
            )
            if fault is not None:
                yield Problem(place, fault)
    if isinstance(runs, Service) and stack is not None:
        yield from _references_to_listeners(runs, stack)
        yield from _roles_of_others(runs, stack)
    yield from _network_ids(runs, template is not None)
    if keeps_tasks(runs):
        yield from _of_another_resource(runs)
        yield from _no_listener_rule(runs)
    yield from _task_definition(runs)
    yield from _of_another_region(runs)


def _wanted(runs: Runs) -> Iterator[tuple[Place, object, _references.Wanted]]:
    """Yield what may refer to a resource of the template, with what it has to be."""
    yield runs.at("cluster"), runs.cluster, _references.CLUSTER
    yield runs.at("taskDefinition"), runs.task_definition, _references.TASK_DEFINITION
    deployment = runs.deployment_configuration if isinstance(runs, Service) else None
    alarms = deployment.alarms if isinstance(deployment, DeploymentConfiguration) else None
    if isinstance(alarms, DeploymentAlarms) and isinstance(alarms.alarm_names, list):
        for index, name in enumerate(alarms.alarm_names):
            yield alarms.at("alarmNames", index), name, _references.ALARM
    network = runs.network_configuration
    block = network.awsvpc_configuration if isinstance(network, NetworkConfiguration) else None
    if isinstance(block, AwsVpcConfiguration):
        for member, items, wanted in (
            ("subnets", block.subnets, _references.SUBNET),
            ("securityGroups", block.security_groups, _references.SECURITY_GROUP),
        ):
            if isinstance(items, UnknownList):
                yield block.at(member), items, wanted
            for index, item in enumerate(items if isinstance(items, list) else ()):
                yield block.at(member, index), item, wanted
    if keeps_tasks(runs):
        for place, value, pattern, _ in _arns(runs):
            yield place, value, _references.REGISTRY if pattern is _REGISTRY else _references.TARGET_GROUP
        for _, entry in each(runs.load_balancers):
            yield entry.at("loadBalancerName"), entry.load_balancer_name, _references.CLASSIC


def _references_to_listeners(service: Service, stack: Stack) -> Problems:
    for place, value in listener_rules(service):
        resource = stack.target(value, LISTENERS[0]) if isinstance(value, Reference) else None
        if resource is None:
            fault = _references.fault(value, _references.LISTENER_RULE, stack.template)
        elif resource.get("Protocol") in ("HTTP", "HTTPS"):
            fault = f"{resource.resource.logical_id} is a listener; use the ARN of a listener rule"
        else:
            continue
        if fault is not None:
            yield Problem(place, fault)


def _roles_of_others(service: Service, stack: Stack) -> Problems:
    """Yield a problem for each role that Amazon ECS itself is to assume, but that does not trust it."""
    seen: set[str] = set()
    for place, value in _infrastructure_roles(service):
        role = stack.target(value, "AWS::IAM::Role")
        if role is not None and role.resource.logical_id not in seen:
            seen.add(role.resource.logical_id)
            yield from untrusting(role, stack, ECS_PRINCIPAL, "Amazon ECS", place)


def _infrastructure_roles(service: Service) -> Iterator[tuple[Place, object]]:
    """Yield the roles that Amazon ECS itself assumes for a service, with where they are named."""
    for _, entry in each(service.load_balancers):
        block = entry.advanced_configuration
        if isinstance(block, AdvancedConfiguration):
            yield block.at("roleArn"), block.role_arn
    for _, configuration in each(service.volume_configurations):
        volume = configuration.managed_ebs_volume
        if volume is not None and not isinstance(volume, Unresolved):
            yield volume.at("roleArn"), volume.role_arn
    for _, lattice in each(service.vpc_lattice_configurations):
        yield lattice.at("roleArn"), lattice.role_arn


def _network_ids(runs: Runs, written: bool) -> Problems:
    """Yield what is not the id of a subnet or a security group; ``written``: by hand, in a template."""
    network = runs.network_configuration
    block = network.awsvpc_configuration if isinstance(network, NetworkConfiguration) else None
    if not isinstance(block, AwsVpcConfiguration):
        return
    for member, items, prefix, what in (
        ("subnets", block.subnets, "subnet-", "a subnet"),
        ("securityGroups", block.security_groups, "sg-", "a security group"),
    ):
        for index, item in each(items):
            if "," in item and item.startswith(prefix):
                count = len(item.split(","))
                message = f"one string holds {count} ids; use one item for each"
                yield Problem(block.at(member, index), message)
                continue
            if item.startswith(prefix):
                continue
            if not _OTHER_ID.fullmatch(item):
                # In inputs of the API any other word may be a placeholder of some script.
                if written and _WORD.fullmatch(item) and not looks_like_fill_in(item):
                    message = f'"{item}" is not the id of {what}; use one that starts with "{prefix}"'
                    yield Problem(block.at(member, index), message, severity=Severity.WARNING)
                continue
            place = block.at(member, index)
            match = _ID_IN_ARN.fullmatch(item)
            found = match[1] if match and match[1].startswith(prefix) else None
            hint = f'; use "{found}"' if found else f'; use one that starts with "{prefix}"'
            fix = Fix(f'use "{found}"', (Edit("set", place, found),)) if found else None
            yield Problem(place, f'"{item}" is not the id of {what}{hint}', fix=fix)


def _of_another_resource(service: Service | TaskSet) -> Problems:
    for place, value, pattern, what in _arns(service):
        arn = _given(value)
        if arn is None or pattern.fullmatch(arn):
            continue
        if arn.startswith("arn:"):
            kind = arn.split(":", 5)[-1].partition("/")[0]
            message = f'"{place.path[-1]}" is the ARN of another resource ({kind}); use {what}'
        else:
            message = f'"{place.path[-1]}" is "{arn[:80]}"; use {what}'
        yield Problem(place, message)


def _arns(
    service: Service | TaskSet,
) -> Iterator[tuple[Place, str | Unresolved | None, re.Pattern[str], str]]:
    group = "the ARN of a target group (…:targetgroup/NAME/ID)"
    registry = "the ARN of a Cloud Map service (…:service/srv-ID)"
    for _, entry in each(service.load_balancers):
        yield entry.at("targetGroupArn"), entry.target_group_arn, _TARGET_GROUP, group
        second = entry.advanced_configuration
        if isinstance(second, AdvancedConfiguration):
            yield (
                second.at("alternateTargetGroupArn"),
                second.alternate_target_group_arn,
                _TARGET_GROUP,
                group,
            )
    for _, item in each(service.service_registries):
        yield item.at("registryArn"), item.registry_arn, _REGISTRY, registry


def _no_listener_rule(service: Service | TaskSet) -> Problems:
    for place, value in listener_rules(service):
        arn, name = _given(value), place.path[-1]
        match = _LISTENER.fullmatch(arn) if arn is not None else None
        if match is not None and match[2] == "app" and match[1] == "listener":
            message = f'"{name}" is a listener; use the ARN of a listener rule'
            yield Problem(place, message)
        elif match is None and arn is not None and arn.startswith("arn:"):
            message = (
                f'"{name}" is neither a listener nor a listener rule; give the ARN of a listener rule '
                "(Application Load Balancer) or a listener (Network Load Balancer)"
            )
            yield Problem(place, message)


def _task_definition(runs: Runs) -> Problems:
    name = _given(runs.task_definition)
    if name is None or _TASK_DEFINITION.fullmatch(name):
        return
    place = runs.at("taskDefinition")
    if name.lstrip()[:1] in ("{", "["):
        message = "the text of a task definition names none; register it, and write its family or ARN"
        yield Problem(place, message)
        return
    family, colon, revision = name.rpartition("/")[2].partition(":")
    shorter = name.removesuffix(f":{revision}")
    if colon and _TASK_DEFINITION.fullmatch(shorter):
        message = (
            f'"{revision}" is not a revision of task definition {family}; use a number, or '
            "remove it for the latest"
        )
        yield Problem(place, message, fix=Fix("leave the revision out", (Edit("set", place, shorter),)))
    else:
        message = f'"{name[:120]}" names no task definition; use its family, family:revision or its ARN'
        yield Problem(place, message)


def _of_another_region(runs: Runs) -> Problems:
    known: tuple[str, Place, str] | None = None
    for name, place, arn in _regional(runs):
        parts = arn.split(":", 5)
        region = parts[3] if len(parts) == 6 and re.fullmatch(r"[a-z]{2,3}(?:-[a-z]+)+-\d", parts[3]) else ""
        if not region:
            continue
        if known is None:
            known = (name, place, region)
        elif region != known[2]:
            message = f'"{name}" is in {region}, but "{known[0]}" in {known[2]}; use one Region'
            yield Problem(place, message, ((known[1], f"in {known[2]}"),))


def _regional(runs: Runs) -> Iterator[tuple[str, Place, str]]:
    for name, value in (("cluster", runs.cluster), ("taskDefinition", runs.task_definition)):
        if isinstance(value, str) and value.startswith("arn:"):
            yield name, runs.at(name), value
    if keeps_tasks(runs):
        for place, value, _, _ in _arns(runs):
            if isinstance(value, str) and value.startswith("arn:"):
                yield str(place.path[-1]), place, value


@check("ECS578")
def arn_of_another_kind(service: Service) -> Problems:
    for place, value in _infrastructure_roles(service):
        if isinstance(value, str) and value.startswith("arn:") and not _references.ROLE_ARN.fullmatch(value):
            kind = _references.kind_in_arn(value)
            message = f'"{place.path[-1]}" is the ARN of another resource ({kind}); use the ARN of a role'
            yield Problem(place, message)
    for _, lattice in each(service.vpc_lattice_configurations):
        arn = lattice.target_group_arn
        if isinstance(arn, str) and arn.startswith("arn:") and not _LATTICE.fullmatch(arn):
            service_of = arn.split(":", 3)[2]
            message = f'"targetGroupArn" is of {service_of}, not of VPC Lattice; use one of vpc-lattice'
            yield Problem(lattice.at("targetGroupArn"), message)
