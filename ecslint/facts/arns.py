"""How AWS writes the ARNs of resources, and what CloudFormation returns for them.

Sources, read 2026-11: the *resource types defined by* each service in the Service Authorization Reference
(https://docs.aws.amazon.com/service-authorization/latest/reference/) and the *return values* in the resource
reference of CloudFormation.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple


class ArnForm(NamedTuple):
    """The ARN of a type of resource.

    ``text`` has ``{P}``, ``{R}``, ``{A}`` for partition, Region and account, ``{N}`` for the resource's
    name or id and ``{6}`` for six characters that AWS makes up. ``name`` is the property that gives the
    name (``""``: AWS makes it up). ``ref`` says what ``Ref`` returns, ``arns`` are the attributes that are
    the ARN.
    """

    text: str
    name: str
    ref: Literal["arn", "name"]
    arns: tuple[str, ...] = ("Arn",)
    names: tuple[str, ...] = ()
    """The attributes that are the name or id."""


FORMS: Final = {
    "AWS::DynamoDB::Table": ArnForm("arn:{P}:dynamodb:{R}:{A}:table/{N}", "TableName", "name"),
    "AWS::ECR::Repository": ArnForm("arn:{P}:ecr:{R}:{A}:repository/{N}", "RepositoryName", "name"),
    "AWS::ECS::Cluster": ArnForm("arn:{P}:ecs:{R}:{A}:cluster/{N}", "ClusterName", "name"),
    "AWS::ECS::TaskDefinition": ArnForm(
        "arn:{P}:ecs:{R}:{A}:task-definition/{N}:{revision}", "Family", "arn", ("TaskDefinitionArn",)
    ),
    "AWS::EFS::AccessPoint": ArnForm(
        "arn:{P}:elasticfilesystem:{R}:{A}:access-point/{N}", "", "name", ("Arn",), ("AccessPointId",)
    ),
    "AWS::EFS::FileSystem": ArnForm(
        "arn:{P}:elasticfilesystem:{R}:{A}:file-system/{N}", "", "name", ("Arn",), ("FileSystemId",)
    ),
    "AWS::IAM::InstanceProfile": ArnForm(
        "arn:{P}:iam::{A}:instance-profile{path}{N}", "InstanceProfileName", "name"
    ),
    "AWS::IAM::ManagedPolicy": ArnForm(
        "arn:{P}:iam::{A}:policy{path}{N}", "ManagedPolicyName", "arn", ("PolicyArn",)
    ),
    "AWS::IAM::Role": ArnForm("arn:{P}:iam::{A}:role{path}{N}", "RoleName", "name"),
    "AWS::KMS::Key": ArnForm("arn:{P}:kms:{R}:{A}:key/{N}", "", "name", ("Arn",), ("KeyId",)),
    "AWS::Kinesis::Stream": ArnForm("arn:{P}:kinesis:{R}:{A}:stream/{N}", "Name", "name"),
    "AWS::Lambda::Function": ArnForm("arn:{P}:lambda:{R}:{A}:function:{N}", "FunctionName", "name"),
    "AWS::Logs::LogGroup": ArnForm("arn:{P}:logs:{R}:{A}:log-group:{N}:*", "LogGroupName", "name"),
    "AWS::S3::Bucket": ArnForm("arn:{P}:s3:::{N}", "BucketName", "name"),
    "AWS::SNS::Topic": ArnForm("arn:{P}:sns:{R}:{A}:{N}", "TopicName", "arn", ("TopicArn",), ("TopicName",)),
    "AWS::SQS::Queue": ArnForm("arn:{P}:sqs:{R}:{A}:{N}", "QueueName", "name", ("Arn",), ("QueueName",)),
    "AWS::SSM::Parameter": ArnForm("arn:{P}:ssm:{R}:{A}:parameter/{N}", "Name", "name"),
    "AWS::SecretsManager::Secret": ArnForm(
        "arn:{P}:secretsmanager:{R}:{A}:secret:{N}-{6}", "Name", "arn", ("Id",)
    ),
}
"""By type of CloudFormation. Only types whose ARNs policies of ECS' roles name."""

SECRET_SUFFIX: Final = 6
"""Characters that Secrets Manager adds to the name of a secret in its ARN.
Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html, read 2026-11."""
