"""Findings about the template itself: what CloudFormation refuses before any service sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ecslint.documents.cloudformation.choices import MAX_SCENARIOS
from ecslint.documents.cloudformation.problems import BAD_CALL, CYCLE, NULL, UNDEFINED, template_problems
from ecslint.documents.cloudformation.resolved import Resolved
from ecslint.documents.cloudformation.stack import Stack
from ecslint.documents.cloudformation.template import Template
from ecslint.documents.cloudformation.values import Failure
from ecslint.documents.oversize import excess_problems
from ecslint.documents.subject import Structural
from ecslint.finding import Severity
from ecslint.source.route import Route
from ecslint.unresolved import Reference

_RULES: Final = {UNDEFINED: "ECS020", BAD_CALL: "ECS021", CYCLE: "ECS022", NULL: "ECS014"}
_SAMPLED: Final = "ECS025"


def template_structural(template: Template) -> Iterator[Structural]:
    """Yield what is wrong with the template, whatever its parameters are."""
    for problem in template_problems(template):
        severity = Severity.ERROR if problem.kind == NULL else None
        yield Structural(_RULES[problem.kind], problem.route, "value", problem.message, severity=severity)


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
            message = f"refers to {value.logical_id}, which is not created here: its condition is {condition}"
            # those who deploy the template may know that these values never go together
            yield _at(resolved, route, message, Severity.WARNING)


def scenarios_cut() -> Structural:
    """Return the notice that conditions have more combinations than were looked at."""
    message = (
        f"the conditions have more combinations than are looked at ({MAX_SCENARIOS} for a resource): "
        "every two of them are seen together, three or more not always"
    )
    return Structural(_SAMPLED, ("Conditions",), "key", message)


def _at(resolved: Resolved, route: Route, message: str, severity: Severity | None = None) -> Structural:
    trace = resolved.trace(route)
    note = f" ({', '.join(trace.notes)})" if trace.notes else ""
    return Structural(_RULES[UNDEFINED], trace.use, "value", message + note, severity=severity)
