"""From documents to deployments: one of each service, with what it does and what would shorten it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ecslint.base.unresolved import Unresolved
from ecslint.capacity.network import plan_of, plan_of_services
from ecslint.capacity.plan import Plan
from ecslint.capacity.scaling import bounds_of
from ecslint.cost.assumptions import Assumptions as Assumed
from ecslint.cost.collect import by_default, estimate_runs
from ecslint.cost.estimate import CENT, IPV4, ON_DEMAND, SPOT, rounded
from ecslint.cost.others import estimate_express
from ecslint.cost.placement import MOST_TASKS
from ecslint.cost.prices import Prices
from ecslint.cost.pricing import Region, name_of
from ecslint.documents.cloudformation.network import Network
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.stack import Stack
from ecslint.documents.subject import ParsedFile, Subject
from ecslint.facts import deployments as facts
from ecslint.model.account import Subnets
from ecslint.model.service import Service
from ecslint.model.target_group import TargetGroups
from ecslint.model.task import TaskDefinition
from ecslint.project.links import link
from ecslint.rollout import express
from ecslint.rollout.health import Reading, read_health
from ecslint.rollout.limits import Room, ZoneShare, room_of, zones
from ecslint.rollout.model import START, START_RANGE, WAITER, Between, Run, Verdict
from ecslint.rollout.rolling import failures_allowed, read_percents
from ecslint.rollout.shift import read_code_deploy, read_shift
from ecslint.rollout.situation import Lever, Situation, levers, seconds_of


@dataclass(frozen=True)
class Assumptions:
    """What no file says, in seconds; ``None``: our own assumption, or what the files say."""

    start: int | None = None
    """Seconds until a task's containers run."""
    boot: int = 0
    """Seconds that the program takes until it answers."""
    stop: int | None = None
    """Seconds that the program takes to end."""

    def stop_of(self, reading: Reading) -> int:
        """Return the seconds from SIGTERM until the tasks have stopped: SIGKILL ends them after their
        timeout."""
        return reading.stop_timeout if self.stop is None else min(self.stop, reading.stop_timeout)


@dataclass
class Deployment:
    """What a deployment of one service will do."""

    service: str
    """The name of the service."""
    path: str
    """The file."""
    strategy: str | None
    """``ROLLING``, ``BLUE_GREEN``, ``LINEAR``, ``CANARY`` or ``CODE_DEPLOY``; ``None`` if it is not known."""
    verdict: Verdict = "unknown"
    """How the deployment ends."""
    reason: str = ""
    """Why nothing can be said; empty where something can."""
    assumptions: dict[str, int] = field(default_factory=dict)
    """Assumed seconds by name."""
    desired: Between | None = None
    """Tasks of the service."""
    seconds: Between | None = None
    """How long it takes, in seconds."""
    by_start: Between | None = None
    """The time when tasks start as quickly, and as slowly, as they mostly do; ``None`` if it was given."""
    peak_tasks: Between | None = None
    """Tasks at the same time, at most."""
    peak_addresses: Between | None = None
    """Addresses taken at the same time, at most."""
    extra_task_hours: Decimal | None = None
    """Hours of tasks beyond those of the service at rest."""
    extra_cost: Decimal | None = None
    """What these hours cost, in the currency of the price table."""
    run: Run | None = None
    """The course of the deployment, step by step."""
    zones: list[ZoneShare] = field(default_factory=list)
    """Shares of the Availability Zones."""
    levers: list[Lever] = field(default_factory=list)
    """Settings that would shorten it."""
    formula: str = ""
    """The arithmetic of the time."""
    notes: list[str] = field(default_factory=list)
    """What the figures take for granted."""
    breaker: int | None = None
    """Failed tasks at which the circuit breaker ends the deployment; ``None`` if it is off."""

    @property
    def outlasts_waiter(self) -> bool:
        """Whether ``aws ecs wait services-stable`` gives up before the end."""
        return self.seconds is not None and self.seconds.high > WAITER


