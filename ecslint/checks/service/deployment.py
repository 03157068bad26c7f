"""Rolling deployments and deployment controllers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.base.words import all_of, quoted
from ecslint.checks import check
from ecslint.checks._shared.service import classic, member, surely_set, target_groups
from ecslint.documents.cloudformation.queries import number, scaling_of
from ecslint.facts import deployments as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each, is_complete, is_set
from ecslint.model.service import (
    DeploymentAlarms,
    DeploymentCircuitBreaker,
    DeploymentConfiguration,
    Service,
    ThresholdConfiguration,
)
from ecslint.rollout.model import is_blocked

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack


def _deployment(service: Service) -> DeploymentConfiguration | None:
    block = service.deployment_configuration
    return block if isinstance(block, DeploymentConfiguration) else None


def _percents(service: Service) -> tuple[int, int] | None:
    """Return the lower and upper percentage that hold for a new rolling service, if both are known."""
    if service.is_update:
        return None
    daemon = service.scheduling == "DAEMON"
    block = _deployment(service) or DeploymentConfiguration()
    lowest, highest = block.minimum_healthy_percent, block.maximum_percent
    if lowest is None:
        lowest = 0 if daemon else facts.DEFAULT_MINIMUM
    if highest is None:
        highest = facts.DAEMON_MAXIMUM if daemon else facts.DEFAULT_MAXIMUM
    return (lowest, highest) if isinstance(lowest, int) and isinstance(highest, int) else None


_STUCK = (
    "with 100 both as the minimum and the maximum no task may be stopped or started; "
    'set "maximumPercent" to 200, or "minimumHealthyPercent" to 50'
)
"""What is wrong with a deployment that can neither stop nor start tasks."""


def _is_rolling(service: Service) -> bool:
    return service.strategy == "ROLLING" and service.controller == "ECS" and service.scheduling is not None


def percents_refused(service: Service, deployment: DeploymentConfiguration) -> Problems:
    """Yield what AWS refuses of the two percentages."""
    lowest, highest = deployment.minimum_healthy_percent, deployment.maximum_percent
    if isinstance(lowest, int) and not 0 <= lowest <= 100:
        nearest = min(max(lowest, 0), 100)
        place = deployment.at("minimumHealthyPercent")
        message = f'"minimumHealthyPercent" is {lowest}, out of 0 to 100; use {nearest}'
        yield Problem(place, message, fix=Fix(f"set it to {nearest}", (Edit("set", place, nearest),)))
    if isinstance(highest, int) and highest < 100:
        place = deployment.at("maximumPercent")
        message = f'"maximumPercent" is {highest}; use 100 or more (200 is usual)'
        yield Problem(place, message, fix=Fix("set it to 200", (Edit("set", place, 200),)))
    if service.is_update and (lowest, highest) == (100, 100):
        # The service that is there may have another controller or strategy, for which they do not count.
        yield Problem(deployment.at("maximumPercent"), _STUCK, severity=Severity.WARNING)
    if _percents(service) == (100, 100) and _is_rolling(service):
        place = deployment.at("maximumPercent" if is_set(highest) else "minimumHealthyPercent")
        message = _STUCK
        if service.scheduling == "DAEMON":
            place = deployment.at("minimumHealthyPercent")
            message = (
                '"minimumHealthyPercent" of 100 blocks every deployment of a DAEMON service, '
                "whose maximum is 100; set for instance 0"
            )
        yield Problem(place, message)


@check("ECS521")
def rolling_deployment_is_blocked(
    service: Service, resolved: Resolved | None, stack: Stack | None
) -> Problems:
    deployment, percents = _deployment(service), _percents(service)
    if deployment is None or percents is None or not _is_rolling(service):
        return
    lowest, highest = percents
    if percents == (100, 100) or highest < 100 or service.scheduling == "DAEMON":
        return
    counts = _counts(service, resolved, stack)
    count = next((count for count in counts if is_blocked(count, lowest, highest)), None)
    if count is None:
        return
    smallest, largest = 100 + -(-100 // count), 100 * (count - 1) // count
    message = (
        f"deployments hang after the first: {lowest} % and {highest} % of {count} "
        f"task{'s' if count > 1 else ''} both round to {count}; "
        f'set "maximumPercent" to {smallest} or "minimumHealthyPercent" to {largest}'
    )
    name = "maximumPercent" if is_set(deployment.maximum_percent) else "minimumHealthyPercent"
    related = ((service.at("desiredCount"), f"desired count {count}"),)
    fix = Fix(f"set maximumPercent to {smallest}", (Edit("set", deployment.at("maximumPercent"), smallest),))
    yield Problem(deployment.at(name), message, related, fix)


def _counts(service: Service, resolved: Resolved | None, stack: Stack | None) -> Sequence[int]:
    """Return the numbers of tasks that the service may run, as far as they are known."""
    if resolved is not None and stack is not None:
        for target in scaling_of(resolved, stack):
            low, high = number(target.get("MinCapacity")), number(target.get("MaxCapacity"))
            return range(int(low), int(high) + 1) if low is not None and high is not None else ()
        if service.desired_count is None:
            return (1,)  # what CloudFormation takes
    return (service.desired_count,) if isinstance(service.desired_count, int) else ()


@check("ECS522")
def minimum_healthy_percent_is_low(service: Service) -> Problems:
    deployment, count = _deployment(service), service.desired_count
    if deployment is None or not _is_rolling(service) or service.scheduling != "REPLICA":
        return
    lowest = deployment.minimum_healthy_percent
    place = deployment.at("minimumHealthyPercent")
    if isinstance(lowest, int) and lowest == 0 and target_groups(service):
        message = (
            '"minimumHealthyPercent" of 0 lets a deployment stop all tasks before new ones run; '
            "set at least 50 where the service has to stay up"
        )
        yield Problem(place, message)
    elif isinstance(lowest, int) and 0 < lowest < 100 and isinstance(count, int) and count == 1:
        message = (
            f'"minimumHealthyPercent" of {lowest} does the same as 100 for a single task, since the number '
            "of tasks is rounded up; use 100, or 0 to stop the task first"
        )
        yield Problem(place, message)


@check("ECS523")
def failed_deployment_is_not_noticed(service: Service) -> Problems:
    deployment = _deployment(service)
    if deployment is not None:
        yield from _alarms_without_names(deployment.alarms)
    if (
        not _is_rolling(service)
        or service.scheduling != "REPLICA"
        or isinstance(service.deployment_configuration, Unresolved)
        or (classic(service) and not target_groups(service))  # whose services take no circuit breaker
    ):
        return
    deployment = deployment or DeploymentConfiguration()
    breaker, alarms = deployment.deployment_circuit_breaker, deployment.alarms
    if _off(breaker) and _off(alarms):
        message = (
            "a deployment whose tasks never become healthy is retried indefinitely; "
            'add "deploymentCircuitBreaker": {"enable": true, "rollback": true}'
        )
        place = service.at("deploymentConfiguration", "deploymentCircuitBreaker")
        if isinstance(breaker, DeploymentCircuitBreaker):
            place = breaker.at("enable")
        yield Problem(place, message)


def _off(block: DeploymentCircuitBreaker | DeploymentAlarms | Unresolved | None) -> bool:
    return block is None or (not isinstance(block, Unresolved) and block.enable in (None, False))


def _on(block: DeploymentCircuitBreaker | DeploymentAlarms | Unresolved | None) -> bool:
    return block is not None and not isinstance(block, Unresolved) and block.enable is True


@check("ECS524")
def circuit_breaker_does_not_roll_back(service: Service) -> Problems:
    deployment = _deployment(service)
    breaker = deployment.deployment_circuit_breaker if deployment is not None else None
    if isinstance(breaker, DeploymentCircuitBreaker) and breaker.enable is True and breaker.rollback is False:
        message = (
            "the circuit breaker ends a failed deployment and leaves the service on the broken revision; "
            'set "rollback" to true'
        )
        place = breaker.at("rollback")
        yield Problem(place, message, fix=Fix("set rollback to true", (Edit("set", place, True),)))


def threshold_refused(breaker: DeploymentCircuitBreaker | Unresolved | None) -> Problems:
    """Yield what AWS refuses of a circuit breaker's threshold."""
    if not isinstance(breaker, DeploymentCircuitBreaker):
        return
    threshold = breaker.threshold_configuration
    if not isinstance(threshold, ThresholdConfiguration) or not isinstance(threshold.value, int):
        return
    kind, value = threshold.type, threshold.value
    if kind in ("BOUNDED_PERCENT", "UNBOUNDED_PERCENT") and not 1 <= value <= 100:
        yield Problem(threshold.at("value"), (f"a threshold of {value} % is not allowed; use 1 to 100"))
    elif kind == "COUNT" and value < 1:
        yield Problem(
            threshold.at("value"), (f"a threshold of {value} failed tasks is not allowed; use 1 or more")
        )


