"""How many tasks of a service run, and where they are placed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.service import classic, known_text, placing, platform, uses_connect
from ecslint.facts import services as facts
from ecslint.facts.load_balancing import GRACE_PERIOD_MAXIMUM
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each, is_set
from ecslint.model.service import DeploymentConfiguration, PlacementConstraint, PlacementStrategy, Service
from ecslint.model.task import TaskDefinition
from ecslint.model.value import known
from ecslint.source.document import Document

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.run import RunTask, TaskSet

_AVAILABILITY_ZONE = "attribute:ecs.availability-zone"


@check("ECS513")
def daemon_with_unsupported_setting(
    service: Service, resolved: Resolved | None, stack: Stack | None
) -> Problems:
    if service.scheduling != "DAEMON":
        return
    related = ((service.at("schedulingStrategy"), "the scheduling strategy is DAEMON"),)
    for place, text, fix in _not_for_daemons(service):
        yield Problem(place, f"a DAEMON service {text}", related, fix)
    if resolved is not None and stack is not None and not is_set(service.launch_type):
        yield from _default_strategy_of_daemon(service, resolved, stack)


def _default_strategy_of_daemon(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    """Find the default strategy of the cluster, which counts if the service has no launch type either."""
    cluster = stack.target(resolved.get("Cluster"), "AWS::ECS::Cluster")
    if cluster is None or is_set(service.capacity_provider_strategy):
        return
    for each_one in [cluster, *stack.all("AWS::ECS::ClusterCapacityProviderAssociations")]:
        own = each_one is cluster or stack.target(each_one.get("Cluster"), "AWS::ECS::Cluster") is cluster
        strategy = each_one.get("DefaultCapacityProviderStrategy")
        if own and isinstance(strategy, list) and any(isinstance(item, dict) for item in strategy):
            message = (
                "a DAEMON service takes no capacity provider strategy, not even the default of its cluster; "
                'set "launchType": "EC2"'
            )
            place = each_one.at("DefaultCapacityProviderStrategy")
            yield Problem(service.at("schedulingStrategy"), message, ((place, "the default strategy"),))
            return


def _not_for_daemons(service: Service) -> Iterator[tuple[Place, str, Fix | None]]:
    for name, value in (
        ("desiredCount", service.desired_count),
        ("placementStrategy", service.placement_strategy),
        ("volumeConfigurations", service.volume_configurations),
    ):
        if is_set(value) and not isinstance(value, Unresolved):
            place = service.at(name)
            shown = f" ({value})" if isinstance(value, int) else ""
            fix = Fix(f"remove {name}", (Edit("remove", place),), safe=name == "desiredCount")
            yield place, f'runs one task per instance and takes no "{name}"{shown}; remove it', fix
    if any(True for _ in each(service.capacity_provider_strategy)):
        place = service.at("capacityProviderStrategy")
        fix = Fix("remove it", (Edit("remove", place),))
        yield place, 'takes no "capacityProviderStrategy"; remove it, and set "launchType": "EC2"', fix
    deployment = service.deployment_configuration
    if isinstance(deployment, DeploymentConfiguration):
        highest = deployment.maximum_percent
        if isinstance(highest, int) and highest > 100:
            place = deployment.at("maximumPercent")
            fix = Fix("set maximumPercent to 100", (Edit("set", place, 100),))
            yield place, f'takes at most 100 as "maximumPercent", not {highest}; set it to 100', fix
    if service.availability_zone_rebalancing == "ENABLED":
        place = service.at("availabilityZoneRebalancing")
        yield place, 'takes no "availabilityZoneRebalancing": "ENABLED"; remove it', None
    if platform(service) == "FARGATE":
        message = "cannot run on Fargate; use instances, or the REPLICA scheduling strategy"
        yield service.at(placing(service)), message, None
    if service.controller in ("CODE_DEPLOY", "EXTERNAL"):
        message = f"cannot have the deployment controller {service.controller}; use ECS"
        yield service.at("deploymentController", "type"), message, None


@check("ECS515")
def placement_rule_invalid(runs: Service | RunTask, task: TaskDefinition | None) -> Problems:
    yield from _placement_on_fargate(runs)
    yield from _strategies(runs)
    yield from _constraints(runs, task)


def _placement_on_fargate(runs: Service | RunTask) -> Problems:
    if platform(runs) != "FARGATE":
        return
    for name, value in (
        ("placementConstraints", runs.placement_constraints),
        ("placementStrategy", runs.placement_strategy),
    ):
        if isinstance(value, list) and value:
            what = "placement constraints" if name.endswith("Constraints") else "placement strategies"
            place = runs.at(name)
            message = f'Fargate places tasks by itself and takes no {what}; remove "{name}"'
            related = ((runs.at(placing(runs)), "the tasks run on Fargate"),)
            yield Problem(place, message, related, Fix(f"remove {name}", (Edit("remove", place),)))


def _strategies(runs: Service | RunTask) -> Problems:
    strategies = runs.placement_strategy
    count, limit = sum(1 for _ in each(strategies)), facts.MAX_PLACEMENT_STRATEGIES
    if count > limit:
        message = f"{count} placement strategies are given; use at most {limit}"
        yield Problem(runs.at("placementStrategy"), message)
    for _, strategy in each(strategies):
        yield from _strategy_field(strategy)


def _strategy_field(strategy: PlacementStrategy) -> Problems:
    place, field = strategy.at("field"), strategy.field
    if isinstance(field, Unresolved):
        return
    if strategy.type == "random" and field:
        fix = Fix("remove field", (Edit("remove", place),), safe=True)
        yield Problem(place, f'the strategy "random" takes no "field" ({field}); remove it', fix=fix)
    elif strategy.type == "binpack" and (field or "").lower() not in facts.BINPACK_FIELDS:
        shown = f'"{field}"' if field else "missing"
        yield Problem(place, f'"field" of the strategy "binpack" is {shown}; use "cpu" or "memory"')
    elif strategy.type == "spread" and not _spreads(field or ""):
        shown = f'"{field}"' if field else "missing"
        message = (
            f'"field" of the strategy "spread" is {shown}; use "instanceId", "host" '
            f'and attributes such as "{_AVAILABILITY_ZONE}"'
        )
        yield Problem(place, message)


def _spreads(field: str) -> bool:
    return field.lower() in ("instanceid", "host") or field.startswith("attribute:")


def _constraints(runs: Service | RunTask, task: TaskDefinition | None) -> Problems:
    own = [constraint for _, constraint in each(runs.placement_constraints)]
    shared = [c for _, c in each(task.placement_constraints)] if task is not None else []
    for constraint in own:
        yield from _constraint(constraint)
    count = len(own) + len(shared)
    if count > facts.MAX_PLACEMENT_CONSTRAINTS:
        counted = f" ({len(shared)} of them in the task definition)" if shared else ""
        message = (
            f"{count} placement constraints apply{counted}, at most "
            f"{facts.MAX_PLACEMENT_CONSTRAINTS} are allowed; join some with `and`"
        )
        yield Problem(runs.at("placementConstraints"), message)


def _constraint(constraint: PlacementConstraint) -> Problems:
    place, expression = constraint.at("expression"), constraint.expression
    if isinstance(expression, Unresolved):
        return
    if constraint.type == "distinctInstance" and expression:
        fix = Fix("remove expression", (Edit("remove", place),), safe=True)
        message = '"distinctInstance" takes no "expression"; remove it, or use "memberOf"'
        yield Problem(place, message, fix=fix)
    elif constraint.type == "distinctInstance" and expression == "":
        fix = Fix("remove expression", (Edit("remove", place),), safe=True)
        message = '"expression" is empty, and "distinctInstance" takes none; remove it'
        yield Problem(place, message, fix=fix, severity=Severity.WARNING)
    elif constraint.type == "memberOf" and not expression:
        message = '"memberOf" has no "expression"; add one such as "attribute:ecs.instance-type =~ m5.*"'
        yield Problem(place, message)
    elif expression and len(expression) > facts.MAX_EXPRESSION:
        message = f"the expression has {len(expression)} characters; use at most {facts.MAX_EXPRESSION}"
        yield Problem(place, message)
    elif expression:
        from ecslint.checks._shared.placement import expression_problem

        problem = expression_problem(place, expression)
        if problem is not None:
            yield problem


@check("ECS517")
def rebalancing_not_supported(service: Service) -> Problems:
    if service.availability_zone_rebalancing != "ENABLED" or service.scheduling == "DAEMON":
        return
    for text, place in _against_rebalancing(service):
        advice = "" if "; " in text else "; remove one of them"
        message = f"Availability Zone rebalancing does not go with {text}{advice}"
        related = ((place, text),)
        yield Problem(service.at("availabilityZoneRebalancing"), message, related)


def _against_rebalancing(service: Service) -> Iterator[tuple[str, Place]]:
    deployment = service.deployment_configuration
    if isinstance(deployment, DeploymentConfiguration):
        highest = deployment.maximum_percent
        if isinstance(highest, int) and highest <= 100:
            text = f'"maximumPercent": {highest}, which leaves no room to start tasks first; set 200'
            yield text, deployment.at("maximumPercent")
    for index, _ in classic(service):
        yield "a Classic Load Balancer", service.at("loadBalancers", index, "loadBalancerName")
    if service.launch_type == "EXTERNAL":
        yield "the launch type EXTERNAL", service.at("launchType")
    if service.controller == "EXTERNAL":
        yield "the deployment controller EXTERNAL", service.at("deploymentController", "type")
    for index, constraint in each(service.placement_constraints):
        if isinstance(constraint.expression, str) and _AVAILABILITY_ZONE in constraint.expression:
            yield "a constraint on ecs.availability-zone", service.at("placementConstraints", index)
    strategies = service.placement_strategy
    if isinstance(strategies, list) and strategies and isinstance(strategies[0], PlacementStrategy):
        first = strategies[0]
        kind, field = known_text(first.type), known_text(first.field)
        if kind in ("random", "binpack") or (kind == "spread" and field and field != _AVAILABILITY_ZONE):
            shown = f'"{kind}"' + (f' by "{field}"' if field else "")
            yield (
                f'{shown} as the first placement strategy; use "spread" by {_AVAILABILITY_ZONE}',
                first.at("type"),
            )


@check("ECS518")
def desired_count_missing(service: Service, document: Document) -> Problems:
    if service.scheduling != "REPLICA" or service.controller == "EXTERNAL" or is_set(service.desired_count):
        return
    data = document.data
    # A file that names both is the whole input of create-service; ecspresso's leave them out.
    if isinstance(data, dict) and is_set(data.get("serviceName")) and is_set(data.get("taskDefinition")):
        message = 'a REPLICA service needs "desiredCount"; add for instance "desiredCount": 1'
        yield Problem(service.at("desiredCount"), message)


@check("ECS519")
def number_out_of_range(runs: Service | TaskSet) -> Problems:
    if isinstance(runs, Service):
        yield from _desired_count(runs)
        yield from _grace_period(runs)
    elif (scale := known(runs.scale)) is not None:
        share = scale.value
        if isinstance(share, int | float) and not 0 <= share <= 100:
            message = f'"scale" is {share:g} % of the desired count; use 0 to 100'
            yield Problem(scale.at("value"), message)


def _desired_count(service: Service) -> Problems:
    count = service.desired_count
    if not isinstance(count, int):
        return
    if count < 0:
        message = f'"desiredCount" is {count}; the smallest number of tasks is 0'
        yield Problem(service.at("desiredCount"), message)
    discovered = uses_connect(service) or any(True for _ in each(service.service_registries))
    limit = facts.MAX_DISCOVERED_TASKS if discovered else facts.MAX_SERVICE_TASKS
    if count > limit:
        why = " with service discovery or Service Connect" if discovered else ""
        message = f"{count} tasks are asked for, more than a service{why} may have; set at most {limit}"
        yield Problem(service.at("desiredCount"), message, severity=Severity.WARNING)


def _grace_period(service: Service) -> Problems:
    grace, most = service.health_check_grace_period_seconds, GRACE_PERIOD_MAXIMUM
    if isinstance(grace, int) and not 0 <= grace <= most:
        message = f"a grace period of {grace} seconds is out of 0 to {most}; use {min(max(grace, 0), most)}"
        yield Problem(service.at("healthCheckGracePeriodSeconds"), message)
