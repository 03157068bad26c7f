"""One-off task runs and task sets (ECS584 to ECS588)."""

from __future__ import annotations

import json

from ecslint.checks import check
from ecslint.checks._service import container_names, did_you_mean, known_text
from ecslint.facts import services as facts
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import each, is_set
from ecslint.model.run import RunTask, Scale, TaskOverride, TaskSet
from ecslint.model.task import TaskDefinition
from ecslint.source.document import Document

_OVERRIDING = (
    "command",
    "environment",
    "environment_files",
    "cpu",
    "memory",
    "memory_reservation",
    "resource_requirements",
)


@check("ECS584")
def task_count_out_of_range(run: RunTask) -> Problems:
    count = run.count
    if isinstance(count, int) and not 1 <= count <= facts.MAX_RUN_TASKS:
        nearest = 1 if count < 1 else facts.MAX_RUN_TASKS
        message = (
            f'"count" is {count}: run-task starts 1 to {facts.MAX_RUN_TASKS} tasks a call; '
            f"the nearest is {nearest}"
        )
        fix = Fix(f"set {nearest}", (Edit("set", run.at("count"), nearest),))
        yield Problem(run.at("count"), message, fix=fix)


@check("ECS585")
def override_of_unknown_container(run: RunTask, task: TaskDefinition | None) -> Problems:
    if not isinstance(run.overrides, TaskOverride):
        return
    for _, override in each(run.overrides.container_overrides):
        name = known_text(override.name)
        if not is_set(override.name):
            if any(is_set(getattr(override, member)) for member in _OVERRIDING):
                message = 'the override does not say of which container; add its "name"'
                yield Problem(override.at("name"), message)
        elif name and task is not None and task.names_complete and task.container(name) is None:
            names = [str(container.name) for container in task.containers]
            hint = did_you_mean(name, names) or f"; its containers are {container_names(task)}"
            message = f'the task definition has no container "{name}" to override{hint}'
            related = ((task.at("containerDefinitions"), f"the containers: {', '.join(names)}"),)
            yield Problem(override.at("name"), message, related)


@check("ECS586")
def overrides_too_long(run: RunTask, document: Document) -> Problems:
    if not isinstance(run.overrides, TaskOverride):
        return
    try:
        # Without blanks: what is longer even so is refused however it is written.
        length = len(json.dumps(document.data["overrides"], separators=(",", ":"), ensure_ascii=False))
    except (KeyError, TypeError, ValueError):
        return
    if length > facts.MAX_OVERRIDES:
        message = (
            f'"overrides" has {length} characters as JSON, at most {facts.MAX_OVERRIDES} are allowed; put '
            "long values into a file or a parameter store"
        )
        yield Problem(run.at("overrides"), message)


@check("ECS587")
def task_run_has_no_service(run: RunTask) -> Problems:
    if run.propagate_tags == "SERVICE":
        place = run.at("propagateTags")
        message = 'a task run has no service whose tags it could take; write "TASK_DEFINITION"'
        fix = Fix('write "TASK_DEFINITION"', (Edit("set", place, "TASK_DEFINITION"),))
        yield Problem(place, message, fix=fix)


@check("ECS588")
def task_set_scale_out_of_range(task_set: TaskSet) -> Problems:
    scale = task_set.scale
    if isinstance(scale, Scale) and isinstance(scale.value, int | float) and not 0 <= scale.value <= 100:
        message = f'"scale" is {scale.value:g} % of the desired count: allowed are 0 to 100'
        yield Problem(scale.at("value"), message)
