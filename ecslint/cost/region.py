"""The Region of a service or a task, as far as the files tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from ecslint.base.pattern import regex
from ecslint.base.unresolved import Unresolved
from ecslint.facts.partitions import is_region, region_of_zone
from ecslint.model.base import each
from ecslint.model.service import Service
from ecslint.model.task import LogConfiguration, TaskDefinition

if TYPE_CHECKING:
    from ecslint.documents.cloudformation.stack import Stack
    from ecslint.model.run import RunTask, TaskSet

_ARN: Final = regex(r"arn:[^:]*:[^:]*:([a-z0-9-]+):")
_REGISTRY: Final = regex(r"\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.")


def region_of(
    runs: Service | RunTask | TaskSet | None, task: TaskDefinition | None, stack: Stack | None = None
) -> str | None:
    """Return the Region that the files name; ``None`` if they name none, or several.

    What must be in the task's own Region decides first: the cluster, the target groups, Availability Zones.
    Then the Region of its logs, its secrets, and of the registry of its images. Places where an
    expression stands tell nothing.
    """
    for witnesses in (_own(runs, task), _zones(stack), _logs(task), _secrets(task), _registries(task)):
        named = {name for name in witnesses if is_region(name)}
        if named:
            return named.pop() if len(named) == 1 else None
    return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else value.text if isinstance(value, Unresolved) else ""


def _arns(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        match = _ARN.match(_text(value))
        if match:
            yield match[1]


def _own(runs: Service | RunTask | TaskSet | None, task: TaskDefinition | None) -> Iterator[str]:
    if runs is None:
        return
    yield from _arns((runs.cluster, runs.task_definition))
    if isinstance(runs, Service):
        for _, balancer in each(runs.load_balancers):
            yield from _arns((balancer.target_group_arn,))
        for _, registry in each(runs.service_registries):
            yield from _arns((registry.registry_arn,))


def _zones(stack: Stack | None) -> Iterator[str]:
    if stack is None:
        return
    for subnet in stack.all("AWS::EC2::Subnet"):
        zone = subnet.get("AvailabilityZone")
        yield (region_of_zone(zone) or "") if isinstance(zone, str) else ""


def _logs(task: TaskDefinition | None) -> Iterator[str]:
    for container in task.containers if task else ():
        log = container.log_configuration
        if isinstance(log, LogConfiguration) and isinstance(log.options, dict):
            yield _text(log.options.get("awslogs-region"))


def _secrets(task: TaskDefinition | None) -> Iterator[str]:
    for container in task.containers if task else ():
        yield from _arns(secret.value_from for _, secret in each(container.secrets))


def _registries(task: TaskDefinition | None) -> Iterator[str]:
    for container in task.containers if task else ():
        match = _REGISTRY.search(_text(container.image))
        if match:
            yield match[1]
