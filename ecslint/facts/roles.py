"""Roles of a task.

Sources, read 2026-11: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html and the
resource reference of CloudFormation (``Ref`` and ``Fn::GetAtt`` of ``AWS::IAM::*``).
"""

from __future__ import annotations

from typing import Final

ROLE: Final = "arn:aws:iam::ACCOUNT:role/NAME"
"""What the ARN of a role looks like."""

EMPTY_NAMES: Final = frozenset({"null", "undefined", "None", "nil", "<nil>"})
"""How languages write a variable without a value, seen where the name of a role should be
(https://github.com/boto/boto3/issues/1878)."""

NOT_ROLES: Final = {
    "AWS::IAM::InstanceProfile": "an instance profile",
    "AWS::IAM::ManagedPolicy": "a policy",
    "AWS::IAM::Policy": "a policy",
    "AWS::IAM::RolePolicy": "a policy",
    "AWS::IAM::User": "a user",
    "AWS::IAM::Group": "a group",
}
"""Resources of CloudFormation that are easily taken for a role."""

EXTERNAL_POLICIES: Final = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy")
"""Policies that are resources of their own, and may be deleted while their role is in use
(``AWS::IAM::Policy`` in the resource reference of CloudFormation, read 2026-11)."""

TASKS_PRINCIPAL: Final = "ecs-tasks.amazonaws.com"
"""Who assumes the roles of a task (task-iam-roles.html, task_execution_IAM_role.html)."""

ECS_PRINCIPAL: Final = "ecs.amazonaws.com"
"""Who assumes the infrastructure role of a service (infrastructure_IAM_role.html)."""

MANAGED_POLICIES: Final = {
    "AdministratorAccess": ("*",),
    "PowerUserAccess": ("*",),
    "AmazonECSTaskExecutionRolePolicy": (
        "ecr:GetAuthorizationToken",
        "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ),
    "AmazonEC2ContainerRegistryReadOnly": ("ecr:Get*", "ecr:Batch*", "ecr:Describe*", "ecr:List*"),
    "AmazonEC2ContainerRegistryPowerUser": ("ecr:*",),
    "AmazonEC2ContainerRegistryFullAccess": ("ecr:*",),
    "CloudWatchLogsFullAccess": ("logs:*",),
    "CloudWatchFullAccess": ("logs:*",),
    "SecretsManagerReadWrite": ("secretsmanager:*",),
    "AmazonSSMReadOnlyAccess": ("ssm:Describe*", "ssm:Get*", "ssm:List*"),
    "AmazonSSMFullAccess": ("ssm:*",),
    "AmazonS3ReadOnlyAccess": ("s3:Get*", "s3:List*", "s3:Describe*"),
    "AmazonS3FullAccess": ("s3:*",),
    "AWSXRayDaemonWriteAccess": ("xray:*",),
}
"""AWS managed policies and what they allow, as far as the execution role needs it.
Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html, read 2026-11."""

SERVICE_ROLE_POLICIES: Final = frozenset(
    {
        "AmazonEC2ContainerServiceAutoscaleRole",
        "AmazonEC2ContainerServiceEventsRole",
        "AmazonEC2ContainerServiceRole",
        "AmazonEC2ContainerServiceforEC2Role",
        "AmazonECSTaskExecutionRolePolicy",
    }
)
"""AWS managed policies with the path ``service-role/``; the others in ``MANAGED_POLICIES`` have none.
Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html, read 2026-11."""
