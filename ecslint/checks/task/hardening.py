"""Hardening that AWS' security controls ask for (ECS352), off by default."""

from __future__ import annotations

from ecslint.base.unresolved import Unresolved
from ecslint.checks import check
from ecslint.finding import Problem, Problems
from ecslint.model.base import each, is_complete
from ecslint.model.linux import KernelCapabilities, LinuxParameters
from ecslint.model.task import Container, TaskDefinition


@check("ECS352")
def container_is_not_hardened(container: Container, task: TaskDefinition) -> Problems:
    yield from _kept_capabilities(container, task)
    yield from _new_privileges(container, task)


def _kept_capabilities(container: Container, task: TaskDefinition) -> Problems:
    linux = container.linux_parameters
    if task.windows is not False or isinstance(linux, Unresolved):
        return
    capabilities = linux.capabilities if isinstance(linux, LinuxParameters) else None
    if isinstance(capabilities, Unresolved):
        return
    dropped = capabilities.drop if isinstance(capabilities, KernelCapabilities) else None
    if is_complete(dropped) and "ALL" not in {name.upper() for _, name in each(dropped)}:
        message = (
            'the container keeps the default capabilities; set "drop": ["ALL"] and add those that it needs'
        )
        yield Problem(container.at("linuxParameters", "capabilities", "drop"), message)


def _new_privileges(container: Container, task: TaskDefinition) -> Problems:
    if task.windows is not False or task.compatibilities & {"FARGATE", "MANAGED_INSTANCES"}:
        return
    options = container.docker_security_options
    if not is_complete(task.requires_compatibilities) or not is_complete(options):
        return
    if not any(option.startswith("no-new-privileges") for _, option in each(options)):
        message = (
            'programs in the container may gain rights; add "no-new-privileges" to "dockerSecurityOptions"'
        )
        yield Problem(container.at("dockerSecurityOptions"), message)
