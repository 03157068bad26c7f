"""Reads one file: its bytes, its documents, and what they turn out to be."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ecslint.documents import read, read_as
from ecslint.documents.sniff import sniff
from ecslint.documents.subject import CLOUDFORMATION, IMAGE_DEFINITIONS, UNRECOGNISED, ParsedFile, Unit
from ecslint.source.document import Document
from ecslint.source.read import InputError, load, read_bytes

CACHE: Final = ".ecslint_cache"
"""The folder of the cache, in the one that ecslint is started in."""
RESULTS: Final = "results"
"""The file in it that holds what was found."""

_PIPELINE_FILES = ("imagedefinitions.json", "imagedetail.json")
"""Files whose name alone says what they are, whatever is in them."""


class WorkerError(Exception):
    """A process that lints was ended from outside: by the system, for want of memory, or by somebody."""


class Wanted(NamedTuple):
    """A file to be read (``-``: standard input), or why a folder cannot be walked."""

    path: str
    """The path of a file."""
    named: bool
    """Whether it was named, not found in a folder."""
    error: InputError | None = None
    """Why the walk could not go there."""


class File(NamedTuple):
    """What a file turned out to hold."""

    units: Sequence[Unit]
    """The parsed file, one for each of its documents."""
    error: InputError | None = None
    """Why it could not be read."""
    skipped: str | None = None
    """Its name, if the user named it and it is nothing ecslint knows."""


_NOTHING = File([])


class FileReader:
    """Reads files as a run asks for them."""

    def __init__(self, stdin_name: str = "-", force_exclude: bool = False) -> None:
        self.stdin_name = stdin_name
        self.force_exclude = force_exclude

    def asked_for(self, wanted: Wanted) -> bool:
        """Say whether the user named a file to have it linted, whatever it is."""
        return wanted.named and not self.force_exclude

    def read(self, wanted: Wanted, data: bytes | None = None) -> File:
        """Return what a file (with the content ``data``) holds, or why it cannot be read."""
        if wanted.error is not None:
            return File([], wanted.error)
        path, asked_for = wanted.path, self.asked_for(wanted)
        try:
            if data is None:
                data = read_bytes(path)
            if not asked_for and not sniff(data) and not is_named_by_pipelines(path):
                return _NOTHING
            shown = self.stdin_name if path == "-" else path
            units = list(_units(shown, data, asked_for))
        except InputError as error:
            return File([], error)
        except (Exception, RecursionError) as error:  # a fault of ours must not hide the other files
            return File([], InputError(path, f"cannot be read, by a fault of ecslint: {fault(error)}"))
        return File(units, skipped=shown if asked_for and not units else None)


def is_named_by_pipelines(path: str) -> bool:
    """Say whether the name alone says what a file is, whatever is in it.

    A pipeline of the repository may give image definitions a name of their own.
    """
    return path.lower().endswith(_PIPELINE_FILES) or _is_given_in_a_pipeline(path)


def _is_given_in_a_pipeline(path: str) -> bool:
    name = os.path.basename(path)
    if "image" not in name.lower() or not name.endswith(".json"):
        return False
    from ecslint.project.scripts import image_files

    return name in image_files(os.path.abspath(os.path.dirname(path)))


def _units(path: str, data: bytes, named: bool) -> Iterator[ParsedFile]:
    for document in load(path, data):
        unit = read(document)
        if unit.kind == CLOUDFORMATION and not unit.subjects:
            if not named:
                continue  # a template that has nothing to do with ECS
            from ecslint.documents.cloudformation.subjects import read_any_template

            unit = unit._replace(subjects=read_any_template(document))
        if (
            unit.kind == UNRECOGNISED
            and isinstance(document.data, list | dict)
            and _is_given_in_a_pipeline(path)
        ):
            unit = read_as(document, IMAGE_DEFINITIONS)
        if unit.kind != UNRECOGNISED or (named and _unreadable(document, path, data)):
            yield unit


def fault(error: BaseException) -> str:
    """Return an unforeseen error in a few words."""
    words = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def units_of(path: str, data: bytes) -> Iterator[ParsedFile]:
    """Yield what is recognised in a file that lies in memory; nothing of one that cannot be read."""
    try:
        if sniff(data):
            yield from _units(path, data, named=False)
    except InputError:
        return


def _unreadable(document: Document, path: str, data: bytes) -> bool:
    """Say whether a file cannot be understood at all, or should have been by its words or its name."""
    named = os.path.basename(path).lower() in _FIXED_NAMES
    if (
        not named
        and document.syntax == "yaml"
        and document.data is None
        and document.file.once("not blank", str.strip)
    ):
        return bool(document.problems) and document.problems[0].kind != "empty"  # nothing but comments
    if any(problem.kind in _FATAL for problem in document.problems):
        return True
    return bool(document.problems) and (named or sniff(data))


_FATAL = frozenset({"empty", "too-deep", "too-large", "alias-bomb"})
"""Problems of the file as such: whatever it was meant to be, it is in no order."""

_FIXED_NAMES = frozenset(
    {"appspec.yml", "appspec.yaml", "appspec.json", "imagedefinitions.json", "imagedetail.json"}
)
"""Files that CodeDeploy and CodePipeline find by name: empty or broken, they still are that."""
