"""How many tasks a service runs at rest and in a deployment."""

from __future__ import annotations

from typing import Final, NamedTuple

from ecslint.model.service import DeploymentConfiguration, Service

MOST: Final = 10**9
"""Tasks of one service that are counted; more are a mistake."""
_DOUBLE: Final = ("BLUE_GREEN", "LINEAR", "CANARY")
"""Deployment strategies that run all new tasks beside the old ones."""


class Tasks(NamedTuple):
    """How many tasks a service runs."""

    rest: int
    """Tasks at rest."""
    top: int
    """Tasks at most, without a deployment."""
    peak: int
    """Tasks at the peak of a deployment."""
    how: str
    """The arithmetic of the peak, e.g. ``12 tasks × 200 %``."""
    rolling: bool
    """Whether ``maximumPercent`` decides on the peak."""
    blocked: bool
    """Whether a deployment may stop no task before a new one runs."""


def tasks_of(service: Service, bounds: tuple[int, int] | None, default: int | None = None) -> Tasks | str:
    """Return how many tasks a service runs at rest and in a deployment, or why that is not known.

    ``bounds`` are those of its autoscaling, ``default`` is the count of a service that names none.
    """
    if service.scheduling != "REPLICA":
        return "the number of its tasks depends on the instances" if service.scheduling else "not known"
    desired = default if service.desired_count is None else service.desired_count
    if isinstance(desired, int) and desired < 0:
        return f"the desired count is {desired}"
    if isinstance(desired, int) and desired > MOST:
        return f"the desired count is more than {MOST}"
    if bounds is not None:
        low, high = bounds
        rest = min(max(desired, low), high) if isinstance(desired, int) else low
        top = high
    elif isinstance(desired, int):
        rest = top = desired
    else:
        return "the desired count is not known"
    return _deployed(service, rest, top)


def _deployed(service: Service, rest: int, top: int) -> Tasks:
    tasks = f"{top} {'task' if top == 1 else 'tasks'}"
    if service.controller == "CODE_DEPLOY" or (service.controller == "ECS" and service.strategy in _DOUBLE):
        return Tasks(rest, top, 2 * top, f"2 × {tasks}", rolling=False, blocked=True)
    if service.controller != "ECS" or service.strategy != "ROLLING":
        return Tasks(rest, top, top, tasks, rolling=False, blocked=False)
    block = service.deployment_configuration
    most: object = block.maximum_percent if isinstance(block, DeploymentConfiguration) else block
    least: object = block.minimum_healthy_percent if isinstance(block, DeploymentConfiguration) else block
    most = 200 if most is None else most
    least = 100 if least is None else least
    if not isinstance(most, int):
        return Tasks(rest, top, top, tasks, rolling=False, blocked=False)
    blocked = isinstance(least, int) and -(-top * least // 100) >= top
    return Tasks(rest, top, max(top * most // 100, top), f"{tasks} × {most} %", rolling=True, blocked=blocked)
