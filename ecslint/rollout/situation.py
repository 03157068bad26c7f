"""A deployment in the terms of its settings, so that one of them can be changed and the deployment followed
again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from ecslint.rollout.model import Between, Checks, Inputs, Phase, Run, is_blocked, lower_limit, upper_limit
from ecslint.rollout.simulate import simulate

MOST_LEVERS: Final = 3
SHORT_DELAY: Final = 30
SHORT_INTERVAL: Final = 10
SHORT_PAUSE: Final = 300


@dataclass(frozen=True)
class Situation:
    """The settings of one deployment. Times are in seconds, shares in percent."""

    desired: int
    """Tasks of the service."""
    minimum: int = 100
    """``minimumHealthyPercent``."""
    maximum: int = 200
    """``maximumPercent``."""
    checks: Checks = field(default_factory=Checks)
    """The health checks."""
    start: int = 0
    """Seconds until containers run."""
    boot: int = 0
    """Seconds that the program takes until it answers."""
    delay: int = 0
    """Seconds in which a load balancer lets connections end."""
    stop: int = 0
    """Seconds that the program takes to end."""
    slots: int | None = None
    """Tasks for which there is room; ``None``: no limit known."""
    slots_are: str = "addresses"
    """What the room is counted in: addresses or host ports."""
    shifts: tuple[Phase, ...] | None = None
    """Phases of a deployment that starts all tasks a second time, at their shortest."""
    longest: tuple[Phase, ...] | None = None
    """The same phases at their longest."""
    success: int | None = None
    """Healthy new tasks that are enough to succeed early."""
    success_bake: int = 0
    """Seconds that the deployment waits after it has succeeded."""
    success_waits_for_old: bool = True
    """Whether it only succeeds once the old tasks are gone."""

    def inputs(self, longest: bool = False) -> Inputs:
        """Return what the course of the deployment follows from."""
        return Inputs(
            self.desired,
            lower_limit(self.desired, self.minimum),
            upper_limit(self.desired, self.maximum),
            self.start + self.checks.until_healthy(self.boot),
            self.delay + self.stop,
            self.slots,
            self.longest if longest else self.shifts,
            None if self.success is None else lower_limit(self.desired, self.success),
            self.success_bake,
            self.success_waits_for_old,
        )

    def runs(self) -> tuple[Run, Run]:
        """Return the course as we read AWS' texts, and as they can be read as well."""
        if self.shifts is not None:
            return simulate(self.inputs()), simulate(self.inputs(longest=True))
        return simulate(self.inputs()), simulate(self.inputs(), draining_counts=True)

    @property
    def never_healthy(self) -> bool:
        """Say whether health checks stop each task before it can be healthy."""
        return self.checks.kills(self.boot)

    @property
    def blocked_by_percents(self) -> bool:
        """Say whether the percentages leave no room for any step."""
        return self.shifts is None and is_blocked(self.desired, self.minimum, self.maximum)


class Lever(NamedTuple):
    """A setting that would shorten the deployment, with the time it then takes; ``None``: it does not end."""

    setting: str
    """The name of the setting."""
    now: int
    """Its value in the file."""
    then: int
    """The value that shortens the deployment."""
    unit: str
    """The unit of both values."""
    before: Between | None
    """Seconds with the value in the file; ``None``: it does not end."""
    after: Between
    """Seconds with the other value."""

    @property
    def text(self) -> str:
        """Return what the lever changes, and how long the deployment then takes."""
        unit = f" {self.unit}" if self.unit else ""
        now = "does not end" if self.before is None else span(self.before)
        return f"{self.setting} {self.now} → {self.then}{unit}: {now} → {span(self.after)} s"


def span(value: Between) -> str:
    """Write a figure, or both of its bounds."""
    return str(value.low) if value.low == value.high else f"{value.low}–{value.high}"


def seconds_of(runs: tuple[Run, ...]) -> Between | None:
    """Return the bounds of the time; ``None`` unless all runs come to an end."""
    ends = [run.seconds for run in runs if run.seconds is not None]
    return Between(min(ends), max(ends)) if len(ends) == len(runs) else None


def levers(situation: Situation, before: Between | None) -> list[Lever]:
    """Return the settings that would shorten a deployment most, the best first."""
    found = []
    for setting, now, then, unit, changed in _changes(situation):
        if changed.never_healthy:
            continue
        after = seconds_of(changed.runs())
        if after is not None and (before is None or after.high < before.high):
            found.append(Lever(setting, now, then, unit, before, after))
    return sorted(found, key=lambda lever: (lever.after.high, lever.setting))[:MOST_LEVERS]


def _changes(s: Situation) -> list[tuple[str, int, int, str, Situation]]:
    """Return changed settings: what is called how, from, to, unit, and the situation with it."""
    found: list[tuple[str, int, int, str, Situation]] = []

    def add(setting: str, now: int, then: int, unit: str, changed: Situation) -> None:
        found.append((setting, now, then, unit, changed))

    if s.delay > SHORT_DELAY:
        add("deregistration delay", s.delay, SHORT_DELAY, "s", replace(s, delay=SHORT_DELAY))
    if s.stop > SHORT_DELAY:
        add("stopTimeout", s.stop, SHORT_DELAY, "s", replace(s, stop=SHORT_DELAY))
    interval = max((check.interval for check in s.checks.targets), default=0)
    if interval > SHORT_INTERVAL:
        faster = tuple(c._replace(interval=min(c.interval, SHORT_INTERVAL)) for c in s.checks.targets)
        checks = s.checks._replace(targets=faster)
        add(
            "health check interval of the target group",
            interval,
            SHORT_INTERVAL,
            "s",
            replace(s, checks=checks),
        )
    interval = max((check.interval for check in s.checks.containers), default=0)
    if interval > SHORT_INTERVAL:
        quick = tuple(c._replace(interval=min(c.interval, SHORT_INTERVAL)) for c in s.checks.containers)
        checks = s.checks._replace(containers=quick)
        add(
            "health check interval of the container", interval, SHORT_INTERVAL, "s", replace(s, checks=checks)
        )
    if s.never_healthy:
        grace = s.checks.until_healthy(s.boot)
        longer = s.checks._replace(grace=grace)
        add("healthCheckGracePeriodSeconds", s.checks.grace, grace, "s", replace(s, checks=longer))
    found += _limits(s)
    for index, phase in enumerate(s.shifts or ()):
        if phase.seconds > SHORT_PAUSE:
            changed = replace(s, shifts=_shorter(s.shifts, index), longest=_shorter(s.longest, index))
            add(phase.name, phase.seconds // 60, SHORT_PAUSE // 60, "min", changed)
    return found


def _limits(s: Situation) -> list[tuple[str, int, int, str, Situation]]:
    found: list[tuple[str, int, int, str, Situation]] = []
    if s.shifts is None and s.maximum < 200:
        found.append(("maximumPercent", s.maximum, 200, "%", replace(s, maximum=200)))
    if s.shifts is None and s.minimum > 50:
        found.append(("minimumHealthyPercent", s.minimum, 50, "%", replace(s, minimum=50)))
    wanted = 2 * s.desired if s.shifts is not None else upper_limit(s.desired, s.maximum)
    if s.slots is not None and s.slots < wanted:
        found.append((s.slots_are, s.slots, wanted, "", replace(s, slots=wanted)))
    return found


def _shorter(phases: tuple[Phase, ...] | None, index: int) -> tuple[Phase, ...] | None:
    if phases is None:
        return None
    return tuple(
        Phase(p.name, min(p.seconds, SHORT_PAUSE)) if i == index else p for i, p in enumerate(phases)
    )
