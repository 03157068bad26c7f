"""Members of task definitions that AWS refuses when they are empty (ECS014)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import each

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
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
