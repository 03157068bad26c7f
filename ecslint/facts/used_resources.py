"""Resources that programs use with the role of their task, and the actions without which they use none.

Sources: *Actions, resources, and condition keys* for Amazon SQS, Amazon SNS, Amazon DynamoDB and Amazon S3,
Service Authorization Reference, read 2026-11. Key permissions for Amazon SQS: *Key management*, Amazon SQS
Developer Guide, read 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class UsedKind(NamedTuple):
    """A type of resources: ``actions`` are all ways in which a program uses one, by any of which it may.

    ``key`` is the property that names its key, ``reads`` the action for which messages are decrypted.
    ``policies`` are the types of resources that give it a policy.
    """

    what: str
    actions: tuple[str, ...]
    policies: tuple[str, ...] = ()
    key: str = ""
    reads: str = ""


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
