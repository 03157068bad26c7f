"""CodeDeploy blue/green hooks of templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.checks import check
from ecslint.checks._stack import members
from ecslint.finding import Problem, Problems
from ecslint.model.base import Place

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.template import Template

_HOOK = "AWS::CodeDeploy::BlueGreen"
_TRANSFORM = "AWS::CodeDeployBlueGreen"


@check("ECS598")
def blue_green_hook_is_refused(template: Template) -> Problems:
    data = members(template.document.data)
    hooks = [(name, hook) for name, hook in members(data.get("Hooks")).items() if isinstance(hook, dict)]
    hooks = [(name, hook) for name, hook in hooks if hook.get("Type") == _HOOK]
    if not hooks:
        return
    name, _ = hooks[0]
    if _TRANSFORM not in template.transforms:
        message = f'a hook of type {_HOOK} needs the transform; add "Transform": "{_TRANSFORM}"'
        yield Problem(Place(template, ("Hooks", name, "Type")), message)
    if data.get("Outputs"):
        message = "a template with a CodeDeploy blue/green hook cannot have outputs; remove them"
        yield Problem(Place(template, ("Outputs",), "key"), message)
    for resource in template.resources_of("AWS::CloudFormation::Stack"):
        message = "a template with a CodeDeploy blue/green hook cannot have nested stacks"
        yield Problem(Place(template, (*resource.route, "Type")), message)
