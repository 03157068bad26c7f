"""Task and container size (ECS1xx)."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.facts import fargate
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.task import TaskDefinition
from ecslint.model.value import known


@check("ECS101")
def fargate_task_size_is_not_offered(task: TaskDefinition) -> Problems:
    cpu, memory, windows = task.cpu_units, task.memory_mib, task.windows
    if not task.requires_fargate or cpu is None or windows is None:
        return
    offered = fargate.cpus(windows)
    system = "Windows on Fargate" if windows else "Fargate"
    if cpu not in offered:
        nearest, _ = fargate.nearest_pair(cpu, memory or 0, windows)
        sizes = ", ".join(map(str, offered))
        message = f"{system} does not offer {cpu} CPU units: allowed are {sizes}; the nearest is {nearest}"
        yield Problem(task.at("cpu"), message)
        return
    if memory is None or memory in fargate.SIZES[cpu]:
        return
    new_cpu, new_memory = fargate.nearest_pair(cpu, memory, windows)
    pair = f'"memory": "{new_memory}"' if new_cpu == cpu else f'"cpu": "{new_cpu}", "memory": "{new_memory}"'
    message = (
        f"Fargate does not offer {memory} MiB with {cpu} CPU units: allowed are "
        f"{fargate.memory_range(cpu)}; the nearest valid size is {pair}"
    )
    edits = [Edit("set", task.at("memory"), str(new_memory))]
    if new_cpu != cpu:
        edits.insert(0, Edit("set", task.at("cpu"), str(new_cpu)))
    related = ((task.at("cpu"), f"the CPU size is {known(task.cpu)}"),)
    yield Problem(task.at("memory"), message, related, Fix(f"set {pair}", tuple(edits)))


@check("ECS102")
def fargate_task_size_is_missing(task: TaskDefinition) -> Problems:
    if not task.requires_fargate:
        return
    for name, value in (("cpu", task.cpu), ("memory", task.memory)):
        if value is None or value == "":
            example = '"256"' if name == "cpu" else '"512"'
            message = f'a Fargate task needs "{name}" at the task level; add for instance "{name}": {example}'
            yield Problem(task.at(name), message)
