"""CPU, memory and ephemeral storage of a task on each launch type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.checks._shared.platforms import requirement
from ecslint.facts import fargate
from ecslint.facts import size as limits
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Place, is_complete
from ecslint.model.size import cpu_units, memory_mib
from ecslint.model.task import EphemeralStorage, TaskDefinition
from ecslint.model.value import Unresolved, known
from ecslint.source.templating.placeholders import looks_like_fill_in

if TYPE_CHECKING:
    from ecslint.model.run import TaskOverride


@check("ECS101")
def fargate_task_size_is_not_offered(task: TaskDefinition) -> Problems:
    if task.requires_fargate:
        yield from _not_given(task)
        yield from not_offered_by_fargate(task)


def _not_given(task: TaskDefinition) -> Problems:
    for name, value in (("cpu", task.cpu), ("memory", task.memory)):
        if value is None or value == "":
            example = '"256"' if name == "cpu" else '"512"'
            message = f'a Fargate task needs "{name}" at the task level; add for instance "{name}": {example}'
            yield Problem(task.at(name), message)


def not_offered_by_fargate(task: TaskDefinition) -> Problems:
    """Compare the task's size with what Fargate offers, wherever it is required."""
    cpu, memory = task.cpu_units, task.memory_mib
    if cpu is None:
        return
    # what is offered for Windows is offered for Linux as well
    windows = task.windows is True
    offered = fargate.cpus(windows)
    system = "Windows on Fargate" if windows else "Fargate"
    if cpu not in offered:
        new_cpu, new_memory = fargate.nearest_pair(cpu, memory or 0, windows)
        sizes = ", ".join(map(str, offered))
        message = f'{system} offers {sizes} CPU units, not {cpu}; set "cpu": "{new_cpu}"'
        edits = [Edit("set", task.at("cpu"), str(new_cpu))]
        if memory is not None and memory not in fargate.SIZES[new_cpu]:
            message += f', "memory": "{new_memory}"'
            edits.append(Edit("set", task.at("memory"), str(new_memory)))
        yield Problem(task.at("cpu"), message, (), Fix("set the nearest Fargate size", tuple(edits)))
        return
    if memory is None or memory in fargate.SIZES[cpu]:
        return
    new_cpu, new_memory = fargate.nearest_pair(cpu, memory, windows)
    pair = f'"memory": "{new_memory}"' if new_cpu == cpu else f'"cpu": "{new_cpu}", "memory": "{new_memory}"'
    message = f"Fargate offers {fargate.memory_range(cpu)} with {cpu} CPU units, not {memory}; set {pair}"
    edits = [Edit("set", task.at("memory"), str(new_memory))]
    if new_cpu != cpu:
        edits.insert(0, Edit("set", task.at("cpu"), str(new_cpu)))
    related = ((task.at("cpu"), f"the CPU size is {known(task.cpu)}"),)
    yield Problem(task.at("memory"), message, related, Fix(f"set {pair}", tuple(edits)))


@check("ECS103")
def task_size_is_invalid(task: TaskDefinition) -> Problems:
    yield from size_that_cannot_be_read(task)
    yield from _cpu_out_of_range(task)


def size_that_cannot_be_read(task: TaskDefinition | TaskOverride) -> Problems:
    """Find a size, of a task definition or the overrides of a task run, that ECS does not read."""
    cpu, memory = known(task.cpu), known(task.memory)
    for name, text, read, documented, unit, example in (
        ("cpu", cpu, cpu_units(cpu), limits.DOCUMENTED_CPU, "CPU units", '"1024" or "1 vCPU"'),
        ("memory", memory, memory_mib(memory), limits.DOCUMENTED_MEMORY, "MiB", '"2048" or "2 GB"'),
    ):
        if text is None or not text.strip() or text.isdecimal():
            continue
        if read is None and looks_like_fill_in(text):
            continue
        if read is None:
            hint = _meant(name, text)
            message = f'the task\'s "{name}" is "{text[:40]}", not a size; use {unit} or a unit, {example}'
            yield Problem(task.at(name), f"{message}{hint}")
        elif not re.fullmatch(documented, text.strip(), re.IGNORECASE):
            message = (
                f'the spelling "{text.strip()}" of the task\'s "{name}" is not documented; set '
                f'"{name}": "{read}" ({unit})'
            )
            fix = Fix(f'use "{read}"', (Edit("set", task.at(name), str(read)),), safe=True)
            yield Problem(task.at(name), message, (), fix, Severity.WARNING)


def _meant(name: str, text: str) -> str:
    """Guess what an unreadable CPU size stands for: a bare fraction is a number of vCPUs."""
    units = cpu_units(f"{text} vCPU") if name == "cpu" else None
    return f' (for {text} vCPU: "{units}")' if units else ""


def _cpu_out_of_range(task: TaskDefinition) -> Problems:
    cpu = task.cpu_units
    lowest, highest = limits.EC2_TASK_CPU
    if cpu is None or lowest <= cpu <= highest or task.windows is not False:
        return
    if task.requires_fargate or not is_complete(task.requires_compatibilities):
        return
    if task.compatibilities == {"MANAGED_INSTANCES"}:
        return
    nearest = min(max(cpu, lowest), highest)
    message = (
        f"the task's CPU of {cpu} units is out of range: on EC2 and EXTERNAL {lowest} to {highest} are "
        f'allowed; use "cpu": "{nearest}", or remove it and size the containers'
    )
    yield Problem(
        task.at("cpu"), message, (), Fix(f'set "{nearest}"', (Edit("set", task.at("cpu"), str(nearest)),))
    )


