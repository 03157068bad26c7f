"""From a task definition and what runs it to a price: any number of tasks, in the Region that the files
name."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ecslint.base.unresolved import Unresolved
from ecslint.cost.assumptions import Assumptions
from ecslint.cost.estimate import (
    IPV4,
    Estimate,
    Line,
    Range,
    Split,
    address_line,
    platform_of,
    size_of,
    task_hour,
)
from ecslint.cost.placement import Placement
from ecslint.cost.prices import Prices
from ecslint.cost.region import region_of
from ecslint.cost.volumes import volume_lines
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.stack import Stack
from ecslint.documents.subject import Subject
from ecslint.model.run import RunTask, TaskSet
from ecslint.model.service import AwsVpcConfiguration, NetworkConfiguration, Service
from ecslint.model.task import TaskDefinition


@dataclass(frozen=True)
class Region:
    """The Region to price in: ``forced`` wins over the files, ``fallback`` is for files that name none."""

    forced: str | None = None
    fallback: Callable[[str], str | None] = lambda path: None
    """Gives the Region that the configuration has for a file."""

    def of(self, path: str) -> str | None:
        """Return the Region of a file: the forced one, else that of the configuration; ``None`` if neither is
        set."""
        return self.forced or self.fallback(path)


def name_of(subject: Subject) -> str:
    """Return what estimates call a subject: logical id, service name or family; with its tfvars file."""
    resolved = subject.context.get(Resolved)
    if resolved is not None:
        beside = f" (with {subject.variant})" if isinstance(subject.variant, str) else ""
        return f"{resolved.resource.logical_id}{beside}"
    model: object = subject.model
    for attribute in ("service_name", "service", "family", "task_definition", "group"):
        value = getattr(model, attribute, None)
        text = value.text if isinstance(value, Unresolved) else value
        if text:
            return str(text).rsplit("/", 1)[-1]
    return os.path.basename(subject.document.path)


class Priced(NamedTuple):
    """What is to be priced: how it is called, and the models that say how it runs."""

    kind: str
    """``service``, ``run``, ``task`` or ``schedule``."""
    name: str
    """What it is called in the report."""
    path: str
    """The file."""
    runs: Service | RunTask | TaskSet | None
    """What starts the tasks; ``None`` for a task definition alone."""
    task: TaskDefinition
    """The task definition."""
    stack: Stack | None
    """The stack in its scenario; ``None`` outside of templates."""
    subject: Subject | None = None
    """The subject, kept for reports."""


def price(
    what: Priced,
    placement: Placement,
    count: tuple[Range | None, str],
    prices: Prices,
    region: Region,
    assumed: Assumptions | None = None,
) -> Estimate:
    """Price a number of tasks, or say why they have no price."""
    task = what.task
    where = region.forced or region_of(what.runs, task, what.stack) or region.of(what.path)
    platform, size = platform_of(task), size_of(task)
    tasks, unknown = count
    split = placement.split
    if split is not None and assumed is not None and assumed.spot and platform != "windows":
        split = Split((0, 0), (0, 1))
    known: dict[str, Any] = {"region": where, "platform": platform, "tasks": tasks, "notes": placement.notes}
    known["size"] = None if isinstance(size, str) else size

    def unpriced(reason: str) -> Estimate:
        return Estimate(what.kind, what.name, what.path, reason=reason, subject=what.subject, **known)

    if split is None:
        return unpriced(placement.reason)
    if isinstance(size, str):
        return unpriced(size)
    if platform is None:
        return unpriced("operating system or architecture is not known")
    if where is None:
        return unpriced("no Region is known: name one with --region")
    if tasks is None:
        one = task_hour(prices, where, platform, size)
        if isinstance(one, Line) and split.weights[0]:
            unknown += f"; one task costs {one.monthly.low} {prices.currency} a month"
        return unpriced(unknown)
    lines = []
    for provider, number in split.lines(tasks):
        line = task_hour(prices, where, platform, size, provider == "FARGATE_SPOT")
        if isinstance(line, str):
            lines.append(Line(provider, number, None, line))
        else:
            lines.append(Line(provider, number, line.unit, as_of=line.as_of))
    address = _public_ip(what.runs)
    if address is not False:
        reason = "" if address else "whether tasks have a public address is not known"
        if not prices.knows(where):
            reason = f"no prices of {where} are known"
        lines.append(Line(IPV4, tasks, None, reason) if reason else address_line(prices, tasks))
    if assumed is None or not assumed.only_fargate:
        lines += volume_lines(what.runs, tasks, prices, where)
    return Estimate(
        what.kind, what.name, what.path, where, platform, size, tasks, tuple(lines),
        notes=placement.notes, subject=what.subject,
    )  # fmt: skip


def _public_ip(runs: Service | RunTask | TaskSet | None) -> bool | None:
    """Say whether each task has a public IPv4 address; ``None`` if that is not known."""
    network = runs.network_configuration if runs is not None else None
    block = network.awsvpc_configuration if isinstance(network, NetworkConfiguration) else network
    if isinstance(block, Unresolved):
        return None
    setting = block.assign_public_ip if isinstance(block, AwsVpcConfiguration) else None
    return None if isinstance(setting, Unresolved) else setting == "ENABLED"
