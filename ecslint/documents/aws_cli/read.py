"""From files with calls of ``aws ecs`` to parsed files.

A file that ``--cli-input-json file://…`` names is read if it lies in the tree. What is known of it
without the call is reported on it alone, so here it is context.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Final

from ecslint.base.route import Route
from ecslint.base.tree import is_inside, relative, top_of
from ecslint.documents.aws_cli.arguments import Input, Options, Written
from ecslint.documents.aws_cli.commands import DEPLOYMENT, OPERATIONS, Command, commands
from ecslint.documents.subject import (
    AWS_CLI,
    AWS_CLI_PIPELINE,
    RUN_TASK,
    SERVICE,
    TASK_SET,
    UNRECOGNISED,
    Kind,
    ParsedFile,
    Subject,
)
from ecslint.source.document import Document
from ecslint.source.parsed import Parsed, Part
from ecslint.source.read import InputError, decode, load, read_bytes

_MARKDOWN: Final = (".md", ".markdown")
_MAX_BYTES: Final = 2_000_000
_MAX_FILE: Final = 1_000_000


class Script(Document):
    """A file with calls. Its data has their inputs as ``commands``; parts may stand in other files."""

    __slots__ = ("mounts", "own")

    def __init__(self, path: str, text: str) -> None:
        super().__init__(path, text, "hcl", Parsed({"commands": []}, [], None))
        self.own: dict[Route, tuple[tuple[int, int], tuple[int, int]]] = {}
        """Places of keys and values by their routes."""
        self.mounts: dict[Route, tuple[Document, Route]] = {}
        """Where values stand in other files, and the routes there."""

    def locate(self, route: Route) -> tuple[Document, Route]:
        """Return the file that a route leads into, and the route there."""
        for length in range(len(route), 0, -1):
            if route[:length] in self.own and route[:length] not in self.mounts:
                return self, route
            other = self.mounts.get(route[:length])
            if other is not None:
                return other[0], other[1] + route[length:]
        return self, route

    def has(self, route: Route) -> bool:
        """Say whether something stands at a route."""
        return not route or route in self.own

    def offsets(self, route: Route, part: Part = "value") -> tuple[int, int] | None:
        """Return the place of a value, its key, or both."""
        found = self.own.get(route)
        if found is None:
            return None
        key, value = found
        return value if part == "value" else key if part == "key" else (min(key[0], value[0]), value[1])

    @property
    def places(self) -> Script:
        """Where the values of the calls stand in the text."""
        return self

    def logical(self, route: Route) -> str:
        """Return what the call at a route does; empty where there is none."""
        return "".join(f"/{step}" for step in route)

    def release(self) -> None:
        """Keep everything."""


class _Files:
    """Finds and reads what ``file://`` names, each file once."""

    def __init__(self, script: str, tree: str) -> None:
        self.folder = os.path.dirname(script)
        self.tree = tree
        self.read: dict[str, tuple[Document, object]] = {}

    def __call__(self, name: str) -> tuple[Document, object] | None:
        if not name or "${" in name or os.path.isabs(name):
            return None
        above = relative(self.tree, self.folder or ".") if self.folder else self.tree
        places = {}
        for folder in (self.folder, os.path.join(self.folder, above)):
            path = os.path.normpath(os.path.join(folder, name)).replace(os.sep, "/")
            if os.path.isfile(path) and is_inside(self.tree, path):
                places[os.path.realpath(path)] = path
        if len(places) != 1:
            return None
        real, path = next(iter(places.items()))
        if real not in self.read:
            found = self._load(path)
            if found is None:
                return None
            self.read[real] = found
        return self.read[real]

    @staticmethod
    def _load(path: str) -> tuple[Document, object] | None:
        try:
            if os.path.getsize(path) > _MAX_FILE:
                return None
            documents = list(load(path, read_bytes(path)))
        except (InputError, OSError):
            return None
        if len(documents) != 1 or any(p.kind != "duplicate-key" for p in documents[0].problems):
            return None
        return documents[0], documents[0].data


def tree_of(path: str) -> str:
    """Return the folder that nothing is read outside of: the repository, or the file's own folder."""
    own = os.path.dirname(os.path.realpath(path))
    return top_of(own) or own


def read_scripts(
    paths: list[str], errors: list[InputError], content: Callable[[str], bytes] = read_bytes
) -> Iterator[ParsedFile]:
    """Yield the parsed files of scripts that call ``aws ecs``; nothing of others."""
    for path in paths:
        try:
            data = content(path)
        except InputError as error:
            errors.append(error)
            continue
        calls = b"ecs" in data or DEPLOYMENT.encode() in data
        if not calls or b"aws" not in data or len(data) > _MAX_BYTES:
            continue
        text, _ = decode(path, data)
        syntax = "markdown" if path.lower().endswith(_MARKDOWN) else "shell"
        yield from script_units(path, text, syntax)


