"""What was found in files that have not changed since, for runs over hundreds of files.

Kept is what a file says on its own, under a hash of its content, name and settings, and of this version; so
nothing in here can be out of date, or be meant for another file. It is sealed with a secret of the user:
what is damaged, or came with a repository, is of no effect. Of what findings say of
credentials, asterisks are kept; files whose fixes would hold one are not kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from typing import Any, Final

from ecslint import __version__
from ecslint.base.atomic_write import replace_in
from ecslint.base.held_folder import held
from ecslint.base.identity import ById
from ecslint.base.read_file import read_file
from ecslint.base.resources import data_directory
from ecslint.base.unresolved import PartialText, Unresolved
from ecslint.config.lookup import Configuration
from ecslint.config.settings import Settings
from ecslint.documents import read
from ecslint.documents.subject import CheckedFile, TaskReference
from ecslint.engine.reader import CACHE, RESULTS
from ecslint.engine.redact import cleaner, without_secrets
from ecslint.finding import Edit, Finding, Fix, Related, Severity
from ecslint.project.beside import LOOKED
from ecslint.source.document import Document, Unread
from ecslint.source.file_text import FileText
from ecslint.source.read import decode
from ecslint.source.span import Position, Span

_MARKS: Final = {
    ".gitignore": "*\n",
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# made by ecslint, can go at any time\n",
}
_TEMPORARY: Final = ".ecslint-"
_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a cache that are read."""
_FEWEST: Final = 100
"""Files below which linting them again takes no time."""
_UNUSED: Final = 20_000
"""Entries that are kept though this run did not need them: it may have been over a part of the files."""

Entry = list[Any]


class Keys:
    """Makes the keys of entries. What rests on more than the file has none."""

    def __init__(self, configuration: Configuration, secret: bytes, stamp: str) -> None:
        self._configuration = configuration
        self._secret = secret
        self._stamp = stamp
        self._settings: dict[ById, tuple[Settings, bytes | None]] = {}

    def of(self, path: str, named: bool, data: bytes) -> str | None:
        """Return the key of a file with this content, ``None`` if it is not to be kept."""
        settings = self._configuration.settings_for(path)
        known = self._settings.get(ById(settings))
        if known is None:
            rests = settings.plugins or settings.context or settings.prices
            said = None if rests else f"{self._stamp}\0{os.getcwd()}\0{settings!r}".encode()
            known = self._settings[ById(settings)] = (settings, said)
        if known[1] is None:
            return None
        made = hashlib.blake2b(known[1], key=self._secret, digest_size=20)
        made.update(f"\0{path}\0{int(named)}\0".encode("utf-8", "surrogatepass"))
        made.update(data)
        return made.hexdigest()


class Store:
    """The entries of a cache."""

    def __init__(self, folder: str, secret: bytes) -> None:
        self._folder = folder
        self._secret = secret
        self._old = _entries(os.path.join(folder, RESULTS), secret)
        self._used: dict[str, Entry] = {}
        self._changed = False

    def get(self, key: str) -> Entry | None:
        """Return what is kept under a key."""
        entry = self._old.get(key)
        if entry is not None:
            self._used[key] = entry
        return entry

    def put(self, key: str, entry: Entry) -> None:
        """Keep the entry of a file; it is written when the run ends."""
        self._used[key] = entry
        self._changed = True

    def save(self) -> None:
        """Write what is new. A cache that cannot be written is none."""
        if not self._changed or len(self._used) < _FEWEST:
            return
        room = max(_UNUSED, len(self._used))
        others = [item for item in self._old.items() if item[0] not in self._used]
        entries = {**self._used, **dict(others[:room])}
        data = json.dumps(entries).encode()
        with contextlib.suppress(OSError):
            here = os.getcwd()
            with held(os.path.join(here, self._folder), here, make=True) as folder:
                for name, mark in _MARKS.items():
                    if folder.status(name) is None:
                        replace_in(folder, name, mark.encode(), durable=False)
                sealed = _seal(data, self._secret).encode() + b"\n" + data
                replace_in(folder, RESULTS, sealed, durable=False)


def open_store(secret: bytes, folder: str = CACHE) -> Store | None:
    """Return the cache of the current folder, ``None`` where none can be had there."""
    return None if os.path.islink(folder) else Store(folder, secret)


def _seal(data: bytes, secret: bytes) -> str:
    return hashlib.blake2b(data, key=secret, digest_size=20).hexdigest()


def _entries(path: str, secret: bytes) -> dict[str, Entry]:
    """Return the entries of a cache; none if it is not there, or not as this user wrote it."""
    try:
        seal, _, data = read_file(path, _LARGEST).partition(b"\n")
    except OSError:
        return {}
    if seal != _seal(data, secret).encode():
        return {}
    entries: dict[str, Entry] = json.loads(data)
    return entries


def clean(folder: str = CACHE) -> bool:
    """Remove a cache; return whether there was one. Raises ``OSError``. Foreign files stay."""
    if os.path.islink(folder) or not os.path.isdir(folder):
        return False
    for name in os.listdir(folder):
        if name == RESULTS or name in _MARKS or name.startswith(_TEMPORARY):
            os.unlink(os.path.join(folder, name))
    os.rmdir(folder)
    return True


