"""Resources that programs use with the role of their task, and the actions without which they use none.

Sources: *Actions, resources, and condition keys* for Amazon SQS, Amazon SNS, Amazon DynamoDB, Amazon Kinesis
Data Streams and Amazon S3, Service Authorization Reference, read 2026-11. Key permissions for Amazon SQS:
*Key management*, Amazon SQS Developer Guide, read 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class UsedKind(NamedTuple):
    """A type of resources that programs use."""

    what: str
    """What one is called in messages."""
    actions: tuple[str, ...]
    """All ways in which a program uses one, by any of which it may."""
    policies: tuple[str, ...] = ()
    """Types of resources that give one a policy."""
    key: str = ""
    """The property that names the key of its messages."""
    reads: str = ""
    """The action for which messages are decrypted."""


USED: Final[Mapping[str, UsedKind]] = {
    "AWS::DynamoDB::Table": UsedKind(
        "table",
        (
            *(
                f"dynamodb:{name}"
                for name in (
                    "BatchGetItem",
                    "BatchWriteItem",
                    "DeleteItem",
                    "DescribeTable",
                    "GetItem",
                    "PartiQLSelect",
                    "PutItem",
                    "Query",
                    "Scan",
                    "UpdateItem",
                )
            ),
        ),
    ),
    "AWS::Kinesis::Stream": UsedKind(
        "stream",
        (
            "kinesis:DescribeStream",
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:PutRecord",
            "kinesis:PutRecords",
            "kinesis:SubscribeToShard",
        ),
        ("AWS::Kinesis::ResourcePolicy",),
    ),
    "AWS::S3::Bucket": UsedKind(
        "bucket",
        ("s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"),
        ("AWS::S3::BucketPolicy",),
    ),
    "AWS::SNS::Topic": UsedKind(
        "topic",
        ("sns:Publish", "sns:Subscribe", "sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic"),
        ("AWS::SNS::TopicPolicy", "AWS::SNS::TopicInlinePolicy"),
    ),
    "AWS::SQS::Queue": UsedKind(
        "queue",
        (
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:GetQueueUrl",
            "sqs:PurgeQueue",
            "sqs:ReceiveMessage",
            "sqs:SendMessage",
        ),
        ("AWS::SQS::QueuePolicy", "AWS::SQS::QueueInlinePolicy"),
        "KmsMasterKeyId",
        "sqs:ReceiveMessage",
    ),
}
"""By type of CloudFormation."""
