"""Members of task definitions that AWS refuses when they are empty (ECS014)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, each

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.template import Template
    from ecslint.model.task import TaskDefinition


@check("ECS014")
def empty_member(task: TaskDefinition, resolved: Resolved | None) -> Problems:
    if resolved is None and task.tags == []:
        place = task.at("tags")
        message = '"tags" is empty, which AWS refuses ("Tags can not be empty"); remove it'
        yield Problem(place, message, fix=Fix("remove it", (Edit("remove", place),), safe=True))
    if task.task_role_arn == "":
        place = task.at("taskRoleArn")
        message = '"taskRoleArn" is empty, which AWS has refused ("Role is not valid"); remove it'
        yield Problem(place, message, fix=Fix("remove it", (Edit("remove", place),), safe=True))
    for _, container in each(task.containers):
        credentials = container.repository_credentials
        if getattr(credentials, "credentials_parameter", None) == "":
            place = container.at("repositoryCredentials", "credentialsParameter")
            message = '"credentialsParameter" is empty, which AWS refuses; remove "repositoryCredentials"'
            whole = container.at("repositoryCredentials")
            yield Problem(place, message, fix=Fix("remove it", (Edit("remove", whole),)))


@check("ECS014")
def empty_text(task: TaskDefinition, template: Template | None) -> Problems:
    # CloudFormation hands an empty text on; some tools that register files drop it.
    severity = Severity.ERROR if template is not None and template.requires_members else None
    if task.family == "":
        message = '"family" is empty, which AWS refuses ("Family can not be blank"); set it'
        yield Problem(task.at("family"), message)
    for name, value in (("cpu", task.cpu), ("memory", task.memory)):
        if value == "":
            yield _refused(task.at(name), name, severity)
    for _, container in each(task.containers):
        if container.working_directory == "":
            name = "workingDirectory"
            yield _refused(container.at(name), name, severity)


def _refused(place: Place, name: str, severity: Severity | None) -> Problem:
    message = f'"{name}" is empty, which AWS refuses; remove it'
    return Problem(place, message, fix=Fix("remove it", (Edit("remove", place),)), severity=severity)
