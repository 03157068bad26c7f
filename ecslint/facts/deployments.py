"""What AWS says about deployments of services.

Sources, read 2026-11: the DeploymentConfiguration, DeploymentCircuitBreaker, LinearConfiguration,
CanaryConfiguration, DeploymentLifecycleHook and UpdateService pages of the Amazon ECS API reference,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html. Times are in
minutes, shares in percent.
"""

from __future__ import annotations

from typing import Final

DEFAULT_MINIMUM: Final = 100
DEFAULT_MAXIMUM: Final = 200
"""Of REPLICA services, on every launch type."""
DAEMON_MAXIMUM: Final = 100

SHIFTING: Final = ("BLUE_GREEN", "LINEAR", "CANARY")
"""Strategies that start a second set of tasks and then shift the traffic to it."""

LONGEST_BAKE: Final = 1440
STEP_PERCENT: Final = (3.0, 100.0)
DEFAULT_STEP_PERCENT: Final = 10.0
DEFAULT_STEP_BAKE: Final = 6
DEFAULT_CANARY_BAKE: Final = 10
CANARY_PERCENT: Final = (0.1, 100.0)
LONGEST_STAGE: Final = 1440
"""A stage of a deployment that takes longer is rolled back."""
NETWORK_LOAD_BALANCER_STEP: Final = 10
"""What ECS adds to every step that shifts the traffic of a Network Load Balancer."""
LONGEST_STACK_UPDATE: Final = 2160
"""How long CloudFormation waits for a service (schema of AWS::ECS::Service, handlers)."""

NO_PAUSE: Final = ("TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT")
"""Stages at which a PAUSE hook cannot be."""

UPDATE_BLOCKED: Final = ("taskDefinition", "networkConfiguration", "loadBalancers", "platformVersion")
"""What UpdateService does not change with the deployment controllers CODE_DEPLOY and EXTERNAL."""
IN_TASK_SET: Final = ("launchType", "platformVersion", "networkConfiguration", "serviceRegistries")
"""What belongs to the task sets of a service with the deployment controller EXTERNAL."""

MONITORED: Final = ("CPUUtilization", "MemoryUtilization")
"""Metrics that ``monitoring`` of a service configures."""
RESOLUTIONS: Final = (20, 60)
"""Their resolutions in seconds. Source: MetricConfiguration of botocore's model of ECS, read 2026-11-29."""
HOOK_TYPES: Final = (None, "", "AWS_LAMBDA", "PAUSE")
"""Values of ``targetType`` of a lifecycle hook; a Lambda function by default."""
