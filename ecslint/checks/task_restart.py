"""Restart policies of containers (ECS445, ECS446)."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.facts import containers as facts
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import each
from ecslint.model.task import Container, ContainerRestartPolicy, TaskDefinition
from ecslint.unresolved import Unresolved


def _policy(container: Container) -> ContainerRestartPolicy | None:
    policy = container.restart_policy
    return None if isinstance(policy, Unresolved) else policy


@check("ECS445")
def restart_policy_is_out_of_range(container: Container) -> Problems:
    policy = _policy(container)
    if policy is None:
        return
    period = policy.restart_attempt_period
    least, most = facts.RESTART_ATTEMPT_PERIOD
    if isinstance(period, int) and not least <= period <= most:
        nearest = min(max(period, least), most)
        place = container.at("restartPolicy", "restartAttemptPeriod")
        message = (
            f"restartAttemptPeriod is {period}; allowed are {least} to {most} seconds, the nearest "
            f"is {nearest}"
        )
        fix = Fix(f"set restartAttemptPeriod to {nearest}", (Edit("set", place, nearest),))
        yield Problem(place, message, fix=fix)
    codes = sum(1 for _ in each(policy.ignored_exit_codes))
    if codes > facts.IGNORED_EXIT_CODES_MAX:
        message = f"{codes} ignoredExitCodes, but allowed are {facts.IGNORED_EXIT_CODES_MAX}"
        yield Problem(container.at("restartPolicy", "ignoredExitCodes"), message)


@check("ECS446")
def restart_policy_does_not_fit(container: Container, task: TaskDefinition) -> Problems:
    policy = _policy(container)
    if policy is None:
        return
    place = container.at("restartPolicy")
    if policy.enabled is False:
        for name, value in (
            ("restartAttemptPeriod", policy.restart_attempt_period),
            ("ignoredExitCodes", policy.ignored_exit_codes),
        ):
            if value is not None:
                message = f'{name} has no effect, because the restart policy says "enabled": false'
                yield Problem(container.at("restartPolicy", name), message)
    elif policy.enabled is True:
        for other in task.containers:
            for index, dependency in each(other.depends_on):
                waits = dependency.condition in facts.EXIT_CONDITIONS
                if waits and isinstance(container.name, str) and dependency.container_name == container.name:
                    message = (
                        f'"{container.name}" is restarted when it ends, but another container waits for its '
                        f"{dependency.condition}: remove the restart policy"
                    )
                    related = ((other.at("dependsOn", index), "waits here"),)
                    yield Problem(place, message, related)
        if container.firelens_configuration is not None and task.network == "bridge":
            message = (
                'a log router that is restarted in network mode "bridge" gets another address, while '
                "the other "
                "containers keep the old one: logs are lost"
            )
            yield Problem(place, message)
