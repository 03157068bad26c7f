"""Task roles that may not write where FireLens sends the logs (ECS335)."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from ecslint.base.unresolved import Unresolved, known
from ecslint.checks import check
from ecslint.checks._shared.permissions import Gaps, Use
from ecslint.finding import Problems
from ecslint.model.base import Place, each, is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.stack import Stack

_LOGS: Final = ("logs:CreateLogStream", "logs:PutLogEvents")
_OUTPUTS: Final = {
    "cloudwatch": _LOGS,
    "cloudwatch_logs": _LOGS,
    "firehose": ("firehose:PutRecordBatch",),
    "kinesis_firehose": ("firehose:PutRecordBatch",),
    "kinesis": ("kinesis:PutRecords",),
    "kinesis_streams": ("kinesis:PutRecords",),
    "s3": ("s3:PutObject",),
}
"""Outputs of Fluent Bit by the name of the plug-in, and what they do with the task's role.
Source: https://docs.fluentbit.io/manual/pipeline/outputs (each output's page), read 2026-11."""


def _is_default(container: Container) -> bool:
    """Say whether a sidecar has the configuration of its image, or a file of it that sends traces."""
    words = known(container.command)
    return not is_set(container.command) or any(
        isinstance(word, str) and ("xray" in word or "default" in word) for word in words or []
    )


def _fetched(container: Container) -> list[tuple[Place, str, tuple[str, ...]]]:
    """Return the files that the init process of a log router fetches from Amazon S3, and by which actions."""
    found = family_of(container.image)
    return [
        (container.at("environment", index, "value"), variable.value, tuple(entry["actions"]))
        for entry in (found[0].entries("init_files", found[1]) if found is not None else ())
        for index, variable in each(container.environment)
        if isinstance(variable.name, str)
        and isinstance(variable.value, str)
        and any(fnmatchcase(variable.name, pattern) for pattern in entry["variables"])
    ]


@check("ECS335")
def task_role_may_not_write_logs(task: TaskDefinition, stack: Stack) -> Problems:
    routed = []
    for container in task.containers:
        log = container.log_configuration
        if log is None or isinstance(log, Unresolved) or log.log_driver != "awsfirelens":
            continue
        options = log.options if isinstance(log.options, dict) else {}
        name = options.get("Name", options.get("name"))
        actions = _OUTPUTS.get(name.lower(), ()) if isinstance(name, str) else ()
        if options.get("role_arn") is None and actions:
            routed.append((log.at("options", "Name" if "Name" in options else "name"), str(name), actions))
    for container in task.containers:
        image = container.image
        found = family_of(image)
        wanted = tuple(found[0].data.get("role", {}).get("actions", ())) if found is not None else ()
        if wanted and not is_set(container.entry_point) and _is_default(container):
            routed.append((container.at("image"), str(image), wanted))
        routed += _fetched(container)
    if not routed or stack.target(task.task_role_arn, "AWS::IAM::Role") is None:
        return
    from ecslint.reach.features import action_needs
    from ecslint.reach.roles import role_of
    from ecslint.reach.texts import Texts

    role = role_of(task.task_role_arn, stack, Texts(stack))
    if role is None:
        return
    gaps = Gaps(role)
    for place, name, actions in routed:
        for need in action_needs(list(actions), name):
            does, otherwise = f'write logs by "{name}"', "they are lost"
            if place.path[-1] == "image":
                does = f'send traces from "{name}"'
            elif place.path[-1] == "value":
                does, otherwise = f'fetch "{name}"', "the log router stops"
            gaps.ask(need, Use(place, does, otherwise), sure=False)
    yield from gaps.problems()