@dataclass
class _Files:
    """What belongs to a service beside its own block."""

    subject: Subject
    service: Service
    task: TaskDefinition | None
    plan: Plan | None
    assumptions: Assumptions


def deployments(
    units: Iterable[ParsedFile],
    assumptions: Assumptions,
    prices: Prices,
    region: Region,
    described: Subnets | None = None,
) -> list[Deployment]:
    """Return the deployment of each service; templates as they are with their parameters' values."""
    everything = list(units)
    link(everything)
    found = []
    for unit in everything:
        if unit.context_only:
            continue
        plan = None
        for subject in unit.subjects:
            if isinstance(subject.model, Network):
                plan = plan_of(subject.model, described)
                break
        for subject in by_default(unit):
            service = subject.model
            if subject.kind == express.KIND:
                files = _express(subject, plan, assumptions)
                found.append(_priced(_deployment(files), subject, prices, region))
            elif isinstance(service, Service):
                own = _own_plan(subject, service, described) if plan is None else plan
                task = subject.context.get(TaskDefinition)
                files = _Files(subject, service, task, own, assumptions)
                found.append(_priced(_deployment(files), subject, prices, region))
    return found


def _express(subject: Subject, plan: Plan | None, assumptions: Assumptions) -> _Files:
    made, stack = subject.context.get(Resolved), subject.context.get(Stack)
    assert made is not None
    assert stack is not None
    return _Files(subject, express.service_of(made), express.task_of(made, stack), plan, assumptions)


def _own_plan(subject: Subject, service: Service, described: Subnets | None) -> Plan:
    return plan_of_services([(name_of(subject), service)], described)


def _deployment(files: _Files) -> Deployment:
    service, subject = files.service, files.subject
    controller, strategy = service.controller, service.strategy
    kind = "CODE_DEPLOY" if controller == "CODE_DEPLOY" else strategy if controller == "ECS" else None
    if kind not in ("ROLLING", "CODE_DEPLOY", *facts.SHIFTING):
        kind = None
    found = Deployment(name_of(subject), subject.document.path, kind)
    groups: TargetGroups | None = subject.context.get(TargetGroups)
    reading = read_health(service, files.task, groups)
    found.notes += reading.notes
    stop = files.assumptions.stop_of(reading)
    start = START if files.assumptions.start is None else files.assumptions.start
    boot = files.assumptions.boot
    found.assumptions = {"start_seconds": start, "boot_seconds": boot, "stop_seconds": stop}
    if kind is None:
        found.reason = _without_strategy(controller)
        return found
    room = room_of(found.service, service, files.task, files.plan, subject.context.get(Stack))
    if room.note:
        found.notes.append(room.note)
    situation = Situation(
        0, 100, 200, reading.checks, start, boot, reading.delay, stop, room.slots, room.what
    )  # fmt: skip
    _fill(found, files, situation, reading, room)
    return found


def _without_strategy(controller: str | None) -> str:
    if controller == "EXTERNAL":
        return "its deployments are made by another program, by means of task sets"
    return "its deployment controller, or strategy, is not known"


def _fill(found: Deployment, files: _Files, situation: Situation, reading: Reading, room: Room) -> None:
    """Work out what the deployment does, as far as the files tell."""
    service, subject = files.service, files.subject
    in_template = subject.context.get(Stack) is not None
    unknown = list(reading.open)
    if found.strategy == "ROLLING":
        situation, refused = read_percents(situation, service, unknown)
        if refused:
            found.verdict, found.reason = "rejected", refused
            return
    else:
        shift = (
            read_code_deploy(subject.context.get(Resolved), subject.context.get(Stack))
            if found.strategy == "CODE_DEPLOY"
            else read_shift(service, in_template, reading.network)
        )
        found.notes += shift.notes
        unknown += shift.open
        if shift.rejected:
            found.verdict, found.reason = "rejected", shift.rejected
            return
        situation = replace(situation, shifts=tuple(shift.phases), longest=tuple(shift.longest))
    counts = _desired(files)
    if isinstance(counts, str):
        found.reason, found.formula = counts, _formula(situation)
        return
    found.desired = Between(min(counts), max(counts))
    _simulate(found, files, [replace(situation, desired=count) for count in counts], unknown)


