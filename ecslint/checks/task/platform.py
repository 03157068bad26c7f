"""Parameters that the required platforms do not support."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ecslint.checks import check
from ecslint.checks._shared.platforms import windows_version, windows_volumes
from ecslint.facts import platforms
from ecslint.facts.platforms import Unsupported
from ecslint.finding import Edit, Fix, Problem, Problems, Severity
from ecslint.model.base import Model, each
from ecslint.model.task import Container, TaskDefinition
from ecslint.model.value import Unresolved, known
from ecslint.model.volumes import Volume


@check("ECS120")
def parameter_is_unsupported_on_the_launch_type(task: TaskDefinition) -> Problems:
    if task.requires_fargate:
        yield from refused_by_fargate(task)
    if "EXTERNAL" in task.compatibilities:
        yield from _refused_by_external_instances(task)
    if "MANAGED_INSTANCES" in task.compatibilities:
        yield from _refused_by_managed_instances(task)


def refused_by_fargate(task: TaskDefinition) -> Problems:
    """Find what Fargate refuses, wherever Fargate is required."""
    return _unsupported(task, platforms.FARGATE, "on Fargate")


def _refused_by_external_instances(task: TaskDefinition) -> Problems:
    yield from _unsupported(task, platforms.EXTERNAL, "on external instances (ECS Anywhere)")
    for container in task.containers:
        for index, option in each(container.docker_security_options):
            if option.startswith("label:"):
                message = f'the SELinux option "{option}" is not supported on external instances; remove it'
                yield Problem(container.at("dockerSecurityOptions", index), message)


def _refused_by_managed_instances(task: TaskDefinition) -> Problems:
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
                f'"{path}" is read-only on Managed Instances; use a folder below /var or /tmp, '
                "or an EFS or EBS volume"
            )
            yield Problem(host.at("sourcePath"), message, severity=Severity.WARNING)


@check("ECS123")
def setting_is_unsupported_on_windows(task: TaskDefinition) -> Problems:
    if task.windows is True:
        yield from _parameters_unsupported_on_windows(task)
        yield from windows_version(task)
        yield from windows_volumes(task)


def _parameters_unsupported_on_windows(task: TaskDefinition) -> Problems:
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


def _given(task: TaskDefinition, rows: Sequence[Unsupported]) -> Iterator[tuple[Model, Unsupported, object]]:
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
    return any(value is not None and value is not False for value in model.members().values())


def _holders(task: TaskDefinition, kind: str) -> list[Model]:
    if kind == "linuxParameters":
        return [p for c in task.containers if (p := known(c.linux_parameters)) is not None]
    volumes = _volumes(task)
    if kind == "host":
        return [host for volume in volumes if (host := known(volume.host)) is not None]
    return list(volumes)


def _volumes(task: TaskDefinition) -> list[Volume]:
    return [volume for _, volume in each(task.volumes)]


@check("ECS125")
def timeout_is_out_of_range(container: Container, task: TaskDefinition) -> Problems:
    lowest, _ = platforms.FARGATE_TIMEOUTS
    for name, value in _timeouts(container):
        if value < lowest:
            message = (
                f'a "{name}" of {value} is too short: at least {lowest} seconds are needed; use {lowest}'
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
            message = f'"{name}" is {value}, and Fargate allows at most {highest} seconds; set {highest}'
            place = container.at(name)
            yield Problem(place, message, (), Fix(f"set {highest}", (Edit("set", place, highest),)))


def _timeouts(container: Container) -> list[tuple[str, int]]:
    named = (("startTimeout", container.start_timeout), ("stopTimeout", container.stop_timeout))
    return [(name, value) for name, value in named if isinstance(value, int)]
