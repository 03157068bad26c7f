"""Application Auto Scaling for services.

Source: Application Auto Scaling API reference (RegisterScalableTarget, PutScalingPolicy, StepAdjustment,
PredefinedMetricSpecification) and botocore's model of 2016-02-06, read 2026-11.
"""

from __future__ import annotations

from typing import Final

READ: Final = "2026-11"

NAMESPACE: Final = "ecs"
DIMENSION: Final = "ecs:service:DesiredCount"

UTILIZATION_METRICS: Final = frozenset(
    {
        "ECSServiceAverageCPUUtilization",
        "ECSServiceAverageCPUUtilizationHighResolution",
        "ECSServiceAverageMemoryUtilization",
        "ECSServiceAverageMemoryUtilizationHighResolution",
    }
)
"""Predefined metrics of services in percent."""
HIGH_RESOLUTION: Final = {
    "ECSServiceAverageCPUUtilizationHighResolution": "CPUUtilization",
    "ECSServiceAverageMemoryUtilizationHighResolution": "MemoryUtilization",
}
"""Predefined metrics, with the metric of the service that has to be collected in the short resolution.

Source: API_MetricConfiguration of Amazon ECS, whose resolution is 60 seconds unless 20 are asked for.
"""
SHORT_RESOLUTION: Final = 20
"""Seconds."""
REQUEST_METRIC: Final = "ALBRequestCountPerTarget"
"""The predefined metric that needs a ``ResourceLabel``."""
REQUEST_LABEL: Final = r"app/[^/\s]+/[0-9a-f]+/targetgroup/[^/\s]+/[0-9a-f]+"
"""The label of a load balancer and a target group that belongs to it: the final portions of their ARNs.

Source: API_PredefinedMetricSpecification. A target group belongs to one load balancer
(``LoadBalancerArns`` in ELBv2's API_TargetGroup), and a label of another one is refused.
"""
METRICS: Final = UTILIZATION_METRICS | {REQUEST_METRIC}

CONFIGURATIONS: Final = {
    "StepScaling": "StepScalingPolicyConfiguration",
    "TargetTrackingScaling": "TargetTrackingScalingPolicyConfiguration",
    "PredictiveScaling": "PredictiveScalingPolicyConfiguration",
}
"""The configuration that goes with each ``PolicyType``."""

MOST_STEPS: Final = 20
"""Step adjustments of one policy (``There can be at most 20 step adjustments per scaling policy``)."""
ABSOLUTE: Final = ("ChangeInCapacity", "ExactCapacity")
"""Adjustment types that count tasks, not percent."""
SCALING_METRICS: Final = ("PredefinedScalingMetricSpecification", "CustomizedScalingMetricSpecification")
LOAD_METRICS: Final = ("PredefinedLoadMetricSpecification", "CustomizedLoadMetricSpecification")
SCHEDULES: Final = ("at", "cron", "rate")
"""Kinds of schedule expressions of a scheduled action."""
