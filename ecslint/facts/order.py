"""What has to be there before CloudFormation makes something else, although nothing in the template says so.

CloudFormation makes resources side by side unless one refers to another or names it in ``DependsOn``.
Sources, read 2026-11:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html (*When a
DependsOn attribute is required*: VPC-gateway attachments), and the error messages that the rules' pages
quote.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Pair(NamedTuple):
    """``waiter`` needs an ``awaited`` of the same VPC; ``error`` is what AWS says else.

    ``rarely``: it is nearly always late enough by itself.
    """

    waiter: str
    awaited: str
    error: str
    rarely: bool = False


ATTACHMENT: Final = "AWS::EC2::VPCGatewayAttachment"
PAIRS: Final = (
    Pair("AWS::EC2::NatGateway", ATTACHMENT, "Network vpc-… has no Internet gateway attached"),
    Pair(
        "AWS::EC2::Route",
        ATTACHMENT,
        "route table rtb-… and network gateway igw-… belong to different networks",
    ),
    Pair("AWS::ElasticLoadBalancingV2::LoadBalancer", ATTACHMENT, "VPC vpc-… has no internet gateway", True),
    Pair("AWS::ElasticLoadBalancing::LoadBalancer", ATTACHMENT, "VPC vpc-… has no internet gateway", True),
)


class Named(NamedTuple):
    """A property of a service that may name a resource by its name instead of a reference.

    ``path`` is the property, ``name`` the property of the ``awaited`` types that holds the name.
    """

    path: tuple[str, ...]
    awaited: tuple[str, ...]
    name: str
    what: str
    """What the resource is called in messages."""


NAMED: Final = (
    Named(("Cluster",), ("AWS::ECS::Cluster",), "ClusterName", "the cluster"),
    Named(
        ("ServiceConnectConfiguration", "Namespace"),
        ("AWS::ServiceDiscovery::HttpNamespace", "AWS::ServiceDiscovery::PrivateDnsNamespace"),
        "Name",
        "the namespace",
    ),
)
