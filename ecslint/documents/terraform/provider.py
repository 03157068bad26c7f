"""What the AWS provider does to arguments before it sends them.

Source: hashicorp/terraform-provider-aws ``internal/service`` (2026), read 2026-11-29.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ecslint.base.unresolved import ASSOCIATION, Reference, Unresolved
from ecslint.documents.cloudformation.sections import Resource
from ecslint.documents.terraform.blocks import Instance
from ecslint.documents.terraform.built import Built, modules_of
from ecslint.documents.terraform.embedded import json_value
from ecslint.documents.terraform.evaluate import Evaluator
from ecslint.documents.terraform.mapping import Table
from ecslint.documents.terraform.module import Module
from ecslint.documents.terraform.values import Value, plain
from ecslint.source.hcl import nodes

RETRIED: Final = frozenset({"ECS554"})
"""Rules on the order in which resources are made: the provider tries again for two minutes, a race."""


def adjust(built: Built, kind: str) -> str:
    """Change the properties of a resource as the provider does; return its CloudFormation type."""
    name = built.block.labels[0]
    members: dict[str, Value] = built.value.data
    if name == "aws_ecs_service":
        _service(members, built)
    elif name == "aws_security_group_rule":
        return _rule(members, built)
    elif name == "aws_vpc_endpoint" and _text(members, "VpcEndpointType") == "Interface":
        members.setdefault("PrivateDnsEnabled", Value(False, built.site))  # the provider's default
    elif name == "aws_launch_template" and "LaunchTemplateData" in members:
        data = members["LaunchTemplateData"]
        members["LaunchTemplateData"] = Value(data.data, built.site, data.notes)  # the block as a whole
    elif name == "aws_cloudwatch_log_group" and _text(members, "RetentionInDays") == 0:
        del members["RetentionInDays"]  # kept indefinitely
    elif name == "aws_cloudwatch_event_target":
        members.setdefault("ScheduleExpression", Value(Unresolved("rule of its own"), built.site))
    elif name in ("aws_appautoscaling_target", "aws_appautoscaling_policy"):
        members.setdefault("ServiceNamespace", Value("ecs", built.site))  # as old providers did
        if name == "aws_appautoscaling_policy" and any(key.endswith("Configuration") for key in members):
            members.setdefault("PolicyType", Value("StepScaling", built.site))
    elif name == "aws_ecs_cluster_capacity_providers":
        members.setdefault("DefaultCapacityProviderStrategy", Value([], built.site))
    elif name in ("aws_lb_target_group", "aws_alb_target_group"):
        _matcher(members)
    elif name in ("aws_lb_listener", "aws_alb_listener") and "Protocol" not in members:
        # sent as HTTP for an Application Load Balancer, which the ARN tells, and not at all for others
        members["Protocol"] = Value(Unresolved("default of the provider"), built.site)
    elif name == "aws_ecs_cluster":
        # They are associated by a resource of their own, which may be in another configuration.
        members.setdefault("CapacityProviders", Value(Unresolved(ASSOCIATION), built.site))
    elif name in _FURTHER:
        _further(members, built, _FURTHER[name])
    return kind


_FURTHER: Final = {
    "aws_ssm_parameter": ("key_id", "KeyId"),
    "aws_instance": ("associate_public_ip_address", "AssociatePublicIpAddress"),
}
"""Arguments for which CloudFormation has no property of that name, and what is kept of them."""


def _further(members: dict[str, Value], built: Built, names: tuple[str, str]) -> None:
    attribute = built.block.attributes.get(names[0])
    if attribute is not None:
        value = Evaluator(built.module, built.file).safe(attribute.value, built.instance.names)
        if value.data is not None:
            members[names[1]] = value


def _matcher(members: dict[str, Value]) -> None:
    """Send the codes of a health check as gRPC codes where the protocol version is GRPC."""
    matcher = members.get("Matcher")
    if matcher is not None and isinstance(matcher.data, dict) and "HttpCode" in matcher.data:
        version = _text(members, "ProtocolVersion")
        if version == "GRPC":
            matcher.data["GrpcCode"] = matcher.data.pop("HttpCode")
        elif isinstance(version, Unresolved):
            members["Matcher"] = Value(Unresolved("protocol version"), matcher.site)


def _text(members: dict[str, Value], name: str) -> object:
    value = members.get(name)
    return None if value is None else value.data


def _service(members: dict[str, Value], built: Built) -> None:
    """Leave out what is not sent: the maximum of a DAEMON, settings of a deployment without a strategy,
    zeros."""
    deployment = members.get("DeploymentConfiguration")
    if deployment is not None and isinstance(deployment.data, dict):
        if _text(members, "SchedulingStrategy") == "DAEMON":
            deployment.data.pop("MaximumPercent", None)
        if "Strategy" not in deployment.data:
            for name in ("BakeTimeInMinutes", "LifecycleHooks", "LinearConfiguration", "CanaryConfiguration"):
                deployment.data.pop(name, None)
    if _text(members, "HealthCheckGracePeriodSeconds") == 0:
        del members["HealthCheckGracePeriodSeconds"]
    strategy = _text(members, "SchedulingStrategy")
    if strategy == "DAEMON":
        members.pop("DesiredCount", None)
    elif "DesiredCount" not in members and not isinstance(strategy, Unresolved):
        members["DesiredCount"] = Value(0, built.site)


def _rule(members: dict[str, Value], built: Built) -> str:
    """Tell rules that let in from those that let out; ``self`` is a source like another."""
    evaluator = Evaluator(built.module, built.file)
    attribute = built.block.attributes.get("type")
    direction = evaluator.safe(attribute.value, built.instance.names).data if attribute is not None else None
    own = built.block.attributes.get("self")
    if (
        own is not None
        and evaluator.safe(own.value, built.instance.names).data is True
        and "GroupId" in members
    ):
        members["SourceSecurityGroupId"] = members["GroupId"]
    if direction == "egress":
        for name in ("SourceSecurityGroupId", "SourcePrefixListId"):
            if name in members:
                members[name.replace("Source", "Destination")] = members.pop(name)
        return "AWS::EC2::SecurityGroupEgress"
    if direction == "ingress":
        return "AWS::EC2::SecurityGroupIngress"
    members["GroupId"] = Value(Unresolved("direction of the rule"), built.site)
    return "AWS::EC2::SecurityGroupIngress"


def attach_policies(root: Module, built: Mapping[str, Built], resources: Mapping[str, Resource]) -> None:
    """Give roles the policies that ``aws_iam_role_policy_attachment`` attaches to them.

    An attachment to a role that is not known may be to any, so nothing is known of the policies of the
    others.
    """
    for module in modules_of(root):
        for address, placed in module.resources.items():
            kind = placed.block.labels[0]
            if kind not in ("aws_iam_role_policy_attachment", "aws_iam_policy_attachment"):
                continue
            if address.startswith("data.") or placed.block.broken:
                continue
            evaluator = Evaluator(module, placed.file)
            for instance in module.instances_of(address):
                _attach(built, resources, evaluator, placed.block, instance)


_OWN_POLICIES: Final = {
    "aws_ecr_repository_policy": ("repository", "aws_ecr_repository", "RepositoryPolicyText"),
    "aws_efs_file_system_policy": ("file_system_id", "aws_efs_file_system", "FileSystemPolicy"),
    "aws_kms_key_policy": ("key_id", "aws_kms_key", "KeyPolicy"),
    "aws_kms_grant": ("key_id", "aws_kms_key", "KeyPolicy"),
}
"""Resources that give another one its policy: the argument that names it, its type, its property."""
SEPARATE: Final[dict[str, Table]] = {
    "aws_iam_policy_attachment": {"policy_arn": ["-", "s"]},
    "aws_iam_role_policy_attachment": {"policy_arn": ["-", "s"], "role": ["-", "s"]},
    **{kind: {row[0]: ["-", "s"], "policy": ["-", "s"]} for kind, row in _OWN_POLICIES.items()},
}
"""Resources that only change others, with the arguments by which they do."""


def attach_own_policies(root: Module, built: Mapping[str, Built], resources: Mapping[str, Resource]) -> None:
    """Give keys, repositories and file systems the policies that are resources of their own."""
    for module in modules_of(root):
        for address, placed in module.resources.items():
            row = _OWN_POLICIES.get(placed.block.labels[0])
            if row is None or address.startswith("data.") or placed.block.broken:
                continue
            evaluator = Evaluator(module, placed.file)
            for instance in module.instances_of(address):
                _give_policy(built, resources, evaluator, placed.block, instance, row)


def _give_policy(
    built: Mapping[str, Built],
    resources: Mapping[str, Resource],
    evaluator: Evaluator,
    block: nodes.Block,
    instance: Instance,
    row: tuple[str, str, str],
) -> None:
    attributes, names = block.attributes, instance.names
    owner = evaluator.safe(attributes[row[0]].value, names).data if row[0] in attributes else None
    site = evaluator.site(block)
    policy = Value(Unresolved("policy of its own"), site)
    if "policy" in attributes and instance.certain:
        policy = json_value(evaluator.safe(attributes["policy"].value, names))[0]
    known = owner.logical_id if isinstance(owner, Reference) and owner.logical_id in built else None
    for name, each in built.items():
        if each.block.labels[0] != row[1] or known not in (None, name):
            continue
        given = policy if known is not None else Value(Unresolved("policy of its own"), site)
        each.value.data[row[2]] = given
        resources[name].properties[row[2]] = plain(given)


def _attach(
    built: Mapping[str, Built],
    resources: Mapping[str, Resource],
    evaluator: Evaluator,
    block: nodes.Block,
    instance: Instance,
) -> None:
    attributes, names = block.attributes, instance.names
    role = evaluator.safe(attributes["role"].value, names) if "role" in attributes else None
    policy = evaluator.safe(attributes["policy_arn"].value, names) if "policy_arn" in attributes else None
    site = evaluator.site(block)
    found = Value(Unresolved("attached policy"), site) if policy is None or not instance.certain else policy
    for target in _roles(built, None if role is None else role.data):
        properties = built[target].value.data
        known = properties.get("ManagedPolicyArns")
        if known is None or isinstance(known.data, list):
            items = [] if known is None else known.data
            properties["ManagedPolicyArns"] = Value([*items, found], site)
            resources[target].properties["ManagedPolicyArns"] = plain(properties["ManagedPolicyArns"])


def _roles(built: Mapping[str, Built], role: object) -> list[str]:
    """Return the roles that ``role`` may be."""
    if isinstance(role, Reference):
        return [role.logical_id] if role.logical_id in built else []
    every = [name for name, each in built.items() if each.block.labels[0] == "aws_iam_role"]
    if isinstance(role, str):
        return [name for name in every if _text(built[name].value.data, "RoleName") == role]
    return every
