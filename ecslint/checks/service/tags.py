"""Tags of services, task runs and task sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.checks._shared.tags import lacks_own_tags, tag_problems, untagged
from ecslint.finding import Problem, Problems
from ecslint.model.service import Service

if TYPE_CHECKING:
    from ecslint.model.run import RunTask, TaskSet


@check("ECS151")
def tag_is_invalid(runs: Service | RunTask | TaskSet) -> Problems:
    yield from tag_problems(runs.tags)


@check("ECS168")
def service_has_no_tags(service: Service) -> Problems:
    if not service.is_update and lacks_own_tags(service.tags):
        yield Problem(service.at("tags"), untagged("service"))
