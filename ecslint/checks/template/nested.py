"""Nested stacks that are not given what their templates take (ECS644)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.suggest import nearest
from ecslint.base.words import all_of
from ecslint.checks import check
from ecslint.documents.cloudformation.nested import STACK, parameters_of
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.template import Template


@check("ECS644")
def nested_stack_is_given_other_parameters(template: Template) -> Problems:
    if template.macros:
        return
    for stack in template.resources_of(STACK):
        properties = stack.properties
        given = properties.get("Parameters", {}) if isinstance(properties, dict) else None
        if not isinstance(given, dict) or any(
            name == "Ref" or str(name).startswith("Fn::") for name in given
        ):
            continue
        known = parameters_of(stack, template.document.path)
        if known is None:
            continue
        for name in given:
            if str(name) not in known:
                close = nearest(str(name), list(known))
                hint = f"use {close}" if close else "remove it, or add it there"
                message = f'the template of "{stack.logical_id}" has no parameter {name}; {hint}'
                place = Place(template, (*stack.route, "Properties", "Parameters", str(name)), "key")
                yield Problem(place, message)
        lacking = [name for name, has_default in known.items() if not has_default and name not in given]
        if lacking:
            more = f" and {len(lacking) - 3} more" if len(lacking) > 3 else ""
            message = (
                f'the template of "{stack.logical_id}" takes {all_of(lacking[:3])}{more} without a default; '
                "add to Parameters"
            )
            path = ("Properties", "Parameters") if "Parameters" in properties else ("Properties",)
            yield Problem(Place(template, (*stack.route, *path), "key"), message)
