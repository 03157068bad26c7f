"""Whether tasks and instances reach what they need outside their VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.connectivity import Connectivity


@check("ECS620")
def tasks_cannot_start(connectivity: Connectivity) -> Problems:
    from ecslint.checks._shared.reach import problem_of, ways_out

    for verdict in ways_out(connectivity):
        if "start" in verdict.effects and "register" not in verdict.effects:
            yield problem_of(verdict)


@check("ECS620")
def endpoint_policy_keeps_tasks_out(connectivity: Connectivity) -> Problems:
    from ecslint.reach.stack_workloads import graph_of

    graph = graph_of(connectivity)
    if not any(endpoint.policy is not None for endpoint in graph.endpoints):
        return
    from ecslint.reach.endpoint_policies import kept

    seen: set[tuple[str, str, str]] = set()
    for found in kept(graph, connectivity.stack):
        key = (found.workload.name, found.endpoint.name, found.what)
        if key in seen:
            continue
        seen.add(key)
        message = (
            f'the policy of endpoint "{found.endpoint.name}" does not allow {found.action} on {found.what} '
            f'to the execution role, so "{found.workload.name}" cannot start tasks; add it'
        )
        related = ((found.place, "needed here"),)
        severity = None if found.workload.starts else Severity.WARNING
        yield Problem(found.endpoint.at("policy"), message, related, severity=severity)


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
