"""Templates that are larger than CloudFormation accepts (ECS152)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.facts.metadata import TEMPLATE_BYTES
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
