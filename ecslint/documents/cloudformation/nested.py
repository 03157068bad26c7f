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
    outputs = data.get("Outputs", {})
    open_ended = "Transform" in data or not isinstance(outputs, dict)
    if open_ended or any(not isinstance(name, str) or name.startswith("Fn::") for name in outputs):
        return None
    return list(outputs)
