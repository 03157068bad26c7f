"""Hardening that AWS' security controls ask for (ECS350 to ECS354); most of it is off by default."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import each, is_complete, is_set
from ecslint.model.task import Container, KernelCapabilities, LinuxParameters, TaskDefinition
from ecslint.unresolved import Unresolved


@check("ECS350")
def root_file_system_is_writable(container: Container, task: TaskDefinition) -> Problems:
    if task.windows is not False or container.readonly_root_filesystem not in (None, False):
        return
    message = (
        'the container may write to its root file system: set "readonlyRootFilesystem": true and mount a '
        "volume or "
        "tmpfs where it must write"
    )
    place = container.at("readonlyRootFilesystem")
    fix = Fix('set "readonlyRootFilesystem": true', (Edit("set", place, True),))
    yield Problem(place, message, fix=fix)


@check("ECS351")
def container_runs_as_administrator(container: Container, task: TaskDefinition) -> Problems:
    user = container.user
    if isinstance(user, Unresolved) or task.windows is None:
        return
    name = (user or "").partition(":")[0].strip().lower()
    if task.windows:
        if name in ("", "containeradministrator"):
            yield Problem(container.at("user"), _runs_as("ContainerAdministrator", user, "ContainerUser"))
    elif name in ("", "root") or (name.isdigit() and int(name) == 0):
        yield Problem(container.at("user"), _runs_as("root", user, "1000:1000"))


def _runs_as(administrator: str, user: str | None, example: str) -> str:
    said = "runs" if user else "runs, unless its image says otherwise,"
    return f'the container {said} as {administrator}: set "user" to another one such as "{example}"'


@check("ECS352")
def capabilities_are_kept(container: Container, task: TaskDefinition) -> Problems:
    linux = container.linux_parameters
    if task.windows is not False or isinstance(linux, Unresolved):
        return
    capabilities = linux.capabilities if isinstance(linux, LinuxParameters) else None
    if isinstance(capabilities, Unresolved):
        return
    dropped = capabilities.drop if isinstance(capabilities, KernelCapabilities) else None
    if is_complete(dropped) and "ALL" not in {name.upper() for _, name in each(dropped)}:
        message = 'the container keeps the default capabilities: drop "ALL" and add those that it needs'
        yield Problem(container.at("linuxParameters", "capabilities", "drop"), message)


@check("ECS353")
def new_privileges_are_allowed(container: Container, task: TaskDefinition) -> Problems:
    if task.windows is not False or task.compatibilities & {"FARGATE", "MANAGED_INSTANCES"}:
        return
    options = container.docker_security_options
    if not is_complete(task.requires_compatibilities) or not is_complete(options):
        return
    if not any(option.startswith("no-new-privileges") for _, option in each(options)):
        message = (
            'programs in the container may gain rights: add "no-new-privileges" to "dockerSecurityOptions"'
        )
        yield Problem(container.at("dockerSecurityOptions"), message)


@check("ECS354")
def task_definition_has_no_tags(task: TaskDefinition) -> Problems:
    if not is_set(task.tags):
        yield Problem(task.at("tags"), 'the task definition has no "tags": nobody sees whose it is')
