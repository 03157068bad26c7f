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
REQUEST_METRIC: Final = "ALBRequestCountPerTarget"
"""The predefined metric that needs a ``ResourceLabel``."""
METRICS: Final = UTILIZATION_METRICS | {REQUEST_METRIC}

CONFIGURATIONS: Final = {
    "StepScaling": "StepScalingPolicyConfiguration",
    "TargetTrackingScaling": "TargetTrackingScalingPolicyConfiguration",
    "PredictiveScaling": "PredictiveScalingPolicyConfiguration",
}
"""The configuration that goes with each ``PolicyType``."""
