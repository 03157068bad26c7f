"""The grammar of AppSpec files for Amazon ECS and what goes with it.

Sources, read 2026-11:
https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure.html
https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html
"""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

READ: Final = "2026-11"

VERSION: Final = 0.0
SERVICE_TYPE: Final = "AWS::ECS::Service"
LAMBDA_TYPE: Final = "AWS::Lambda::Function"
TARGET_NAME: Final = "TargetService"
TASK_DEFINITION_PLACEHOLDER: Final = "<TASK_DEFINITION>"
"""What the CodePipeline action replaces, letter by letter."""


class Text(NamedTuple):
    """A string."""


class AnyValue(NamedTuple):
    """A value that rules judge: it may have any type here."""


class List(NamedTuple):
    """A list of ``items``."""

    items: Shape


class Object(NamedTuple):
    """An object with these members, of which some are required."""

    members: dict[str, Shape]
    """The form of each member by its name."""
    required: tuple[str, ...] = ()
    """Names of members that have to be there."""


Shape: TypeAlias = Text | AnyValue | List | Object

SERVICE: Final = Object(
    {
        "Type": AnyValue(),
        "Properties": Object(
            {
                "TaskDefinition": Text(),
                "LoadBalancerInfo": Object(
                    {"ContainerName": Text(), "ContainerPort": AnyValue()},
                    ("ContainerName", "ContainerPort"),
                ),
                "PlatformVersion": AnyValue(),
                "NetworkConfiguration": Object(
                    {
                        "AwsvpcConfiguration": Object(
                            {
                                "Subnets": List(Text()),
                                "SecurityGroups": List(Text()),
                                "AssignPublicIp": AnyValue(),
                            }
                        )
                    },
                    ("AwsvpcConfiguration",),
                ),
                "CapacityProviderStrategy": List(
                    Object(
                        {"Base": AnyValue(), "CapacityProvider": Text(), "Weight": AnyValue()},
                        ("CapacityProvider",),
                    )
                ),
            },
            ("TaskDefinition", "LoadBalancerInfo"),
        ),
    },
    ("Type", "Properties"),
)

ROOT_MEMBERS: Final = ("version", "Resources", "Hooks")

EXAMPLES: Final = {
    "version": "version: 0.0",
    "Type": f"Type: {SERVICE_TYPE}",
    "TaskDefinition": "TaskDefinition: <TASK_DEFINITION>",
    "ContainerName": "ContainerName: web",
    "ContainerPort": "ContainerPort: 8080",
    "CapacityProvider": "CapacityProvider: FARGATE",
}
"""What a missing member may look like."""

HOOKS: Final = (
    "BeforeInstall",
    "AfterInstall",
    "AfterAllowTestTraffic",
    "BeforeAllowTraffic",
    "AfterAllowTraffic",
)
"""The events of an ECS deployment that call a Lambda function, in their order."""

EVENTS: Final = {"Start", "Install", "AllowTestTraffic", "AllowTraffic", "End"}
"""Events of an ECS deployment that belong to CodeDeploy."""

FUNCTION: Final = r"(?:\d{12}:)?(?:function:)?[A-Za-z0-9_-]{1,140}(?::(?:\$LATEST|[A-Za-z0-9_-]+))?"
"""The name of a Lambda function. Source: API model of AWS Lambda (FunctionName)."""

HOOK_PREFIX: Final = "CodeDeployHook_"
LIMITED_POLICY: Final = "AWSCodeDeployRoleForECSLimited"
"""The managed policy allows calling only functions of that prefix.

Source: https://docs.aws.amazon.com/codedeploy/latest/userguide/managed-policies.html
"""

SERVER_HOOKS: Final = {
    "ApplicationStop",
    "DownloadBundle",
    "BeforeInstall",
    "AfterInstall",
    "ApplicationStart",
    "ValidateService",
    "BeforeBlockTraffic",
    "BlockTraffic",
    "AfterBlockTraffic",
    "BeforeAllowTraffic",
    "AllowTraffic",
    "AfterAllowTraffic",
}
"""Events of a deployment to EC2 or on-premises instances, where hooks are scripts."""

SERVER_SECTIONS: Final = {"os", "files", "permissions", "file_exists_behavior"}
"""Sections that only a deployment to EC2 or on-premises instances has."""

MAX_IMAGE_FILE: Final = 100 * 1024
"""The size of ``imagedefinitions.json`` in bytes, as CodePipeline allows it."""
