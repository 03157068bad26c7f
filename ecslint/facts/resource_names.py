"""Names of resources around services that AWS checks when it creates them.

Source: botocore's models of 2026-11 (events ``RuleName``, scheduler ``Name``, codedeploy ``ApplicationName``,
``DeploymentGroupName`` and ``DeploymentConfigName``), read 2026-11. CloudFormation's schemas lack some.
"""

from __future__ import annotations

from typing import Final, NamedTuple

READ: Final = "2026-11"


class NameRule(NamedTuple):
    """What the name of a resource may be."""

    member: str
    """The property with the name."""
    allowed: str
    """The characters as the inside of a character class."""
    said: str
    """The characters as words."""
    most: int
    """The greatest number of characters."""


_DEPLOY: Final = ("A-Za-z0-9+=,.@_-", 'letters, digits and "+=,.@_-"', 100)
_RULE: Final = ("A-Za-z0-9._-", 'letters, digits, ".", "-" and "_"', 64)
NAMES: Final = {
    "AWS::CodeDeploy::Application": NameRule("ApplicationName", *_DEPLOY),
    "AWS::CodeDeploy::DeploymentConfig": NameRule("DeploymentConfigName", *_DEPLOY),
    "AWS::CodeDeploy::DeploymentGroup": NameRule("DeploymentGroupName", *_DEPLOY),
    "AWS::Events::Rule": NameRule("Name", *_RULE),
    "AWS::Scheduler::Schedule": NameRule("Name", *_RULE),
}
"""Names by type of resource."""
