"""Roles of a task.

Sources, read 2026-11: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html and the
resource reference of CloudFormation (``Ref`` and ``Fn::GetAtt`` of ``AWS::IAM::*``).
"""

from __future__ import annotations

from typing import Final

ROLE: Final = "arn:aws:iam::ACCOUNT:role/NAME"
"""What the ARN of a role looks like."""

NOT_ROLES: Final = {
    "AWS::IAM::InstanceProfile": "an instance profile",
    "AWS::IAM::ManagedPolicy": "a policy",
    "AWS::IAM::Policy": "a policy",
    "AWS::IAM::RolePolicy": "a policy",
    "AWS::IAM::User": "a user",
    "AWS::IAM::Group": "a group",
}
"""Resources of CloudFormation that are easily taken for a role."""
