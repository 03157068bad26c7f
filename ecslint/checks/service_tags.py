"""Tags of services, task runs and task sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.checks._tags import tag_problems
from ecslint.finding import Problems
from ecslint.model.service import Service

if TYPE_CHECKING:
    from ecslint.model.run import RunTask, TaskSet


@check("ECS151")
def tag_is_invalid(runs: Service | RunTask | TaskSet) -> Problems:
    yield from tag_problems(runs.tags)
