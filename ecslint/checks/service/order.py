"""What a service names but does not wait for (ECS691)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.checks import check
from ecslint.facts import order as facts
from ecslint.facts.creation import SLOW
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place
from ecslint.model.service import Service

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.texts import Texts


@check("ECS691")
def named_resource_is_not_awaited(service: Service, resolved: Resolved, stack: Stack) -> Problems:
    template, own = stack.template, resolved.resource.logical_id
    if template.macros or service.desired_count == 0:
        return
    if any(template.resources[name].type in SLOW for name in template.dependencies(own)):
        return
    from ecslint.reach.texts import Texts

    texts = Texts(stack)
    for row in facts.NAMED:
        value: object = resolved.get(row.path[0])
        for name in row.path[1:]:
            value = value.get(name) if isinstance(value, dict) else None
        yield from _named(resolved.at(*row.path), value, row, own, stack, texts)


def _named(
    place: Place, value: object, row: facts.Named, own: str, stack: Stack, texts: Texts
) -> Iterator[Problem]:
    """Yield a problem for a name of a resource of the template that the service does not wait for."""
    if value is None or isinstance(value, Reference):
        return
    from ecslint.reach.patterns import matches

    text = texts.of(value)
    for awaited in stack.all(*row.awaited) if text else ():
        name = awaited.resource.logical_id
        given = None if isinstance(awaited.data, Unresolved) else awaited.get(row.name)
        known = None if given is None else texts.of(given)
        if not known or not text or not matches(text, known) or not stack.exists(name):
            continue
        if stack.depends_on(own, name) or stack.depends_on(name, own):
            continue
        message = f'the service does not wait for {row.what} "{name}", which it names; use !Ref {name}'
        yield Problem(place, message, ((awaited.at(row.name), "the same name"),), severity=Severity.WARNING)