def script_units(path: str, text: str, syntax: str) -> Iterator[ParsedFile]:
    """Yield a file with calls, and the files that these name."""
    script = Script(path, text)
    files = _Files(path, tree_of(path))
    subjects = subjects_of(script, syntax, files)
    if subjects:
        yield ParsedFile(script, AWS_CLI, subjects)
        for document, _ in files.read.values():
            yield ParsedFile(document, AWS_CLI, [], context_only=_is_known(document))


def _is_known(document: Document) -> bool:
    from ecslint.documents.recognition import kind_of

    return kind_of(document.data) != UNRECOGNISED


def read_yaml(document: Document, kind: Kind) -> list[Subject]:
    """Return the subjects of the calls in a pipeline's YAML."""
    script = Script(document.path, document.text)
    return subjects_of(script, "yaml", _Files(document.path, tree_of(document.path)))


def yaml_kind(document: Document) -> Kind | None:
    """Say whether a YAML document, that is nothing else, has calls of ``aws ecs``."""
    if document.syntax != "yaml" or document.number or not document.file.has("aws"):
        return None
    if next(commands(document.text, "yaml"), None) is None or _is_known(document):
        return None
    return AWS_CLI_PIPELINE


def subjects_of(script: Script, syntax: str, files: _Files) -> list[Subject]:
    """Return a subject for each call that gives an input."""
    found: list[Subject] = []
    written = _written(script.text) if syntax == "shell" and "<<" in script.text else None
    for command in commands(script.text, syntax):
        base: Route = ("commands", len(script.data["commands"]))
        schema = OPERATIONS.get(command.name, DEPLOYMENT)
        given = Options(schema, command.words, base, files, written).found
        if command.is_open:
            given.leave_open()
        if any(mount.route == base for mount in given.mounts) and len(given.places) == 0:
            continue  # all of it is in a file, on which it is reported
        _enter(script, command, given, base)
        if schema == DEPLOYMENT:
            from ecslint.documents.aws_cli.deploy import deployment_subjects

            found += deployment_subjects(script, command, given, base)
            continue
        subject = _subject(script, schema, given, base)
        if subject is not None:
            found.append(subject)
    _link(found)
    return found


def _written(text: str) -> Written:
    """Return what looks up the files that a script writes itself."""
    from ecslint.documents.aws_cli.heredocs import written_files

    known = written_files(text)
    return lambda name: known.get(name.removeprefix("./"))


def _enter(script: Script, command: Command, given: Input, base: Route) -> None:
    span = (command.start, command.end)
    script.data["commands"].append(given.data)
    script.own[base] = (span, span)
    script.own.update(given.places)
    for mount in given.mounts:
        if mount.route != base:
            script.mounts[mount.route] = (mount.document, ())
            continue
        data = mount.document.data
        for name in data if isinstance(data, dict) else ():
            if (*base, name) not in script.own:
                script.mounts[(*base, name)] = (mount.document, (name,))
    script.problems += given.problems


def _subject(script: Script, schema: str, given: Input, base: Route) -> Subject | None:
    from ecslint.documents.service import input_subject
    from ecslint.documents.structural import read_structure
    from ecslint.documents.task_definition import task_subject

    if schema == "task-definition":
        return task_subject(script, given.data, base)
    if schema in ("service", "update-service"):
        return input_subject(script, SERVICE, given.data, base)
    if schema in ("run-task", "start-task"):
        return input_subject(script, RUN_TASK, given.data, base)
    if schema == "create-task-set":
        return input_subject(script, TASK_SET, given.data, base)
    from ecslint.documents.api_input import ApiInput
    from ecslint.model.base import build

    structure = read_structure(schema, given.data, base, "json")
    return Subject(build(ApiInput, {}), script, structure.origin, structural=structure.problems)


def _link(subjects: list[Subject]) -> None:
    """Give services and runs the task definition that the same script registers under the same family."""
    tasks: dict[str, list[Subject]] = {}
    for subject in subjects:
        family = subject.task_family
        if subject.kind == "TaskDefinition" and isinstance(family, str):
            tasks.setdefault(family, []).append(subject)
    for subject in subjects:
        name = getattr(subject.model, "task_definition", None)
        family = name.partition(":")[0] if isinstance(name, str) and ":task-definition/" not in name else None
        found = tasks.get(family or "", [])
        if subject.kind in ("Service", "RunTask", "TaskSet") and len(found) == 1:
            subject.link("TaskDefinition", found[0])
