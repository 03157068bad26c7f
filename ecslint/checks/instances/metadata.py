"""Metadata that instances are told to carry out, but that the template does not hold (ECS340)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ecslint.checks import check
from ecslint.checks.instances.joining import fleets_of
from ecslint.finding import Problem, Problems

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.fleets import Fleets
    from ecslint.documents.cloudformation.template import Template

_INIT: Final = "AWS::CloudFormation::Init"


@check("ECS340")
def metadata_of_instances_are_missing(whole: Fleets) -> Problems:
    from ecslint.reach.patterns import shown
    from ecslint.reach.user_data import UserData

    template = whole.stack.template
    if template.macros:
        return
    said: set[str] = set()
    for fleet in fleets_of(whole)[0]:
        data = fleet.data
        for name in data.inits if isinstance(data, UserData) else ():
            known = shown(name)
            if not all(isinstance(letter, str) for letter in name) or known in said:
                continue
            said.add(known)
            fault = _fault(known, template)
            if fault is not None:
                message = f"cfn-init is to carry out the metadata of {fault}"
                yield Problem(fleet.at("UserData"), message, ((fleet.owner.at(), "these instances"),))


def _fault(name: str, template: Template) -> str | None:
    """Return why ``cfn-init`` finds nothing to do at a resource, ``None`` if it may find something."""
    holders = [each for each, resource in template.resources.items() if _INIT in _metadata(resource.body)]
    hint = f'use "{holders[0]}"' if len(holders) == 1 else f"add {_INIT} to its Metadata"
    resource = template.resources.get(name)
    if resource is None:
        add = hint if len(holders) == 1 else "use the one that has them"
        return f'"{name}", which the template does not have; {add}'
    metadata = resource.body.get("Metadata")
    if metadata is not None and (not isinstance(metadata, dict) or _INIT in metadata):
        return None
    if isinstance(metadata, dict) and any(str(key).startswith("Fn::") for key in metadata):
        return None
    return f'"{name}", which has none; {hint}'


def _metadata(body: dict[str, object]) -> dict[object, object]:
    metadata = body.get("Metadata")
    return metadata if isinstance(metadata, dict) else {}
