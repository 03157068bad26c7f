"""Services together with the other resources of their template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ecslint.checks import check
from ecslint.checks._stack import LISTENERS, TARGET_GROUP, number, objects, scaling_of, shown, text
from ecslint.facts.creation import LOAD_BALANCER, SLOW, SLOW_PREFIXES
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.service import Service

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack


@check("ECS590")
def listener_is_not_awaited(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    own = resolved.resource.logical_id
    for index, entry in objects(resolved.get("LoadBalancers")):
        group = stack.target(entry.get("TargetGroupArn"), TARGET_GROUP)
        if group is None:
            continue
        attached = list(_attaching(group, stack))
        names = [listener.resource.logical_id for listener in attached]
        if not attached or any(stack.depends_on(own, name) for name in names):
            continue
        if any(stack.depends_on(name, own) for name in names):
            continue  # waiting for it would be a circle, which is another matter
        name = names[0]
        sure = _surely_too_late(own, attached, stack)
        message = (
            f"the service does not wait for {name}, which ties its target group to the load balancer, so it "
            f'{"is" if sure else "may be"} created first and then refused; add "DependsOn": "{name}"'
        )
        related = ((attached[0].at(), "ties the target group to the load balancer"),)
        place = service.at("loadBalancers", index, "targetGroupArn")
        yield Problem(place, message, related, severity=None if sure else Severity.WARNING)


def _surely_too_late(service: str, attached: list[Resolved], stack: Stack) -> bool:
    """Say whether each listener waits for a new load balancer (minutes), and the service for nothing slow."""
    template = stack.template
    awaited = {template.resources[name].type for name in template.dependencies(service)}
    if awaited & SLOW or any(kind.startswith(SLOW_PREFIXES) for kind in awaited):
        return False
    return all(
        LOAD_BALANCER in {template.resources[name].type for name in template.dependencies(listener)}
        for listener in (resolved.resource.logical_id for resolved in attached)
    )


def _attaching(group: Resolved, stack: Stack) -> Iterator[Resolved]:
    """Yield the listeners and rules that forward to a target group."""
    for listener in stack.all(*LISTENERS):
        if group.resource.logical_id in stack.template.mentions(listener.resource.logical_id):
            yield listener


@check("ECS591")
def desired_count_beyond_scaling(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    count = number(resolved.get("DesiredCount"))
    if count is None:
        return
    for target in scaling_of(resolved, stack):
        low, high = number(target.get("MinCapacity")), number(target.get("MaxCapacity"))
        if low is not None and high is not None and low > high:
            continue
        for name, limit, beyond in (("MinCapacity", low, "below"), ("MaxCapacity", high, "above")):
            if limit is not None and (count < limit if beyond == "below" else count > limit):
                message = (
                    f'"desiredCount" of {shown(count)} is {beyond} the {name} of {shown(limit)} to which the '
                    f"service scales; write {shown(limit)}, or leave it out"
                )
                related = ((target.at(name), f"{name} is {shown(limit)}"),)
                yield Problem(service.at("desiredCount"), message, related)


@check("ECS592")
def desired_count_resets_scaling(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    if service.desired_count is None:
        return
    for target in scaling_of(resolved, stack)[:1]:
        message = (
            '"desiredCount" sets the service back at every stack update, whatever it has scaled to; leave it '
            "out, and new services start with one task"
        )
        yield Problem(service.at("desiredCount", part="key"), message, ((target.at(), "the service scales"),))


@check("ECS593")
def daemon_is_scaled(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    if service.scheduling_strategy != "DAEMON":
        return
    for target in scaling_of(resolved, stack):
        message = (
            "a DAEMON service runs one task on each instance and cannot be scaled; remove the scalable "
            f"target {target.resource.logical_id}"
        )
        related = ((target.at(), "the scalable target"),)
        yield Problem(service.at("schedulingStrategy"), message, related)


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
                f"{name} changes, and may be created before it; write !Ref {name}"
            )
            yield Problem(service.at("taskDefinition"), message, ((task.at("Family"), "the family"),))


def _is(value: Any, family: str) -> bool:
    return isinstance(value, str) and value == family
