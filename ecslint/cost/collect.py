"""From documents to estimates: services with their task definitions, and task definitions on their own."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ecslint.base.identity import ById
from ecslint.base.unresolved import Unresolved
from ecslint.capacity.task_sets import service_of_task_set
from ecslint.cost.assumptions import Assumptions
from ecslint.cost.estimate import Estimate, Range
from ecslint.cost.others import (
    estimate_express,
    estimate_schedules,
    estimate_task_set,
)
from ecslint.cost.placement import EC2, Placement, count_of, placement_of
from ecslint.cost.prices import Prices
from ecslint.cost.pricing import Priced, Region, name_of, price
from ecslint.cost.surroundings import estimate_surroundings
from ecslint.cost.uncounted import uncounted
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.stack import Stack
from ecslint.documents.subject import CLOUDFORMATION, ParsedFile, Subject
from ecslint.model.base import build, is_complete
from ecslint.model.run import RunTask, TaskOverride, TaskSet
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition
from ecslint.project.environment import read_again
from ecslint.project.links import link

ONE = Range(Decimal(1), Decimal(1))


def estimates(
    units: Iterable[ParsedFile], prices: Prices, region: Region, assumed: Assumptions | None = None
) -> list[Estimate]:
    """Return an estimate per service, task run, schedule and task definition that nothing runs.

    What surrounds them in templates follows, unless only Fargate is asked for.
    """
    assumed = assumed or Assumptions()
    everything = [_in_region(unit, region) for unit in units]
    link(everything)
    around, used = _around(everything, prices, region, assumed)
    used |= _deployed_tasks(everything)
    divided = _divided(everything)
    found: list[Estimate] = []
    for unit in everything:
        if unit.context_only:
            continue
        for subject in by_default(unit):
            if subject.kind in ("Service", "RunTask"):
                if name_of(subject) not in divided.get(unit.document.path, ()):
                    found.append(estimate_runs(subject, prices, region, assumed))
            elif subject.kind == "TaskDefinition" and _identity(subject, subject.model) not in used:
                found.append(estimate_task(subject, prices, region, assumed))
            elif subject.kind == "TaskSet":
                found.append(estimate_task_set(subject, prices, region, assumed))
            elif subject.kind == "ExpressGatewayService":
                found.append(estimate_express(subject, prices, region, assumed))
    return found + around


def _around(
    units: list[ParsedFile], prices: Prices, region: Region, assumed: Assumptions
) -> tuple[list[Estimate], set[ById]]:
    """Return the estimates of schedules and surroundings, and the identities of the tasks that schedules
    run."""
    around: list[Estimate] = []
    used: set[ById] = set()
    for unit in units:
        stack = first_stack(unit)
        if stack is None or unit.context_only:
            continue
        path = unit.document.path
        for estimate, task in estimate_schedules(stack, path, prices, region, assumed):
            around.append(estimate)
            used |= {ById(task.resource)} if task is not None else set()
        if not assumed.only_fargate:
            around += estimate_surroundings(stack, path, prices, region, assumed)
            around += uncounted(stack, path)
    return around, used


def _deployed_tasks(units: list[ParsedFile]) -> set[ById]:
    """Return the identities of the task definitions that a service or a task run deploys."""
    used: set[ById] = set()
    for unit in units:
        for subject in by_default(unit):
            task = subject.context.get(TaskDefinition)
            if subject.kind != "TaskDefinition" and task is not None:
                used.add(_identity(subject, task))
            if subject.kind == "ExpressGatewayService":
                stack, resolved = subject.context.get(Stack), subject.context.get(Resolved)
                assert stack is not None
                assert resolved is not None
                target = stack.target(resolved.get("TaskDefinitionArn"), "AWS::ECS::TaskDefinition")
                used |= {ById(target.resource)} if target is not None else set()
    return used


def first_stack(unit: ParsedFile) -> Stack | None:
    """Return a template with the defaults of all parameters; ``None`` for any other file."""
    from ecslint.documents.cloudformation.template import Template

    template = next((s.model for s in unit.subjects if isinstance(s.model, Template)), None)
    if template is None:
        return None
    names = [resource.logical_id for resource in template.resources.values() if resource.condition]
    return Stack(template, template.scenarios_for(names)[0])


def _divided(units: Iterable[ParsedFile]) -> dict[str, set[str]]:
    """Return the services whose tasks belong to task sets of the same template, by path."""
    found: dict[str, set[str]] = {}
    for unit in units:
        for subject in by_default(unit):
            if isinstance(subject.model, TaskSet):
                service = service_of_task_set(subject.model, subject.context.get(Stack))
                if service is not None:
                    found.setdefault(unit.document.path, set()).add(service.resource.logical_id)
    return found


def _identity(subject: Subject, task: object) -> ById:
    """Return what tells task definitions apart: the resource in a template, else the model."""
    for owner in (subject, *subject.linked):
        if owner.model is task:
            resolved = owner.context.get(Resolved)
            return ById(task) if resolved is None else ById(resolved.resource)
    return ById(task)


def _in_region(unit: ParsedFile, region: Region) -> ParsedFile:
    """Read a template again with its Region known, if it asks for it."""
    name = region.of(unit.document.path)
    if unit.kind != CLOUDFORMATION or name is None or not unit.document.file.has("AWS::Region"):
        return unit
    given = next((getattr(s.model, "given", {}) for s in unit.subjects), {})
    return read_again(unit, {"AWS::Region": name}, given)


def by_default(unit: ParsedFile) -> list[Subject]:
    """Return the subjects as they are with the defaults of all parameters: the first form of each."""
    if unit.kind != CLOUDFORMATION:
        return list(unit.subjects)
    found: list[Subject] = []
    seen: set[str] = set()
    for subject in unit.subjects:
        resolved = subject.context.get(Resolved)
        if resolved is None or resolved.resource.logical_id in seen:
            continue
        seen.add(resolved.resource.logical_id)
        found.append(subject)
    return found


def _absent(subject: Subject) -> str:
    """Say why a resource of a template is not made with the defaults; ``""`` if it is."""
    resolved, stack = subject.context.get(Resolved), subject.context.get(Stack)
    if resolved is None or stack is None or resolved.resource.condition is None:
        return ""
    first = stack.template.scenarios_for([resolved.resource.logical_id])[0]
    if first.has(resolved.resource.condition) is not False:
        return ""
    return f"it is made only when {resolved.resource.condition} is true"


def estimate_task(
    subject: Subject, prices: Prices, region: Region, assumed: Assumptions | None = None
) -> Estimate:
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
    return _estimate("task", subject, task, placement, (ONE, ""), prices, region, assumed)


def estimate_runs(
    subject: Subject, prices: Prices, region: Region, assumed: Assumptions | None = None
) -> Estimate:
    """Price a service or a task run."""
    runs, task = subject.model, subject.context.get(TaskDefinition)
    assert isinstance(runs, Service | RunTask)
    kind = "service" if isinstance(runs, Service) else "run"
    stack = subject.context.get(Stack)
    if task is None:
        reason = "its task definition is not among the files"
        if isinstance(runs, Service) and runs.controller == "EXTERNAL":
            reason = "its tasks belong to task sets"
        known = Placement(None, reason)
        if runs.launch_type in ("EC2", "EXTERNAL", "MANAGED_INSTANCES"):
            known = placement_of(runs, TaskDefinition(), stack)
        return _unpriced(kind, subject, known.reason)
    placement = placement_of(runs, task, stack)
    count = count_of(runs, stack, subject.context.get(Resolved))
    if isinstance(runs, Service) and runs.scheduling == "DAEMON" and placement.split is not None:
        count = _daemon(count, assumed)
    return _estimate(kind, subject, _overridden(runs, task), placement, count, prices, region, assumed)


def _daemon(count: tuple[Range | None, str], assumed: Assumptions | None) -> tuple[Range | None, str]:
    number = assumed.get("daemon-instances") if assumed is not None else None
    return count if number is None else (Range(number, number), "")


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
    return task.replaced(**changes) if changes else task


def _unpriced(kind: str, subject: Subject, reason: str) -> Estimate:
    return Estimate(kind, name_of(subject), subject.document.path, reason=reason, subject=subject)


def _estimate(
    kind: str,
    subject: Subject,
    task: TaskDefinition,
    placement: Placement,
    count: tuple[Range | None, str],
    prices: Prices,
    region: Region,
    assumed: Assumptions | None,
) -> Estimate:
    runs = subject.model if isinstance(subject.model, Service | RunTask) else None
    stack = subject.context.get(Stack)
    absent = _absent(subject)
    if absent:
        placement = Placement(None, absent, placement.notes)
    what = Priced(kind, name_of(subject), subject.document.path, runs, task, stack, subject)
    return price(what, placement, count, prices, region, assumed)