def _desired(files: _Files) -> list[int] | str:
    """Return the number of tasks, and the most that autoscaling allows, or why it is not known."""
    service, subject = files.service, files.subject
    resolved, stack = subject.context.get(Resolved), subject.context.get(Stack)
    if subject.kind == express.KIND and resolved is not None:
        return express.counts_of(resolved)
    if service.scheduling != "REPLICA":
        return (
            "one task runs on each instance" if service.scheduling else "its scheduling strategy is not known"
        )
    desired = service.desired_count
    if desired is None and stack is not None:
        desired = 1  # what CloudFormation takes
    bounds = None if resolved is None or stack is None else bounds_of(resolved, stack)
    if isinstance(bounds, Unresolved):
        return bounds.text or "the bounds of its autoscaling are not known"
    if isinstance(desired, int) and not 0 <= desired <= MOST_TASKS:
        return f"its desired count is {desired}"
    if bounds is not None:
        rest = min(max(desired, bounds.low), bounds.high) if isinstance(desired, int) else bounds.low
        return [rest] if bounds.high == rest else [rest, bounds.high]
    if isinstance(desired, int):
        return [desired]
    return "its desired count is not known" if desired is not None else "it has no desired count"


def _simulate(found: Deployment, files: _Files, situations: list[Situation], unknown: list[str]) -> None:
    first = situations[0]
    found.breaker = failures_allowed(files.service, first.desired)
    runs = [first.runs()] + [other.runs() for other in situations[1:]]
    primary = runs[0][0]
    found.run, found.verdict = primary, primary.verdict
    everything = [run for pair in runs for run in pair]
    found.peak_tasks = Between(
        min(r.peak_tasks[0] for r in everything), max(r.peak_tasks[1] for r in everything)
    )
    if _has_addresses(files):
        found.peak_addresses = Between(
            min(r.peak_held for r in runs[0]), max(r.peak_held for r in everything)
        )
    if first.desired and first.never_healthy:
        _never(found, first)
    elif found.verdict == "blocked":
        found.reason = _why_blocked(first)
    elif found.verdict == "unknown":
        found.reason = "it takes too many steps to follow"
    else:
        found.seconds = seconds_of(tuple(run for pair in runs for run in pair if run.seconds is not None))
        found.extra_task_hours = Decimal(primary.extra_task_seconds) / 3600
        found.by_start = _by_start(first) if files.assumptions.start is None and first.desired else None
    for situation, pair in zip(situations[1:], runs[1:], strict=True):
        if pair[0].verdict == "blocked" and found.verdict == "converges":
            found.notes.append(f"with {situation.desired} tasks, as autoscaling allows, it is blocked")
    if unknown:
        _forget_times(found, first, unknown)
    else:
        found.levers = levers(first, found.seconds if len(situations) == 1 else seconds_of(runs[0]))
    found.zones = zones(found.service, files.plan, primary.peak_held) if found.peak_addresses else []


def _forget_times(found: Deployment, situation: Situation, unknown: list[str]) -> None:
    """Take back every figure that rests on something that is not known."""
    names = list(dict.fromkeys(unknown))
    found.notes.append("not known: " + ", ".join(names))
    found.formula = _formula(situation)
    found.seconds = found.by_start = found.extra_task_hours = None
    if any("percent" in name or name == "the early success criteria" for name in names):
        found.verdict, found.reason, found.run = "unknown", f"{names[0]} is not known", None
        found.peak_tasks = found.peak_addresses = None
    elif found.verdict == "never healthy":
        found.verdict, found.reason = "unknown", f"{names[0]} is not known"


