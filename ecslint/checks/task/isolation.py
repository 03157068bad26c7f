"""What weakens the isolation of containers from their host (security)."""

from __future__ import annotations

from ecslint.checks import check
from ecslint.facts import linux
from ecslint.finding import Edit, Fix, Problem, Problems
from ecslint.model.base import each
from ecslint.model.task import Container, TaskDefinition
from ecslint.model.value import Unresolved, known


@check("ECS160")
def host_namespace_is_shared(task: TaskDefinition) -> Problems:
    if task.requires_fargate or task.windows is True:
        return
    for name, value, exposed in (
        ("pidMode", task.pid_mode, "see and signal the processes"),
        ("ipcMode", task.ipc_mode, "read the shared memory"),
    ):
        if value == "host":
            message = (
                f'with "{name}": "host" the containers can {exposed} of the host and of other tasks; use '
                f'"task", or remove it'
            )
            place = task.at(name)
            yield Problem(place, message, (), Fix('set "task"', (Edit("set", place, "task"),)))


@check("ECS161")
def container_is_privileged(container: Container, task: TaskDefinition) -> Problems:
    if container.privileged is True and not task.requires_fargate and task.windows is not True:
        place = container.at("privileged")
        message = (
            "a privileged container has root's power over the host; remove it, and add only the capabilities "
            "or devices that are needed"
        )
        yield Problem(place, message, (), Fix("set false", (Edit("set", place, False),)))


@check("ECS162")
def confinement_is_weak(container: Container, task: TaskDefinition) -> Problems:
    yield from _powerful_capabilities(container, task)
    yield from _confinement_off(container)


def _powerful_capabilities(container: Container, task: TaskDefinition) -> Problems:
    parameters = known(container.linux_parameters)
    capabilities = known(parameters.capabilities) if parameters else None
    if capabilities is None or task.requires_fargate or container.privileged is True:
        return
    for index, name in each(capabilities.add):
        gives = linux.POWERFUL_CAPABILITIES.get(name.removeprefix("CAP_"))
        if gives:
            place = capabilities.at("add", index)
            message = f"the capability {name} allows {gives}, enough to leave the container; remove it"
            yield Problem(place, message, (), Fix(f"remove {name}", (Edit("remove", place),)))


def _confinement_off(container: Container) -> Problems:
    for index, option in each(container.docker_security_options):
        if option.replace("=", ":") in linux.UNCONFINED:
            place = container.at("dockerSecurityOptions", index)
            message = f'"{option}" takes the container\'s confinement away; remove it'
            yield Problem(place, message, (), Fix("remove it", (Edit("remove", place),)))


@check("ECS164")
def container_has_no_memory_limit(container: Container, task: TaskDefinition) -> Problems:
    if task.requires_fargate or isinstance(task.memory, Unresolved) or task.memory:
        return
    if container.memory is None and isinstance(container.memory_reservation, int):
        message = (
            'without a hard limit this container can take all memory of its instance; add "memory" beside '
            '"memoryReservation"'
        )
        yield Problem(container.at("memoryReservation"), message)


@check("ECS165")
def root_filesystem_is_writable(container: Container, task: TaskDefinition) -> Problems:
    if task.windows is not False or isinstance(container.readonly_root_filesystem, Unresolved):
        return
    if not container.readonly_root_filesystem:
        message = (
            'the container can write to its root file system; set "readonlyRootFilesystem": true, and mount '
            "a volume or a tmpfs where it writes"
        )
        yield Problem(container.at("readonlyRootFilesystem"), message)


@check("ECS166")
def container_runs_as_root(container: Container, task: TaskDefinition) -> Problems:
    user = container.user
    if not isinstance(user, str) or task.windows is None or container.firelens_configuration is not None:
        return
    name = user.partition(":")[0].strip().lower()
    if name in (_WINDOWS_ROOT if task.windows else _LINUX_ROOT):
        message = f'the container runs as "{user}", with all rights inside; use a user such as "1000:1000"'
        if task.windows:
            message = f'the container runs as "{user}", with all rights inside; use "ContainerUser"'
        yield Problem(container.at("user"), message)


@check("ECS167")
def container_user_is_not_stated(container: Container, task: TaskDefinition) -> Problems:
    if container.user is None or container.user == "":
        example = '"ContainerUser"' if task.windows else '"1000:1000"'
        message = f'without "user" the image decides, which is mostly root; add one, for instance {example}'
        yield Problem(container.at("user"), message)


_LINUX_ROOT = ("root", "0")
_WINDOWS_ROOT = ("containeradministrator",)
