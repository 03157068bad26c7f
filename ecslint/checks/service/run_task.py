"""One-off tasks, as ``aws ecs run-task --cli-input-json`` takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.route import value_at
from ecslint.base.words import one_of
from ecslint.checks import check
from ecslint.checks._shared.service import use_nearest
from ecslint.checks.task.size import ephemeral_storage_size, size_that_cannot_be_read
from ecslint.documents.subject import Subject
from ecslint.facts import fargate
from ecslint.facts import run_task as facts
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import each, is_set
from ecslint.model.size import cpu_units, memory_mib
from ecslint.model.task import TaskDefinition
from ecslint.model.value import Unresolved, known
from ecslint.source.document import Document

if TYPE_CHECKING:
    from ecslint.model.run import RunTask


@check("ECS180")
def task_run_is_refused(run: RunTask, task: TaskDefinition | None) -> Problems:
    yield from _settings(run, task)
    yield from _container_overrides(run, task)


def _settings(run: RunTask, task: TaskDefinition | None) -> Problems:
    count = run.count
    lowest, highest = facts.COUNT
    if isinstance(count, int) and not lowest <= count <= highest:
        nearest = min(max(count, lowest), highest)
        message = f"one call starts {lowest} to {highest} tasks, not {count}; use {nearest}"
        place = run.at("count")
        yield Problem(place, message, (), Fix(f"set {nearest}", (Edit("set", place, nearest),)))
    if run.propagate_tags == "SERVICE":
        place = run.at("propagateTags")
        message = 'a task that no service starts cannot take its tags from one; use "TASK_DEFINITION"'
        yield Problem(
            place, message, (), Fix("set TASK_DEFINITION", (Edit("set", place, "TASK_DEFINITION"),))
        )
    overrides = run.overrides
    if run.enable_execute_command is not True or task is None or isinstance(overrides, Unresolved):
        return
    if not is_set(task.task_role_arn) and (overrides is None or not is_set(overrides.task_role_arn)):
        message = (
            'ECS Exec needs a task role with the ssmmessages permissions; add "taskRoleArn" to the task '
            "definition or to the overrides"
        )
        related = ((task.at("taskRoleArn"), "the task definition has no task role"),)
        yield Problem(run.at("enableExecuteCommand"), message, related)


def _container_overrides(run: RunTask, task: TaskDefinition | None) -> Problems:
    overrides = known(run.overrides)
    if overrides is None:
        return
    for index, override in each(overrides.container_overrides):
        name = override.name
        if not is_set(name):
            if any(map(is_set, override.members().values())):
                message = 'the override does not say for which container it is; add "name"'
                yield Problem(overrides.at("containerOverrides", index), message)
        elif isinstance(name, str) and task is not None and task.names_complete and not task.container(name):
            names = [str(c.name) for c in task.containers]
            hint = use_nearest(name, names) or f"; use {one_of(names)}"
            message = f'the task definition has no container called "{name}"{hint}'
            related = ((task.at("containerDefinitions"), f"the containers: {', '.join(names)}"),)
            yield Problem(override.at("name"), message, related)


@check("ECS152")
def overrides_are_too_long(run: RunTask, document: Document, subject: Subject) -> Problems:
    if known(run.overrides) is None:
        return
    from json import dumps

    data = value_at(document.data, subject.origin.route(("overrides",)))
    length = len(dumps(data, ensure_ascii=False, separators=(",", ":"), default=_shortest))
    if length > facts.OVERRIDES_CHARACTERS:
        message = (
            f"the overrides take {length} of at most {facts.OVERRIDES_CHARACTERS} "
            "characters; move long values into environmentFiles"
        )
        yield Problem(run.at("overrides", part="key"), message)


def _shortest(_unknown: object) -> str:
    return ""


@check("ECS112")
def overridden_storage_is_out_of_range(run: RunTask) -> Problems:
    overrides = known(run.overrides)
    storage = known(overrides.ephemeral_storage) if overrides else None
    if storage is not None:
        yield from ephemeral_storage_size(storage, "leave it to the task definition")


@check("ECS103")
def overridden_size_is_invalid(run: RunTask) -> Problems:
    overrides = known(run.overrides)
    if overrides is not None:
        yield from size_that_cannot_be_read(overrides)


@check("ECS101")
def overridden_size_is_not_offered(run: RunTask, task: TaskDefinition | None) -> Problems:
    overrides = known(run.overrides)
    if overrides is None:
        return
    if run.launch_type != "FARGATE" and (task is None or not task.requires_fargate):
        return
    if not is_set(overrides.cpu) and not is_set(overrides.memory):
        return
    cpu = cpu_units(known(overrides.cpu if is_set(overrides.cpu) else task.cpu if task else None))
    memory = memory_mib(
        known(overrides.memory if is_set(overrides.memory) else task.memory if task else None)
    )
    windows = task is not None and task.windows is True
    system = "Windows on Fargate" if windows else "Fargate"
    if cpu is None or (cpu in fargate.cpus(windows) and (memory is None or memory in fargate.SIZES[cpu])):
        return
    new_cpu, new_memory = fargate.nearest_pair(cpu, memory or 0, windows)
    size = f"{cpu} CPU units" if memory is None else f"{cpu} CPU units and {memory} MiB"
    message = (
        f"with these overrides the task has {size}, which {system} does not offer; set "
        f'"cpu": "{new_cpu}", "memory": "{new_memory}"'
    )
    name = "cpu" if is_set(overrides.cpu) else "memory"
    related = ((task.at("cpu"), "the task's own size"),) if task is not None and is_set(task.cpu) else ()
    yield Problem(overrides.at(name), message, related)
