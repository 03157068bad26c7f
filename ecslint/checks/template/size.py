"""Templates that are larger than CloudFormation accepts (ECS152)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.facts.metadata import TEMPLATE_BYTES, TEMPLATE_RESOURCES
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import Place

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.template import Template


@check("ECS152")
def template_is_too_large(template: Template) -> Problems:
    document = template.document
    if document.syntax not in ("json", "yaml") or 4 * len(document.text) <= TEMPLATE_BYTES:
        return
    data = document.data
    size = len(document.text.encode("utf-8", "surrogatepass"))
    if size > TEMPLATE_BYTES and isinstance(data, dict) and "Resources" in data:
        message = (
            f"the template has {size} bytes, more than the {TEMPLATE_BYTES} that CloudFormation accepts; "
            "split it into nested stacks"
        )
        yield Problem(Place(template, ("Resources",), "key"), message, severity=Severity.WARNING)


@check("ECS152")
def template_has_too_many_resources(template: Template) -> Problems:
    """Yield the first resource beyond those that CloudFormation accepts, unless macros may remove some."""
    data = template.document.data
    if not isinstance(data, dict) or "Transform" in data:
        return
    resources = data.get("Resources")
    if not isinstance(resources, dict) or len(resources) <= TEMPLATE_RESOURCES:
        return
    names = [str(name) for name, each in resources.items() if isinstance(each, dict) and "Type" in each]
    if len(names) > TEMPLATE_RESOURCES and "Fn::Transform" not in resources:
        message = (
            f"the template declares {len(names)} resources, more than the {TEMPLATE_RESOURCES} that "
            "CloudFormation accepts; split it into nested stacks"
        )
        yield Problem(Place(template, ("Resources", names[TEMPLATE_RESOURCES]), "key"), message)
