"""From paths to units: find the files, read them, see what they are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ecslint.config import Configuration
from ecslint.documents import read
from ecslint.documents.sniff import sniff
from ecslint.documents.subject import Unit
from ecslint.source.discover import discover
from ecslint.source.document import Document
from ecslint.source.read import InputError, load, read_bytes
from ecslint.workspace import LINKED_KINDS, MOST_RELATIVES, relatives

_PIPELINE_FILES = ("imagedefinitions.json", "imagedetail.json")
"""Files whose name alone says what they are, whatever is in them."""


@dataclass
class Inputs:
    """Reads the files of a run. After iteration, ``errors`` and ``passed_over`` say what was not linted."""

    paths: Sequence[str]
    stdin_name: str = "-"
    configuration: Configuration = field(default_factory=Configuration)
    force_exclude: bool = False
    """Whether a hook named the files: ``exclude`` holds for them, and foreign ones are no news."""
    errors: list[InputError] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """Files that the user named and that are nothing ecslint knows."""

    def __iter__(self) -> Iterator[Unit]:
        seen: set[str] = set()
        alone: dict[str, None] = {}
        for path, named in self._files(seen):
            asked_for = named and not self.force_exclude
            settings = self.configuration.settings_for(path)
            if not asked_for and (settings.excludes(path) or _is_one_of(path, settings.context)):
                continue
            try:
                data = read_bytes(path)
                if not asked_for and not sniff(data) and not path.lower().endswith(_PIPELINE_FILES):
                    continue
                for unit in self._units(self.stdin_name if path == "-" else path, data, asked_for):
                    if named and unit.kind in LINKED_KINDS:
                        alone[os.path.dirname(unit.document.path)] = None
                    yield unit
            except InputError as error:
                self.errors.append(error)
        read_already = {os.path.normpath(path) for path in seen}
        for directory in alone:
            yield from self._context(directory, read_already)

    def _context(self, directory: str, seen: set[str]) -> Iterator[Unit]:
        """Read the task definitions that a file named on its own may refer to."""
        unread = (path for path in relatives(directory) if os.path.normpath(path) not in seen)
        for relative in islice(unread, MOST_RELATIVES):
            seen.add(os.path.normpath(relative))
            try:
                data = read_bytes(relative)
                documents = load(relative, data) if sniff(data) else ()
                for document in documents:
                    unit = read(document)
                    if unit.kind in ("task-definition", "container-definitions"):
                        yield unit._replace(context_only=True)
            except InputError:
                continue  # a relative that cannot be read is no partner; naming it reports why

    def _files(self, seen: set[str]) -> Iterator[tuple[str, bool]]:
        """Yield each file once, also when it is named twice."""
        for argument in self.paths or (".",):
            if argument == "-":
                yield "-", True
                continue
            try:
                for path, named in discover([argument]):
                    if path not in seen:
                        seen.add(path)
                        yield path, named
            except InputError as error:
                self.errors.append(error)

    def _units(self, path: str, data: bytes, named: bool) -> Iterator[Unit]:
        recognised = False
        for document in load(path, data):
            unit = read(document)
            if unit.kind != "unrecognised" or (named and _unreadable(document, path, data)):
                recognised = True
                yield unit
        if named and not recognised:
            self.passed_over.append(path)


def _unreadable(document: Document, path: str, data: bytes) -> bool:
    """Say whether a file cannot be understood at all, or should have been by its words or its name."""
    if any(problem.kind in _FATAL for problem in document.problems):
        return True
    named = os.path.basename(path).lower() in _FIXED_NAMES
    return bool(document.problems) and (named or sniff(data))


_FATAL = frozenset({"empty", "too-deep", "too-large", "alias-bomb"})
"""Problems of the file as such: whatever it was meant to be, it is in no order."""

_FIXED_NAMES = frozenset(
    {"appspec.yml", "appspec.yaml", "appspec.json", "imagedefinitions.json", "imagedetail.json"}
)
"""Files that CodeDeploy and CodePipeline find by name: empty or broken, they still are that."""


def _is_one_of(path: str, others: Sequence[str]) -> bool:
    if not others:
        return False
    real = os.path.realpath(path)
    return any(os.path.realpath(other) == real for other in others)
