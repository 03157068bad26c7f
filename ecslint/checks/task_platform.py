"""Parameters that the required platforms do not support."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ecslint.checks import check
from ecslint.facts import platforms
from ecslint.facts.platforms import Unsupported
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Model, Place, each
from ecslint.model.task import Container, TaskDefinition, Volume
from ecslint.model.value import Unresolved, known


@check("ECS120")
def parameter_is_unsupported_on_fargate(task: TaskDefinition) -> Problems:
    if task.requires_fargate:
        yield from refused_by_fargate(task)


def refused_by_fargate(task: TaskDefinition) -> Problems:
    """Find what Fargate refuses, wherever Fargate is required."""
    return _unsupported(task, platforms.FARGATE, "on Fargate")


@check("ECS121")
def parameter_is_unsupported_on_external_instances(task: TaskDefinition) -> Problems:
    if "EXTERNAL" not in task.compatibilities:
        return
    yield from _unsupported(task, platforms.EXTERNAL, "on external instances (ECS Anywhere)")
    for container in task.containers:
        for index, option in each(container.docker_security_options):
            if option.startswith("label:"):
                message = f"the SELinux option {option!r} is not supported on external instances; remove it"
                yield Problem(container.at("dockerSecurityOptions", index), message)


@check("ECS122")
def parameter_is_unsupported_on_managed_instances(task: TaskDefinition) -> Problems:
    if "MANAGED_INSTANCES" not in task.compatibilities:
        return
    rows: tuple[Unsupported, ...] = platforms.MANAGED_INSTANCES
    if task.network_mode in ("host", "none", "bridge"):
        rows += platforms.MANAGED_INSTANCES_NETWORK
    if task.requires_fargate:
        rows = tuple(row for row in rows if row not in platforms.FARGATE)
    yield from _unsupported(task, rows, "on Managed Instances")
    if task.requires_fargate:
        return
    for volume in _volumes(task):
        host = known(volume.host)
        path = known(host.source_path) if host else None
        if host and path and not f"{path}/".startswith(platforms.MANAGED_HOST_FOLDERS):
            message = (
                f"tasks on Managed Instances may only write below the host's /var and /tmp, not to {path!r}; "
                "mount a folder below these, or use an EFS or EBS volume"
            )
            yield Problem(host.at("sourcePath"), message, severity=Severity.WARNING)


@check("ECS123")
def parameter_is_unsupported_on_windows(task: TaskDefinition) -> Problems:
    if task.windows is not True:
        return
    rows: tuple[Unsupported, ...] = platforms.WINDOWS
    if task.requires_fargate:
        rows += platforms.WINDOWS_FARGATE
        refused = {row.member for row in platforms.FARGATE if task.pid_mode not in row.allowed}
        rows = tuple(row for row in rows if row.member not in refused)
    elif task.compatibilities == {"EC2"}:
        rows += platforms.WINDOWS_EC2
    yield from _unsupported(task, rows, "for Windows containers")


def _unsupported(task: TaskDefinition, rows: Sequence[Unsupported], platform: str) -> Problems:
    for holder, row, value in _given(task, rows):
        place = holder.at(row.member, part="key" if isinstance(value, Model | list) else "value")
        shown = f'"{row.member}"'
        if isinstance(value, bool):
            shown += " (true)"
        elif isinstance(value, str | int):
            shown += f" ({value})"
        message = f"{shown} is not supported {platform}; remove it{row.advice}"
        # a zero may stand for "not given"
        mild = not row.certain or value == 0
        fix = Fix(f'remove "{row.member}"', (Edit("remove", holder.at(row.member)),))
        yield Problem(place, message, (), fix, Severity.WARNING if mild else None)


def _given(task: TaskDefinition, rows: Sequence[Unsupported]) -> Iterator[tuple[Model, Unsupported, Any]]:
    holders: dict[str, Sequence[Model]] = {"task": (task,), "container": task.containers}
    for row in rows:
        objects = holders.get(row.holder)
        if objects is None:
            objects = holders[row.holder] = _holders(task, row.holder)
        for holder in objects:
            value = getattr(holder, row.attribute)
            if value is None or value is False or isinstance(value, Unresolved) or value in row.allowed:
                continue
            if value != "" and value != [] and (not isinstance(value, Model) or _says_something(value)):
                yield holder, row, value


def _says_something(model: Model) -> bool:
    return any(value is not None and value is not False for value in model.__dict__.values())


def _holders(task: TaskDefinition, kind: str) -> list[Model]:
    if kind == "linuxParameters":
        return [p for c in task.containers if (p := known(c.linux_parameters)) is not None]
    volumes = _volumes(task)
    if kind == "host":
        return [host for volume in volumes if (host := known(volume.host)) is not None]
    return list(volumes)


def _volumes(task: TaskDefinition) -> list[Volume]:
    return [volume for _, volume in each(task.volumes)]


@check("ECS124")
def capability_is_not_allowed_on_fargate(container: Container, task: TaskDefinition) -> Problems:
    if task.requires_fargate:
        yield from capabilities_refused_by_fargate(container)


def capabilities_refused_by_fargate(container: Container) -> Problems:
    """Find added capabilities that Fargate does not allow, wherever Fargate is required."""
    parameters = known(container.linux_parameters)
    capabilities = known(parameters.capabilities) if parameters else None
    if capabilities is None:
        return
    for index, name in each(capabilities.add):
        # what is misspelt is reported as such
        if name and name.upper().removeprefix("CAP_") not in platforms.FARGATE_CAPABILITIES:
            place = capabilities.at("add", index)
            message = f"Fargate does not allow the capability {name} to be added, only SYS_PTRACE; remove it"
            yield Problem(place, message, (), Fix(f"remove {name}", (Edit("remove", place),)))


@check("ECS125")
def timeout_is_out_of_range(container: Container, task: TaskDefinition) -> Problems:
    lowest, _ = platforms.FARGATE_TIMEOUTS
    for name, value in _timeouts(container):
        if value < lowest:
            message = (
                f'a "{name}" of {value} is too short: at least {lowest} seconds are needed; write {lowest}'
            )
            place = container.at(name)
            fix = Fix(f"set {lowest}", (Edit("set", place, lowest),))
            # the lower bound is documented for Fargate only
            yield Problem(place, message, (), fix, None if task.requires_fargate else Severity.WARNING)
    if task.requires_fargate:
        yield from timeouts_refused_by_fargate(container)


def timeouts_refused_by_fargate(container: Container) -> Problems:
    """Find timeouts that are too long for Fargate, wherever Fargate is required."""
    _, highest = platforms.FARGATE_TIMEOUTS
    for name, value in _timeouts(container):
        if value > highest:
            message = (
                f'a "{name}" of {value} is too long: Fargate allows {highest} seconds at most; write that'
            )
            place = container.at(name)
            yield Problem(place, message, (), Fix(f"set {highest}", (Edit("set", place, highest),)))


def _timeouts(container: Container) -> list[tuple[str, int]]:
    named = (("startTimeout", container.start_timeout), ("stopTimeout", container.stop_timeout))
    return [(name, value) for name, value in named if isinstance(value, int)]


def requirement(task: TaskDefinition, launch_type: str) -> tuple[tuple[Place, str], ...]:
    """Return the place where a launch type is required, with its text."""
    for index, value in each(task.requires_compatibilities):
        if value == launch_type:
            return ((task.at("requiresCompatibilities", index), f"{launch_type} is required here"),)
    return ()


@check("ECS126")
def platform_is_not_offered(task: TaskDefinition) -> Problems:
    platform = known(task.runtime_platform)
    if platform is None or task.windows is not True:
        return
    family = platform.operating_system_family
    if platform.cpu_architecture == "ARM64":
        message = f"ARM64 runs Linux only, not {family}; write X86_64"
        place = platform.at("cpuArchitecture")
        yield Problem(place, message, (), Fix("set X86_64", (Edit("set", place, "X86_64"),)))
    place = platform.at("operatingSystemFamily")
    if "MANAGED_INSTANCES" in task.compatibilities:
        related = requirement(task, "MANAGED_INSTANCES")
        message = f"Managed Instances run Linux only, not {family}; write LINUX or require EC2 instead"
        yield Problem(place, message, related)
    if task.requires_fargate and isinstance(family, str) and family not in platforms.FARGATE_WINDOWS_FAMILIES:
        offered = ", ".join(platforms.FARGATE_WINDOWS_FAMILIES)
        message = f"Fargate does not offer {family}: allowed are LINUX, {offered}"
        mild = family in platforms.FARGATE_WINDOWS_UNCERTAIN
        yield Problem(place, message, severity=Severity.WARNING if mild else None)
