"""Outputs of a nested stack whose template is a local file, as ``aws cloudformation package`` takes it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from ecslint.base.tree import is_inside

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.sections import Resource

STACK: Final = "AWS::CloudFormation::Stack"
_ENDINGS: Final = (".yaml", ".yml", ".json", ".template")


def outputs_of(stack: Resource, parent: str) -> list[str] | None:
    """Return the names of the outputs of a nested stack.

    ``parent`` is the path of the template that has it. ``None`` where they cannot be known: the template is
    in Amazon S3, outside of the current folder, not readable, or made by a macro or a loop.
    """
    outputs = _section_of(stack, parent, "Outputs")
    return None if outputs is None else list(outputs)


def parameters_of(stack: Resource, parent: str) -> dict[str, bool] | None:
    """Return the parameters of a nested stack, each with whether it has a default.

    ``None`` where they cannot be known, as in :func:`outputs_of`.
    """
    parameters = _section_of(stack, parent, "Parameters")
    if parameters is None:
        return None
    return {name: isinstance(each, dict) and "Default" in each for name, each in parameters.items()}


def _section_of(stack: Resource, parent: str, section: str) -> dict[str, object] | None:
    """Return a section of the template of a nested stack, if that is a local file within reach."""
    properties = stack.body.get("Properties")
    url = properties.get("TemplateURL") if isinstance(properties, dict) else None
    if not isinstance(url, str) or "://" in url or os.path.isabs(url) or not url.endswith(_ENDINGS):
        return None
    path = os.path.normpath(os.path.join(os.path.dirname(parent), url))
    if not is_inside(os.curdir, path):
        return None
    from ecslint.source.read import InputError, load, read_bytes

    try:
        (document, *others) = load(path, read_bytes(path))
    except InputError:
        return None
    data = document.data
    if others or document.problems or not isinstance(data, dict) or "Resources" not in data:
        return None
    found = data.get(section, {})
    if "Transform" in data or not isinstance(found, dict):
        return None
    return found if all(isinstance(name, str) and not name.startswith("Fn::") for name in found) else None
