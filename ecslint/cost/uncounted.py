"""What lies beside the tasks and is not priced here: named, so that no total passes for all of the bill."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecslint.cost.estimate import Estimate
from ecslint.documents.cloudformation.queries import objects

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

OTHERS: Final = {
    "AWS::ApiGateway::RestApi": "API",
    "AWS::ApiGatewayV2::Api": "API",
    "AWS::CloudFront::Distribution": "distribution",
    "AWS::DocDB::DBInstance": "database",
    "AWS::DynamoDB::Table": "table",
    "AWS::EC2::Instance": "instance",
    "AWS::ECR::Repository": "images",
    "AWS::ElastiCache::CacheCluster": "cache",
    "AWS::ElastiCache::ReplicationGroup": "cache",
    "AWS::Kinesis::Stream": "stream",
    "AWS::Lambda::Function": "function",
    "AWS::MSK::Cluster": "Kafka cluster",
    "AWS::OpenSearchService::Domain": "search domain",
    "AWS::RDS::DBCluster": "database",
    "AWS::RDS::DBInstance": "database",
    "AWS::S3::Bucket": "bucket",
    "AWS::SNS::Topic": "topic",
    "AWS::SQS::Queue": "queue",
    "AWS::WAFv2::WebACL": "web ACL",
}
"""Types of resources that cost money and have no price here, in words."""


def uncounted(stack: Stack, path: str) -> Iterator[Estimate]:
    """Yield an estimate without figures for each resource that is not priced; its kind is ``other``."""
    for kind, word in OTHERS.items():
        for resolved in stack.all(kind):
            if stack.exists(resolved.resource.logical_id):
                yield _other(resolved.resource.logical_id, word, path)
    for resolved in stack.all("AWS::ECS::Cluster"):
        if stack.exists(resolved.resource.logical_id) and _has_insights(resolved):
            yield _other(resolved.resource.logical_id, "Container Insights", path)
    for resolved in stack.all("AWS::ECS::Service"):
        volumes = resolved.get("VolumeConfigurations")
        if isinstance(volumes, list) and volumes and stack.exists(resolved.resource.logical_id):
            yield _other(resolved.resource.logical_id, "EBS volumes of its tasks", path)


def _other(name: str, word: str, path: str) -> Estimate:
    return Estimate("other", name, path, by_use=word)


def _has_insights(cluster: Resolved) -> bool:
    settings = (setting for _, setting in objects(cluster.get("ClusterSettings")))
    found = {str(setting.get("Name")): setting.get("Value") for setting in settings}
    return found.get("containerInsights") in ("enabled", "enhanced")