@check("ECS105")
def containers_exceed_the_task(task: TaskDefinition) -> Problems:
    # ECS ignores the task's size for Windows on EC2
    if task.windows is False or task.requires_fargate:
        yield from _memory_over_task(task)
        yield from _cpu_over_task(task)
        yield from _memory_sum_over_task(task)


def _memory_over_task(task: TaskDefinition) -> Problems:
    memory = task.memory_mib
    if memory is None:
        return
    for container in task.containers:
        if isinstance(container.memory, int) and container.memory > memory:
            message = (
                f"container {_called(container.name)} may use {container.memory} MiB of memory, more than "
                f"the task's {memory} MiB; allow at most {memory}, or give the task more"
            )
            related = ((task.at("memory"), f"the task has {memory} MiB"),)
            yield Problem(container.at("memory"), message, related)


def _cpu_over_task(task: TaskDefinition) -> Problems:
    cpu = task.cpu_units
    if not cpu:
        return
    sized = [(c, c.cpu) for c in task.containers if isinstance(c.cpu, int) and c.cpu > 0]
    total = sum(units for _, units in sized)
    if total <= cpu:
        return
    severity = None if task.requires_fargate else Severity.WARNING
    related: tuple[tuple[Place, str], ...]
    for container, units in sized:
        if units > cpu:
            message = (
                f"container {_called(container.name)} reserves {units} CPU units, more than the task's {cpu}"
            )
            place = container.at("cpu")
            related = ((task.at("cpu"), f"the task has {cpu} CPU units"),)
            break
    else:
        message = (
            f"the containers reserve {total} CPU units ({' + '.join(str(units) for _, units in sized)}), "
            f"more than the task's {cpu}"
        )
        place = task.at("cpu")
        related = tuple((c.at("cpu"), f"{_called(c.name)} reserves {units}") for c, units in sized)
    yield Problem(place, f"{message}; reserve less, or give the task more", related, severity=severity)


def _memory_sum_over_task(task: TaskDefinition) -> Problems:
    memory = task.memory_mib
    if not memory:
        return
    sized = []
    for container in task.containers:
        reserved = isinstance(container.memory_reservation, Unresolved) or container.memory_reservation
        name = "memoryReservation" if reserved else "memory"
        value = container.memory_reservation if reserved else container.memory
        if isinstance(container.memory, int) and container.memory > memory:
            return
        if isinstance(value, int):
            sized.append((container, name, value))
    total = sum(value for _, _, value in sized)
    if total <= memory:
        return
    amounts = " + ".join(str(value) for _, _, value in sized)
    message = (
        f"the containers reserve {total} MiB of memory ({amounts}), more than the task's {memory} MiB; "
        "reserve less, or give the task more"
    )
    related = tuple((c.at(name), f"{_called(c.name)} reserves {value}") for c, name, value in sized)
    yield Problem(task.at("memory"), message, related, severity=Severity.WARNING)


@check("ECS112")
def ephemeral_storage_is_invalid(task: TaskDefinition) -> Problems:
    storage = known(task.ephemeral_storage)
    if storage is None or storage.size_in_gib is None:
        return
    place = task.at("ephemeralStorage", part="key")
    fix = Fix('remove "ephemeralStorage"', (Edit("remove", task.at("ephemeralStorage")),))
    for launch_type in ("EC2", "EXTERNAL", "MANAGED_INSTANCES"):
        if launch_type in task.compatibilities:
            message = (
                f'{launch_type} tasks have no "ephemeralStorage", only Fargate tasks do; remove it, or '
                f"require FARGATE alone"
            )
            yield Problem(place, message, requirement(task, launch_type), fix)
            return
    if task.requires_fargate and task.windows is True:
        message = 'AWS documents "ephemeralStorage" for Linux only on Fargate, not for Windows; remove it'
        yield Problem(place, message, (), fix, Severity.WARNING)
    lowest, _ = fargate.EPHEMERAL_GIB
    advice = f'leave "ephemeralStorage" out: {lowest - 1} GiB come with every Fargate task'
    yield from ephemeral_storage_size(storage, advice)


def ephemeral_storage_size(storage: EphemeralStorage, otherwise: str) -> Problems:
    """Compare a size with what Fargate offers; ``otherwise`` is what else to do about one too small."""
    size = known(storage.size_in_gib)
    lowest, highest = fargate.EPHEMERAL_GIB
    if size is None or lowest <= size <= highest:
        return
    nearest = min(max(size, lowest), highest)
    message = (
        f"{size} GiB of ephemeral storage is out of range: {lowest} to {highest} are allowed; use {nearest}"
    )
    if nearest == lowest:
        message += f", or {otherwise}"
    place = storage.at("sizeInGiB")
    yield Problem(place, message, (), Fix(f"set {nearest}", (Edit("set", place, nearest),)))


def _called(name: str | Unresolved | None) -> str:
    return f'"{name}"' if isinstance(name, str) else "without a known name"
