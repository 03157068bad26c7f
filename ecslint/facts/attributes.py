"""Attributes that ``Fn::GetAtt`` gives of resources, and what ``Ref`` gives.

Source: CloudFormation resource provider schemas (``readOnlyProperties``) and the pages of the AWS
CloudFormation Template Reference Guide (*Return values*), read 2026-11. Types of which further properties
can be asked for (security groups, subnets, load balancers) are left out.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Given(NamedTuple):
    """``ref`` says what ``Ref`` gives, ``attributes`` are all that ``Fn::GetAtt`` gives."""

    ref: str
    attributes: tuple[str, ...]


GIVEN: Final = {
    "AWS::CloudWatch::Alarm": Given("its name", ("Arn",)),
    "AWS::ECR::Repository": Given("its name", ("Arn", "RepositoryUri")),
    "AWS::ECS::CapacityProvider": Given("its name", ()),
    "AWS::ECS::Cluster": Given("its name", ("Arn",)),
    "AWS::ECS::Service": Given("its ARN", ("ServiceArn", "Name")),
    "AWS::ECS::TaskDefinition": Given("its ARN", ("TaskDefinitionArn",)),
    "AWS::EFS::AccessPoint": Given("its id", ("AccessPointId", "Arn")),
    "AWS::EFS::FileSystem": Given("its id", ("Arn", "FileSystemId")),
    "AWS::ElasticLoadBalancingV2::Listener": Given("its ARN", ("ListenerArn",)),
    "AWS::ElasticLoadBalancingV2::ListenerRule": Given("its ARN", ("RuleArn", "IsDefault")),
    "AWS::ElasticLoadBalancingV2::TargetGroup": Given(
        "its ARN", ("TargetGroupArn", "TargetGroupFullName", "TargetGroupName", "LoadBalancerArns")
    ),
    "AWS::IAM::InstanceProfile": Given("its name", ("Arn",)),
    "AWS::IAM::Role": Given("its name", ("Arn", "RoleId")),
    "AWS::Logs::LogGroup": Given("its name", ("Arn",)),
    "AWS::SecretsManager::Secret": Given("its ARN", ("Id",)),
    "AWS::ServiceDiscovery::HttpNamespace": Given("its id", ("Arn", "Id")),
    "AWS::ServiceDiscovery::PrivateDnsNamespace": Given("its id", ("Arn", "HostedZoneId", "Id")),
    "AWS::ServiceDiscovery::Service": Given("its id", ("Arn", "Id", "Name")),
}
