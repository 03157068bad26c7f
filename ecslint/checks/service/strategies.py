"""Deployments that shift traffic: blue/green, linear, canary, and their hooks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.base.words import all_of, quoted
from ecslint.checks import check
from ecslint.checks._shared.references import same_resource
from ecslint.checks._shared.service import (
    listener_rules,
    member,
    surely_set,
    target_groups,
    uses_connect,
)
from ecslint.checks.service.deployment import percents_refused, threshold_refused
from ecslint.facts import deployments as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each, is_set
from ecslint.model.service import (
    AdvancedConfiguration,
    CanaryConfiguration,
    DeploymentConfiguration,
    DeploymentEarlySuccessCriteria,
    DeploymentLifecycleHook,
    LinearConfiguration,
    Service,
)
from ecslint.model.service import (
    DeploymentLifecycleHookTimeoutConfiguration as HookTimeout,
)

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.template import Template


def _deployment(service: Service) -> DeploymentConfiguration | None:
    block = service.deployment_configuration
    return block if isinstance(block, DeploymentConfiguration) else None


@check("ECS520")
def deployment_configuration_refused(service: Service, resolved: Resolved | None) -> Problems:
    deployment = _deployment(service)
    if deployment is None:
        return
    yield from percents_refused(service, deployment)
    yield from threshold_refused(deployment.deployment_circuit_breaker)
    if service.strategy is not None:
        yield from _blocks_of_other_strategies(deployment, service.strategy)
    if resolved is None:  # CloudFormation's schema has these bounds itself
        yield from _shares_and_times(deployment)
    yield from _bake_time_missing(deployment)
    yield from _early_success_incomplete(deployment)


def _blocks_of_other_strategies(deployment: DeploymentConfiguration, strategy: str) -> Problems:
    for name, block, of in (
        ("linearConfiguration", deployment.linear_configuration, "LINEAR"),
        ("canaryConfiguration", deployment.canary_configuration, "CANARY"),
        ("earlySuccessCriteria", deployment.early_success_criteria, "ROLLING"),
    ):
        if block is None or isinstance(block, Unresolved) or strategy == of:
            continue
        if isinstance(block, DeploymentEarlySuccessCriteria) and block.enable is not True:
            continue
        message = f'"{name}" is for the strategy {of}, the strategy is {strategy}; remove it, or set "{of}"'
        related = ((deployment.at("strategy"), f"the strategy is {strategy}"),)
        fix = Fix("remove it", (Edit("remove", deployment.at(name)),))
        yield Problem(deployment.at(name), message, related, fix)


def _shares_and_times(deployment: DeploymentConfiguration) -> Problems:
    yield from _minutes(deployment, "bakeTimeInMinutes", deployment.bake_time_in_minutes)
    linear, canary = deployment.linear_configuration, deployment.canary_configuration
    if isinstance(linear, LinearConfiguration):
        yield from _share(linear, "stepPercent", linear.step_percent, facts.STEP_PERCENT)
        yield from _minutes(linear, "stepBakeTimeInMinutes", linear.step_bake_time_in_minutes)
    if isinstance(canary, CanaryConfiguration):
        yield from _share(canary, "canaryPercent", canary.canary_percent, facts.CANARY_PERCENT)
        yield from _minutes(canary, "canaryBakeTimeInMinutes", canary.canary_bake_time_in_minutes)


def _share(
    block: LinearConfiguration | CanaryConfiguration,
    name: str,
    value: float | Unresolved | None,
    bounds: tuple[float, float],
) -> Problems:
    if not isinstance(value, int | float):
        return
    low, high = bounds
    if not low <= value <= high or abs(value * 10 - round(value * 10)) > 1e-6:
        nearest = min(max(round(value, 1), low), high)
        message = f'"{name}" is {value:g}, out of {low:g} to {high:g} in steps of 0.1; use {nearest:g}'
        fix = Fix(f"set it to {nearest:g}", (Edit("set", block.at(name), nearest),))
        yield Problem(block.at(name), message, fix=fix)


def _minutes(
    block: DeploymentConfiguration | LinearConfiguration | CanaryConfiguration,
    name: str,
    value: int | Unresolved | None,
) -> Problems:
    if isinstance(value, int) and not 0 <= value <= facts.LONGEST_BAKE:
        nearest = min(max(value, 0), facts.LONGEST_BAKE)
        message = f'"{name}" is {value}; use 0 to {facts.LONGEST_BAKE} minutes, the nearest is {nearest}'
        yield Problem(
            block.at(name), message, fix=Fix(f"set {nearest}", (Edit("set", block.at(name), nearest),))
        )


def _bake_time_missing(deployment: DeploymentConfiguration) -> Problems:
    if deployment.strategy != "BLUE_GREEN" or deployment.bake_time_in_minutes is not None:
        return
    message = (
        'the strategy BLUE_GREEN has no "bakeTimeInMinutes", the time for which the old tasks stay ready '
        "for a rollback; add for instance 5"
    )
    place = deployment.at("bakeTimeInMinutes")
    fix = Fix("set it to 5", (Edit("set", place, 5),))
    # Documented as required, but the AWS CDK deploys services without it.
    yield Problem(place, message, fix=fix, severity=Severity.WARNING)


def _nothing_shifts(service: Service) -> Problems:
    if service.is_update or service.strategy not in ("LINEAR", "CANARY"):
        return
    routed = (service.load_balancers, service.vpc_lattice_configurations, service.gateway_connectors)
    if any(map(is_set, routed)):
        return
    if uses_connect(service) is False:
        message = (
            f"nothing routes the traffic that {service.strategy} shifts; add an Application "
            "or Network Load Balancer, or Service Connect"
        )
        yield Problem(service.at("deploymentConfiguration", "strategy"), message)


@check("ECS536")
def load_balancers_not_for_strategy(service: Service) -> Problems:
    if service.strategy in facts.SHIFTING:
        yield from _nothing_shifts(service)
        yield from _incomplete(service)
    elif service.strategy == "ROLLING":
        yield from _unused(service)


def _incomplete(service: Service) -> Problems:
    for index, entry in target_groups(service):
        block = entry.advanced_configuration
        if isinstance(block, Unresolved):
            continue
        missing = [
            name
            for name, value in (
                ("alternateTargetGroupArn", block and block.alternate_target_group_arn),
                ("productionListenerRule", block and block.production_listener_rule),
                ("roleArn", block and block.role_arn),
            )
            if not is_set(value)
        ]
        related = (
            (service.at("deploymentConfiguration", "strategy"), f"the strategy is {service.strategy}"),
        )
        if missing:
            message = (
                f"the strategy {service.strategy} needs more of this load balancer; add "
                f"{all_of(quoted(missing))} to advancedConfiguration"
            )
            path = ("advancedConfiguration",) if block is None else ("advancedConfiguration", missing[0])
            yield Problem(service.at("loadBalancers", index, *path), message, related)
        elif block is not None and same_resource(block.alternate_target_group_arn, entry.target_group_arn):
            message = '"alternateTargetGroupArn" is the target group itself; use a second one'
            place = block.at("alternateTargetGroupArn")
            yield Problem(
                place, message, ((entry.at("targetGroupArn"), "the same"),), severity=Severity.WARNING
            )


def _unused(service: Service) -> Problems:
    for _, entry in each(service.load_balancers):
        if isinstance(entry.advanced_configuration, AdvancedConfiguration):
            message = (
                '"advancedConfiguration" is not used by rolling deployments; remove it, or set the '
                '"strategy" to BLUE_GREEN, LINEAR or CANARY'
            )
            place = entry.at("advancedConfiguration", part="key")
            yield Problem(place, message, severity=Severity.WARNING)


@check("ECS539")
def lifecycle_hook_invalid(service: Service, template: Template | None) -> Problems:
    deployment = _deployment(service)
    for _, hook in each(deployment.lifecycle_hooks if deployment is not None else None):
        if isinstance(hook.target_type, Unresolved):
            continue
        if hook.target_type == "PAUSE":
            yield from _pause(hook)
            if template is not None:
                yield from _long_pause(hook)
        elif hook.target_type in (None, "", "AWS_LAMBDA"):
            yield from _lambda(hook)


def _pause(hook: DeploymentLifecycleHook) -> Problems:
    for name, value in (("hookTargetArn", hook.hook_target_arn), ("hookDetails", hook.hook_details)):
        if surely_set(value):
            fix = Fix(f"remove {name}", (Edit("remove", hook.at(name)),))
            yield Problem(hook.at(name), f'a PAUSE hook takes no "{name}"; remove it', fix=fix)
    for index, stage in each(hook.lifecycle_stages):
        if stage in facts.NO_PAUSE:
            message = f"a PAUSE hook cannot be at {stage}; use PRE_PRODUCTION_TRAFFIC_SHIFT, or a POST_ stage"
            yield Problem(hook.at("lifecycleStages", index), message)


def _long_pause(hook: DeploymentLifecycleHook) -> Problems:
    timeout = hook.timeout_configuration
    minutes = timeout.timeout_in_minutes if isinstance(timeout, HookTimeout) else None
    if isinstance(minutes, int) and minutes > facts.LONGEST_STACK_UPDATE:
        message = (
            f"the deployment may pause for {minutes} minutes, but CloudFormation gives up "
            f"after {facts.LONGEST_STACK_UPDATE}; set a shorter timeout"
        )
        yield Problem(hook.at("timeoutConfiguration", "timeoutInMinutes"), message, severity=Severity.WARNING)


def _lambda(hook: DeploymentLifecycleHook) -> Problems:
    missing = [
        name
        for name, value in (("hookTargetArn", hook.hook_target_arn), ("roleArn", hook.role_arn))
        if not is_set(value)
    ]
    if missing:
        message = f"the hook calls a Lambda function; add {all_of(quoted(missing))}"
        yield Problem(hook.at(missing[0]), message)
    arn = hook.hook_target_arn
    if isinstance(arn, str) and arn.startswith("arn:") and ":lambda:" not in arn:
        yield Problem(
            hook.at("hookTargetArn"),
            (f'"{arn}" is not the ARN of a Lambda function; use arn:aws:lambda:REGION:ACCOUNT:function:NAME'),
        )


@check("ECS540")
def traffic_shift_takes_too_long(service: Service, resolved: Resolved | None) -> Problems:
    deployment = _deployment(service)
    if deployment is None:
        return
    in_template = resolved is not None and service.controller == "ECS"
    refused = _refused_by_cloudformation(deployment) if in_template else None
    if refused is not None:
        yield refused
        return
    if deployment.strategy != "LINEAR":
        return
    block = deployment.linear_configuration
    if isinstance(block, Unresolved):
        return
    percent = block.step_percent if block is not None and is_set(block.step_percent) else None
    bake = block.step_bake_time_in_minutes if block is not None else None
    percent = facts.DEFAULT_STEP_PERCENT if percent is None else percent
    bake = facts.DEFAULT_STEP_BAKE if bake is None else bake
    if not isinstance(percent, int | float) or not isinstance(bake, int) or percent < facts.STEP_PERCENT[0]:
        return
    steps = math.ceil(100 / percent - 1e-9)
    minutes = (steps - 1) * bake
    network = any(isinstance(rule, str) and "/net/" in rule for _, rule in listener_rules(service))
    if network:
        minutes += steps * facts.NETWORK_LOAD_BALANCER_STEP
    if minutes > facts.LONGEST_STAGE:
        added = " (10 more each for a Network Load Balancer)" if network else ""
        message = (
            f"{steps} steps of {percent:g} % take {minutes} minutes{added}, rolled back "
            f"after {facts.LONGEST_STAGE}; use larger steps or shorter times"
        )
        yield Problem(deployment.at("linearConfiguration"), message)


def _refused_by_cloudformation(deployment: DeploymentConfiguration) -> Problem | None:
    """Return a problem for bake times that together are longer than CloudFormation takes."""
    from ecslint.rollout.model import LONGEST_STACK_DEPLOYMENT
    from ecslint.rollout.shift import planned_minutes

    minutes = planned_minutes(deployment)
    if minutes is None or minutes <= LONGEST_STACK_DEPLOYMENT:
        return None
    name = "linearConfiguration" if deployment.strategy == "LINEAR" else "canaryConfiguration"
    message = (
        f"bake times of {minutes} minutes in all, and CloudFormation refuses more than "
        f"{LONGEST_STACK_DEPLOYMENT} (33 hours); use shorter times or larger steps"
    )
    place = deployment.at(name) if is_set(getattr(deployment, member(name))) else deployment.at("strategy")
    return Problem(place, message, severity=Severity.ERROR)


def _early_success_incomplete(deployment: DeploymentConfiguration) -> Problems:
    criteria = deployment.early_success_criteria
    if not isinstance(criteria, DeploymentEarlySuccessCriteria) or criteria.enable is not True:
        return
    missing = [
        name
        for name, value in (
            ("healthyPercent", criteria.healthy_percent),
            ("sourceServiceRevisionCleanup", criteria.source_service_revision_cleanup),
        )
        if not is_set(value)
    ]
    if missing:
        message = f'"earlySuccessCriteria" is on, but not complete; add {all_of(quoted(missing))}'
        yield Problem(criteria.at(missing[0]), message)
    percent, lowest = criteria.healthy_percent, deployment.minimum_healthy_percent
    if isinstance(percent, int) and isinstance(lowest, int) and percent < lowest:
        message = f'"healthyPercent" is {percent}, below "minimumHealthyPercent"; set {lowest} or more'
        related = ((deployment.at("minimumHealthyPercent"), f"minimumHealthyPercent is {lowest}"),)
        yield Problem(criteria.at("healthyPercent"), message, related)
