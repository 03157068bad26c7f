"""The list of containers, their names and what keeps the task alive (ECS401, ECS404)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.pattern import regex
from ecslint.base.unresolved import PartialText
from ecslint.checks import check
from ecslint.facts import containers as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.task import Container, TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.template import Template

_NOT_NAME = regex(r"[^A-Za-z0-9_-]+")
_TEMPLATE_SIGNS = frozenset("{}<>[]$%")
"""Signs that stand in no name, but in what some tool replaces by one."""


@check("ECS401")
def container_list_is_invalid(task: TaskDefinition, template: Template | None) -> Problems:
    yield from _number_of_containers(task, template)
    yield from _no_essential_container(task)


def _number_of_containers(task: TaskDefinition, template: Template | None) -> Problems:
    containers = task.container_definitions
    if containers is None and template is None:
        return  # the API's own schema requires the member: that is found with the structure
    if containers is None or containers == []:
        given = "is missing" if containers is None else "is empty"
        message = f'"containerDefinitions" {given}, but a task definition needs a container; add at least one'
        yield Problem(task.at("containerDefinitions"), message)
    count, limit = len(task.containers), facts.CONTAINERS_MAX
    if count > limit:
        message = (
            f"{count} containers, but a task definition holds at most {limit}; move {count - limit} "
            "to another task"
        )
        yield Problem(task.at("containerDefinitions"), message)


def _no_essential_container(task: TaskDefinition) -> Problems:
    containers = task.containers
    if containers and task.containers_known and all(c.essential is False for c in containers):
        message = (
            'every container has "essential": false, but one must be essential; set true '
            "on the one that does the work"
        )
        place = containers[0].at("essential")
        fix = Fix('set "essential": true', (Edit("set", place, True),)) if len(containers) == 1 else None
        severity = Severity.WARNING if task.is_excerpt else None
        yield Problem(place, message, fix=fix, severity=severity)


@check("ECS404")
def family_or_container_name_is_invalid(
    subject: TaskDefinition | Container, template: Template | None
) -> Problems:
    if template is not None:
        yield from _composed_name(subject)
    if isinstance(subject, TaskDefinition):
        if isinstance(subject.family, str) and subject.family:
            yield from _name(subject, "family", subject.family, "family")
        yield from _equal_names(subject)
    elif isinstance(subject.name, str) and subject.name:
        yield from _name(subject, "name", subject.name, "container name")
    # CloudFormation's own schema requires a name, and what it requires is found with the structure.
    elif subject.name == "" or (subject.name is None and (template is None or not template.requires_members)):
        given = "is missing" if subject.name is None else "is empty"
        yield Problem(subject.at("name"), f'the container\'s "name" {given}; add one')


def _composed_name(subject: TaskDefinition | Container) -> Problems:
    """Yield a name of which a known piece has a character that no name has."""
    is_task = isinstance(subject, TaskDefinition)
    value = subject.family if isinstance(subject, TaskDefinition) else subject.name
    if not isinstance(value, PartialText):
        return
    from ecslint.checks._shared.names import bad_piece

    piece = bad_piece(value)
    if piece is not None:
        what = "a family" if is_task else "a container name"
        message = f'"{piece[:60]}" is not allowed in {what}; use letters, digits, "-" and "_" only'
        yield Problem(subject.at("family" if is_task else "name"), message)


def _name(owner: Container | TaskDefinition, member: str, name: str, what: str) -> Problems:
    allowed = f"letters, digits, - and _, at most {facts.NAME_MAX} characters"
    if len(name) > facts.NAME_MAX:
        yield Problem(owner.at(member), f"the {what} has {len(name)} characters; use {allowed}")
    elif _NOT_NAME.search(name):
        better = _NOT_NAME.sub("-", name).strip("-")
        hint = f', for instance "{better}"' if better else ""
        fix = Fix(f'rename to "{better}"', (Edit("set", owner.at(member), better),)) if better else None
        severity = None if _TEMPLATE_SIGNS.isdisjoint(name) else Severity.WARNING
        message = f'the {what} "{name}" has characters that are not allowed; use {allowed}{hint}'
        yield Problem(owner.at(member), message, fix=fix, severity=severity)


def _equal_names(task: TaskDefinition) -> Problems:
    seen: dict[str, Container] = {}
    for container in task.containers:
        name = container.name
        if not isinstance(name, str) or not name:
            continue
        if name in seen:
            message = f'two containers are called "{name}"; rename one of them'
            yield Problem(container.at("name"), message, ((seen[name].at("name"), "the first one is here"),))
        else:
            seen[name] = container
