"""The settings of a rolling deployment: percentages, early success, circuit breaker."""

from __future__ import annotations

from dataclasses import replace

from ecslint.base.unresolved import Unresolved
from ecslint.facts import deployments as facts
from ecslint.model.service import (
    DeploymentCircuitBreaker,
    DeploymentConfiguration,
    DeploymentEarlySuccessCriteria,
    Service,
    ThresholdConfiguration,
)
from ecslint.rollout.model import breaker_threshold
from ecslint.rollout.situation import Situation


def read_percents(situation: Situation, service: Service, unknown: list[str]) -> tuple[Situation, str]:
    """Read the limits of a rolling deployment; return them, and why AWS refuses them if it does."""
    block = service.deployment_configuration
    deployment = block if isinstance(block, DeploymentConfiguration) else DeploymentConfiguration()
    daemon = service.scheduling == "DAEMON"
    lowest, highest = deployment.minimum_healthy_percent, deployment.maximum_percent
    for name, value in (("the minimum healthy percent", lowest), ("the maximum percent", highest)):
        if isinstance(value, Unresolved) or (value is None and service.is_update):
            unknown.append(name)
    default = 0 if daemon else facts.DEFAULT_MINIMUM
    minimum = lowest if isinstance(lowest, int) else default
    maximum = (
        highest if isinstance(highest, int) else facts.DAEMON_MAXIMUM if daemon else facts.DEFAULT_MAXIMUM
    )
    refused = _refused(lowest, highest, minimum, maximum, unknown)
    situation = replace(situation, minimum=minimum, maximum=maximum)
    criteria = deployment.early_success_criteria
    if isinstance(criteria, DeploymentEarlySuccessCriteria) and criteria.enable is True:
        situation = _early(situation, deployment, criteria, unknown)
    return situation, refused


def _refused(lowest: object, highest: object, minimum: int, maximum: int, unknown: list[str]) -> str:
    if isinstance(lowest, int) and not 0 <= lowest <= 100:
        return f"minimumHealthyPercent is {lowest}, and 0 to 100 are allowed"
    if isinstance(highest, int) and highest < 100:
        return f"maximumPercent is {highest}, and at least 100 is allowed"
    if (minimum, maximum) == (100, 100) and not unknown:
        return "minimumHealthyPercent and maximumPercent are both 100, which AWS refuses"
    return ""


def _early(
    situation: Situation,
    deployment: DeploymentConfiguration,
    criteria: DeploymentEarlySuccessCriteria,
    unknown: list[str],
) -> Situation:
    percent, bake = criteria.healthy_percent, deployment.bake_time_in_minutes
    cleanup = criteria.source_service_revision_cleanup
    if not isinstance(percent, int) or isinstance(bake, Unresolved) or not isinstance(cleanup, str):
        unknown.append("the early success criteria")
        return situation
    return replace(
        situation, success=percent, success_bake=(bake or 0) * 60, success_waits_for_old=cleanup != "DEFERRED"
    )


def failures_allowed(service: Service, desired: int) -> int | None:
    """Return the failed tasks at which the circuit breaker ends a deployment; ``None`` if it is not on."""
    block = service.deployment_configuration
    breaker = block.deployment_circuit_breaker if isinstance(block, DeploymentConfiguration) else None
    if not isinstance(breaker, DeploymentCircuitBreaker) or breaker.enable is not True:
        return None
    if service.controller != "ECS":
        return None
    settings = breaker.threshold_configuration
    if isinstance(settings, ThresholdConfiguration):
        kind = settings.type if isinstance(settings.type, str) else "BOUNDED_PERCENT"
        value = settings.value if isinstance(settings.value, int) else 50
        return breaker_threshold(desired, kind, value)
    return breaker_threshold(desired)