def _alarms_without_names(alarms: DeploymentAlarms | Unresolved | None) -> Problems:
    if not isinstance(alarms, DeploymentAlarms) or alarms.enable is not True:
        return
    if is_complete(alarms.alarm_names) and not any(name for _, name in each(alarms.alarm_names)):
        message = (
            "deployment alarms are on, but no alarm is named, so no deployment is ever stopped; "
            'name one in "alarmNames"'
        )
        yield Problem(alarms.at("alarmNames"), message)


@check("ECS527")
def unsupported_by_controller(service: Service, resolved: Resolved | None) -> Problems:
    controller, deployment = service.controller, _deployment(service)
    if controller not in ("CODE_DEPLOY", "EXTERNAL"):
        return
    related = ((service.at("deploymentController", "type"), f"the controller is {controller}"),)
    found = [_not_by_update_service(service, controller)] if service.is_update else []
    if deployment is not None:
        found += [_options_of_ecs(deployment, controller), _percents_of_ecs(service, deployment, controller)]
    if not service.is_update:
        in_template = resolved is not None
        found.append(
            _of_task_sets(service, in_template)
            if controller == "EXTERNAL"
            else _not_one_target_group(service)
        )
    for problems in found:
        for problem in problems:
            yield problem._replace(related=related)


def _options_of_ecs(deployment: DeploymentConfiguration, controller: str) -> Problems:
    if deployment.strategy in facts.SHIFTING:
        message = (
            f"the strategy {deployment.strategy} is carried out by the deployment controller ECS, not by "
            f"{controller}; set the controller to ECS, or remove the strategy"
        )
        yield Problem(deployment.at("strategy"), message)
    if isinstance(deployment.alarms, DeploymentAlarms):  # one that is off is refused as well
        message = f'"alarms" needs the deployment controller ECS, not {controller}; remove it'
        yield Problem(deployment.at("alarms"), message)
    for name, on in (
        ("deploymentCircuitBreaker", _on(deployment.deployment_circuit_breaker)),
        ("lifecycleHooks", isinstance(deployment.lifecycle_hooks, list) and deployment.lifecycle_hooks),
    ):
        if on:
            message = (
                f'"{name}" works with the deployment controller ECS only, not with {controller}; remove it'
            )
            yield Problem(deployment.at(name), message, severity=Severity.WARNING)


