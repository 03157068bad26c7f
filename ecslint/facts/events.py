"""Tasks that a rule of Amazon EventBridge or a schedule of EventBridge Scheduler starts.

Sources, read 2026-11: botocore's models of ``events`` (2015-10-07) and ``scheduler`` (2021-06-30),
CloudFormation's resource schemas of ``AWS::Events::Rule`` and ``AWS::Scheduler::Schedule``,
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from ecslint.base.pattern import regex


class Starter(NamedTuple):
    """What starts tasks: ``principal`` assumes the role, ``network`` is how the block is spelt."""

    who: str
    """What it is called in messages."""
    principal: str
    network: str
    lists: tuple[tuple[str, int], ...]
    """Members of ``EcsParameters`` that are lists, and how many items they take."""


RULE: Final = "AWS::Events::Rule"
STARTERS: Final = {
    RULE: Starter(
        "EventBridge",
        "events.amazonaws.com",
        "AwsVpcConfiguration",
        (("CapacityProviderStrategy", 6), ("PlacementConstraints", 10), ("PlacementStrategies", 5)),
    ),
    "AWS::Scheduler::Schedule": Starter(
        "EventBridge Scheduler",
        "scheduler.amazonaws.com",
        "AwsvpcConfiguration",
        (("CapacityProviderStrategy", 6), ("PlacementConstraints", 10), ("PlacementStrategy", 5)),
    ),
}
TARGET_ID: Final = regex(r"[.\-_A-Za-z0-9]{1,64}")
"""The pattern of ``TargetId`` in botocore's model of ``events``."""
VALUES: Final = {
    "LaunchType": ("EC2", "EXTERNAL", "FARGATE"),
    "PropagateTags": ("TASK_DEFINITION",),
}
"""Members of ``EcsParameters`` that take certain values only."""
