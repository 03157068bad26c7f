"""Findings about the template itself: what CloudFormation refuses before any service sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ecslint.base.route import Route
from ecslint.base.unresolved import Reference
from ecslint.documents.cloudformation.choices import FEW_SCENARIOS, MAX_LOOKS, MAX_SCENARIOS
from ecslint.documents.cloudformation.problems import BAD_CALL, CYCLE, NULL, UNDEFINED, template_problems
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.stack import Stack
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.cloudformation.usage import usage_of
from ecslint.documents.cloudformation.values import Failure
from ecslint.documents.cloudformation.when import when_text
from ecslint.documents.oversize import excess_problems
from ecslint.documents.subject import Structural
from ecslint.finding import Severity

_RULES: Final = {UNDEFINED: "ECS020", BAD_CALL: "ECS021", CYCLE: "ECS022", NULL: "ECS014"}
_SAMPLED: Final = "ECS025"


def template_structural(template: Template) -> Iterator[Structural]:
    """Yield what is wrong with the template, whatever its parameters are."""
    for problem in template_problems(template):
        severity = Severity.ERROR if problem.kind == NULL else None
        yield Structural(_RULES[problem.kind], problem.route, "value", problem.message, severity=severity)


def outputs_structural(template: Template) -> Iterator[Structural]:
    """Yield references of outputs to resources that may be left out where the output is not."""
    if template.macros:
        return
    resources = template.resources
    for name, body in template.outputs.items():
        value = body.get("Value") if isinstance(body, dict) else None
        own = body.get("Condition") if isinstance(body, dict) and value is not None else None
        for logical_id in sorted(usage_of(value).certain & resources.keys()):
            condition = resources[logical_id].condition
            if condition is None or condition == own:
                continue
            when = _when_absent(template, condition, own if isinstance(own, str) else None)
            if when is not None:
                message = (
                    f"refers to {logical_id}, which is not created {when}; give the output the condition "
                    f"{condition}" + (" as well" if own is not None else "")
                )
                route = ("Outputs", name, "Value")
                yield Structural(_RULES[UNDEFINED], route, "value", message, severity=Severity.WARNING)


def _when_absent(template: Template, condition: str, own: str | None) -> str | None:
    """Say when ``own`` is true, if there is such a condition, and ``condition`` is false; ``None``: never."""
    names = frozenset((condition,) if own is None else (condition, own))
    evaluated = template.condition_set.combinations(names).scenarios
    reached = [scenario for scenario in evaluated if scenario.has(own) is not False]
    absent = [scenario for scenario in reached if scenario.has(condition) is False]
    if not absent:
        return None
    return when_text(absent, reached, (condition,)) or (
        "in any case" if own is None else f"when {own} is true"
    )


def resource_structural(resolved: Resolved, stack: Stack) -> Iterator[Structural]:
    """Yield what is too large, lookups that fail, and references to what is not there, in one scenario."""
    template = resolved.template
    yield from excess_problems(resolved.data, resolved.resource.properties_route)
    conditional = any(
        template.resources[name].condition is not None
        for name in template.mentions(resolved.resource.logical_id)
    )
    if template.macros or not (resolved.failed or conditional):
        return
    for route, value in resolved.unresolved():
        if isinstance(value, Failure):
            yield _at(resolved, route, value.text)
        elif isinstance(value, Reference) and stack.exists(value.logical_id) is False:
            condition = template.resources[value.logical_id].condition
            absent = f"refers to {value.logical_id}, which is not created here"
            message = f"{absent}; give this the condition {condition} too"
            # those who deploy the template may know that these values never go together
            certain = not stack.scenario.parameters and condition in stack.scenario.conditions
            yield _at(resolved, route, message, None if certain else Severity.WARNING)


def scenarios_cut(*, of_all: bool) -> Structural:
    """Return the notice that conditions have more combinations than were looked at.

    ``of_all``: not those of one resource, but of all of them together.
    """
    message = (
        f"more than {MAX_SCENARIOS} combinations of conditions for a resource, checked "
        "pairwise only; use fewer conditions"
    )
    if of_all:
        message = (
            f"more than {MAX_LOOKS} containers in all combinations of conditions, the last ones checked in "
            f"{FEW_SCENARIOS} combinations only; use fewer conditions"
        )
    return Structural(_SAMPLED, ("Conditions",), "key", message)


def _at(resolved: Resolved, route: Route, message: str, severity: Severity | None = None) -> Structural:
    trace = resolved.trace(route)
    note = f" ({', '.join(trace.notes)})" if trace.notes else ""
    return Structural(_RULES[UNDEFINED], trace.use, "value", message + note, severity=severity)
