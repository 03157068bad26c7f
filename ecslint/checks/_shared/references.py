"""What a value that refers to a resource of its template has to refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Reference, UnknownList, UnknownText
from ecslint.facts.attributes import GIVEN

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.template import Template


class Wanted(NamedTuple):
    """``what`` completes "it has to be": one of ``attributes`` (``""``: ``Ref``) of a ``type``."""

    what: str
    type: str
    attributes: tuple[str, ...]


TARGET_GROUP: Final = Wanted(
    "the ARN of a target group", "AWS::ElasticLoadBalancingV2::TargetGroup", ("", "TargetGroupArn")
)
ROLE_ARN: Final = regex(r"arn:[^:]*:iam::[^:]*:role/.+")
"""The ARN of a role."""
CLASSIC: Final = Wanted(
    "the name of a Classic Load Balancer, or its target group",
    "AWS::ElasticLoadBalancing::LoadBalancer",
    ("",),
)
REGISTRY: Final = Wanted("the ARN of a Cloud Map service", "AWS::ServiceDiscovery::Service", ("Arn",))
TASK_DEFINITION: Final = Wanted("a task definition", "AWS::ECS::TaskDefinition", ("", "TaskDefinitionArn"))
CLUSTER: Final = Wanted("a cluster", "AWS::ECS::Cluster", ("", "Arn"))
SUBNET: Final = Wanted("the id of a subnet", "AWS::EC2::Subnet", ("", "SubnetId"))
SECURITY_GROUP: Final = Wanted("the id of a security group", "AWS::EC2::SecurityGroup", ("", "GroupId", "Id"))
FILE_SYSTEM: Final = Wanted("the id of a file system", "AWS::EFS::FileSystem", ("", "FileSystemId"))
ACCESS_POINT: Final = Wanted("the id of an access point", "AWS::EFS::AccessPoint", ("", "AccessPointId"))
ALARM: Final = Wanted("the name of an alarm", "AWS::CloudWatch::Alarm", ("",))
SECRET: Final = Wanted("a secret or a parameter", "AWS::SecretsManager::Secret", ("", "Id"))
LISTENER_RULE: Final = Wanted(
    "the ARN of a listener rule", "AWS::ElasticLoadBalancingV2::ListenerRule", ("", "RuleArn")
)

_OTHERS: Final = frozenset(GIVEN) | {
    "AWS::EC2::RouteTable",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
    "AWS::ElasticLoadBalancing::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
}
"""Types of which no attribute names a resource of another type, but for those in ``_EXCEPTIONS``."""
_EXCEPTIONS: Final = frozenset(
    {
        ("AWS::EC2::VPC", "DefaultSecurityGroup"),
        ("AWS::ElasticLoadBalancing::LoadBalancer", "SourceSecurityGroup.GroupName"),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "SecurityGroups"),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "Subnets"),
    }
)


_IDENTIFIERS: Final = frozenset(
    {"", "Arn", "GroupId", "Id", "ListenerArn", "LoadBalancerArn", "SubnetId", "TargetGroupArn"}
)
"""What ``Ref`` gives, and attributes that are an identifier of the resource itself."""


def fault(value: object, wanted: Wanted, template: Template | None) -> str | None:
    """Return what is wrong with a reference to a resource of ``template``, ``None`` if nothing surely is."""
    resource = template.resources.get(value.logical_id) if template and isinstance(value, Reference) else None
    if resource is None or not isinstance(value, Reference):
        return None
    if resource.type == wanted.type:
        if value.attribute in wanted.attributes:
            return None
        known = GIVEN.get(resource.type)
        if value.attribute and known is not None and value.attribute not in known.attributes:
            return None  # no such attribute, which is said of the template
        right = wanted.attributes[0]
        call = f"!GetAtt {value.logical_id}.{right}" if right else f"!Ref {value.logical_id}"
        given = "Fn::GetAtt" if value.attribute else "Ref"
        return f"this is {given} {value.text}, but it has to be {wanted.what}; use {call}"
    if resource.type not in _OTHERS or (resource.type, value.attribute) in _EXCEPTIONS:
        return None
    return f"this refers to {value.logical_id} ({resource.type}); use {wanted.what}"


def other_type(value: object, wanted: Wanted, template: Template) -> str | None:
    """Return what is wrong with a parameter whose type says that it is the id of something else."""
    if not isinstance(value, UnknownText | UnknownList) or not wanted.type.startswith("AWS::EC2::"):
        return None
    name = value.text[2:-1]
    kind = str(template.parameters.get(name, {}).get("Type"))
    inner = kind[5:-1] if kind.startswith("List<") else kind
    if not inner.startswith("AWS::EC2::") or inner == f"{wanted.type}::Id":
        return None
    return f"parameter {name} is of type {kind}; use one that holds {wanted.what}"


def same_resource(one: object, other: object) -> bool:
    """Say whether two values surely are the same resource.

    They are the same text that is not empty, or references to one resource by the same attribute, or by
    attributes that are its identifier (``Ref``, ``Arn`` …). Two outputs of one nested stack are two things.
    """
    if isinstance(one, Reference) and isinstance(other, Reference):
        attributes = {one.attribute, other.attribute}
        return one.logical_id == other.logical_id and (len(attributes) == 1 or attributes <= _IDENTIFIERS)
    return isinstance(one, str) and one != "" and one == other


def kind_in_arn(arn: str) -> str:
    """Return the kind of resource that an ARN names, such as ``role``."""
    return arn.split(":", 5)[-1].partition("/")[0]
