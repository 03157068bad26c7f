"""CodeDeploy deployment groups and configurations for ECS services.

Source: AWS CodeDeploy API reference (2014-10-06) and user guide (*Working with deployment configurations*,
*Quotas*), and the CloudFormation user guide on the hook ``AWS::CodeDeploy::BlueGreen``, read 2026-11.
"""

from __future__ import annotations

from typing import Final

READ: Final = "2026-11"

ACTIONS: Final = (
    "ecs:DescribeServices",
    "ecs:CreateTaskSet",
    "ecs:UpdateServicePrimaryTaskSet",
    "ecs:DeleteTaskSet",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:ModifyListener",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:ModifyRule",
)
"""What CodeDeploy does with its role in every deployment of an ECS service, hooks and files aside.
Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/codedeploy_IAM_role.html, read 2026-11."""

NEEDED: Final = ("ecs:CreateTaskSet", "ecs:UpdateServicePrimaryTaskSet")
"""Those without which no deployment makes or switches tasks, whatever the listeners are."""

PREDEFINED: Final = "CodeDeployDefault."
"""What the names of predefined deployment configurations begin with, and no others."""
ALL_AT_ONCE: Final = "CodeDeployDefault.ECSAllAtOnce"
CONFIGURATIONS: Final = (
    ALL_AT_ONCE,
    "CodeDeployDefault.ECSCanary10Percent5Minutes",
    "CodeDeployDefault.ECSCanary10Percent15Minutes",
    "CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
    "CodeDeployDefault.ECSLinear10PercentEvery3Minutes",
)
"""The predefined deployment configurations for ECS services."""
SERVER_CONFIGURATIONS: Final = frozenset(
    {"CodeDeployDefault.AllAtOnce", "CodeDeployDefault.HalfAtATime", "CodeDeployDefault.OneAtATime"}
)

LONGEST_TERMINATION: Final = 2880
"""Minutes for which the old tasks may be kept at most."""
LONGEST_WAIT: Final = 120 * 60
"""Minutes within which the traffic has to shift."""
LONGEST_INTERVAL: Final = 2880
"""Minutes between two steps of a shift of traffic."""
PERCENTAGES: Final = (1, 99)
"""Percent of the traffic that one step shifts."""

MOST_ALARMS: Final = 10
MOST_TRIGGERS: Final = 10
"""Alarms and triggers of one deployment group. Source: AWS CodeDeploy API reference
(AlarmConfiguration, AlarmsLimitExceededException) and user guide, *Quotas*, read 2026-11."""

SERVER_ONLY: Final = (
    "AutoScalingGroups",
    "Ec2TagFilters",
    "Ec2TagSet",
    "OnPremisesInstanceTagFilters",
    "OnPremisesTagSet",
)
"""Members of a deployment group that choose instances, which one for an ECS service cannot have."""

NETWORK_PROTOCOLS: Final = frozenset({"TCP", "TLS", "UDP", "TCP_UDP"})
"""Protocols of listeners of a Network Load Balancer."""

HOOK: Final = "AWS::CodeDeploy::BlueGreen"
HOOK_TRANSFORM: Final = "AWS::CodeDeployBlueGreen"
ROUTING_TYPES: Final = ("AllAtOnce", "TimeBasedCanary", "TimeBasedLinear")
HOOK_STEP: Final = (14, 100)
"""Percent of the traffic that a step of a hook shifts.
Source: AWS CDK API reference, ``CfnTrafficRoutingTimeBasedCanary``, read 2026-11."""

PRINCIPAL: Final = "codedeploy.amazonaws.com"
"""Who assumes the role of a deployment group.
Source: AWS CodeDeploy user guide, *Create a service role for CodeDeploy*, read 2026-11."""
