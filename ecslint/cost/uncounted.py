"""What lies beside the tasks and is not priced here: named, so that no total passes for all of the bill."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecslint.cost.estimate import Estimate

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.stack import Stack

OTHERS: Final = {
    "AWS::ApiGateway::RestApi": "API",
    "AWS::ApiGatewayV2::Api": "API",
    "AWS::CloudFront::Distribution": "distribution",
    "AWS::DocDB::DBInstance": "database",
    "AWS::DynamoDB::Table": "table",
    "AWS::EC2::Instance": "instance",
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


def _other(name: str, word: str, path: str) -> Estimate:
    return Estimate("other", name, path, by_use=word)
