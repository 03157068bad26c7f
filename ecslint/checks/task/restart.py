"""Restart policies of containers (ECS445)."""

from __future__ import annotations

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.facts import containers as facts
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import each
from ecslint.model.task import Container, ContainerRestartPolicy, TaskDefinition


@check("ECS445")
def restart_policy_is_invalid(container: Container, task: TaskDefinition | None) -> Problems:
    policy = container.restart_policy
    if policy is None or isinstance(policy, Unresolved):
        return
    yield from _out_of_range(container, policy)
    if policy.enabled is False:
        yield from _without_effect(container, policy)
    elif policy.enabled is True and task is not None:
        yield from _restarted_at_a_loss(container, task)


def _out_of_range(container: Container, policy: ContainerRestartPolicy) -> Problems:
    period = policy.restart_attempt_period
    least, most = facts.RESTART_ATTEMPT_PERIOD
    if isinstance(period, int) and not least <= period <= most:
        nearest = min(max(period, least), most)
        place = container.at("restartPolicy", "restartAttemptPeriod")
        message = f"restartAttemptPeriod is {period}, out of {least} to {most} seconds; use {nearest}"
        fix = Fix(f"set restartAttemptPeriod to {nearest}", (Edit("set", place, nearest),))
        yield Problem(place, message, fix=fix)
    codes = sum(1 for _ in each(policy.ignored_exit_codes))
    if codes > facts.IGNORED_EXIT_CODES_MAX:
        message = f"{codes} ignoredExitCodes are too many; use at most {facts.IGNORED_EXIT_CODES_MAX}"
        yield Problem(container.at("restartPolicy", "ignoredExitCodes"), message)


def _without_effect(container: Container, policy: ContainerRestartPolicy) -> Problems:
    for name, value in (
        ("restartAttemptPeriod", policy.restart_attempt_period),
        ("ignoredExitCodes", policy.ignored_exit_codes),
    ):
        if value is not None:
            message = f'{name} has no effect with "enabled": false; remove it, or set true'
            yield Problem(container.at("restartPolicy", name), message, severity=Severity.WARNING)


def _restarted_at_a_loss(container: Container, task: TaskDefinition) -> Problems:
    place = container.at("restartPolicy")
    for other in task.containers:
        for index, dependency in each(other.depends_on):
            waits = dependency.condition in facts.EXIT_CONDITIONS
            if waits and isinstance(container.name, str) and dependency.container_name == container.name:
                message = (
                    f'"{container.name}" is restarted when it ends, but another container waits for its '
                    f"{dependency.condition}; remove the restart policy"
                )
                related = ((other.at("dependsOn", index), "waits here"),)
                yield Problem(place, message, related, severity=Severity.WARNING)
    if container.firelens_configuration is not None and task.network == "bridge":
        message = (
            "logs are lost when this log router restarts with another address (bridge); "
            'use "awsvpc" or no restartPolicy'
        )
        yield Problem(place, message, severity=Severity.WARNING)