def _of_task_sets(service: Service, in_template: bool) -> Problems:
    """Yield what belongs to the task sets; deployment tools may move it there, CloudFormation does not."""
    for name, value in (
        ("taskDefinition", service.task_definition),
        ("loadBalancers", service.load_balancers),
    ):
        if surely_set(value):
            message = (
                f'a service with the deployment controller EXTERNAL takes no "{name}"; move it '
                "to the task set"
            )
            yield Problem(service.at(name), message)
    given = [name for name in facts.IN_TASK_SET if surely_set(getattr(service, member(name)))]
    if given:
        message = f"with EXTERNAL, {all_of(quoted(given))} belongs to the task set; move it there"
        refused = in_template and "networkConfiguration" in given
        place = service.at("networkConfiguration" if refused else given[0])
        yield Problem(place, message, severity=None if refused else Severity.WARNING)


def _not_one_target_group(service: Service) -> Problems:
    if not is_complete(service.load_balancers):
        return
    groups = target_groups(service)
    if not groups:
        message = (
            "the deployment controller CODE_DEPLOY shifts traffic between target groups; add the one of "
            "an Application or Network Load Balancer"
        )
        place = service.at("loadBalancers")
        if classic(service):
            place = classic(service)[0][1].at("loadBalancerName")
        yield Problem(place, message)
    elif len(groups) > 1:
        message = (
            f"CODE_DEPLOY takes one target group of the service, not {len(groups)}; move "
            "the second to CodeDeploy's deployment group"
        )
        yield Problem(service.at("loadBalancers", groups[1][0]), message)


def _percents_of_ecs(service: Service, deployment: DeploymentConfiguration, controller: str) -> Problems:
    if service.launch_type != "EC2":
        return
    for place, value, default in _custom(deployment):
        message = (
            f'"{place.path[-1]}" ({value}) cannot be changed with the deployment controller {controller} '
            f"on EC2; remove it, {default} holds"
        )
        fix = Fix("remove it", (Edit("remove", place),))
        yield Problem(place, message, fix=fix, severity=Severity.WARNING)


def _custom(deployment: DeploymentConfiguration) -> Iterator[tuple[Place, int, int]]:
    for name, value, default in (
        ("minimumHealthyPercent", deployment.minimum_healthy_percent, facts.DEFAULT_MINIMUM),
        ("maximumPercent", deployment.maximum_percent, facts.DEFAULT_MAXIMUM),
    ):
        if isinstance(value, int) and value != default:
            yield deployment.at(name), value, default


def _not_by_update_service(service: Service, controller: str) -> Problems:
    for name in facts.UPDATE_BLOCKED:
        value = getattr(service, member(name))
        if surely_set(value):
            instead = "a CodeDeploy deployment" if controller == "CODE_DEPLOY" else "a new task set"
            message = (
                f'update-service cannot change "{name}" of a service with the deployment controller '
                f"{controller}; make {instead} instead"
            )
            yield Problem(service.at(name), message)
