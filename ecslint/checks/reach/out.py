"""Whether tasks and instances reach what they need outside their VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.finding import Problems

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.connectivity import Connectivity


@check("ECS620")
def tasks_cannot_start(connectivity: Connectivity) -> Problems:
    from ecslint.checks._shared.reach import problem_of, ways_out

    for verdict in ways_out(connectivity):
        if "start" in verdict.effects and "register" not in verdict.effects:
            yield problem_of(verdict)


@check("ECS621")
def instances_cannot_register(connectivity: Connectivity) -> Problems:
    from ecslint.checks._shared.reach import problem_of, ways_out

    for verdict in ways_out(connectivity):
        if "register" in verdict.effects:
            yield problem_of(verdict)


@check("ECS623")
def sessions_or_logs_cannot_leave(connectivity: Connectivity) -> Problems:
    from ecslint.checks._shared.reach import problem_of, ways_out

    for verdict in ways_out(connectivity):
        if verdict.effects.isdisjoint({"start", "register"}):
            yield problem_of(verdict)
