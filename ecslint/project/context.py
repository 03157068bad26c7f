"""Facts about an account for a run without network: what the AWS CLI's describe commands printed.

Read are the outputs of ``aws ec2 describe-subnets``, ``aws elbv2 describe-target-groups``,
``aws elbv2 describe-listeners``, ``aws ecs describe-clusters``, ``describe-task-definition`` and
``describe-capacity-providers``, as JSON or YAML. Objects that are not in them are not known; nothing is
concluded from their absence.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ecslint.base.tree import relative
from ecslint.base.words import one_of
from ecslint.base.written import misspelt_key, problem_in
from ecslint.config.settings import ConfigError
from ecslint.documents.subject import Prefix, Subject
from ecslint.model import account
from ecslint.model.base import Model, build
from ecslint.model.target_group import TargetGroup, TargetGroups
from ecslint.source.document import Document
from ecslint.source.read import InputError, load, read_bytes


class _Kind(NamedTuple):
    """A describe command: the member with its answers, and what becomes of them."""

    command: str
    """Service and operation, as the AWS CLI calls them."""
    member: str
    """The member of the answer with a list of objects."""
    model: type[Model]
    """What an object is read as."""
    kept: str
    """The store of the objects, by the name of its type."""
    key: str
    """The member without which an object is of no use."""


_KINDS = (
    _Kind("ec2 describe-subnets", "Subnets", account.Subnet, "Subnets", "SubnetId"),
    _Kind("elbv2 describe-target-groups", "TargetGroups", TargetGroup, "TargetGroups", "TargetGroupArn"),
    _Kind("elbv2 describe-listeners", "Listeners", account.Listener, "Listeners", "DefaultActions"),
    _Kind("ecs describe-clusters", "clusters", account.Cluster, "Clusters", "clusterName"),
    _Kind(
        *("ecs describe-capacity-providers", "capacityProviders", account.CapacityProvider),
        *("CapacityProviders", "name"),
    ),
)
_STORES: dict[str, Callable[[], Any]] = {
    "Subnets": account.Subnets,
    "TargetGroups": TargetGroups,
    "Listeners": account.Listeners,
    "Clusters": account.Clusters,
    "CapacityProviders": account.CapacityProviders,
}


class Context:
    """What context files say."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}
        """The stores that checks may ask for, by the name of their type; only those with a file."""
        self.subjects: list[Subject] = []
        """The owners of the objects in the stores, so that findings can point at them."""
        self.task_definitions: list[Subject] = []

    def add(self, path: str) -> None:
        """Read a context file. Raises ``ConfigError`` if it is unreadable, cut off or of another kind."""
        document = _document(path)
        data = document.data
        if isinstance(data, dict) and isinstance(data.get("taskDefinition"), dict):
            from ecslint.documents import read

            self.task_definitions += read(document).subjects
            return
        kinds = [
            kind for kind in _KINDS if isinstance(data, dict) and isinstance(data.get(kind.member), list)
        ]
        if not kinds:
            raise ConfigError(f"{path}: {_what(data)}, not the output of {_commands()}")
        for kind in kinds:
            _check(path, kind, data[kind.member])
            store = self.known.setdefault(kind.kept, _STORES[kind.kept]())
            for index, item in enumerate(data[kind.member]):
                subject = Subject(build(kind.model, item), document, Prefix((kind.member, index)))
                self.subjects.append(subject)
                store.add(subject.model)

    def give(self, subject: Subject) -> None:
        """Let the checks of ``subject`` see what is known; what its own template says comes first."""
        for name, store in self.known.items():
            own = subject.context.arguments.get(name)
            if own is None:
                subject.context.put(name, store)
            elif isinstance(own, TargetGroups):
                own.extend(store)
        subject.linked += self.subjects


def read_context(paths: Iterable[str]) -> Context:
    """Read context files. Raises ``ConfigError`` for the first that cannot be used."""
    context = Context()
    for path in paths:
        context.add(path)
    return context


def _document(path: str) -> Document:
    shown = relative(path) if os.path.isabs(path) else path
    shown = path if shown.startswith("..") else shown
    try:
        documents = list(load(shown, read_bytes(path)))
    except InputError as error:
        raise ConfigError(f"context file {error}") from None
    for document in documents:
        for problem in document.problems:
            if problem.kind != "duplicate-key":
                line = document.lines.position(problem.start).line
                raise ConfigError(f"context file {shown}:{line}: {problem.message} (is the file cut off?)")
    if len(documents) != 1:
        raise ConfigError(f"context file {shown}: holds {len(documents)} documents, one is expected")
    return documents[0]


def _check(path: str, kind: _Kind, items: list[object]) -> None:
    """Raise ``ConfigError`` for objects that the command does not print."""
    from ecslint.model.json_schema import schema_of

    item = {**schema_of(kind.model), "type": "object"}
    schema = {"properties": {kind.member: {"items": {**item, "required": [kind.key]}}}}
    answer = {kind.member: items}
    problem = misspelt_key(schema, answer) or problem_in(schema, answer)
    if problem is not None:
        raise ConfigError(f"context file {path}: {problem}")


def _what(data: object) -> str:
    if not isinstance(data, dict):
        return "this is no object"
    names = ", ".join(f'"{key}"' for key in list(data)[:3])
    return f"this holds {names}" if names else "this is empty"


def _commands() -> str:
    return one_of([*(f"aws {kind.command}" for kind in _KINDS), "aws ecs describe-task-definition"])
