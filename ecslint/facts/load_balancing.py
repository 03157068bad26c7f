"""Health checks of target groups when nothing else is said: seconds and numbers of checks.

Source: CreateTargetGroup of the Elastic Load Balancing API reference (2015-12-01), read 2026-11.
"""

from __future__ import annotations

from typing import Final

INTERVAL: Final = 30
HEALTHY_THRESHOLD: Final = 5
UNHEALTHY_THRESHOLD: Final = 2
INTERVALS: Final = (5, 300)
TIMEOUTS: Final = (2, 120)
WEB_TIMEOUT: Final = 5
"""Timeout of target groups with the protocol HTTP or HTTPS."""
THRESHOLDS: Final = (2, 10)

DEREGISTRATION_DELAY: Final = "deregistration_delay.timeout_seconds"
"""The attribute of a target group that says for how many seconds a target drains."""
DEFAULT_DELAY: Final = 300
"""Seconds that a target drains when nothing else is said. Source: user guide for Application Load
Balancers, *Edit target group attributes* (*Deregistration delay*), read 2026-11."""

GRACE_PERIOD_MAXIMUM: Final = 2_147_483_647
"""Seconds; source: UpdateService of the Amazon ECS API reference, ``healthCheckGracePeriodSeconds``."""

NAME_LENGTH: Final = 32
"""Characters of a target group's name."""

ENCRYPTED: Final = frozenset({"HTTPS", "TLS"})
"""Protocols of listeners that need a certificate."""
WEB: Final = ("HTTP", "HTTPS")
TARGETS: Final = {
    "HTTP": WEB,
    "HTTPS": WEB,
    "TCP": ("TCP", "TCP_UDP"),
    "TLS": ("TCP", "TLS"),
    "UDP": ("UDP", "TCP_UDP"),
    "TCP_UDP": ("TCP_UDP",),
}
"""For each protocol of a listener, those of target groups to which it forwards.

Source: user guides for Application and Network Load Balancers (*Listeners*), read 2026-11.
"""

USERS_OF_TARGET_GROUPS: Final = frozenset(
    {
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        "AWS::CloudWatch::Alarm",
        "AWS::CodeDeploy::DeploymentGroup",
        "AWS::ECS::Service",
        "AWS::ECS::TaskSet",
    }
)
"""Types of resources that mention a target group without tying it to a load balancer."""
