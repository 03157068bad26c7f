"""From documents to estimates: services with their task definitions, and task definitions on their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ecslint.base.unresolved import Unresolved
from ecslint.cost.estimate import (
    IPV4,
    LABELS,
    Estimate,
    Line,
    Range,
    platform_of,
    size_of,
    task_hour,
)
from ecslint.cost.placement import EC2, Placement, count_of, placement_of
from ecslint.cost.prices import Prices
from ecslint.cost.region import region_of
from ecslint.documents.subject import Subject, Unit
from ecslint.model.base import build, is_complete
from ecslint.model.run import RunTask, TaskOverride
from ecslint.model.service import AwsVpcConfiguration, NetworkConfiguration, Service
from ecslint.model.task import TaskDefinition
from ecslint.project.links import link

ONE = Range(Decimal(1), Decimal(1))


@dataclass(frozen=True)
class Region:
    """The Region to price in: ``forced`` wins over the files, ``fallback`` is for files that name none."""

    forced: str | None = None
    fallback: Callable[[str], str | None] = lambda path: None
    """Gives the Region that the configuration has for a file."""

    def of(self, path: str) -> str | None:
        return self.forced or self.fallback(path)


def estimates(units: Iterable[Unit], prices: Prices, region: Region) -> list[Estimate]:
    """Return an estimate per service, task run and task definition that no service runs."""
    everything = [_in_region(unit, region) for unit in units]
    link(everything)
    found: list[Estimate] = []
    used: set[int] = set()
    for unit in everything:
        for subject in by_default(unit):
            task = subject.context.get("TaskDefinition")
            if subject.kind != "TaskDefinition" and task is not None:
                used.add(_identity(subject, task))
    for unit in everything:
        if unit.context_only:
            continue
        for subject in by_default(unit):
            if subject.kind in ("Service", "RunTask"):
                found.append(estimate_runs(subject, prices, region))
            elif subject.kind == "TaskDefinition" and _identity(subject, subject.model) not in used:
                found.append(estimate_task(subject, prices, region))
            elif subject.kind == "TaskSet":
                reason = "what share of the service's tasks a task set has is not in the file"
                found.append(Estimate("task-set", name_of(subject), unit.document.path, reason=reason))
    return found


def _identity(subject: Subject, task: Any) -> int:
    """Return what tells task definitions apart: the resource in a template, else the model."""
    for owner in (subject, *subject.linked):
        if owner.model is task:
            resolved = owner.context.get("Resolved")
            return id(task) if resolved is None else id(resolved.resource)
    return id(task)


def _in_region(unit: Unit, region: Region) -> Unit:
    """Read a template again with its Region known, if it asks for it."""
    name = region.of(unit.document.path)
    if unit.kind != "cloudformation" or name is None or "AWS::Region" not in unit.document.text:
        return unit
    from ecslint.documents.cloudformation.subjects import read_template

    return unit._replace(subjects=read_template(unit.document, {"AWS::Region": name}))


def by_default(unit: Unit) -> list[Subject]:
    """Return the subjects as they are with the defaults of all parameters: the first form of each."""
    if unit.kind != "cloudformation":
        return list(unit.subjects)
    found: list[Subject] = []
    seen: set[str] = set()
    for subject in unit.subjects:
        resolved = subject.context.get("Resolved")
        if resolved is None or resolved.resource.logical_id in seen:
            continue
        seen.add(resolved.resource.logical_id)
        found.append(subject)
    return found


def name_of(subject: Subject) -> str:
    resolved = subject.context.get("Resolved")
    if resolved is not None:
        return str(resolved.resource.logical_id)
    model: Any = subject.model
    for attribute in ("service_name", "service", "family", "task_definition", "group"):
        value = getattr(model, attribute, None)
        text = value.text if isinstance(value, Unresolved) else value
        if text:
            return str(text).rsplit("/", 1)[-1]
    return os.path.basename(subject.document.path)


def _absent(subject: Subject) -> str:
    """Say why a resource of a template is not made with the defaults; ``""`` if it is."""
    resolved, stack = subject.context.get("Resolved"), subject.context.get("Stack")
    if resolved is None or stack is None or resolved.resource.condition is None:
        return ""
    first = stack.template.scenarios_for([resolved.resource.logical_id])[0]
    if first.has(resolved.resource.condition) is not False:
        return ""
    return f"it is made only when {resolved.resource.condition} is true"


def estimate_task(subject: Subject, prices: Prices, region: Region) -> Estimate:
    """Price one task of a task definition that always runs."""
    task = subject.model
    assert isinstance(task, TaskDefinition)
    if isinstance(task.requires_compatibilities, Unresolved) or (
        not task.requires_fargate and not is_complete(task.requires_compatibilities)
    ):
        placement = Placement(None, "the required compatibilities are not known")
    elif not task.requires_fargate:
        placement = Placement(None, EC2 if task.compatibilities else "it does not require Fargate")
    else:
        placement = placement_of(build(Service, {"launchType": "FARGATE"}), task, None)
    return _estimate("task", subject, task, placement, (ONE, ""), prices, region)


def estimate_runs(subject: Subject, prices: Prices, region: Region) -> Estimate:
    """Price a service or a task run."""
    runs, task = subject.model, subject.context.get("TaskDefinition")
    assert isinstance(runs, Service | RunTask)
    kind = "service" if isinstance(runs, Service) else "run"
    stack = subject.context.get("Stack")
    if task is None:
        reason = "its task definition is not among the files"
        if isinstance(runs, Service) and runs.controller == "EXTERNAL":
            reason = "its tasks belong to task sets"
        known = Placement(None, reason)
        if runs.launch_type in ("EC2", "EXTERNAL", "MANAGED_INSTANCES"):
            known = placement_of(runs, TaskDefinition(), stack)
        return _unpriced(kind, subject, known.reason)
    placement = placement_of(runs, task, stack)
    count = count_of(runs, stack, subject.context.get("Resolved"))
    return _estimate(kind, subject, _overridden(runs, task), placement, count, prices, region)


def _overridden(runs: Service | RunTask, task: TaskDefinition) -> TaskDefinition:
    """Return the task definition with the sizes that a task run gives it."""
    overrides = runs.overrides if isinstance(runs, RunTask) else None
    if not isinstance(overrides, TaskOverride):
        return task
    changes = {
        name: value
        for name in ("cpu", "memory", "ephemeral_storage")
        if (value := getattr(overrides, name)) is not None
    }
    return task.model_copy(update=changes) if changes else task


def _unpriced(kind: str, subject: Subject, reason: str, **known: Any) -> Estimate:
    return Estimate(kind, name_of(subject), subject.document.path, reason=reason, subject=subject, **known)


def _estimate(
    kind: str,
    subject: Subject,
    task: TaskDefinition,
    placement: Placement,
    count: tuple[Range | None, str],
    prices: Prices,
    region: Region,
) -> Estimate:
    runs = subject.model if isinstance(subject.model, Service | RunTask) else None
    stack = subject.context.get("Stack")
    where = region.forced or region_of(runs, task, stack) or region.of(subject.document.path)
    platform, size = platform_of(task), size_of(task)
    tasks, unknown = count
    known: dict[str, Any] = {"region": where, "platform": platform, "tasks": tasks, "notes": placement.notes}
    known["size"] = None if isinstance(size, str) else size
    absent = _absent(subject)
    if absent or placement.split is None:
        return _unpriced(kind, subject, absent or placement.reason, **known)
    if isinstance(size, str):
        return _unpriced(kind, subject, size, **known)
    if platform is None:
        return _unpriced(kind, subject, "operating system or architecture is not known", **known)
    if where is None:
        return _unpriced(kind, subject, "no Region is known: name one with --region", **known)
    if tasks is None:
        one = task_hour(prices, where, platform, size)
        if isinstance(one, Line) and placement.split.weights[0]:
            unknown += f"; one task costs {one.monthly.low} USD a month"
        return _unpriced(kind, subject, unknown, **known)
    lines = []
    for provider, number in placement.split.lines(tasks):
        line = task_hour(prices, where, platform, size, provider == "FARGATE_SPOT")
        if isinstance(line, str):
            lines.append(Line(provider, number, None, line))
        else:
            lines.append(Line(provider, number, line.unit, as_of=line.as_of))
    address = _public_ip(runs)
    if address is not False and platform in LABELS:
        reason = "" if address else "whether tasks have a public address is not known"
        if where not in prices.ephemeral:
            reason = f"no prices of {where} are known"
        lines.append(Line(IPV4, tasks, None if reason else prices.ipv4, reason))
    return Estimate(
        kind, name_of(subject), subject.document.path, where, platform, size, tasks, tuple(lines),
        notes=placement.notes, subject=subject,
    )  # fmt: skip


def _public_ip(runs: Service | RunTask | None) -> bool | None:
    """Say whether each task has a public IPv4 address; ``None`` if that is not known."""
    network = runs.network_configuration if runs is not None else None
    block = network.awsvpc_configuration if isinstance(network, NetworkConfiguration) else network
    if isinstance(block, Unresolved):
        return None
    setting = block.assign_public_ip if isinstance(block, AwsVpcConfiguration) else None
    return None if isinstance(setting, Unresolved) else setting == "ENABLED"
