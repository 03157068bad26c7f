"""The list of containers, their names and what keeps the task alive (ECS401 to ECS407)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.facts import containers as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.task import Container, TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.template import Template

_NOT_NAME = re.compile(r"[^A-Za-z0-9_-]+")
_TEMPLATE_SIGNS = frozenset("{}<>[]$%")
"""Signs that stand in no name, but in what some tool replaces by one."""


@check("ECS401")
def task_has_no_container(task: TaskDefinition, template: Template | None) -> Problems:
    containers = task.container_definitions
    if containers is None and template is None:
        return  # the API's own schema requires the member: that is found with the structure
    if containers is None or containers == []:
        given = "is missing" if containers is None else "is empty"
        message = f'"containerDefinitions" {given}: a task definition needs at least one container'
        yield Problem(task.at("containerDefinitions"), message)


@check("ECS402")
def task_has_too_many_containers(task: TaskDefinition) -> Problems:
    count, limit = len(task.containers), facts.CONTAINERS_MAX
    if count > limit:
        message = (
            f"{count} containers, but a task definition holds at most {limit}: move {count - limit} "
            "to another task"
        )
        yield Problem(task.at("containerDefinitions"), message)


@check("ECS403")
def container_lacks_name_or_image(container: Container, template: Template | None) -> Problems:
    # CloudFormation's own schema requires both, and what it requires is found with the structure.
    if (container.name is None and template is None) or container.name == "":
        given = "is missing" if container.name is None else "is empty"
        yield Problem(container.at("name"), f'the container\'s "name" {given}: every container needs one')
    if container.image is None and template is None:
        message = (
            f'{_title(container)} has no "image": give one, for instance "public.ecr.aws/nginx/nginx:1.27"'
        )
        yield Problem(container.at("image"), message)
    elif container.image == "":
        message = (
            f'{_title(container)} has an empty "image", which AWS refuses; '
            "fine only if a deployment step fills it in"
        )
        yield Problem(container.at("image"), message, severity=Severity.WARNING)


def _title(container: Container) -> str:
    return f'container "{container.name}"' if isinstance(container.name, str) else "the container"


@check("ECS404")
def container_name_is_invalid(container: Container) -> Problems:
    if isinstance(container.name, str) and container.name:
        yield from _name(container, "name", container.name, "container name")


@check("ECS407")
def family_is_invalid(task: TaskDefinition) -> Problems:
    if isinstance(task.family, str) and task.family:
        yield from _name(task, "family", task.family, "family")


def _name(owner: Container | TaskDefinition, member: str, name: str, what: str) -> Problems:
    allowed = f"letters, digits, - and _, at most {facts.NAME_MAX} characters"
    if len(name) > facts.NAME_MAX:
        yield Problem(owner.at(member), f"the {what} has {len(name)} characters; allowed are {allowed}")
    elif _NOT_NAME.search(name):
        better = _NOT_NAME.sub("-", name).strip("-")
        hint = f', for instance "{better}"' if better else ""
        fix = Fix(f'rename to "{better}"', (Edit("set", owner.at(member), better),)) if better else None
        severity = None if _TEMPLATE_SIGNS.isdisjoint(name) else Severity.WARNING
        message = f'the {what} "{name}" has characters that are not allowed; allowed are {allowed}{hint}'
        yield Problem(owner.at(member), message, fix=fix, severity=severity)


@check("ECS405")
def container_name_is_used_twice(task: TaskDefinition) -> Problems:
    seen: dict[str, Container] = {}
    for container in task.containers:
        name = container.name
        if not isinstance(name, str) or not name:
            continue
        if name in seen:
            message = f'two containers are called "{name}"; names must be unique in a task definition'
            yield Problem(container.at("name"), message, ((seen[name].at("name"), "the first one is here"),))
        else:
            seen[name] = container


@check("ECS406")
def no_container_is_essential(task: TaskDefinition) -> Problems:
    containers = task.containers
    if containers and task.containers_known and all(c.essential is False for c in containers):
        message = (
            'every container has "essential": false, but at least one must be essential (the default): '
            "set true on the container that does the task's work"
        )
        place = containers[0].at("essential")
        fix = Fix('set "essential": true', (Edit("set", place, True),)) if len(containers) == 1 else None
        severity = Severity.WARNING if task.is_excerpt else None
        yield Problem(place, message, fix=fix, severity=severity)