def _has_addresses(files: _Files) -> bool:
    """Say whether each task has an address of its own."""
    task = files.task
    if task is not None and isinstance(task.network_mode, str):
        return task.network_mode == "awsvpc"
    return files.service.network_configuration is not None


def _never(found: Deployment, situation: Situation) -> None:
    checks, boot = situation.checks, situation.boot
    found.verdict, found.seconds = "never healthy", None
    down = [check.interval * check.unhealthy for check in checks.targets]
    down += [check.start_period + check.interval * check.retries for check in checks.containers]
    killed = max(checks.grace, min(down))
    found.reason = (
        f"a task that takes {boot} s to answer is stopped {killed} s after it runs, before it is healthy; "
        f"a grace period of {checks.until_healthy(boot)} s would do"
    )
    if found.breaker:
        batch = max(found.run.timeline[0].pending if found.run and found.run.timeline else 1, 1)
        rounds = -(-found.breaker // batch)
        found.notes.append(
            f"the circuit breaker ends it after {found.breaker} failed tasks, about "
            f"{rounds * (situation.start + killed)} s"
        )
    else:
        found.notes.append("without a circuit breaker it is retried indefinitely")
    if found.run is not None:
        found.run = replace(found.run, timeline=found.run.timeline[:1], skipped=0)


def _why_blocked(s: Situation) -> str:
    inputs = s.inputs()
    if s.shifts is not None:
        have = max((s.slots or 0) - s.desired, 0)
        return (
            f"all {s.desired} new tasks have to run beside the {s.desired} old ones, and there are {s.slots} "
            f"{s.slots_are}: {min(have, s.desired)} of them start"
        )
    if s.blocked_by_percents:
        return (
            f"{s.minimum} % of {s.desired} rounded up keeps {inputs.lower} running, {s.maximum} % rounded "
            f"down allows {inputs.upper}: no task may be stopped or started"
        )
    return (
        f"there are {s.slots} {s.slots_are} for {s.desired} tasks, none is free, and {inputs.lower} have to "
        "keep running"
    )


def _by_start(situation: Situation) -> Between | None:
    """Return the times with tasks that start quickly and slowly."""
    fast = seconds_of(replace(situation, start=START_RANGE[0]).runs())
    slow = seconds_of(replace(situation, start=START_RANGE[1]).runs())
    return None if fast is None or slow is None else Between(fast.low, slow.high)


def _formula(s: Situation) -> str:
    """Write what holds for any number of tasks."""
    ready, gone = s.start + s.checks.until_healthy(s.boot), s.delay + s.stop
    if s.shifts is not None:
        pauses = sum(phase.seconds for phase in s.shifts)
        return f"D old and D new tasks for {ready} + {pauses} + {gone} s"
    lower, upper = f"⌈D × {s.minimum} %⌉", f"⌊D × {s.maximum} %⌋"
    text = f"{lower} tasks stay healthy, at most {upper} run; a batch takes {ready} + {gone} s"
    return text + (f", and all D are one: {ready + gone} s" if s.maximum >= 200 and s.minimum else "")


def _priced(found: Deployment, subject: Subject, prices: Prices, region: Region) -> Deployment:
    """Add what the extra tasks cost, where their price is known."""
    if found.extra_task_hours is None:
        return found
    rate = _hourly(subject, prices, region)
    if rate is not None:
        found.extra_cost = rounded(rate * found.extra_task_hours, CENT / 100)
    return found


def _hourly(subject: Subject, prices: Prices, region: Region) -> Decimal | None:
    """Return US dollars for an hour of one task."""
    estimate = (
        estimate_express(subject, prices, region, Assumed())
        if subject.kind == express.KIND
        else estimate_runs(subject, prices, region)
    )
    if estimate.tasks is None or not estimate.tasks.high or estimate.gaps:
        return None
    lines: Iterator[Decimal] = (
        line.hourly.high for line in estimate.lines if line.what in (ON_DEMAND, SPOT, IPV4)
    )
    return sum(lines, Decimal(0)) / estimate.tasks.high
