"""Estimates of what is not a service with a task definition: scheduled tasks, Express services, task sets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.capacity.scheduled import Scheduled, scheduled_tasks
from ecslint.capacity.task_sets import tasks_of_set
from ecslint.cost.assumptions import Assumptions
from ecslint.cost.estimate import Estimate, Range, cents, platform_of, rounded
from ecslint.cost.placement import Placement, placement_of
from ecslint.cost.prices import HOURS, Prices
from ecslint.cost.pricing import Priced, Region, name_of, price
from ecslint.documents.cloudformation.queries import members, number
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.stack import Stack
from ecslint.documents.cloudformation.structure import Structures
from ecslint.model.base import build
from ecslint.model.run import RunTask, TaskSet
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.subject import Subject


def estimate_schedules(
    stack: Stack, path: str, prices: Prices, region: Region, assumed: Assumptions
) -> Iterator[tuple[Estimate, Resolved | None]]:
    """Yield an estimate of each schedule that starts tasks, with the task definition that it starts."""
    for scheduled in scheduled_tasks(stack):
        yield _schedule(scheduled, stack, path, prices, region, assumed), scheduled.task


def _schedule(
    scheduled: Scheduled, stack: Stack, path: str, prices: Prices, region: Region, assumed: Assumptions
) -> Estimate:
    def unpriced(reason: str) -> Estimate:
        return Estimate("schedule", scheduled.name, path, reason=reason)

    if not scheduled.enabled:
        return unpriced("it is disabled")
    if scheduled.task is None or not isinstance(scheduled.task.data, dict):
        return unpriced("its task definition is not among the files")
    if scheduled.tasks is None:
        return unpriced("how many tasks it starts is not known")
    task = build(TaskDefinition, Structures().of(scheduled.task).data)
    runs = build(RunTask, _run_task(scheduled))
    count = Decimal(scheduled.tasks)
    where = Priced("schedule", scheduled.name, path, runs, task, stack)
    tasks = Range(count, count)
    always = price(where, placement_of(runs, task, stack), (tasks, ""), prices, region, assumed)
    if not always.lines or always.gaps:
        return always
    if scheduled.runs is None:
        how_often = unpriced(f"how often {scheduled.expression or 'it'} runs is not known")
        return replace(how_often, region=always.region, size=always.size)
    minutes = assumed.get("run-minutes")
    least = Decimal(5 if platform_of(task) == "windows" else 1)
    hour = always.hourly.high
    if minutes is None:
        low = cents(hour * scheduled.runs * least / 60)
        reason = (
            f"how long a run takes is not known: {_times(scheduled)} come to ${low} a month at {least} min "
            f"each and to ${cents(hour * HOURS)} if they always run; assume it with --assume run-minutes=N"
        )
        return replace(unpriced(reason), region=always.region, platform=always.platform, size=always.size)
    billed = max(minutes, least)
    share = scheduled.runs * billed / 60 / HOURS
    lines = tuple(replace(line, count=line.count.times(share)) for line in always.lines)
    note = f"{_times(scheduled)} of {billed:f} min each, which is assumed"
    return Estimate(
        "schedule", scheduled.name, path, always.region, always.platform, always.size, tasks, lines,
        notes=(*always.notes, note),
    )  # fmt: skip


def _times(scheduled: Scheduled) -> str:
    runs = rounded(scheduled.runs or Decimal(0), Decimal("0.1"))
    each = f" of {scheduled.tasks} tasks" if scheduled.tasks != 1 else ""
    return f"{runs.normalize():f} runs a month{each}"


def _run_task(scheduled: Scheduled) -> dict[str, object]:
    """Return ``EcsParameters`` as RunTask takes them."""
    run = scheduled.run
    found: dict[str, object] = {"launchType": run.get("LaunchType")}
    strategy = run.get("CapacityProviderStrategy")
    if isinstance(strategy, list):
        found["capacityProviderStrategy"] = [
            {name[:1].lower() + name[1:]: _whole(name, value) for name, value in members(item).items()}
            for item in strategy
        ]
    elif strategy is not None:
        found["capacityProviderStrategy"] = strategy
    block = {"subnets": scheduled.subnets, "assignPublicIp": scheduled.assign_public_ip}
    found["networkConfiguration"] = {"awsvpcConfiguration": block}
    return found


def _whole(name: str, value: object) -> object:
    if name in ("Base", "Weight") and re.fullmatch("[0-9]{1,9}", str(value)):
        return int(str(value))
    return value


def estimate_express(subject: Subject, prices: Prices, region: Region, assumed: Assumptions) -> Estimate:
    """Price the tasks of an Express Gateway service; the load balancer that ECS makes for it is not in it."""
    express, stack = subject.context.get(Resolved), subject.context.get(Stack)
    assert express is not None
    assert stack is not None
    name, path = express.resource.logical_id, subject.document.path
    task, reason = _task_of(express, stack)
    if task is None:
        return Estimate("express", name, path, reason=reason, subject=subject)
    target = members(express.get("ScalingTarget"))
    low, high = number(target.get("MinTaskCount")), number(target.get("MaxTaskCount"))
    if low is None or high is None or not 0 <= low <= high:
        known = "between how many tasks it scales is not known"
        return Estimate("express", name, path, reason=known, subject=subject)
    service = build(Service, {"launchType": "FARGATE"})
    where = Priced("express", name, path, service, task, stack, subject)
    tasks = Range(Decimal(int(low)), Decimal(int(high)))
    found = price(where, placement_of(service, task, stack), (tasks, ""), prices, region, assumed)
    note = "the load balancer and the addresses that ECS makes for it are not counted"
    return Estimate(
        "express", name, path, found.region, found.platform, found.size, tasks, found.lines, found.reason,
        (*found.notes, note), subject,
    )  # fmt: skip


def _task_of(express: Resolved, stack: Stack) -> tuple[TaskDefinition | None, str]:
    """Return the task definition that an Express service runs, or that ECS makes for it."""
    arn = express.get("TaskDefinitionArn")
    if arn is not None:
        target = stack.target(arn, "AWS::ECS::TaskDefinition")
        if target is None or not isinstance(target.data, dict):
            return None, "its task definition is not among the files"
        return build(TaskDefinition, Structures().of(target).data), ""
    cpu, memory = express.get("Cpu"), express.get("Memory")
    if cpu is None or memory is None:
        # The API reference has 256 and 512, the developer guide 1024 and 2048.
        return None, "Cpu and Memory are not given, and AWS' texts name different defaults"
    data = {"cpu": _text(cpu), "memory": _text(memory), "requiresCompatibilities": ["FARGATE"]}
    architecture = express.get("CpuArchitecture")
    if architecture is not None:
        data["runtimePlatform"] = {"cpuArchitecture": architecture}
    return build(TaskDefinition, data), ""


def _text(value: object) -> object:
    return value if isinstance(value, Unresolved) else str(value)


def estimate_task_set(subject: Subject, prices: Prices, region: Region, assumed: Assumptions) -> Estimate:
    """Price a task set by its share of the service's tasks."""
    task_set = subject.model
    assert isinstance(task_set, TaskSet)
    name, path = name_of(subject), subject.document.path
    task, stack = subject.context.get(TaskDefinition), subject.context.get(Stack)
    tasks = tasks_of_set(task_set, stack)
    if tasks is None:
        reason = "what share of the service's tasks a task set has is not in the file"
        return Estimate("task-set", name, path, reason=reason, subject=subject)
    if task is None:
        reason = "its task definition is not among the files"
        return Estimate("task-set", name, path, reason=reason, subject=subject)
    where = Priced("task-set", name, path, task_set, task, stack, subject)
    placement: Placement = placement_of(task_set, task, stack)
    count = Decimal(tasks)
    return price(where, placement, (Range(count, count), ""), prices, region, assumed)
