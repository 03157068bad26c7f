"""File systems of the template whose policy does not admit the tasks (ECS330)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.checks._shared.permissions import is_started, missing
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import each, is_set
from ecslint.model.task import TaskDefinition
from ecslint.model.volumes import EFSVolumeConfiguration

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.reach.resources import Need


@check("ECS330")
def file_system_admits_no_task(task: TaskDefinition, resolved: Resolved, stack: Stack) -> Problems:
    for _, volume in each(task.volumes):
        efs = volume.efs_volume_configuration
        if isinstance(efs, EFSVolumeConfiguration):
            for problem in _volume(task, efs, _is_written(task, volume.name), stack):
                sure = is_started(resolved, stack)
                yield problem if sure else problem._replace(severity=Severity.WARNING)


def _is_written(task: TaskDefinition, name: object) -> bool:
    """Say whether a container surely mounts a volume to write into it."""
    return isinstance(name, str) and any(
        point.source_volume == name and point.read_only in (None, False)
        for container in task.containers
        for _, point in each(container.mount_points)
    )


def _volume(task: TaskDefinition, efs: EFSVolumeConfiguration, writes: bool, stack: Stack) -> Problems:
    from ecslint.reach.features import mount_need
    from ecslint.reach.texts import Texts

    texts = Texts(stack)
    for action, needed in (("mount", True), ("write to", writes)):
        found = mount_need(efs, action != "mount", stack, texts) if needed else None
        if found is None:
            continue
        need, with_role = found
        severity = None if action == "mount" else Severity.WARNING
        problem = _of_role(task, efs, need, action, stack) if with_role else _of_anybody(efs, need, action)
        if problem is not None:
            yield problem._replace(severity=severity)
            return


def _of_anybody(efs: EFSVolumeConfiguration, need: Need, action: str) -> Problem | None:
    """Return what is wrong where the file system is mounted without IAM, as nobody in particular."""
    from ecslint.reach.patterns import literal
    from ecslint.reach.policies import resource_grants

    if need.guard is None or need.resource is None:
        return None
    answer, denied = resource_grants(need.guard.policy, need.request, "AWS", (literal("anonymous"),))
    if answer is not False:
        return None
    policy = need.resource.at("FileSystemPolicy")
    if denied is not None:
        place = denied[0].at(*denied[1].route) or policy
        message = f"the policy of {need.what} denies tasks to {action} it; narrow this Deny down"
        return Problem(place, message, ((efs.at("fileSystemId"), "mounted here"),))
    if any(("*",) in (s.principals or {}).get("AWS", ()) for s in need.guard.policy.statements if s.allows):
        message = f"the policy of {need.what} does not let tasks {action} it; allow {need.request.action}"
        statements = need.resource.at("FileSystemPolicy", "Statement")
        return Problem(statements, message, ((efs.at("fileSystemId"), "mounted here"),))
    message = (
        f'the policy of {need.what} admits certain roles only, but tasks {action} it without one; set "iam" '
        'of "authorizationConfig" to "ENABLED"'
    )
    return Problem(efs.at("authorizationConfig", "iam"), message, ((policy, "the policy"),))


def _of_role(
    task: TaskDefinition, efs: EFSVolumeConfiguration, need: Need, action: str, stack: Stack
) -> Problem | None:
    """Return what is wrong where the file system is mounted with the task's role."""
    from ecslint.reach.roles import role_of
    from ecslint.reach.texts import Texts

    if isinstance(task.task_role_arn, Unresolved) or is_set(task.task_role_arn):
        role = role_of(task.task_role_arn, stack, Texts(stack))
        found = missing(role, need) if role is not None else None
        if role is None or found is None or need.resource is None:
            return None
        where = need.resource.at("FileSystemPolicy", "Statement")
        place = found.place if found.reason == "denied" and found.place is not None else where
        message = (
            f'neither the policy of {need.what} nor "{role.name}" lets tasks {action} it; '
            f"allow {need.request.action}"
        )
        if found.reason == "denied":
            message = f'a Deny keeps "{role.name}" from {need.request.action} on {need.what}; narrow it down'
        return Problem(place, message, ((efs.at("fileSystemId"), "mounted here"),))
    return None
