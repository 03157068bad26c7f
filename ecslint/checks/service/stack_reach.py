"""Mount targets of the file systems that a service of a template mounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import each
from ecslint.model.service import Service
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_HANDED_ON = ("Custom::", "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack")
_FILE_SYSTEM = "AWS::EFS::FileSystem"
_MOUNT_TARGET = "AWS::EFS::MountTarget"
_NO_MOUNT_TARGETS = frozenset(
    {"AWS::ECS::TaskDefinition", "AWS::EFS::AccessPoint", "AWS::IAM::Policy", "AWS::IAM::Role"}
)
"""Types of resources that mention a file system and surely make it no mount target."""


@check("ECS747")
def file_system_cannot_be_reached(
    service: Service, task: TaskDefinition, resolved: Resolved, stack: Stack
) -> Problems:
    template = stack.template
    if template.macros or template.unknown_resources or service.desired_count == 0:
        return
    for _, volume in each(task.volumes):
        efs = volume.efs_volume_configuration
        if efs is None or isinstance(efs, Unresolved):
            continue
        value = efs.file_system_id
        system = stack.target(value, _FILE_SYSTEM) if isinstance(value, Reference) else None
        if system is None:
            continue
        own = system.resource.logical_id
        users = [name for name in template.resources if own in template.mentions(name)]
        targets = [name for name in users if template.resources[name].type == _MOUNT_TARGET]
        if not targets:
            if all(template.resources[name].type in _NO_MOUNT_TARGETS for name in users):
                message = f"{own} has no mount target, so no task can mount it; add one in each subnet"
                yield Problem(efs.at("fileSystemId"), message, ((system.at(), "the file system"),))
            continue
        waits_for = template.dependencies(resolved.resource.logical_id)
        # What a custom resource waits for is not known.
        handed_on = any(template.resources[name].type.startswith(_HANDED_ON) for name in waits_for)
        if not handed_on and not waits_for & set(targets):
            message = (
                f"the service does not wait for {targets[0]}, a mount target of {own}, so its first tasks "
                f'cannot mount the file system; add "DependsOn": "{targets[0]}"'
            )
            place = service.at("taskDefinition")
            related = ((efs.at("fileSystemId"), "mounted here"),)
            yield Problem(place, message, related, severity=Severity.WARNING)
