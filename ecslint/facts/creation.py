"""Resource types whose creation takes about as long as that of a load balancer, or longer.

A load balancer takes two to five minutes. What waits for one of these types is created after that.
Source: AWS user guides of the services named, and creation times seen in public deployments, read 2026-11.
"""

from __future__ import annotations

from typing import Final

READ: Final = "2026-11"

LOAD_BALANCER: Final = "AWS::ElasticLoadBalancingV2::LoadBalancer"
SLOW: Final = frozenset(
    {
        LOAD_BALANCER,
        "AWS::AutoScaling::AutoScalingGroup",
        "AWS::CertificateManager::Certificate",
        "AWS::CloudFormation::Stack",
        "AWS::CloudFormation::WaitCondition",
        "AWS::CloudFront::Distribution",
        "AWS::DirectoryService::MicrosoftAD",
        "AWS::EC2::Instance",
        "AWS::EC2::NatGateway",
        "AWS::EC2::TransitGateway",
        "AWS::EC2::VPCEndpoint",
        "AWS::ECS::Service",
        "AWS::EFS::MountTarget",
    }
)
SLOW_PREFIXES: Final = (
    "AWS::ACMPCA::",
    "AWS::AmazonMQ::",
    "AWS::DocDB::",
    "AWS::EKS::",
    "AWS::ElastiCache::",
    "AWS::Elasticsearch::",
    "AWS::FSx::",
    "AWS::MSK::",
    "AWS::Neptune::",
    "AWS::OpenSearchService::",
    "AWS::RDS::",
    "AWS::Redshift::",
    "Custom::",
)
