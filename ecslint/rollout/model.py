"""What a deployment is computed from, and what comes out: plain numbers, without files and without models.

Times are in seconds. Sources, read 2026-11: ``minimumHealthyPercent`` and ``maximumPercent`` of
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html (rounded up and
down; what counts as healthy),
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-healthcheck.html (a newly
registered target needs one success, whatever the threshold),
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html (a task
is stopped after the deregistration delay), and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html (the threshold).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

Verdict = Literal["converges", "blocked", "never healthy", "rejected", "unknown"]

SETTLE: Final = 40
"""Seconds after RUNNING until a task counts as healthy that nothing checks."""
START: Final = 45
"""Seconds until a task is RUNNING when nothing else is said; an assumption."""
START_RANGE: Final = (20, 90)
"""Between which the time until RUNNING mostly lies; an assumption."""
STOP: Final = 30
"""Seconds from SIGTERM to SIGKILL when ``stopTimeout`` is not given."""
WAITER: Final = 600
"""Seconds after which ``aws ecs wait services-stable`` gives up: 40 attempts, 15 seconds apart."""
LONGEST_STACK_DEPLOYMENT: Final = 33 * 60
"""Minutes of planned bake times beyond which CloudFormation refuses a linear or canary deployment. Source:
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-linearconfiguration.html
"""


class TargetCheck(NamedTuple):
    """The health check of a target group: seconds between checks, and thresholds in checks."""

    interval: int
    """Seconds between checks."""
    healthy: int
    """Checks that have to succeed."""
    unhealthy: int
    """Checks that have to fail."""

    def until_healthy(self, boot: int) -> int:
        """Return the seconds from RUNNING until the target is healthy, at the latest.

        A new target needs one success. One that failed ``unhealthy`` times before needs ``healthy`` of them.
        """
        needed = self.healthy if self.fails_first(boot) else 1
        return boot + self.interval * needed

    def fails_first(self, boot: int) -> bool:
        """Say whether a task that answers ``boot`` seconds after RUNNING is called unhealthy before."""
        return boot > self.interval * self.unhealthy

    def kills(self, boot: int, grace: int) -> bool:
        """Say whether ECS surely stops the task before it can be healthy again, whenever the checks happen
        to run."""
        return self.fails_first(boot) and grace < boot + self.interval * (self.healthy - 1)


class ContainerCheck(NamedTuple):
    """The health check of an essential container."""

    interval: int
    """Seconds between checks."""
    retries: int
    """Failures in a row that make it unhealthy."""
    start_period: int
    """Seconds in which failures do not count."""

    def until_healthy(self, boot: int) -> int:
        """Return the seconds from RUNNING until the container is healthy, at the latest."""
        return boot + self.interval

    def kills(self, boot: int, grace: int) -> bool:
        """Say whether the container is called unhealthy, and its task stopped, before it answers."""
        return boot > self.start_period + self.interval * self.retries and grace < boot


class Checks(NamedTuple):
    """All that decides when a new task counts as healthy."""

    targets: tuple[TargetCheck, ...] = ()
    """Health checks of target groups."""
    containers: tuple[ContainerCheck, ...] = ()
    """Health checks of essential containers."""
    grace: int = 0
    """``healthCheckGracePeriodSeconds``."""

    def until_healthy(self, boot: int) -> int:
        """Return the seconds from RUNNING until a task counts; with several checks it has to pass all."""
        times = [check.until_healthy(boot) for check in self.targets]
        times += [check.until_healthy(boot) for check in self.containers]
        return max(times, default=SETTLE)

    def kills(self, boot: int) -> bool:
        """Say whether no task ever gets healthy."""
        by_target = any(check.kills(boot, self.grace) for check in self.targets)
        return by_target or any(check.kills(boot, self.grace) for check in self.containers)


def lower_limit(desired: int, percent: int) -> int:
    """Return how many tasks have to stay healthy: ``minimumHealthyPercent``, rounded up."""
    return -(-desired * percent // 100)


def upper_limit(desired: int, percent: int) -> int:
    """Return how many tasks may be RUNNING or PENDING: ``maximumPercent``, rounded down."""
    return desired * percent // 100


def is_blocked(desired: int, minimum: int, maximum: int) -> bool:
    """Say whether a rolling deployment of ``desired`` tasks may neither stop nor start one."""
    return (
        desired >= 1 and lower_limit(desired, minimum) >= desired and upper_limit(desired, maximum) <= desired
    )


def breaker_threshold(desired: int, kind: str = "BOUNDED_PERCENT", value: int = 50) -> int:
    """Return the failed tasks at which the circuit breaker ends a deployment (3 to 200 for half of the
    tasks)."""
    if kind == "COUNT":
        return max(value, 1)
    share = max(-(-desired * value // 100), 1)
    return share if kind == "UNBOUNDED_PERCENT" else max(3, min(200, share))


def linear_steps(percent_tenths: int) -> int:
    """Return the pauses of a linear deployment whose step is so many tenths of a percent."""
    steps, rest = divmod(1000, percent_tenths)
    return steps if rest else steps - 1


@dataclass(frozen=True)
class Phase:
    """A stretch of a deployment that runs new tasks beside the old ones."""

    name: str
    """What happens in it."""
    seconds: int
    """How long it takes, in seconds."""


@dataclass(frozen=True)
class Inputs:
    """One deployment in numbers; what it does follows from these alone."""

    desired: int
    """Tasks of the service."""
    lower: int
    """Tasks that have to stay healthy; of a rolling deployment."""
    upper: int
    """Tasks that may be RUNNING or PENDING; of a rolling deployment."""
    ready: int
    """Seconds from a task's start until it counts as healthy."""
    gone: int
    """Seconds from the decision to stop a task until it has given everything back."""
    slots: int | None = None
    """Tasks, those that stop included, for which there are addresses or host ports; ``None``: no limit
    known."""
    shifts: tuple[Phase, ...] | None = None
    """Of a deployment that starts all tasks a second time: what happens until the old ones go."""
    success: int | None = None
    """Healthy new tasks that are enough for a rolling deployment to succeed early."""
    success_bake: int = 0
    """Seconds that a deployment waits after it has succeeded."""
    success_waits_for_old: bool = True
    """Whether it only succeeds once the old tasks are gone."""


class Moment(NamedTuple):
    """How things stand after what happens at ``t`` seconds."""

    t: int
    old: int
    """Old tasks that still run."""
    pending: int
    """New tasks that are started and do not count as healthy yet."""
    new: int
    """New tasks that run."""
    draining: int
    """Tasks that are to stop and still hold their address."""

    @property
    def live(self) -> int:
        """Tasks that count towards ``maximumPercent``."""
        return self.old + self.pending + self.new

    @property
    def held(self) -> int:
        """Addresses that are taken."""
        return self.live + self.draining


@dataclass
class Run:
    """What one deployment does."""

    verdict: Verdict
    """How it ends."""
    seconds: int | None
    """How long it takes, in seconds; ``None`` if it does not end."""
    peak_tasks: tuple[int, int]
    """Tasks that are RUNNING or PENDING at most: if old ones are stopped first, and if new ones are started
    first."""
    peak_held: int
    """Tasks that hold addresses or ports at the same time, at most."""
    extra_task_seconds: int
    """Seconds of tasks beyond the desired count, draining ones included."""
    timeline: list[Moment] = field(default_factory=list)
    """What happens, in order."""
    skipped: int = 0
    """Moments that are left out of ``timeline`` because they repeat what is in it."""


class Between(NamedTuple):
    """A figure between two bounds, which are mostly the same."""

    low: int
    """The lower bound."""
    high: int
    """The upper bound."""
