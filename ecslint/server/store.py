"""The one place that texts come from: what editors have open, over what is on the disk.

Open files are read from their unsaved texts, all others from the disk, and kept while they stay as they are.
How much is kept is bounded, so that a server that runs for weeks stays as small as it was.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from ecslint.documents import read
from ecslint.documents.frontends import frontend_for_path, kind_row
from ecslint.documents.sniff import sniff
from ecslint.documents.subject import UNRECOGNISED, CheckedFile, Kind, ParsedFile, Unit, references
from ecslint.project.links import MAX_COUNTERPARTS, counterparts
from ecslint.server.texts import Change, Text
from ecslint.source.document import Document
from ecslint.source.limits import MAX_BYTES
from ecslint.source.parse import parse_text
from ecslint.source.read import InputError, load, read_bytes

MOST_KEPT: Final = 2000
"""Files of the disk that are kept."""
Stamp = tuple[int, int]
"""Time of the last change, in nanoseconds, and size of a file."""


class Entry(NamedTuple):
    """A file that is not open, as far as others need it."""

    path: str
    """The file."""
    parts: tuple[Unit, ...]
    """Its recognised documents, those of the disk without their models."""

    @property
    def refers_to_tasks(self) -> bool:
        """Whether a part of the file refers to task definitions."""
        return any(kind_row(unit.kind).refers_to_tasks for unit in self.parts)

    @property
    def holds_tasks(self) -> bool:
        """Whether a part of the file holds task definitions."""
        return any(kind_row(unit.kind).holds_tasks for unit in self.parts)

    def units(self) -> list[ParsedFile]:
        """Return its documents for one run: linking leaves traces in subjects, so each run gets new ones."""
        return [read(unit.document) for unit in self.parts]

    def checked(self) -> list[CheckedFile]:
        """Return its documents as others may refer to them: nothing is found in these themselves."""
        return [
            CheckedFile(
                unit.document,
                unit.kind,
                references(unit, read)
                if isinstance(unit, ParsedFile)
                else [replace(task) for task in unit.tasks],
            )
            for unit in self.parts
        ]


class Open:
    """A file that an editor has open."""

    __slots__ = ("_documents", "_parsed", "good", "path", "recognised", "text", "uri")

    def __init__(self, path: str, uri: str, text: Text) -> None:
        self.path = path
        self.uri = uri
        self.text = text
        self.recognised: Kind = UNRECOGNISED
        """What it was when it was last recognised: broken for a moment, it still is that."""
        self.good: list[Document] = []
        """What the text held when it was last read without a mistake in its notation: words that are only
        begun make the rest of a file unreadable, and completion rests on what was there before."""
        self._parsed: Text | None = None
        self._documents: list[Document] = []

    def documents(self) -> list[Document]:
        """Return what the text holds; raises ``InputError`` for binary data, or more than is read."""
        if self._parsed is not self.text:
            source = self.text.source
            if len(source) > MAX_BYTES:
                raise InputError(self.path, f"is larger than {MAX_BYTES >> 20} MB, the most that is read")
            if "\x00" in source:
                raise InputError(self.path, "is a binary file")
            syntax, parsed = parse_text(self.path, source)
            self._documents = [
                Document(self.path, source, syntax, part, number) for number, part in enumerate(parsed)
            ]
            self._parsed = self.text
            problems = (problem for document in self._documents for problem in document.problems)
            if not self.good or not any(problem.kind == "invalid-syntax" for problem in problems):
                self.good = self._documents
        return self._documents


class Store:
    """Texts by path."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        """In which units positions count: ``utf-8``, ``utf-16`` or ``utf-32``."""
        self.open: dict[str, Open] = {}
        self.generation = 0
        """A number that changes whenever a text or the look of the disk does."""
        self._entries: OrderedDict[str, tuple[Stamp, Entry | None]] = OrderedDict()
        self._around: dict[str, list[str]] = {}

    def put(self, path: str, uri: str, source: str, version: int | None) -> Open:
        """Take the text of a file that was opened."""
        self.open[path] = found = Open(path, uri, Text(source, version))
        self.forget_listings()
        return found

    def edit(self, path: str, changes: list[Change], version: int | None) -> None:
        """Change an open text; a file that was never opened is left alone."""
        found = self.open.get(path)
        if found is not None:
            self.generation += 1
            found.text = found.text.edited(changes, version, self.encoding)

    def close(self, path: str) -> None:
        """Forget the text of a file: what is on the disk counts again."""
        self.open.pop(path, None)
        self._entries.pop(path, None)
        self.forget_listings()

    def forget_listings(self) -> None:
        """Look at folders again, and at the times of files: something may have changed on the disk."""
        self.generation += 1
        self._around.clear()

    def read(self, path: str) -> bytes:
        """Return the content of a file, unsaved where it is open. Raises ``InputError``."""
        found = self.open.get(os.path.normpath(path))
        if found is not None:
            return found.text.source.encode("utf-8", "surrogatepass")
        return read_bytes(path)

    def units(self, path: str) -> list[ParsedFile]:
        """Return what an open file holds, made anew; raises ``InputError`` for binary data.

        A file that is not recognised now, but was since it was opened, counts as far as its notation goes.
        """
        file = self.open[path]
        if file.recognised == UNRECOGNISED and not _may_matter(path, file.text.source):
            return []
        units = [read(document) for document in file.documents()]
        known = [unit for unit in units if unit.kind != UNRECOGNISED]
        if known:
            file.recognised = known[0].kind
            return known
        if file.recognised == UNRECOGNISED:
            return []
        return [unit for unit in units if unit.document.problems]

    def entry(self, path: str) -> Entry | None:
        """Return what a file holds for others, ``None`` if nothing is recognised in it."""
        if path in self.open:
            try:
                units = self.units(path)
            except InputError:
                return None
            return Entry(path, tuple(units)) if units else None
        stamp = _stamp(path)
        kept = self._entries.get(path)
        if kept is not None and kept[0] == stamp:
            self._entries.move_to_end(path)
            return kept[1]
        found = _entry(path) if stamp is not None else None
        if stamp is not None:
            self._entries[path] = (stamp, found)
            while len(self._entries) > MOST_KEPT:
                self._entries.popitem(last=False)
        return found

    def around(self, directory: str) -> Iterator[Entry]:
        """Yield the files in and around a folder that may belong together with one in it."""
        known = self._around.get(directory)
        if known is None:
            known = self._listed(directory)
        for path in known:
            found = self.entry(path)
            if found is not None:
                yield found

    def _listed(self, directory: str) -> list[str]:
        """Return the paths around a folder, of files in which something is recognised first of all."""
        paths = list(counterparts(directory))[:MAX_COUNTERPARTS]
        own = [path for path in self.open if os.path.dirname(path) == directory]
        found = [path for path in dict.fromkeys([*paths, *own]) if self.entry(path) is not None]
        if len(self._around) > MOST_KEPT:
            self._around.clear()
        self._around[directory] = found
        return found


def _may_matter(path: str, source: str) -> bool:
    from ecslint.engine.reader import is_named_by_pipelines

    if len(source) > MAX_BYTES:
        return False
    return sniff(source.encode("utf-8", "surrogatepass")) or is_named_by_pipelines(path)


def _stamp(path: str) -> Stamp | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _entry(path: str) -> Entry | None:
    """Read a file of the disk, and keep of it what others need."""
    if frontend_for_path(path) is not None:
        return None
    try:
        data = read_bytes(path)
        if not sniff(data):
            return None
        units = [read(document) for document in load(path, data)]
    except (InputError, RecursionError):
        return None
    parts = []
    for unit in units:
        row = kind_row(unit.kind)
        # A service of a template makes it unclear which one an AppSpec beside it deploys.
        if not (row.holds_tasks or row.refers_to_tasks or any(s.kind == "Service" for s in unit.subjects)):
            continue
        parts.append(CheckedFile(unit.document, unit.kind, references(unit, read)))
        unit.document.release()
    return Entry(path, tuple(parts)) if parts else None
