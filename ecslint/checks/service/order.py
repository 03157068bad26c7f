"""What a service names but does not wait for (ECS691)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.checks import check
from ecslint.documents.cloudformation.queries import members, objects
from ecslint.facts import order as facts
from ecslint.facts.creation import SLOW
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place
from ecslint.model.service import Service

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.texts import Texts

_TASK: Final = "AWS::ECS::TaskDefinition"
_LOG_GROUP: Final = "AWS::Logs::LogGroup"


@check("ECS691")
def named_resource_is_not_awaited(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    template, own = stack.template, resolved.resource.logical_id
    if template.macros or service.desired_count == 0:
        return
    if any(template.resources[name].type in SLOW for name in template.dependencies(own)):
        return
    yield from _default_strategy(service, resolved, stack)
    yield from _log_groups(resolved, stack)
    from ecslint.reach.texts import Texts

    texts = Texts(stack)
    for row in facts.NAMED:
        value: object = resolved.get(row.path[0])
        for name in row.path[1:]:
            value = value.get(name) if isinstance(value, dict) else None
        yield from _named(resolved.at(*row.path), value, row, own, stack, texts)


def _default_strategy(service: Service, resolved: Resolved, stack: Stack) -> Iterator[Problem]:
    """Yield a problem for a service that takes the cluster's default strategy, but may be made before it.

    Source: aws/containers-roadmap 631 (a comment of AWS), read 2026-11.
    """
    if service.launch_type is not None or service.capacity_provider_strategy is not None:
        return
    own, cluster = resolved.resource.logical_id, resolved.get("Cluster")
    for other in stack.all("AWS::ECS::ClusterCapacityProviderAssociations") if cluster is not None else ():
        name, given = other.resource.logical_id, other.get("Cluster")
        same = isinstance(cluster, Reference) and isinstance(given, Reference)
        if not same or given.logical_id != cluster.logical_id or not stack.exists(name):
            continue
        if isinstance(other.data, Unresolved):
            continue
        strategy = other.get("DefaultCapacityProviderStrategy")
        if isinstance(strategy, Unresolved) or not strategy:
            continue
        if stack.depends_on(own, name) or stack.depends_on(name, own):
            continue
        message = f'the service does not wait for the default strategy of "{name}"; add "DependsOn": "{name}"'
        related = ((other.at("DefaultCapacityProviderStrategy"), "without it: launch type EC2"),)
        yield Problem(resolved.at("Cluster"), message, related, severity=Severity.WARNING)


def _log_groups(resolved: Resolved, stack: Stack) -> Iterator[Problem]:
    """Yield a problem for log groups that the task definition names by their text: made side by side.

    A log group is made in seconds, so that this seldom fails.
    """
    task, own = stack.target(resolved.get("TaskDefinition"), _TASK), resolved.resource.logical_id
    if task is None or not isinstance(task.data, dict):
        return
    named = [group for group in stack.all(_LOG_GROUP) if isinstance(group.data, dict)]
    for index, container in objects(task.get("ContainerDefinitions") if named else None):
        options = members(members(container.get("LogConfiguration")).get("Options"))
        name = options.get("awslogs-group")
        if not isinstance(name, str) or options.get("awslogs-create-group") in ("true", "True"):
            continue
        for group in named:
            made = group.resource.logical_id
            if group.get("LogGroupName") == name and stack.exists(made) and not stack.depends_on(own, made):
                message = f'the service does not wait for log group "{made}", which it names; use !Ref {made}'
                route = ("ContainerDefinitions", index, "LogConfiguration", "Options", "awslogs-group")
                related = ((group.at("LogGroupName"), "the same name"),)
                yield Problem(task.at(*route), message, related, severity=Severity.INFO)


def _named(
    place: Place, value: object, row: facts.Named, own: str, stack: Stack, texts: Texts
) -> Iterator[Problem]:
    """Yield a problem for a name of a resource of the template that the service does not wait for."""
    if value is None or isinstance(value, Reference):
        return
    from ecslint.reach.patterns import matches

    text = texts.of(value)
    for awaited in stack.all(*row.awaited) if text else ():
        name = awaited.resource.logical_id
        given = None if isinstance(awaited.data, Unresolved) else awaited.get(row.name)
        known = None if given is None else texts.of(given)
        if not known or not text or not matches(text, known) or not stack.exists(name):
            continue
        if stack.depends_on(own, name) or stack.depends_on(name, own):
            continue
        message = f'the service does not wait for {row.what} "{name}", which it names; use !Ref {name}'
        yield Problem(place, message, ((awaited.at(row.name), "the same name"),), severity=Severity.WARNING)
