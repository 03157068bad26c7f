"""CPU and memory of single containers."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.facts import size as limits
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.task import Container, TaskDefinition
from ecslint.model.value import Unresolved


@check("ECS108")
def container_size_is_invalid(container: Container, task: TaskDefinition) -> Problems:
    yield from _no_memory(container, task)
    yield from _too_little_memory(container, task)
    yield from _reservation_over_limit(container)
    yield from _cpu_out_of_range(container, task)


def _reservation_over_limit(container: Container) -> Problems:
    limit, reservation = container.memory, container.memory_reservation
    if not isinstance(limit, int) or not isinstance(reservation, int) or not 0 < limit < reservation:
        return
    message = (
        f'the reservation of {reservation} MiB is above the limit of {limit} MiB: "memory" must be at least '
        f'"memoryReservation"; reserve at most {limit}'
    )
    place = container.at("memoryReservation")
    fix = Fix(f"reserve {limit} MiB", (Edit("set", place, limit),))
    yield Problem(place, message, ((container.at("memory"), f"the limit is {limit} MiB"),), fix)


def _no_memory(container: Container, task: TaskDefinition) -> Problems:
    if isinstance(task.memory, Unresolved) or task.memory or task.requires_fargate:
        return
    for amount in (container.memory, container.memory_reservation):
        if isinstance(amount, Unresolved) or amount:
            return
    called = f'container "{container.name}"' if isinstance(container.name, str) else "this container"
    message = (
        f'neither the task nor {called} says how much memory is needed; give the container "memory" or '
        '"memoryReservation" (MiB), or the task "memory"'
    )
    yield Problem(container.at("memory"), message)


def _too_little_memory(container: Container, task: TaskDefinition) -> Problems:
    for name, amount in (
        ("memory", container.memory),
        ("memoryReservation", container.memory_reservation),
    ):
        if not isinstance(amount, int) or amount == 0:
            continue
        least = limits.CONTAINER_MEMORY_MIN
        if amount < 0 or (amount < least and task.windows is False):
            message = f'"{name}" is {amount} MiB, less than a container needs; set {least} or more'
            yield Problem(container.at(name), message)
        elif task.windows is True and name == "memory" and amount < limits.WINDOWS_CONTAINER_MEMORY_MIN:
            least = limits.WINDOWS_CONTAINER_MEMORY_MIN
            message = (
                f"ECS raises a Windows container's {amount} MiB of memory to {least}; use {least} or more"
            )
            yield Problem(container.at(name), message, severity=Severity.WARNING)


def _cpu_out_of_range(container: Container, task: TaskDefinition) -> Problems:
    cpu = container.cpu
    if isinstance(cpu, Unresolved):
        return
    if cpu is not None and cpu < 0:
        yield Problem(container.at("cpu"), f"CPU units cannot be negative ({cpu}); use 0 or more")
    elif cpu is not None and cpu > limits.CONTAINER_CPU_MAX and task.windows is False:
        most = limits.CONTAINER_CPU_MAX
        message = f"{cpu} CPU units are capped at {most} (256 vCPU); 1024 units are one vCPU"
        yield Problem(container.at("cpu"), message, severity=Severity.WARNING)
    elif not cpu and task.windows is True and not task.requires_fargate:
        message = (
            'a Windows container without "cpu" gets 1 % of one CPU on EC2; give it CPU units, '
            'for instance "cpu": 1024'
        )
        yield Problem(container.at("cpu"), message, severity=Severity.WARNING)
