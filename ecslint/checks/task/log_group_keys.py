"""Log groups under a key of the template that CloudWatch Logs may not use (ECS339)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.base.unresolved import Reference, Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.task import TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.resolved import Resolved
    from ecslint.documents.cloudformation.stack import Stack

_ACTIONS = ("kms:GenerateDataKey", "kms:Encrypt", "kms:Decrypt")


@check("ECS339")
def key_does_not_admit_the_log_group(task: TaskDefinition, stack: Stack) -> Problems:
    """Report the key of a log group of the task whose policy surely does not allow CloudWatch Logs."""
    seen: set[str] = set()
    for container in task.containers:
        log = container.log_configuration
        if log is None or isinstance(log, Unresolved) or not isinstance(log.options, dict):
            continue
        group = stack.target(log.options.get("awslogs-group"), "AWS::Logs::LogGroup")
        if group is None or isinstance(group.data, Unresolved) or group.resource.logical_id in seen:
            continue
        seen.add(group.resource.logical_id)
        if group.get("KmsKeyId") is None:
            continue
        by_id = _by_id(group, stack)
        if by_id is not None:
            yield by_id
            continue
        from ecslint.reach.patterns import Hole
        from ecslint.reach.policies import Request, resource_grants
        from ecslint.reach.resources import guard_of, key_of
        from ecslint.reach.texts import Texts

        key = key_of(group.get("KmsKeyId"), stack)
        guard = None if key is None else guard_of(key, stack, Texts(stack))
        if key is None or guard is None:
            continue
        service = (*"logs.", Hole("domain"))
        answers = {
            action: resource_grants(guard.policy, Request(action), "Service", (service,))[0]
            for action in _ACTIONS
        }
        missing = [action for action, answer in answers.items() if answer is False]
        if missing:
            own, name = key.resource.logical_id, group.resource.logical_id
            message = (
                f'"{own}" does not allow CloudWatch Logs {missing[0]}, so "{name}" is not created; add '
                '"logs.REGION.amazonaws.com" to its policy'
            )
            sure = key.get("KeyPolicy") is not None and len(missing) == len(_ACTIONS)
            related = ((key.at("KeyPolicy"), "the policy of the key"),)
            severity = None if sure else Severity.WARNING
            yield Problem(group.at("KmsKeyId"), message, related, severity=severity)


def _by_id(group: Resolved, stack: Stack) -> Problem | None:
    """Return that a key is given by its ID, which a log group does not take."""
    value = group.get("KmsKeyId")
    if not isinstance(value, Reference) or value.attribute not in ("", "KeyId"):
        return None
    key = stack.target(value, "AWS::KMS::Key")
    if key is None:
        return None
    own = key.resource.logical_id
    message = f'KmsKeyId takes an ARN, and this is the ID of "{own}"; use !GetAtt {own}.Arn'
    return Problem(group.at("KmsKeyId"), message, ((key.at(), "the key"),))
