"""Task definition documents: one, several, wrapped as a describe call prints it, or only containers."""

from __future__ import annotations

from ecslint.base.route import Route
from ecslint.base.unresolved import ELSEWHERE, Unresolved
from ecslint.documents.oversize import excess_problems, without_excess
from ecslint.documents.structural import read_structure
from ecslint.documents.subject import (
    CONTAINER_DEFINITIONS,
    Kind,
    Origin,
    Prefix,
    Structural,
    Subject,
    doubt_of_template,
)
from ecslint.model.base import build
from ecslint.model.task import TaskDefinition
from ecslint.source.document import Document
from ecslint.source.templating.placeholders import mark_placeholders

_NOT_SHOWN = (
    "family",
    "taskRoleArn",
    "executionRoleArn",
    "networkMode",
    "volumes",
    "placementConstraints",
    "requiresCompatibilities",
    "cpu",
    "memory",
    "pidMode",
    "ipcMode",
    "proxyConfiguration",
    "ephemeralStorage",
    "runtimePlatform",
    "inferenceAccelerators",
    "tags",
)
"""What a bare array of container definitions keeps elsewhere: nothing may be concluded about it."""


def read_task_definitions(document: Document, kind: Kind) -> list[Subject]:
    """Return a subject per task definition of the document."""
    data = document.data
    if kind == CONTAINER_DEFINITIONS:
        return [_containers_only(document, data)]
    if isinstance(data, list):
        return [task_subject(document, item, (index,)) for index, item in enumerate(data)]
    if "containerDefinitions" not in data and isinstance(data.get("taskDefinition"), dict):
        return [_wrapped(document, data["taskDefinition"])]
    return [task_subject(document, data, ())]


def task_subject(document: Document, data: object, base: Route) -> Subject:
    """Return the subject of one task definition (``data``) that stands at ``base`` in its document."""
    data = without_excess(document, data)
    structure = read_structure("task-definition", data, base, document.syntax)
    structural = [*excess_problems(data, base), *structure.problems]
    subject = Subject(_model(structure.data), document, structure.origin, structural=structural)
    subject.doubt = doubt_of_template(document, data)
    return subject


def _model(data: object) -> TaskDefinition:
    return build(TaskDefinition, mark_placeholders(data))


def _wrapped(document: Document, data: object) -> Subject:
    """Read the output of DescribeTaskDefinition: one finding says so, its read-only fields go unsaid."""
    message = (
        "this is the output of describe-task-definition, refused as input; keep only "
        '"taskDefinition" without its read-only fields'
    )
    data = without_excess(document, data)
    structure = read_structure("task-definition", data, ("taskDefinition",), document.syntax)
    structural = [
        Structural("ECS015", ("taskDefinition",), "key", message),
        *excess_problems(data, ("taskDefinition",)),
        *(problem for problem in structure.problems if problem.rule != "ECS015"),
    ]
    return Subject(_model(structure.data), document, structure.origin, structural=structural)


class _Containers(Prefix):
    """The origin of a task definition made up around a bare array of containers."""

    __slots__ = ("inner",)

    def __init__(self, inner: Origin) -> None:
        super().__init__()
        self.inner = inner

    def route(self, route: Route) -> Route:
        return self.inner.route(route[1:]) if route[:1] == ("containerDefinitions",) else ()


def _containers_only(document: Document, data: object) -> Subject:
    around = {name: Unresolved(ELSEWHERE) for name in _NOT_SHOWN}
    (data,) = without_excess(document, {"containerDefinitions": data}).values()
    structure = read_structure("container-definitions", data, syntax=document.syntax)
    return Subject(
        _model({**around, "containerDefinitions": structure.data}),
        document,
        _Containers(structure.origin),
        structural=[*excess_problems({"containerDefinitions": data}, ()), *structure.problems],
    )
