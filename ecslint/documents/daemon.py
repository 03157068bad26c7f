"""Daemon task definitions: what ``RegisterDaemonTaskDefinition`` takes."""

from __future__ import annotations

from collections.abc import Iterable

from ecslint.documents.oversize import excess_problems, without_excess
from ecslint.documents.structural import Structure, read_structure
from ecslint.documents.subject import Kind, Structural, Subject
from ecslint.model.base import build
from ecslint.model.task import DaemonTaskDefinition
from ecslint.source.document import Document
from ecslint.source.templating.placeholders import mark_placeholders

WRAPPER = "daemonTaskDefinition"


def is_daemon(data: dict[str, object], keys: Iterable[str]) -> bool:
    """Say whether an object is a daemon task definition: it has something that only those have.

    ``keys`` are the object's keys in lower case.
    """
    if isinstance(data.get(WRAPPER), dict):
        return True
    if not {"containerdefinitions"} <= set(keys) or {"networkmode", "requirescompatibilities"} & set(keys):
        return False
    volumes = data.get("volumes")
    return "shared" in (data.get("pidMode"), data.get("ipcMode")) or (
        isinstance(volumes, list)
        and any(isinstance(item, dict) and "logDriverVolumeConfiguration" in item for item in volumes)
    )


def read_daemon(document: Document, kind: Kind = "daemon-task-definition") -> list[Subject]:
    """Return the subject of a daemon task definition, also as a describe call prints it."""
    data = document.data
    if not isinstance(data.get(WRAPPER), dict):
        data = without_excess(document, data)
        structure = read_structure("daemon-task-definition", data, syntax=document.syntax)
        return [_subject(document, structure, [*excess_problems(data, ()), *structure.problems])]
    message = (
        "this is the output of describe-daemon-task-definition, which "
        f'register-daemon-task-definition refuses; keep only "{WRAPPER}" without its '
        "read-only fields"
    )
    data = without_excess(document, data[WRAPPER])
    structure = read_structure("daemon-task-definition", data, (WRAPPER,), document.syntax)
    structural = [
        Structural("ECS015", (WRAPPER,), "key", message),
        *excess_problems(data, (WRAPPER,)),
        *(problem for problem in structure.problems if problem.rule != "ECS015"),
    ]
    return [_subject(document, structure, structural)]


def _subject(document: Document, structure: Structure, structural: list[Structural]) -> Subject:
    model = build(DaemonTaskDefinition, mark_placeholders(structure.data))
    return Subject(model, document, structure.origin, structural=structural)
