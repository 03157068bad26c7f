"""From paths to units: find the files, read them, see what they are."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ecslint.config import Configuration
from ecslint.documents import read
from ecslint.documents.sniff import sniff
from ecslint.documents.subject import Unit
from ecslint.source.discover import discover
from ecslint.source.read import InputError, load, read_bytes


@dataclass
class Inputs:
    """Reads the files of a run. After iteration, ``errors`` and ``passed_over`` say what was not linted."""

    paths: Sequence[str]
    stdin_name: str = "-"
    configuration: Configuration = field(default_factory=Configuration)
    force_exclude: bool = False
    """Whether ``exclude`` of the configuration holds for files that the user named, too."""
    errors: list[InputError] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """Files that the user named and that are nothing ecslint knows."""

    def __iter__(self) -> Iterator[Unit]:
        for path, named in self._files():
            if (self.force_exclude or not named) and self.configuration.settings_for(path).excludes(path):
                continue
            try:
                data = sys.stdin.buffer.read() if path == "-" else read_bytes(path)
                if not named and not sniff(data):
                    continue
                yield from self._units(self.stdin_name if path == "-" else path, data, named)
            except InputError as error:
                self.errors.append(error)

    def _files(self) -> Iterator[tuple[str, bool]]:
        """Yield each file once, also when it is named twice."""
        seen = set()
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
            if unit.kind != "unrecognised" or (named and document.problems and sniff(data)):
                recognised = True
                yield unit
        if named and not recognised:
            self.passed_over.append(path)
