"""Services together with the other resources of their template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.documents.cloudformation.queries import number, scaling_of, shown, text
from ecslint.finding import Problem, Problems
from ecslint.model.service import Service

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack


@check("ECS591")
def scaling_contradicts_service(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    count = number(resolved.get("DesiredCount"))
    daemon = service.scheduling_strategy == "DAEMON"
    for target in scaling_of(resolved, stack) if daemon or count is not None else ():
        if daemon:
            yield _scaled_daemon(service, target)
        if count is not None and not resolved.is_left_alone("DesiredCount"):
            yield from _beyond(service, count, target)


def _beyond(service: Service, count: float, target: Resolved) -> Problems:
    low, high = number(target.get("MinCapacity")), number(target.get("MaxCapacity"))
    if low is not None and high is not None and low > high:
        return
    for name, limit, beyond in (("MinCapacity", low, "below"), ("MaxCapacity", high, "above")):
        if limit is not None and (count < limit if beyond == "below" else count > limit):
            message = (
                f'"desiredCount" of {shown(count)} is {beyond} the {name} of {shown(limit)} to which the '
                f"service scales; use {shown(limit)}, or remove it"
            )
            related = ((target.at(name), f"{name} is {shown(limit)}"),)
            yield Problem(service.at("desiredCount"), message, related)


def _scaled_daemon(service: Service, target: Resolved) -> Problem:
    message = (
        "a DAEMON service runs one task on each instance and cannot be scaled; remove the scalable "
        f"target {target.resource.logical_id}"
    )
    related = ((target.at(), "the scalable target"),)
    return Problem(service.at("schedulingStrategy"), message, related)


@check("ECS592")
def desired_count_resets_scaling(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    if service.desired_count is None:
        return
    for target in scaling_of(resolved, stack)[:1]:
        message = (
            '"desiredCount" sets the service back at every stack update, whatever it has '
            "scaled to; remove it, and new services start with one task"
        )
        yield Problem(service.at("desiredCount", part="key"), message, ((target.at(), "the service scales"),))


@check("ECS594")
def family_instead_of_reference(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    value = text(service.task_definition)
    if value is None or service.controller != "ECS":
        return
    family, _, revision = value.rpartition("/")[2].partition(":")
    for task in stack.all("AWS::ECS::TaskDefinition"):
        if _is(task.get("Family"), family):
            name = task.resource.logical_id
            what = f"revision {revision} of the family" if revision else "the family"
            message = (
                f'"taskDefinition" names {what} {family} by its text, so the service is not updated when '
                f"{name} changes, and may be created before it; use !Ref {name}"
            )
            yield Problem(service.at("taskDefinition"), message, ((task.at("Family"), "the family"),))


def _is(value: object, family: str) -> bool:
    return isinstance(value, str) and value == family
