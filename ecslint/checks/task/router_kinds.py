"""Log routers whose image or file is not what the task definition takes it for (ECS719)."""

from __future__ import annotations

from typing import Final

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems, Severity
from ecslint.model.base import is_set
from ecslint.model.task import Container, TaskDefinition
from ecslint.runtime.images import family_of, shown_image

_KINDS: Final = {"fluentbit": "fluentbit", "aws-fluentbit": "fluentbit", "fluentd": "fluentd"}
"""The type of router for each role of a public image."""
_TITLES: Final = {"fluentbit": "Fluent Bit", "fluentd": "Fluentd"}


@check("ECS719")
def router_is_of_another_kind(container: Container) -> Problems:
    """Yield a router whose public image does not read the configuration that the agent writes for it."""
    router = container.firelens_configuration
    if router is None or isinstance(router, Unresolved) or router.type not in _TITLES:
        return
    if is_set(container.entry_point) or is_set(container.command):
        return
    found = family_of(container.image)
    kinds = {_KINDS[role] for role in (found[0].data.get("roles", ()) if found else ()) if role in _KINDS}
    if len(kinds) != 1 or router.type in kinds:
        return
    kind = kinds.pop()
    message = (
        f'"{shown_image(container.image)}" is {_TITLES[kind]}, which never reads the configuration for '
        f'"{router.type}"; use "{kind}"'
    )
    place = router.at("type")
    yield Problem(place, message, ((container.at("image"), "the image"),), severity=Severity.WARNING)


@check("ECS719")
def configuration_file_is_elsewhere(container: Container, task: TaskDefinition) -> Problems:
    """Yield an address where a path of the router's image is wanted: the router stops at the missing file."""
    router = container.firelens_configuration
    if router is None or isinstance(router, Unresolved) or not isinstance(router.options, dict):
        return
    value = router.options.get("config-file-value")
    if router.options.get("config-file-type") != "file" or not isinstance(value, str):
        return
    if value.startswith(("s3://", "arn:", "http://", "https://")):
        instead = "" if task.requires_fargate else ', or "config-file-type": "s3" with an ARN'
        message = f'"{value}" is not a file in the router\'s image; use a path{instead}'
        place = router.at("options", "config-file-value")
        yield Problem(place, message, severity=Severity.WARNING)
