"""Sizes that a template's parameters admit (ECS1xx)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecslint.checks import check
from ecslint.facts import fargate
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place
from ecslint.model.size import cpu_units, memory_mib
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_MAX_SHOWN = 8


@check("ECS101")
def allowed_values_make_pairs_that_fargate_lacks(
    task: TaskDefinition, resolved: Resolved, stack: Stack
) -> Problems:
    template = stack.template
    if not task.requires_fargate or task.windows is None:
        return
    chosen = [stack.chosen_by(resolved, name) for name in ("Cpu", "Memory")]
    if any(len(parameters) > 1 for parameters in chosen) or chosen[0] == chosen[1]:
        return
    parameters = [*chosen[0], *chosen[1]]
    if not template.ruled.isdisjoint(parameters):
        return
    bad: dict[int, list[int]] = {}
    cpus = dict.fromkeys(map(cpu_units, _values(resolved, stack, "Cpu", chosen[0])))
    sizes = dict.fromkeys(map(memory_mib, _values(resolved, stack, "Memory", chosen[1])))
    offered = {cpu: fargate.SIZES[cpu] for cpu in fargate.cpus(task.windows)}
    for cpu in cpus:
        found = [size for size in sizes if size is not None and size not in offered.get(cpu or 0, ())]
        if cpu is not None and found:
            bad[cpu] = found
    if not bad:
        return
    count = sum(map(len, bad.values()))
    pairs = [f"{cpu} with {_some(sizes)}" for cpu, sizes in bad.items()]
    if len(pairs) > _MAX_SHOWN:
        pairs = [*pairs[:_MAX_SHOWN], "…"]
    what = "a size" if count == 1 else f"{count} sizes"
    names = " and ".join(parameters)
    verb = "admits" if len(parameters) == 1 else "admit"
    message = (
        f"{names} {verb} {what} that Fargate does not offer (CPU units with MiB: "
        f"{', '.join(pairs)}); narrow AllowedValues"
    )
    places = [Place(template, ("Parameters", name, "AllowedValues")) for name in parameters]
    related = tuple((place, "the values of the CPU size") for place in places[:-1])
    yield Problem(places[-1], message, related, severity=Severity.WARNING)


def _some(sizes: list[int]) -> str:
    shown = ", ".join(map(str, sizes[:4]))
    return f"{shown} and {len(sizes) - 4} more" if len(sizes) > 4 else shown


def _values(resolved: Resolved, stack: Stack, name: str, parameters: list[str]) -> list[str | None]:
    """Return the texts that a property comes to, for each value of the parameter that it rests on."""
    properties: Any = resolved.resource.properties
    if not parameters:
        return [stack.text_with({}, properties.get(name))]
    values = stack.template.allowed_values(parameters[0]) or []
    return [stack.text_with({parameters[0]: value}, properties.get(name)) for value in values]
