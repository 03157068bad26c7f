"""What a task costs more than it needs to (ECS902, ECS903)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.facts import fargate
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.config.settings import Settings
    from ecslint.documents.subject import Subject


@check("ECS902")
def fargate_size_exceeds_the_limits_of_the_containers(
    task: TaskDefinition, subject: Subject, settings: Settings
) -> Problems:
    cpu, memory = task.cpu_units, task.memory_mib
    if not task.requires_fargate or cpu is None or memory is None or task.windows is None:
        return
    if memory not in fargate.SIZES.get(cpu, ()) or not task.containers or not task.containers_complete:
        return
    limits = [c.memory for c in task.containers if isinstance(c.memory, int) and c.memory > 0]
    if len(limits) < len(task.containers):
        return  # what has no limit of its own may use all that the task has
    shares = [c.cpu for c in task.containers if isinstance(c.cpu, int) and c.cpu > 0]
    # The CPU units of a container are a limit on Windows; on Linux they are its share where CPU is short.
    limited = task.windows and len(shares) == len(task.containers)
    new_cpu, new_memory = fargate.nearest_pair(sum(shares) if limited else cpu, sum(limits), task.windows)
    if new_cpu > cpu or new_memory > memory or (new_cpu, new_memory) == (cpu, memory):
        return
    sizes = f" ({' + '.join(map(str, limits))})" if len(limits) > 1 else ""
    used = f"{sum(limits)} MiB{sizes} of the task's {memory} MiB"
    if new_cpu != cpu:
        used = f"{sum(shares)} of {cpu} CPU units and {sum(limits)} MiB{sizes} of {memory} MiB"
    message = f'the containers may use {used}; set "cpu": "{new_cpu}", "memory": "{new_memory}"'
    changes = (("cpu", cpu, new_cpu), ("memory", memory, new_memory))
    edits = [Edit("set", task.at(name), str(new)) for name, old, new in changes if new != old]
    place = task.at("memory" if new_memory != memory else "cpu")
    message += _saved(subject, settings, new_cpu, new_memory)
    yield Problem(place, message, (), Fix("set the smaller size", tuple(edits)))


def _saved(subject: Subject, settings: Settings, cpu: int, memory: int) -> str:
    from decimal import Decimal

    from ecslint.checks._shared.cost import estimate, hour, saving
    from ecslint.cost.estimate import Size

    known = estimate(subject, settings)
    if known.size is None or known.platform is None:
        return ""
    old = hour(known, settings, known.size, known.platform)
    size = Size(Decimal(cpu) / 1024, Decimal(memory) / 1024, known.size.extra_gb)
    new = hour(known, settings, size, known.platform)
    return "" if old is None or new is None else f" to save {saving(old, new)} for each task"


@check("ECS903", costly=True)
def arm64_would_cost_less(task: TaskDefinition, subject: Subject, settings: Settings) -> Problems:
    if not task.requires_fargate:
        return
    from ecslint.checks._shared.cost import estimate, hour, saving

    known = estimate(subject, settings)
    if known.platform != "linux_x86" or known.size is None or not known.lines:
        return
    old = hour(known, settings, known.size, "linux_x86")
    new = hour(known, settings, known.size, "linux_arm64")
    if old is not None and new is not None and new < old:
        message = (
            f"on ARM64 the task costs {saving(old, new)} less, if its images are built for it; set "
            '"runtimePlatform": {"cpuArchitecture": "ARM64"}'
        )
        yield Problem(task.at("runtimePlatform"), message)