def user_secret() -> bytes | None:
    """Return the secret that this user's caches are keyed with, made when it is not there yet."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "~/.cache"
    path = os.path.join(os.path.expanduser(base), "ecslint", "key")
    try:
        if not os.path.exists(path):
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            # Another run that makes it at the same time is not in the way.
            with (
                contextlib.suppress(FileExistsError),
                held(os.path.realpath(os.path.dirname(path)), None) as folder,
            ):
                replace_in(folder, "key", os.urandom(32), new=True, mode=0o600)
        secret = read_file(path, 64)
    except OSError:
        return None
    return secret if len(secret) >= 32 else None


def stamp() -> str:
    """Return what tells versions of ecslint apart, and states of a checkout."""
    made = hashlib.blake2b(__version__.encode(), digest_size=16)
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folders = [package, data_directory("rules"), data_directory("schemas")]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.is_dir():
                    folders.append(entry.path)
                elif not entry.name.endswith(".pyc"):
                    status = entry.stat()
                    made.update(f"{entry.name}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return made.hexdigest()


# Entries


def encode(units: Sequence[CheckedFile | Document]) -> Entry | None:
    """Return what is kept of a file, ``None`` if that is nothing; ``["read"]``: it takes the other files."""
    entry: Entry = []
    if any(isinstance(unit, Document) for unit in units):
        return ["read"]
    for found in units:
        assert isinstance(found, CheckedFile)
        document = found.document
        if document.problems or document.unfinished is not None or found.crashes:
            return None
        if LOOKED in document.file.known:
            return None  # what was asked for beside it may change while the file does not
        subjects = [[task.kind, task.number, _reference(task.task_family)] for task in found.tasks]
        clean = cleaner([document]) if found.findings else None
        if any(_holds(finding, clean) for finding in found.findings):
            return None
        findings = [_finding(finding) for finding in without_secrets(found.findings, [found], places=False)]
        asked = [_reference(ask) for ask in found.unresolved_references]
        document.release()
        entry.append([found.kind, document.syntax, subjects, findings, asked, found.has_service])
    return entry


def restore(entry: Entry, path: str, data: bytes) -> list[CheckedFile]:
    """Return the documents of a file; raises ``InputError`` if it is not a text."""
    file = FileText(decode(path, data)[0] if entry else "", len(entry))
    units = []
    for number, (kind, syntax, subjects, findings, asked, has_service) in enumerate(entry):
        document = Document(path, file, syntax, Unread([]), number)
        found = CheckedFile(
            document,
            kind,
            [
                TaskReference(name, place, _referred(family), document, read)
                for name, place, family in subjects
            ],
            [_found(path, row) for row in findings],
            (),
            [_referred(a) for a in asked],
            has_service,
            is_clean=len(entry) == 1,  # what says a credential of its document was masked
        )
        units.append(found)
    return units


def _reference(value: object) -> Any:
    """Return a name, known or not, as JSON."""
    if isinstance(value, Unresolved):
        return [value.reason, value.text, isinstance(value, PartialText)]
    return value if isinstance(value, str) else None


def _referred(value: object) -> str | Unresolved | None:
    if isinstance(value, list):
        reason, text, partly = value
        return PartialText((text,), reason) if partly else Unresolved(reason, text)
    return None if value is None else str(value)


def _holds(finding: Finding, clean: Callable[[str], str] | None) -> bool:
    """Say whether the place or the fix of a finding holds a credential, or what is not plain data."""
    if clean is not None and any(clean(text) != text for text in (finding.pointer, finding.logical)):
        return True
    if finding.fix is None:
        return False
    for edit in finding.fix.edits:
        if edit.op not in ("set", "append", "rename", "write"):
            continue
        try:
            text = json.dumps(edit.value)
        except TypeError:
            return True
        if json.loads(text) != edit.value or (clean is not None and clean(text) != text):
            return True
    return False


def _finding(finding: Finding) -> list[object]:
    """Return a finding as JSON."""
    fix = finding.fix
    return [
        *(finding.rule, finding.name, int(finding.severity), finding.message, finding.pointer),
        *(list(finding.span), finding.url),
        [[related.path, related.pointer, list(related.span), related.message] for related in finding.related],
        *(finding.when, fix, finding.evidence, finding.logical, finding.construct, finding.digest),
    ]


def _found(path: str, row: list[Any]) -> Finding:
    rule, name, severity, message, pointer, span, url, related, when, fix, evidence, *others = row
    return Finding(
        *(rule, name, Severity(severity), message, path, pointer, _span(span), url),
        related=tuple(Related(r[0], r[1], _span(r[2]), r[3]) for r in related),
        when=when,
        fix=None if fix is None else _fix(*fix),
        evidence=evidence,
        logical=others[0],
        construct=others[1],
        digest=others[2],
    )


def _span(row: list[Any]) -> Span:
    start, end, first, last = row
    return Span(start, end, Position(*first), Position(*last))


def _fix(title: str, edits: list[Any], safe: bool) -> Fix:
    return Fix(
        title,
        tuple(
            Edit(op, tuple(route), tuple(value) if op == "cut" else value, path)
            for op, route, value, path in edits
        ),
        safe,
    )
