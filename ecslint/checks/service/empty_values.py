"""Lists and names of services that may not be empty, or twice the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.checks import check
from ecslint.checks._shared.service import target_groups
from ecslint.facts import deployments as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each
from ecslint.model.service import (
    AdvancedConfiguration,
    DeploymentConfiguration,
    MonitoringConfiguration,
    Service,
)

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.model.run import TaskSet


@check("ECS012")
def monitoring_refused(service: Service, resolved: Resolved | None) -> Problems:
    block = service.monitoring
    if resolved is not None or not isinstance(block, MonitoringConfiguration):
        return  # CloudFormation's schema has these values itself
    for _, item in each(block.metric_configurations):
        for index, name in each(item.metric_names):
            if name not in facts.MONITORED:
                message = f'"{name}" is not a metric of services; use {" or ".join(facts.MONITORED)}'
                yield Problem(item.at("metricNames", index), message)
        seconds = item.resolution_seconds
        if isinstance(seconds, int) and seconds not in facts.RESOLUTIONS:
            message = f'"resolutionSeconds" is {seconds}; use {" or ".join(map(str, facts.RESOLUTIONS))}'
            yield Problem(item.at("resolutionSeconds"), message)


@check("ECS527")
def task_definition_is_blank(service: Service) -> Problems:
    if service.controller != "EXTERNAL" or service.task_definition != "":
        return
    place = service.at("taskDefinition")
    message = '"taskDefinition" is empty, and the controller EXTERNAL takes none; remove it'
    yield Problem(place, message, fix=Fix("remove it", (Edit("remove", place),)), severity=Severity.ERROR)


@check("ECS014")
def task_definition_is_empty(service: Service) -> Problems:
    if service.task_definition == "" and service.controller != "EXTERNAL":
        message = '"taskDefinition" is empty; set one, or remove it where a tool gives it'
        yield Problem(service.at("taskDefinition"), message)


@check("ECS539")
def hook_without_stages(service: Service) -> Problems:
    deployment = service.deployment_configuration
    if not isinstance(deployment, DeploymentConfiguration):
        return
    for _, hook in each(deployment.lifecycle_hooks):
        kind = hook.target_type
        if kind in facts.HOOK_TYPES and (hook.lifecycle_stages is None or hook.lifecycle_stages == []):
            message = 'the hook has no "lifecycleStages"; add a stage, such as POST_SCALE_UP'
            yield Problem(hook.at("lifecycleStages"), message)


@check("ECS536")
def one_rule_for_both(service: Service) -> Problems:
    if service.strategy not in facts.SHIFTING:
        return
    for _, entry in target_groups(service):
        block = entry.advanced_configuration
        if isinstance(block, AdvancedConfiguration) and _same(
            block.production_listener_rule, block.test_listener_rule
        ):
            message = '"testListenerRule" is the production rule; use a separate rule, or remove it'
            related = ((block.at("productionListenerRule"), "the same rule"),)
            yield Problem(block.at("testListenerRule"), message, related, severity=Severity.WARNING)


@check("ECS542")
def target_group_twice(service: Service | TaskSet) -> Problems:
    entries = list(target_groups(service))
    for position, (index, entry) in enumerate(entries):
        for other, earlier in entries[:position]:
            if (
                _same(entry.target_group_arn, earlier.target_group_arn)
                and entry.container_name == earlier.container_name
                and entry.container_port == earlier.container_port
            ):
                message = "the entry repeats an earlier one: same target group, container and port; remove it"
                place = service.at("loadBalancers", index)
                related = ((service.at("loadBalancers", other), "the earlier one"),)
                # Not documented as refused.
                yield Problem(place, message, related, severity=Severity.WARNING)
                break


def _same(one: str | Unresolved | None, other: str | Unresolved | None) -> bool:
    if isinstance(one, Reference) and isinstance(other, Reference):
        return (one.logical_id, one.attribute) == (other.logical_id, other.attribute)
    return isinstance(one, str) and one != "" and one == other
